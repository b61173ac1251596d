//! `shard`, `merge`, `run --checkpoint` and `run --resume`, from files to files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};

use overheard::report::envelope::{self, Kind, Pieces};

use crate::cli_program::{Ended, ended, overheard};

const SMALL: [&str; 6] = ["--trials", "1500", "--draws", "60", "--records", "3"];

/// A folder with the starter scenario as `a.toml`.
pub fn started() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    overheard(dir.path()).args(["init", "a.toml"]).assert().success();
    dir
}

fn shard(dir: &Path, index: u64, of: u64, more: &[&str]) -> Ended {
    let (index, of) = (index.to_string(), of.to_string());
    let mut command = overheard(dir);
    command.args(["shard", "--index", &index, "--of", &of, "run", "a.toml", "--out", "parts/"]).args(SMALL).args(more);
    ended(&mut command)
}

fn sharded(of: u64) -> tempfile::TempDir {
    let dir = started();
    for index in (0..of).rev() {
        let part = shard(dir.path(), index, of, &[]);
        assert_eq!(part.code, Some(0), "{}", part.stderr);
    }
    dir
}

pub fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        match entry.file_type().unwrap().is_dir() {
            true => {
                found.extend(files(&entry.path()).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)))
            }
            false => drop(found.insert(name, fs::read(entry.path()).unwrap())),
        }
    }
    found
}

pub fn part(dir: &Path, index: u64, of: u64) -> std::path::PathBuf {
    dir.join(format!("parts/part-{index:06}-of-{of:06}.part"))
}

/// Writes a part anew with another head.
pub fn altered(path: &Path, alter: &dyn Fn(&mut envelope::Head)) {
    let bytes = fs::read(path).unwrap();
    let mut pieces = Pieces::new();
    let mut head = envelope::open(Kind::Part, &bytes, |identity, piece| {
        pieces.insert(identity.to_owned(), piece.to_vec());
        Ok(())
    })
    .unwrap();
    alter(&mut head);
    fs::write(path, envelope::bytes(Kind::Part, &head, &pieces).unwrap()).unwrap();
}

#[test]
fn merged_parts_are_byte_for_byte_what_one_machine_writes() {
    let dir = sharded(3);
    for format in ["text", "json", "csv"] {
        let looks = ["--format", format, "--report", "--theme", "dark"];
        let one = ended(overheard(dir.path()).args(["run", "a.toml", "--out", "one"]).args(SMALL).args(looks));
        let many = ended(overheard(dir.path()).args(["merge", "parts", "--out", "many"]).args(looks));
        assert_eq!(many.code, Some(0), "{}", many.stderr);
        assert_eq!(one.stdout, many.stdout);
        let (one, many) = (files(&dir.path().join("one")), files(&dir.path().join("many")));
        assert!(one.len() > 20 && one.contains_key("report.html") && one.contains_key("captures.csv"));
        assert!(one == many);
    }
    assert_eq!(ended(overheard(dir.path()).args(["verify", "many"])).code, Some(0));
}

#[test]
fn several_scenarios_and_changes_are_merged_too() {
    let dir = started();
    overheard(dir.path()).args(["init", "b.toml"]).assert().success();
    let task = ["run", "a.toml", "b.toml", "--set", "event.days=2", "--measure", "briefing"];
    for index in ["0", "1"] {
        let out = format!("p{index}.part");
        let command = ["shard", "--index", index, "--of", "2"];
        overheard(dir.path()).args(command).args(task).args(SMALL).args(["--out", &out]).assert().success();
    }
    let one = ended(overheard(dir.path()).args(task).args(SMALL).args(["--out", "one"]));
    let many = ended(overheard(dir.path()).args(["merge", "p1.part", "p0.part", "p1.part", "--out", "many"]));
    assert_eq!(many.code, Some(0), "{}", many.stderr);
    assert_eq!(one.stdout, many.stdout);
    assert!(files(&dir.path().join("one")) == files(&dir.path().join("many")));
}

#[test]
fn a_part_that_is_there_and_whole_is_not_run_again_and_any_other_is() {
    let dir = sharded(2);
    let path = part(dir.path(), 1, 2);
    let whole = fs::read(&path).unwrap();
    let again = shard(dir.path(), 1, 2, &[]);
    assert!(again.code == Some(0) && again.stderr.contains("is there already, and whole"), "{}", again.stderr);
    for broken in [&whole[..whole.len() / 2], &whole[..100]] {
        fs::write(&path, broken).unwrap();
        assert!(shard(dir.path(), 1, 2, &[]).stderr.contains("wrote parts/part-000001"));
        assert!(fs::read(&path).unwrap() == whole, "the same bytes, whoever runs it");
    }
    let other = shard(dir.path(), 1, 2, &["--seed", "2"]);
    assert!(other.stderr.contains("wrote"), "{}", other.stderr);
    fs::write(&path, "mine").unwrap();
    let refused = shard(dir.path(), 1, 2, &[]);
    assert!(refused.code == Some(1) && refused.stderr.contains("no part"), "{}", refused.stderr);
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
}

