//! `run` and `verify`, from files to files.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::cli_program::{ended, overheard};

/// A folder with the starter scenario as `a.toml`.
fn started() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    overheard(dir.path()).args(["init", "a.toml"]).assert().success();
    dir
}

const SMALL: [&str; 4] = ["--trials", "2000", "--draws", "100"];

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn a_run_prints_its_summary_and_leaves_its_files() {
    let dir = started();
    let run = ended(overheard(dir.path()).args(["run", "a.toml"]).args(SMALL));
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let told = run.stdout.replace('\n', " ");
    assert!(told.contains("such events at least one sensitive conversation is captured by chance"), "{told}");
    assert!(run.stderr.contains("wrote output/a"), "{}", run.stderr);
    let out = dir.path().join("output/a");
    for file in ["summary.json", "summary.csv", "funnel.csv", "attribution.csv", "first_capture.csv"] {
        assert!(out.join(file).exists(), "{file}");
    }
    for file in ["harm_exceedance.csv", "convergence.csv", "blocks.csv", "draws.csv", "manifest.json"] {
        assert!(out.join(file).exists(), "{file}");
    }
    assert_eq!(fs::read_dir(dir.path().join("output")).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn the_json_on_standard_output_is_that_of_the_file() {
    let dir = started();
    let run = ended(overheard(dir.path()).args(["run", "a.toml", "--format", "json", "--quiet"]).args(SMALL));
    assert_eq!(run.stdout, fs::read_to_string(dir.path().join("output/a/summary.json")).unwrap());
    assert_eq!(run.stderr, "");
    let summary: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(summary["provenance"]["trials"], 2_000);
    assert!(summary["odds"]["band"]["low"].is_number());
}

#[test]
fn the_csv_on_standard_output_is_that_of_the_file() {
    let dir = started();
    let run = ended(overheard(dir.path()).args(["run", "a.toml", "--format", "csv"]).args(SMALL));
    assert_eq!(run.stdout, fs::read_to_string(dir.path().join("output/a/summary.csv")).unwrap());
}

#[test]
fn the_bytes_do_not_depend_on_the_number_of_threads() {
    let dir = started();
    for threads in ["1", "3"] {
        let out = format!("t{threads}");
        let arguments = ["run", "a.toml", "--records", "5", "--threads", threads, "--out", &out];
        overheard(dir.path()).args(arguments).args(SMALL).assert().success();
    }
    let names = |folder: &str| -> Vec<String> {
        let listed = json(&dir.path().join("t1").join("manifest.json"))["files"].as_array().unwrap().clone();
        let names = listed.iter().map(|file| file["name"].as_str().unwrap().to_owned());
        names.filter(|name| name.starts_with(folder)).collect()
    };
    assert!(names("charts/").len() > 10);
    for name in names("") {
        let [one, three] = ["t1", "t3"].map(|out| fs::read(dir.path().join(out).join(&name)).unwrap());
        assert!(one == three, "{name}");
    }
}

#[test]
fn several_scenarios_stand_side_by_side_in_folders_of_their_own() {
    let dir = started();
    overheard(dir.path()).args(["init", "b.toml"]).assert().success();
    let arguments = ["run", "a.toml", "b.toml", "--out", "res", "--format", "json"];
    let run = ended(overheard(dir.path()).args(arguments).args(SMALL));
    let both: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(both[0]["odds"], both[1]["odds"], "the same random numbers");
    assert!(dir.path().join("res/a/summary.json").exists() && dir.path().join("res/b/summary.json").exists());
}

#[test]
fn measures_and_overrides_are_in_force_and_in_the_provenance() {
    let dir = started();
    let changes = ["--measure", "briefing", "--set", "event.days=2"];
    overheard(dir.path()).args(["run", "a.toml"]).args(changes).args(SMALL).assert().success();
    let summary = json(&dir.path().join("output/a/summary.json"));
    assert_eq!(summary["measures"][0], "briefing");
    assert_eq!(summary["provenance"]["set"][0], "event.days=2");
    assert_eq!(summary["days"], 2);
}

#[test]
fn a_result_of_another_scenario_is_kept_before_anything_is_run() {
    let dir = started();
    overheard(dir.path()).args(["init", "b.toml"]).assert().success();
    overheard(dir.path()).args(["run", "a.toml", "--out", "res"]).args(SMALL).assert().success();
    let refused = ended(overheard(dir.path()).args(["run", "b.toml", "--out", "res", "--trials", "1e12"]));
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("holds the result of a.toml"), "{}", refused.stderr);
    overheard(dir.path()).args(["run", "b.toml", "--out", "res", "--force"]).args(SMALL).assert().success();
    assert_eq!(json(&dir.path().join("res/summary.json"))["file"], "b.toml");
}

#[test]
fn an_invalid_scenario_ends_with_2_and_leaves_nothing() {
    let dir = started();
    let run = ended(overheard(dir.path()).args(["run", "a.toml", "--set", "group.envoys.mistake=2"]));
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("group.envoys.mistake"), "{}", run.stderr);
    let run = ended(overheard(dir.path()).args(["run", "a.toml", "--measure", "breifing"]));
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("briefing"), "{}", run.stderr);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn a_result_verifies_until_it_is_edited() {
    let dir = started();
    let out = dir.path().join("output/a");
    let run = || overheard(dir.path()).args(["run", "a.toml", "--set", "event.days=2"]).args(SMALL).assert().success();
    run();
    let verify = || ended(overheard(dir.path()).args(["verify", "output/a"]));
    let good = verify();
    assert_eq!(good.code, Some(0), "{}{}", good.stdout, good.stderr);
    for file in ["summary.json", "blocks.csv", "funnel.csv", "manifest.json"] {
        run();
        let text = fs::read_to_string(out.join(file)).unwrap();
        fs::write(out.join(file), text.replacen('1', "2", 7)).unwrap();
        assert_eq!(verify().code, Some(1), "{file}");
    }
}

