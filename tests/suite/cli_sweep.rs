//! `sweep` and `discover` as a user meets them.

use std::fs;

use serde_json::Value;

use crate::cli_program::{ended, overheard};

fn started() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    overheard(dir.path()).args(["init", "a.toml"]).assert().success();
    dir
}

const VARY: &str = "group.*.mistake=0.01..0.2:4:log";

fn files(dir: &std::path::Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_sweep_prints_a_finding_in_80_columns_and_leaves_its_files() {
    let dir = started();
    let sweep = ["sweep", "a.toml", "--vary", VARY, "--measure", "briefing", "--trials", "4000", "--report"];
    let done = ended(overheard(dir.path()).args(sweep));
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(done.stdout.contains("the odds rise from") && done.stdout.contains("crossing"), "{}", done.stdout);
    assert!(done.stdout.lines().all(|line| line.chars().count() <= 80), "{}", done.stdout);
    assert!(done.stderr.contains("wrote output/a-sweep"), "{}", done.stderr);
    let out = dir.path().join("output/a-sweep");
    let wanted =
        "charts courses.csv crossings.csv manifest.json page.json report.html summary.json summary.txt sweep.csv";
    assert_eq!(files(&out).join(" "), wanted);
    let charts = files(&out.join("charts")).join(" ");
    assert_eq!(charts, "sweep_differences.png sweep_differences.svg sweep_odds.png sweep_odds.svg");
    let table = fs::read_to_string(out.join("sweep.csv")).unwrap();
    assert_eq!(table.lines().count(), 1 + 4 * 2);
    let widths: Vec<usize> =
        csv::Reader::from_reader(table.as_bytes()).records().map(|row| row.unwrap().len()).collect();
    assert!(widths.iter().all(|&width| width == 36), "{widths:?}");
    let report = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(report.contains("overheard sweep a.toml --vary &#x27;group.*.mistake=") || report.contains("--vary"));
}

#[test]
fn the_json_of_a_sweep_has_the_fields_that_are_promised() {
    let dir = started();
    let sweep = ["sweep", "a.toml", "--vary", VARY, "--vary", "event.days=1,2", "--measure", "briefing"];
    let done = ended(overheard(dir.path()).args(sweep).args(["--trials", "4000", "--format", "json", "--quiet"]));
    assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""));
    let json: Value = serde_json::from_str(&done.stdout).unwrap();
    assert_eq!(json["points"].as_array().unwrap().len(), 4 * 2 * 2);
    assert_eq!(json["vary"][0]["spacing"], "log");
    assert_eq!(json["lines"][1]["measure"], "briefing");
    let point = &json["points"][3];
    assert_eq!((&point["values"][1], &point["measure"]), (&Value::from(1.0), &Value::from("briefing")));
    for field in ["odds", "captures", "harm", "difference_to_first", "difference_to_baseline"] {
        assert!(point[field]["mean"].is_number() && point[field]["standard_error"].is_number(), "{field}");
    }
    assert!(json["points"][0]["difference_to_baseline"].is_null());
    assert_eq!(json["courses"].as_array().unwrap().len(), 2 * 2);
    assert!(json["courses"][0]["shape"].is_string() && json["pairs"][0]["verdict"].is_string());
    assert_eq!(json["provenance"]["trials"], 4000);
    let printed: Value =
        serde_json::from_slice(&fs::read(dir.path().join("output/a-sweep/summary.json")).unwrap()).unwrap();
    assert_eq!(printed, json);
}

#[test]
fn what_cannot_be_swept_ends_with_2_and_says_what_is_right() {
    let dir = started();
    for (arguments, message) in [
        (&["--vary", "group.*.mistake"][..], "PATH=FROM..TO:N"),
        (&["--vary", "group.*.mistake=1..0"], "below the second"),
        (&["--vary", "group.*.mistake=0.5..1.5:3"], "--vary, at group.*.mistake=1.5"),
        (&["--vary", "group.envoy.mistake=0.1,0.2"], "did you mean"),
        (&["--vary", VARY, "--measure", "briefin"], "briefing"),
        (&["--vary", VARY, "--vary", VARY], "varied twice"),
        (&["--vary", VARY, "--trials", "10", "--draws", "20"], "raise --trials"),
        (&[], "--vary"),
    ] {
        let refused = ended(overheard(dir.path()).args(["sweep", "a.toml"]).args(arguments));
        assert_eq!(refused.code, Some(2), "{arguments:?}: {}", refused.stderr);
        assert!(refused.stderr.contains(message), "{arguments:?}: {}", refused.stderr);
        assert_eq!(refused.stdout, "");
    }
    assert_eq!(files(dir.path()), ["a.toml"], "nothing was written");
}

