//! `slurm` of other commands than a run: on a real cluster, and as far as it comes without one.

use std::fs;
use std::path::Path;

use crate::cli_program::{Ended, ended, overheard};
use crate::cli_scale::{files, started};
use crate::slurm::{Cluster, logs};

const COMPARE: [&str; 8] = ["compare", "a.toml", "--trials", "400", "--draws", "40", "--combine", "2"];
const SWEEP: [&str; 10] =
    ["sweep", "a.toml", "--vary", "event.days=1..3:3", "--measure", "briefing", "--draws", "40", "--trials", "400"];
const SENSITIVITY: [&str; 8] = ["sensitivity", "a.toml", "--pairs", "64", "--tornado-trials", "600", "--draws", "40"];

#[test]
#[ignore = "needs Slurm: ./test.sh runs it"]
fn comparisons_sweeps_and_analyses_end_at_the_bytes_of_one_machine() {
    let cluster = Cluster::start();
    let dir = started();
    for task in [&COMPARE[..], &SWEEP, &SENSITIVITY] {
        let job = format!("{}.job", task[0]);
        let looks = ["--report", "--format", "json"];
        let one = ended(overheard(dir.path()).args(task).args(looks).args(["--out", "one", "--force"]));
        let jobs = ["--shards", "3", "--submit", "--out", &job];
        let many = ended(cluster.overheard(dir.path(), &["slurm"]).args(task).args(looks).args(jobs));
        assert_eq!(many.code, Some(0), "{}\n{}", many.stderr, logs(&dir.path().join(&job)));
        assert_eq!(one.stdout, many.stdout);
        assert!(files(&dir.path().join("one")) == files(&dir.path().join(job).join("result")), "{task:?}");
        for said in ["3 parts", "submitted job", ": parts 0-2", "the result is in"] {
            assert!(many.stderr.contains(said), "{said}: {}", many.stderr);
        }
    }
}

fn slurm(dir: &Path, task: &[&str], more: &[&str]) -> Ended {
    ended(overheard(dir).arg("slurm").args(task).args(more))
}

#[test]
fn the_scripts_of_a_command_run_its_parts_with_all_that_was_typed() {
    let dir = started();
    for (task, folder) in [(&COMPARE[..], "a-compare"), (&SWEEP, "a-sweep"), (&SENSITIVITY, "a-sensitivity")] {
        let written = slurm(dir.path(), task, &["--shards", "4", "--cpus", "2", "--report"]);
        assert_eq!(written.code, Some(0), "{}", written.stderr);
        assert!(written.stderr.contains("4 parts") && written.stderr.contains("asked for"), "{}", written.stderr);
        let folder = dir.path().join(format!("output/{folder}.slurm"));
        let array = fs::read_to_string(folder.join("array.sh")).unwrap();
        let options: Vec<String> = task[2..].chunks(2).map(|pair| format!("{}={}", pair[0], pair[1])).collect();
        for expected in options.iter().map(String::as_str).chain(["--of 4", task[0], " -- a.toml ", "--threads=2"]) {
            assert!(array.contains(expected), "{expected}: {array}");
        }
        assert!(!array.contains("--report"), "parts have no report");
        assert!(fs::read_to_string(folder.join("merge.sh")).unwrap().contains(" --report "));
        let again = slurm(dir.path(), &["--resume", folder.to_str().unwrap()], &[]);
        assert!(again.stderr.contains("0 of 4 parts are there; missing: 0-3"), "{}", again.stderr);
    }
}

#[test]
fn trials_are_found_that_reach_a_precision_at_the_worst_point() {
    let dir = started();
    let sweep = ["sweep", "a.toml", "--vary", "event.days=1..3:3", "--precision", "0.2"];
    let written = slurm(dir.path(), &sweep, &["--shards", "2"]);
    assert_eq!(written.code, Some(0), "{}", written.stderr);
    let array = fs::read_to_string(dir.path().join("output/a-sweep.slurm/array.sh")).unwrap();
    assert!(array.contains("--trials=") && !array.contains("--precision"), "{array}");
    let run = ["run", "a.toml", "--precision", "0.2", "--iso-risk"];
    assert_eq!(slurm(dir.path(), &run, &["--shards", "2"]).code, Some(0));
    let array = fs::read_to_string(dir.path().join("output/a.slurm/array.sh")).unwrap();
    assert!(array.contains(" run ") && array.contains("--trials=") && array.contains("--iso-risk"), "{array}");
}

#[test]
fn what_is_typed_before_the_command_and_what_has_no_parts_is_refused() {
    let dir = started();
    for (task, expected) in [
        (&["--trials", "400", "compare", "a.toml", "--shards", "2"][..], "--trials comes before the command"),
        (&["compare", "a.toml"], "--shards N"),
        (&["compare", "a.toml", "--shards", "2", "--confidence", "0.9"], "one rung waits for the other"),
        (&["compare", "a.toml", "--shards", "2", "--threads", "2"], "--cpus"),
        (&["--resume", "x", "--shards", "2"], "leave --shards out"),
        (&["--resume", "x", "a.toml"], "cannot be used with"),
        (&["sweep", "a.toml", "--shards", "2"], "--vary"),
        (&[], "SCENARIO"),
    ] {
        let refused = slurm(dir.path(), task, &[]);
        assert_eq!(refused.code, Some(2), "{task:?}: {}", refused.stderr);
        assert!(refused.stderr.contains(expected), "{task:?}: {}", refused.stderr);
    }
}
