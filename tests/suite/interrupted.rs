//! Ctrl-C: what is finished is kept, and what is not is said.

use std::sync::atomic::{AtomicUsize, Ordering};

use overheard::engine::{Monitor, Progress};
use overheard::study::compare::{CompareError, CompareOptions, compare};
use overheard::study::comparison::RaceOutcome;
use overheard::study::prepare::RunError;

use crate::compare::{BASE, options, read};

/// Stops when so many parts have begun: the run of the baseline is the first, and a part begins where trials are planned
/// otherwise than before.
struct Stops {
    parts: usize,
    begun: AtomicUsize,
    planned: AtomicUsize,
}

impl Stops {
    fn at(parts: usize) -> Self {
        Self { parts, begun: AtomicUsize::new(0), planned: AtomicUsize::new(usize::MAX) }
    }
}

impl Monitor for Stops {
    fn progress(&self, progress: &Progress) {
        let planned = progress.trials_planned as usize;
        if self.planned.swap(planned, Ordering::SeqCst) != planned {
            self.begun.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn cancelled(&self) -> bool {
        self.begun.load(Ordering::SeqCst) >= self.parts
    }
}

#[test]
fn a_race_that_is_interrupted_keeps_the_rungs_that_are_whole() {
    let race = CompareOptions {
        confidence: Some(0.999_999),
        measures: Some(vec!["halve".into(), "fewer".into()]),
        ..options(30_000)
    };
    let kept: Vec<u64> = (1..9)
        .filter_map(|parts| match compare(&read(BASE), &race, &Stops::at(parts)) {
            Ok(result) => {
                assert_eq!(result.race.as_ref().unwrap().outcome, RaceOutcome::Interrupted);
                assert!(result.rows.iter().all(|row| row.trials == result.rows[0].trials));
                Some(result.rows[0].trials)
            }
            Err(wrong) => {
                assert!(matches!(wrong, CompareError::Run(RunError::NothingFinished)), "{wrong}");
                None
            }
        })
        .collect();
    assert!(kept.first() < kept.last() && kept.is_sorted(), "{kept:?}");
}

#[test]
fn a_comparison_whose_rows_have_not_had_the_same_trials_yet_is_none() {
    let wrong = compare(&read(BASE), &options(50_000), &Stops::at(1)).unwrap_err();
    assert!(matches!(wrong, CompareError::Run(RunError::NothingFinished)), "{wrong}");
}

/// What tells whether a process listens is Linux's.
#[cfg(target_os = "linux")]
mod program {
    use std::fs;
    use std::path::Path;
    use std::process::{Command, Output, Stdio};

    use crate::compare::BASE;

    /// A command that would run for hours, ended by Ctrl-C as soon as it listens for it.
    fn interrupted(command: &str, dir: &Path) -> Output {
        const SIGINT: u32 = 2;
        let mut child = Command::new(env!("CARGO_BIN_EXE_overheard"))
            .current_dir(dir)
            .args([command, "talks.toml", "--trials", "2000000000", "--out", "out"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let id = child.id();
        let listens = || {
            let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
            let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap().trim().to_owned();
            u64::from_str_radix(&caught, 16).unwrap() >> (SIGINT - 1) & 1 == 1
        };
        while !listens() {
            assert!(child.try_wait().unwrap().is_none(), "it goes on");
            std::thread::yield_now();
        }
        assert!(Command::new("kill").args(["-INT", &id.to_string()]).status().unwrap().success());
        child.wait_with_output().unwrap()
    }

    #[test]
    fn ctrl_c_ends_a_comparison_with_130_and_clear_words() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("talks.toml"), BASE).unwrap();
        let ended = interrupted("compare", dir.path());
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(130), "{said}");
        assert!(said.contains("interrupted") && said.contains("nothing was written"), "{said}");
        assert!(!dir.path().join("out").exists());
    }
}
