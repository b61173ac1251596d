//! `compare`, from files to files.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::cli_program::{ended, overheard};

/// A small event with three measures, two of which exclude one another.
const TALKS: &str = r#"
format = 1
event = { name = "Talks", days = 2 }
channel.app = { readable = 0, approved = true }
channel.phone = { readable = 1 }
venue.hall = { offers = ["app", "phone"] }
group.envoys = { count = 10, mistake = { low = 0.05, high = 0.2 }, whereabouts."00-24" = { hall = 1 } }
[conversation.talk]
rate = { envoys = 0.5 }
duration_minutes = 20
approved = { app = 1 }
fallback = { phone = 1 }
recognised = 0.5
harm = 4
[campaign.broad.collector.post]
count = 1
places = { hall = 1 }
pickup_per_hour = { phone = 10 }
[measure.briefing]
title = "A briefing"
kind = "organisational"
cost = 10
changes = [{ at = "group.*.mistake", scale = 0.5 }]
[measure.fewer]
title = "Fewer talks"
kind = "organisational"
cost = 20
excludes = ["briefing"]
changes = [{ at = "conversation.talk.rate.envoys", scale = 0.5 }]
[measure.shorter]
title = "Shorter talks"
kind = "organisational"
cost = 5
changes = [{ at = "conversation.talk.duration_minutes", set = 10 }]
"#;

const SMALL: [&str; 5] = ["--trials", "1000", "--draws", "100", "--quiet"];

fn started() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("talks.toml"), TALKS).unwrap();
    dir
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn a_comparison_prints_its_choice_and_leaves_its_files_beside_those_of_a_run() {
    let dir = started();
    assert_eq!(ended(overheard(dir.path()).args(["run", "talks.toml"]).args(SMALL)).code, Some(0));
    let run = json(&dir.path().join("output/talks/summary.json"));
    let told = ended(overheard(dir.path()).args(["compare", "talks.toml"]).args(SMALL));
    assert_eq!(told.code, Some(0), "{}", told.stderr);
    assert!(told.stdout.contains("the 3 measures") && told.stdout.contains("Rows\n"), "{}", told.stdout);
    assert!(told.stdout.lines().all(|line| line.chars().count() <= 80), "{}", told.stdout);
    let out = dir.path().join("output/talks-compare");
    for file in ["summary.json", "summary.txt", "rows.csv", "differences.csv", "steps.csv", "manifest.json"] {
        assert!(out.join(file).exists(), "{file}");
    }
    for file in ["replay.csv", "replay_overlap.csv", "replay_captures.csv", "stories.csv", "robustness.csv"] {
        assert!(out.join(file).exists(), "{file}");
    }
    assert_eq!(json(&out.join("summary.json"))["baseline"]["odds"], run["odds"], "the baseline is the run");
    assert_eq!(json(&dir.path().join("output/talks/summary.json")), run, "the run's result stays");
}

#[test]
fn what_is_printed_is_what_the_files_hold() {
    let dir = started();
    for (format, file) in [("json", "summary.json"), ("csv", "rows.csv"), ("text", "summary.txt")] {
        let told = ended(overheard(dir.path()).args(["compare", "talks.toml", "--format", format]).args(SMALL));
        assert_eq!(told.code, Some(0), "{}", told.stderr);
        assert_eq!(told.stdout, fs::read_to_string(dir.path().join("output/talks-compare").join(file)).unwrap());
        assert_eq!(told.stderr, "");
    }
}

