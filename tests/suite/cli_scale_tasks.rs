//! `shard` and `merge` of every command that is done in parts: the bytes of one machine.

use std::fs;
use std::path::Path;

use crate::cli_program::{Ended, ended, overheard};
use crate::cli_scale::{altered, files, part, started};

const SWEEP: [&str; 9] =
    ["sweep", "a.toml", "--vary", "event.days=1..3:3", "--measure", "briefing", "--draws", "40", "--trials"];
const SENSITIVITY: [&str; 8] = ["sensitivity", "a.toml", "--pairs", "64", "--tornado-trials", "1100", "--draws", "40"];

/// Runs the parts, the last first, into the folder `parts`.
fn shards(dir: &Path, of: u64, task: &[&str]) {
    for index in (0..of).rev() {
        let part = shard(dir, index, of, task);
        assert!(part.code == Some(0) && part.stdout.is_empty(), "{}", part.stderr);
    }
}

fn shard(dir: &Path, index: u64, of: u64, task: &[&str]) -> Ended {
    let command = ["shard", "--index", &index.to_string(), "--of", &of.to_string()];
    ended(overheard(dir).args(command).args(task).args(["--out", "parts/"]))
}

/// All that a task writes and prints, by one machine and by parts.
fn same_by_parts(dir: &Path, of: u64, task: &[&str]) {
    let _ = fs::remove_dir_all(dir.join("parts"));
    shards(dir, of, task);
    for looks in [&["--format", "json"][..], &["--report", "--theme", "print"], &["--format", "csv"]] {
        let one = ended(overheard(dir).args(task).args(looks).args(["--out", "one", "--force"]));
        assert_eq!(one.code, Some(0), "{}", one.stderr);
        let many = ended(overheard(dir).args(["merge", "parts", "--out", "many", "--force"]).args(looks));
        assert_eq!(many.code, Some(0), "{task:?}: {}", many.stderr);
        assert_eq!(one.stdout, many.stdout, "{task:?}");
        let (one, many) = (files(&dir.join("one")), files(&dir.join("many")));
        assert_eq!(one.keys().collect::<Vec<_>>(), many.keys().collect::<Vec<_>>());
        assert!(one.keys().any(|name| name.ends_with(".svg")) && one.keys().any(|name| name.ends_with(".csv")));
        for (name, bytes) in &one {
            assert!(bytes == &many[name], "{task:?}: {name}");
        }
    }
}

/// The starter scenario with nothing uncertain, as `sure.toml`.
fn sure(dir: &Path) {
    let minimal = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/minimal.toml");
    fs::copy(minimal, dir.join("sure.toml")).unwrap();
}

#[test]
fn a_sweep_along_one_path_with_measures_and_over_a_grid_is_merged() {
    let dir = started();
    sure(dir.path());
    same_by_parts(dir.path(), 3, &[&SWEEP[..], &["240"]].concat());
    let grid = ["sweep", "a.toml", "--vary", "event.days=1,3", "--vary", "group.*.mistake=0.01..0.1:3:log"];
    same_by_parts(dir.path(), 2, &[&grid[..], &["--trials", "120", "--draws", "30", "--seed", "5"]].concat());
    let without_draws = ["sweep", "sure.toml", "--vary", "event.days=1..2:2", "--trials", "900"];
    same_by_parts(dir.path(), 3, &without_draws);
}

#[test]
fn a_sensitivity_analysis_is_merged_with_its_indices_bars_and_worth_of_information() {
    let dir = started();
    same_by_parts(dir.path(), 3, &[&SENSITIVITY[..], &["--combine", "2", "--harm-cost", "1000"]].concat());
    let narrow = ["--measures", "briefing", "--group", "group.*.*", "--estimator", "analog"];
    same_by_parts(dir.path(), 2, &[&SENSITIVITY[..], &narrow].concat());
}

#[test]
fn a_comparison_of_measures_or_of_files_is_merged() {
    let dir = started();
    sure(dir.path());
    overheard(dir.path()).args(["init", "b.toml"]).assert().success();
    same_by_parts(dir.path(), 2, &["compare", "a.toml", "--combine", "2", "--trials", "400", "--draws", "40"]);
    same_by_parts(dir.path(), 3, &["compare", "a.toml", "sure.toml", "b.toml", "--trials", "400", "--draws", "40"]);
    let text = fs::read_to_string(dir.path().join("sure.toml")).unwrap();
    fs::write(dir.path().join("larger.toml"), text.replace("count = 10", "count = 30")).unwrap();
    same_by_parts(dir.path(), 3, &["compare", "sure.toml", "larger.toml", "--trials", "900"]);
}