#[test]
fn parts_that_make_no_whole_are_refused_with_what_to_run_again() {
    let dir = sharded(4);
    let merge = |arguments: &[&str]| ended(overheard(dir.path()).arg("merge").args(arguments));
    let refused = |expected: &[&str]| {
        let merged = merge(&["parts", "--out", "many"]);
        assert_eq!(merged.code, Some(1));
        for expected in expected {
            assert!(merged.stderr.contains(expected), "{expected}: {}", merged.stderr);
        }
        assert!(!dir.path().join("many").exists() && merged.stdout.is_empty());
    };
    let kept = fs::read(part(dir.path(), 2, 4)).unwrap();
    let put = |bytes: &[u8]| fs::write(part(dir.path(), 2, 4), bytes).unwrap();

    assert_eq!(merge(&["parts", "--missing"]).stdout, "");
    fs::remove_file(part(dir.path(), 2, 4)).unwrap();
    fs::write(dir.path().join("parts/.overheard-x.unfinished"), &kept[..99]).unwrap();
    refused(&["missing: 2 of 4", "overheard shard --index I --of 4 run", "for I in 2:"]);
    assert_eq!(merge(&["parts", "--missing"]).stdout, "2\n");

    put(&kept[..kept.len() - 5]);
    refused(&["cannot be used: parts/part-000002-of-000004.part: it is damaged", "for I in 2:"]);
    put(&kept[..20]);
    refused(&["part-000002-of-000004.part: it is cut short", "missing: 2 of 4"]);
    assert_eq!(merge(&["parts", "--missing"]).stdout, "2\n");

    put(&kept);
    fs::copy(part(dir.path(), 2, 4), dir.path().join("parts/copy.part")).unwrap();
    refused(&["there twice: part 2 is in parts/copy.part and in parts/part-000002-of-000004.part"]);
    fs::remove_file(dir.path().join("parts/copy.part")).unwrap();

    altered(&part(dir.path(), 2, 4), &|head| head.scenarios[0].hash = "0".into());
    refused(&["does not belong: parts/part-000002-of-000004.part: it is of a scenario that says", "missing: 2 of 4"]);
    put(&kept);
    altered(&part(dir.path(), 2, 4), &|head| head.version = "9\u{1b}".into());
    refused(&["it is of version 9\\u{1b}", "missing: 2 of 4"]);
    fs::remove_file(part(dir.path(), 2, 4)).unwrap();
    shard(dir.path(), 2, 4, &["--seed", "2"]);
    refused(&["it is a part of `run --trials=1500 --seed=2", "missing: 2 of 4"]);
    fs::remove_file(part(dir.path(), 2, 4)).unwrap();
    shard(dir.path(), 2, 5, &[]);
    refused(&["it is one of 5 parts, not of 4", "missing: 2 of 4"]);
}

#[test]
fn parts_of_another_version_or_of_a_scenario_that_was_changed_are_refused() {
    let dir = sharded(1);
    let kept = fs::read(part(dir.path(), 0, 1)).unwrap();
    let refused = |expected: &str| {
        let merged = ended(overheard(dir.path()).args(["merge", "parts"]));
        assert!(merged.code == Some(1) && merged.stderr.contains(expected), "{}", merged.stderr);
    };
    altered(&part(dir.path(), 0, 1), &|head| head.version = "0.0.0".into());
    refused("the parts are of version 0.0.0");
    altered(&part(dir.path(), 0, 1), &|head| head.command = vec!["check".into(), "a.toml".into()]);
    refused("the parts are of");
    fs::write(part(dir.path(), 0, 1), kept).unwrap();
    let text = fs::read_to_string(dir.path().join("a.toml")).unwrap();
    fs::write(dir.path().join("a.toml"), text.replace("recognised = 0.5", "recognised = 0.4")).unwrap();
    refused("a.toml: the scenario says something else");
}