#[test]
fn a_manifest_that_names_files_outside_is_not_followed() {
    let dir = started();
    overheard(dir.path()).args(["run", "a.toml"]).args(SMALL).assert().success();
    let manifest = dir.path().join("output/a/manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace("funnel.csv", "../../a.toml\\u001b[31m")).unwrap();
    let verify = ended(overheard(dir.path()).args(["verify", "output/a"]));
    assert_eq!(verify.code, Some(1));
    assert!(verify.stdout.contains("../../a.toml\\u{1b}[31m is listed"), "{}", verify.stdout);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let dir = started();
    let program = env!("CARGO_BIN_EXE_overheard");
    let mut child = std::process::Command::new(program)
        .current_dir(dir.path())
        .args(["run", "a.toml", "--quiet"])
        .args(SMALL)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_hostile_scenario_cannot_act_on_the_terminal() {
    let dir = started();
    let text = fs::read_to_string(dir.path().join("a.toml")).unwrap();
    let name = "=\\u001b[2J\\u202e\\n<script>";
    let text = text.replace("Three-day conference", name).replace("venue-hall", &format!("\"{name}\""));
    fs::write(dir.path().join("a.toml"), text).unwrap();
    for arguments in [&["check", "a.toml"][..], &["run", "a.toml", "--trials", "2000"]] {
        let shown = ended(overheard(dir.path()).args(arguments));
        assert_eq!(shown.code, Some(0), "{}", shown.stderr);
        let hostile = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!shown.stdout.chars().any(hostile), "{}", shown.stdout);
        assert!(!shown.stderr.chars().any(hostile), "{}", shown.stderr);
    }
}

#[test]
fn a_result_does_not_verify_against_a_changed_scenario() {
    let dir = started();
    overheard(dir.path()).args(["run", "a.toml"]).args(SMALL).assert().success();
    let text = fs::read_to_string(dir.path().join("a.toml")).unwrap();
    fs::write(dir.path().join("a.toml"), text.replace("recognised = 0.5", "recognised = 0.4")).unwrap();
    let verify = ended(overheard(dir.path()).args(["verify", "output/a/summary.json"]));
    assert_eq!(verify.code, Some(1));
    assert!(verify.stdout.contains("the scenario is not the one"), "{}", verify.stdout);
}

#[test]
fn a_result_without_its_scenario_says_how_to_name_it() {
    let dir = started();
    overheard(dir.path()).args(["run", "a.toml"]).args(SMALL).assert().success();
    fs::rename(dir.path().join("a.toml"), dir.path().join("c.toml")).unwrap();
    let lost = ended(overheard(dir.path()).args(["verify", "output/a"]));
    assert_eq!(lost.code, Some(1));
    assert!(lost.stderr.contains("--scenario FILE"), "{}", lost.stderr);
    let found = ended(overheard(dir.path()).args(["verify", "output/a", "--scenario", "c.toml"]));
    assert_eq!(found.code, Some(0), "{}{}", found.stdout, found.stderr);
    assert_eq!(ended(overheard(dir.path()).args(["verify", "."])).code, Some(1));
}

#[test]
fn a_report_and_charts_are_written_as_asked_for() {
    let dir = started();
    let arguments = ["run", "a.toml", "--report", "--theme", "dark", "--chart-size", "640x400"];
    overheard(dir.path()).args(arguments).args(SMALL).assert().success();
    let out = dir.path().join("output/a");
    let svg = fs::read_to_string(out.join("charts/funnel.svg")).unwrap();
    assert!(svg.contains("width=\"640\" height=\"400\""), "{}", &svg[..200]);
    assert!(out.join("charts/funnel.png").exists());
    let report = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(report.contains("data-theme=\"dark\"") && report.contains("overheard run a.toml --trials 2000"));
    let refused = ended(overheard(dir.path()).args(["run", "a.toml", "--chart-size", "9x9"]));
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("9x9 is not a size of a chart"), "{}", refused.stderr);
}