#[test]
fn a_sweep_neither_replaces_a_run_nor_another_scenario_s_sweep() {
    let dir = started();
    let small = ["--trials", "2000", "--quiet"];
    overheard(dir.path()).args(["run", "a.toml"]).args(small).assert().success();
    let sweep = |scenario: &str| {
        ended(overheard(dir.path()).args(["sweep", scenario, "--vary", VARY, "--out", "output/s"]).args(small))
    };
    fs::copy(dir.path().join("a.toml"), dir.path().join("b.toml")).unwrap();
    assert_eq!((sweep("a.toml").code, sweep("a.toml").code), (Some(0), Some(0)));
    let refused = sweep("b.toml");
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("holds the result of a.toml") && refused.stderr.contains("--force"));
    assert!(dir.path().join("output/a/summary.json").exists());
}

#[test]
fn a_box_is_told_in_a_sentence_with_coverage_density_and_p_value() {
    let dir = started();
    let text = fs::read_to_string(dir.path().join("a.toml")).unwrap();
    assert!(text.contains("low ="), "the starter scenario has ranges");
    let discover = ["discover", "a.toml", "--draws", "300", "--max-trials", "60000"];
    let done = ended(overheard(dir.path()).args(discover));
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    let flowing = done.stdout.replace('\n', " ");
    assert!(flowing.contains("Of the worlds with odds above") && flowing.contains("with p = 0.005"), "{}", done.stdout);
    assert!(done.stdout.lines().all(|line| line.chars().count() <= 80), "{}", done.stdout);
    let out = dir.path().join("output/a-discover");
    let wanted = "box.csv charts manifest.json page.json summary.json summary.txt trajectory.csv worlds.csv";
    assert_eq!(files(&out).join(" "), wanted);
    let json: Value = serde_json::from_slice(&fs::read(out.join("summary.json")).unwrap()).unwrap();
    assert_eq!((&json["finding"], &json["above_chosen"]), (&Value::from("found"), &Value::from("quarter")));
    assert!(json["box"]["coverage"].as_f64().unwrap() >= 0.8 && json["box"]["restrictions"][0]["path"].is_string());
    let none = ended(overheard(dir.path()).args(discover).args(["--above", "99.9%"]));
    assert_eq!(none.code, Some(0));
    assert!(none.stdout.contains("None of 300 worlds"), "{}", none.stdout);
    let refused = ended(overheard(dir.path()).args(discover).args(["--above", "5"]));
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("write 5% or 0.05"), "{}", refused.stderr);
}

#[test]
fn hostile_names_act_on_nothing_and_break_no_chart() {
    let dir = started();
    let name = "\"=\\u001b[2J\\u202e\\n<script>&\"";
    let text = fs::read_to_string(dir.path().join("a.toml")).unwrap();
    let text = text.replace("\"Three-day conference\"", name).replace("measure.briefing", &format!("measure.{name}"));
    fs::write(dir.path().join("a.toml"), text.replace("envoys", name)).unwrap();
    let path = "group.*.workaround=0.01..0.3:3";
    let sweep = ["sweep", "a.toml", "--vary", path, "--trials", "400", "--draws", "20", "--report"];
    let measure = "=\u{1b}[2J\u{202e}\n<script>&";
    let commands = [
        ended(overheard(dir.path()).args(sweep).args(["--measure", measure])),
        ended(overheard(dir.path()).args(["discover", "a.toml", "--draws", "100", "--trials", "4000", "--report"])),
    ];
    for done in &commands {
        assert_eq!(done.code, Some(0), "{}", done.stderr);
        let acts = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!done.stdout.contains(acts) && !done.stderr.contains(acts), "{}{}", done.stdout, done.stderr);
    }
    for folder in ["output/a-sweep", "output/a-discover"] {
        for chart in files(&dir.path().join(folder).join("charts")).iter().filter(|name| name.ends_with(".svg")) {
            let svg = fs::read_to_string(dir.path().join(folder).join("charts").join(chart)).unwrap();
            assert!(!svg.contains("<script>") && !svg.contains(['\u{1b}', '\u{202e}']), "{chart}");
        }
    }
}
