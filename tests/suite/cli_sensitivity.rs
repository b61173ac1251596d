//! `sensitivity` as it is typed.

use std::fs;

use super::cli_program::{ended, overheard};
use overheard::report::safe;

const FEW: [&str; 10] =
    ["--pairs", "32", "--point-trials", "4", "--draws", "60", "--draw-trials", "4", "--tornado-trials", "64"];

/// The starter scenario, which has ranges and measures.
fn started() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(ended(overheard(dir.path()).args(["init", "s.toml"])).code, Some(0));
    dir
}

#[test]
fn the_cost_is_said_before_and_the_findings_fit_the_page() {
    let dir = started();
    let found = ended(overheard(dir.path()).args(["sensitivity", "s.toml"]).args(FEW));
    assert_eq!(found.code, Some(0), "{}", found.stderr);
    assert!(found.stderr.contains(" trials will be run: 60 draws x 4 trials on "), "{}", found.stderr);
    assert!(
        found.stdout.contains("The odds ") && found.stdout.contains("For the choice of measure, "),
        "{}",
        found.stdout
    );
    assert!(found.stdout.lines().all(|line| safe::width(line) <= 80), "{}", found.stdout);
    let files = dir.path().join("output/s-sensitivity");
    for file in [
        "summary.json",
        "summary.txt",
        "sensitivity.csv",
        "tornado.csv",
        "information.csv",
        "alternatives.csv",
        "page.json",
    ] {
        assert!(files.join(file).is_file(), "{file}");
    }
    assert!(files.join("charts/tornado_odds.png").is_file());
    assert_eq!(fs::read_to_string(files.join("summary.txt")).unwrap(), found.stdout);
}

#[test]
fn json_csv_and_quiet_are_honoured() {
    let dir = started();
    let json = ended(overheard(dir.path()).args(["sensitivity", "s.toml", "--quiet", "--format", "json"]).args(FEW));
    let value: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json.stderr, "");
    assert!(
        value["odds"]["values"][0]["swing"]["mean"].is_number()
            && value["information"]["everything"]["worth"].is_object()
    );
    assert_eq!(value["cost"]["trials"], value["provenance"]["trials"]);
    let csv = ended(overheard(dir.path()).args(["sensitivity", "s.toml", "--format", "csv"]).args(FEW));
    assert!(csv.stdout.starts_with("quantity,value,index,share_of_variance,standard_error,low,high,scenario"));
}

#[test]
fn what_cannot_be_asked_is_refused_with_2() {
    let dir = started();
    for (arguments, message) in [
        (&["--group", "nothing.*"][..], "groups are made of paths such as"),
        (&["--measures", "nonsense"], "there is no measure \"nonsense\""),
        (&["--point-trials", "1"], "at least 2"),
        (&["--draw-trials", "3"], "at least 4"),
        (&["--harm-cost", "0"], "above 0"),
        (&["--budget", "-1"], "-1"),
        (&["--pairs", "0"], "at least 1"),
    ] {
        let refused = ended(overheard(dir.path()).args(["sensitivity", "s.toml"]).args(arguments));
        assert_eq!(refused.code, Some(2), "{arguments:?}: {}", refused.stderr);
        assert!(refused.stderr.contains(message), "{arguments:?}: {}", refused.stderr);
    }
}