#[test]
fn lines_of_equal_odds_are_run_in_the_parts_and_merged() {
    let dir = started();
    sure(dir.path());
    same_by_parts(dir.path(), 3, &["run", "a.toml", "sure.toml", "--iso-risk", "--trials", "1500", "--draws", "60"]);
}

#[test]
fn parts_of_a_sweep_that_make_no_whole_are_refused_with_what_to_run_again() {
    let dir = started();
    let task = [&SWEEP[..], &["240"]].concat();
    shards(dir.path(), 4, &task);
    let merge = |more: &[&str]| ended(overheard(dir.path()).args(["merge", "parts"]).args(more));
    let refused = |expected: &[&str]| {
        let merged = merge(&["--out", "many"]);
        assert_eq!(merged.code, Some(1));
        for expected in expected {
            assert!(merged.stderr.contains(expected), "{expected}: {}", merged.stderr);
        }
        assert!(!dir.path().join("many").exists() && merged.stdout.is_empty());
    };
    let path = part(dir.path(), 1, 4);
    let kept = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let again = "overheard shard --index I --of 4 sweep --vary=event.days=1..3:3 --measure=briefing";
    refused(&["missing: 1 of 4", "for I in 1:", again]);
    assert_eq!(merge(&["--missing"]).stdout, "1\n");
    shard(dir.path(), 1, 4, &[&SWEEP[..], &["360"]].concat());
    refused(&["it is a part of `sweep", "--trials=360", "missing: 1 of 4"]);
    fs::write(&path, &kept[..kept.len() - 9]).unwrap();
    refused(&["it is damaged", "for I in 1:"]);
    fs::write(&path, &kept).unwrap();
    fs::copy(&path, dir.path().join("parts/copy.part")).unwrap();
    refused(&["there twice: part 1 is in"]);
    fs::remove_file(dir.path().join("parts/copy.part")).unwrap();
    altered(&path, &|head| head.version = "0.0.0".into());
    refused(&["it is of version 0.0.0", "missing: 1 of 4"]);
    // Another part's sums under the name of this one: whole by itself, and still no whole.
    fs::copy(part(dir.path(), 2, 4), &path).unwrap();
    altered(&path, &|head| head.index = 1);
    refused(&["cannot be used: parts/part-000002-of-000004.part: it holds what no part holds"]);
}

#[test]
fn parts_of_a_sensitivity_analysis_that_lack_sums_are_refused() {
    let dir = started();
    shards(dir.path(), 3, &SENSITIVITY);
    let merge = || ended(overheard(dir.path()).args(["merge", "parts", "--out", "many"]));
    let path = part(dir.path(), 2, 3);
    let kept = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let refused = merge();
    assert!(refused.code == Some(1) && refused.stderr.contains("--of 3 sensitivity --pairs=64"), "{}", refused.stderr);
    fs::write(&path, kept).unwrap();
    let text = fs::read_to_string(dir.path().join("a.toml")).unwrap();
    fs::write(dir.path().join("a.toml"), text.replace("recognised = 0.5", "recognised = 0.4")).unwrap();
    let refused = merge();
    assert!(refused.code == Some(1) && refused.stderr.contains("says something else"), "{}", refused.stderr);
    assert!(!dir.path().join("many").exists());
}

#[test]
fn what_is_not_done_in_parts_is_said_with_what_to_do_instead() {
    let dir = started();
    for (task, expected) in [
        (&["sweep", "a.toml", "--vary", "event.days=1..3:3"][..], "give --trials N"),
        (&["sweep", "a.toml", "--vary", "event.days=1..3:3", "--trials", "99", "--format", "csv"], "overheard merge"),
        (&["sensitivity", "a.toml", "--report"], "give --report to `overheard merge`"),
        (&["compare", "a.toml", "--trials", "400", "--confidence", "0.9"], "leave it out, and all rows get the same"),
        (&["compare", "a.toml", "a.toml", "--trials", "400", "--combine", "2"], "--combine"),
        (&["explain", "a.toml"], "unrecognized subcommand 'explain'"),
    ] {
        let refused = shard(dir.path(), 0, 2, task);
        assert_eq!(refused.code, Some(2), "{task:?}: {}", refused.stderr);
        assert!(refused.stderr.contains(expected), "{task:?}: {}", refused.stderr);
    }
}