#[test]
fn combinations_keep_the_budget_and_what_excludes_one_another() {
    let dir = started();
    let rows = |arguments: &[&str]| -> Vec<String> {
        let mut command = overheard(dir.path());
        let told = ended(command.args(["compare", "talks.toml", "--format", "json"]).args(arguments).args(SMALL));
        let told: Value = serde_json::from_str(&told.stdout).unwrap_or_else(|_| panic!("{}", told.stderr));
        let name = |row: &Value| {
            let names = row["measures"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
            names.collect::<Vec<_>>().join("+")
        };
        told["rows"].as_array().unwrap().iter().map(name).collect()
    };
    assert_eq!(rows(&["--combine", "2"]), ["", "shorter", "briefing", "fewer", "briefing+shorter", "fewer+shorter"]);
    assert_eq!(rows(&["--measures", "fewer,shorter"]), ["", "shorter", "fewer"]);
    assert_eq!(rows(&["--budget", "15", "--combine", "2"]), ["", "shorter", "briefing", "briefing+shorter"]);
}

#[test]
fn bad_usage_ends_with_2_and_says_what_is_right() {
    let dir = started();
    fs::write(dir.path().join("none.toml"), TALKS.split("[measure").next().unwrap()).unwrap();
    for (arguments, message) in [
        (&["compare"][..], "<SCENARIO>"),
        (&["compare", "talks.toml", "--measures", "breifing"], "did you mean \"briefing\"?"),
        (&["compare", "talks.toml", "--measures", "zzz"], "there are: briefing, fewer, shorter"),
        (&["compare", "talks.toml", "--combine", "0"], "at least 1 measure"),
        (&["compare", "talks.toml", "--budget", "-1"], "is not a cost"),
        (&["compare", "talks.toml", "--budget", "lots"], "is not a number such as 20000"),
        (&["compare", "talks.toml", "--tolerable", "1"], "not between 0 and 1"),
        (&["compare", "talks.toml", "--confidence", "0.2"], "from 0.5 to below 1"),
        (&["compare", "talks.toml", "--measure", "briefing"], "--measures"),
        (&["compare", "none.toml"], "no measures to compare"),
        (&["compare", "missing.toml"], "there is no such file"),
        (&["compare", "talks.toml", "--trials", "10", "--draws", "20"], "raise --trials"),
    ] {
        let refused = ended(overheard(dir.path()).args(arguments));
        assert_eq!(refused.code, Some(2), "{arguments:?}: {}", refused.stderr);
        assert!(refused.stderr.contains(message), "{arguments:?}: {}", refused.stderr);
        assert_eq!(refused.stdout, "");
    }
    assert!(!dir.path().join("output").exists(), "nothing was written");
}

#[test]
fn several_files_are_compared_as_they_are() {
    let dir = started();
    fs::write(dir.path().join("later.toml"), TALKS.replace("rate = { envoys = 0.5 }", "rate = { envoys = 0.25 }"))
        .unwrap();
    let told = ended(overheard(dir.path()).args(["compare", "talks.toml", "later.toml"]).args(SMALL));
    assert_eq!(told.code, Some(0), "{}", told.stderr);
    assert!(told.stdout.contains("later.toml has the lowest odds"), "{}", told.stdout);
    let out = dir.path().join("output/talks-later-compare");
    let summary = json(&out.join("summary.json"));
    assert_eq!(summary["files"], serde_json::json!(["talks.toml", "later.toml"]));
    assert_eq!(summary["rows"][1]["effect"], "lowers");
    assert!(out.join("files.csv").exists() && out.join("charts/files.png").exists());
    let again = ended(overheard(dir.path()).args(["compare", "talks.toml", "later.toml"]).args(SMALL));
    assert_eq!((again.code, again.stdout), (Some(0), told.stdout), "the same files replace their result");
    let narrowed = ["compare", "talks.toml", "later.toml", "--combine", "2"];
    let refused = ended(overheard(dir.path()).args(narrowed).args(SMALL));
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("need a single one"), "{}", refused.stderr);
}

#[test]
fn what_the_readme_says_of_singapore_holds() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/singapore-airshow-2024.toml");
    let dir = tempfile::tempdir().unwrap();
    let few = ["--measures", "managed-only,line-check,spread-lodging", "--trials", "1200", "--draws", "300"];
    let told = ended(overheard(dir.path()).args(["compare", file, "--format", "json", "--quiet"]).args(few));
    let told: Value = serde_json::from_str(&told.stdout).unwrap_or_else(|_| panic!("{}", told.stderr));
    let measures = |row: &Value| told["rows"][row.as_u64().unwrap() as usize]["measures"].clone();
    assert_eq!(measures(&told["recommendation"]["best"]), serde_json::json!(["managed-only"]));
    assert_eq!(measures(&told["recommendation"]["best_value"]), serde_json::json!(["line-check"]));
}

#[test]
fn a_comparison_of_another_scenario_is_replaced_only_if_that_is_asked_for() {
    let dir = started();
    fs::write(dir.path().join("other.toml"), TALKS).unwrap();
    let into = |file: &str, more: &[&str]| {
        ended(overheard(dir.path()).args(["compare", file, "--out", "x"]).args(SMALL).args(more)).code
    };
    assert_eq!(into("talks.toml", &[]), Some(0));
    assert_eq!(into("talks.toml", &[]), Some(0), "the same scenario replaces its result");
    assert_eq!(into("other.toml", &[]), Some(1));
    assert_eq!(into("other.toml", &["--force"]), Some(0));
    let refused = ended(overheard(dir.path()).args(["verify", "x"]));
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("only runs can be verified"), "{}", refused.stderr);
}

#[test]
fn the_bytes_do_not_depend_on_the_number_of_threads() {
    let dir = started();
    let told = |threads: &str| {
        ended(
            overheard(dir.path()).args(["compare", "talks.toml", "--threads", threads, "--format", "json"]).args(SMALL),
        )
        .stdout
    };
    assert_eq!(told("1"), told("3"));
}