#[test]
fn what_a_part_cannot_be_is_said() {
    let dir = started();
    let base = ["shard", "--index", "0", "--of", "2", "run", "a.toml"];
    for (more, message) in [
        (&[][..], "--out <PART>"),
        (&["--out", "p.part"], "give --trials N"),
        (&["--out", "p.part", "--trials", "100", "--report"], "give --report to `overheard merge`"),
        (&["--out", "p.part", "--trials", "100", "--chart-size", "640x400"], "--chart-size"),
        (&["--out", "p.part", "--trials", "100", "--checkpoint", "x"], "make the parts smaller"),
        (&["--out", "p.part", "--trials", "1e13"], "the most is 1e12"),
    ] {
        let refused = ended(overheard(dir.path()).args(base).args(more));
        assert_eq!(refused.code, Some(2), "{}", refused.stderr);
        assert!(refused.stderr.contains(message), "{}", refused.stderr);
    }
    let outside = ["shard", "--index", "2", "--of", "2", "run", "a.toml", "--trials", "10", "--out", "p"];
    let refused = ended(overheard(dir.path()).args(outside));
    assert!(refused.code == Some(2) && refused.stderr.contains("which are 0 to 1"), "{}", refused.stderr);
    let none = ended(overheard(dir.path()).args(["merge", "."]));
    assert!(none.code == Some(1) && none.stderr.contains("there are no parts in ."), "{}", none.stderr);
}

fn spawned(dir: &Path, arguments: &[&str]) -> Child {
    std::process::Command::new(env!("CARGO_BIN_EXE_overheard"))
        .current_dir(dir)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Waits until a first state was kept, or the run is over.
fn wait_for_state(child: &mut Child, state: &Path) {
    let first = fs::metadata(state).map(|state| state.len()).unwrap_or(0).max(2_000);
    while child.try_wait().unwrap().is_none() && !fs::metadata(state).is_ok_and(|state| state.len() > first) {
        std::thread::yield_now();
    }
}

#[test]
fn a_run_that_was_killed_or_interrupted_is_taken_up_again_to_the_same_bytes() {
    let dir = started();
    let run = ["run", "a.toml", "--trials", "240000", "--draws", "40"];
    let one = ended(overheard(dir.path()).args(run).args(["--out", "one"]));
    let state = dir.path().join("long.state");
    let begun = [&run[..], &["--out", "many", "--checkpoint", "long.state"]].concat();
    let mut killed = spawned(dir.path(), &begun);
    wait_for_state(&mut killed, &state);
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(state.exists(), "it was killed in the middle");
    let again = ended(overheard(dir.path()).args(&begun));
    assert!(again.stderr.contains("it is there already") && again.stderr.contains("--resume"), "{}", again.stderr);
    let interrupted = spawned(dir.path(), &["run", "--resume", "long.state"]);
    std::process::Command::new("kill").args(["-INT", &interrupted.id().to_string()]).status().unwrap();
    drop(interrupted.wait_with_output());
    // On a quick machine it may have been over before it could be interrupted.
    if state.exists() {
        let many = ended(overheard(dir.path()).args(["run", "--resume", "long.state"]));
        assert_eq!(many.code, Some(0), "{}", many.stderr);
        assert_eq!(one.stdout, many.stdout);
    }
    assert!(files(&dir.path().join("one")) == files(&dir.path().join("many")));
    assert!(!state.exists(), "what is over needs no state");
}

#[test]
fn a_state_goes_with_its_own_command_and_scenario() {
    let dir = started();
    let state = dir.path().join("long.state");
    let begun = ["run", "a.toml", "--trials", "240000", "--draws", "40", "--checkpoint", "long.state"];
    let mut killed = spawned(dir.path(), &begun);
    wait_for_state(&mut killed, &state);
    killed.kill().unwrap();
    killed.wait().unwrap();
    let resumed = |more: &[&str]| ended(overheard(dir.path()).args(["run", "--resume", "long.state"]).args(more));
    let other = resumed(&["a.toml", "--trials", "70000"]);
    assert!(
        other.code == Some(2) && other.stderr.contains("run --trials=240000 --draws=40 -- a.toml"),
        "{}",
        other.stderr
    );
    let text = fs::read_to_string(dir.path().join("a.toml")).unwrap();
    fs::write(dir.path().join("a.toml"), text.replace("recognised = 0.5", "recognised = 0.4")).unwrap();
    assert!(resumed(&[]).stderr.contains("the scenario says something else"));
    let mut bytes = fs::read(&state).unwrap();
    bytes[300] ^= 1;
    fs::write(&state, bytes).unwrap();
    let damaged = resumed(&[]);
    assert!(damaged.code == Some(1) && damaged.stderr.contains("it is damaged"), "{}", damaged.stderr);
    assert!(resumed(&[]).stderr.contains("from the start"));
}
