//! Hostile and absurd input through the whole program: a clear error or a bounded run, never a panic, and nothing on
//! standard output or standard error that a terminal would act on.
//!
//! The limit of time is far above what a run takes on a loaded machine: it only tells a hang from a run.

use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

use assert_cmd::Command;

use crate::cli_program::{Ended, overheard};

const NO_HANG: Duration = Duration::from_secs(120);
const EVERY_KEY: &str = include_str!("../scenarios/every-key.toml");
const SMALL: [&str; 6] = ["--trials", "200", "--draws", "10", "--force", "--records=3"];

fn ended(command: &mut Command) -> Ended {
    let output = command.timeout(NO_HANG).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let ended = Ended { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) };
    for text in [&ended.stdout, &ended.stderr] {
        assert!(!text.contains(acts_on_a_terminal), "{text:?}");
        assert!(!text.contains("panicked"), "{text}");
    }
    ended
}

fn acts_on_a_terminal(c: char) -> bool {
    c.is_control() && c != '\n'
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn with(text: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.toml"), text).unwrap();
    dir
}

/// The scenario with every key, with these values changed.
fn changed(dir: &Path, command: &str, changes: &[&str]) -> Ended {
    let mut run = overheard(dir);
    run.args([command, "a.toml"]);
    if command == "run" {
        run.args(SMALL);
    }
    changes.iter().for_each(|change| _ = run.args(["--set", change]));
    ended(&mut run)
}

const REFUSED: i32 = 2;

#[test]
fn numbers_out_of_range_are_refused_at_once() {
    let dir = with(EVERY_KEY);
    for change in [
        "group.generals.mistake=nan",
        "group.generals.mistake=-0.1",
        "group.generals.mistake=inf",
        "group.generals.mistake=1e308",
        "group.generals.mistake={ low = 1e-300, high = 0.9 }",
        "group.generals.mistake={ low = nan, high = 0.9 }",
        "group.generals.mistake_variation=1e-9",
        "group.generals.mistake_variation=1e300",
        "group.generals.count=1e12",
        "group.generals.count=1_000_000_000_000",
        "group.generals.count=-1",
        "group.generals.count=99999999999999999999",
        "event.days=0",
        "event.days=1e9",
        "event.days=367",
        "conversation.planning.rate.generals=1e308",
        "conversation.planning.rate.generals=2e6",
        "conversation.planning.duration_minutes=1e300",
        "conversation.planning.duration_minutes=-inf",
        "conversation.planning.duration_minutes={ lognormal = { median = 30, sigma = 1e6 } }",
        "conversation.planning.harm={ lognormal = { median = 30, sigma = 37 } }",
        "conversation.planning.harm={ gamma = { mean = 30, shape = 1e-12 } }",
        "conversation.planning.lapse_variation=1e-200",
        "conversation.planning.joined_by.generals={ poisson = 1e12 }",
        "campaign.scattered.collector.posts.rotation_hours=1e-9",
        "campaign.scattered.collector.posts.rotation_hours=0",
        "campaign.scattered.collector.posts.count=1_000_001",
        "campaign.scattered.focus=1e12",
        "venue.hotel.session_minutes=0",
        "no.such.path=1",
        "group.generals.mistake=\"\\u001b[31m\"",
        "event.name=[1, 2",
    ] {
        let refused = changed(dir.path(), "run", &[change]);
        assert_eq!(refused.code, Some(REFUSED), "{change}: {}", refused.stderr);
        assert!(refused.stdout.is_empty() && !refused.stderr.is_empty(), "{change}");
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing was written");
}

#[test]
fn extreme_numbers_that_are_allowed_run_to_finite_results() {
    let dir = with(EVERY_KEY);
    for changes in [
        &["conversation.planning.duration_minutes=1e12"][..],
        &["conversation.planning.duration_minutes=0"],
        &["conversation.planning.duration_minutes={ lognormal = { median = 30, sigma = 10 } }"],
        &["conversation.planning.harm={ lognormal = { median = 1e12, sigma = 10 } }"],
        &["conversation.planning.harm={ pert = { min = 0, mode = 0, max = 1e12 } }"],
        &["conversation.planning.harm={ gamma = { mean = 1e12, shape = 1e-4 } }"],
        &["conversation.planning.harm=1e-300"],
        &["conversation.planning.lapse_variation=1e-4"],
        &["conversation.planning.lapse_variation=100"],
        &["conversation.planning.lapse_factor=1e12"],
        &["conversation.planning.lapse_factor=1e-300"],
        &["group.generals.mistake=1e-300", "group.generals.mistake_variation=0"],
        &["group.generals.mistake={ low = 1e-300, high = 0.9 }", "group.generals.mistake_variation=0"],
        &["conversation.planning.rate.generals=200", "group.generals.count=1"],
        &["conversation.planning.joined_by.generals={ poisson = 1e5 }"],
        &["campaign.scattered.review_per_day=0"],
        &["campaign.scattered.review_per_day=1e-300"],
        &["campaign.scattered.focus=20"],
        &["campaign.scattered.collector.posts.pickup_per_hour.hotel-wifi=1e12"],
        &["campaign.scattered.collector.posts.count=1", "campaign.scattered.collector.posts.rotation_hours=0.01"],
        &["venue.hotel.session_minutes=1e12", "venue.hotel.sessions_per_day.hotel-wifi=1e12"],
        &["venue.hotel.session_minutes=1e-300"],
        &["conversation.planning.hours={ \"08-12\" = 1e12, \"12-13\" = 1e-300 }"],
        &["event.days=366"],
    ] {
        let run = changed(dir.path(), "run", changes);
        assert_eq!(run.code, Some(0), "{changes:?}: {}", run.stderr);
        let file = fs::read_to_string(dir.path().join("output/a/summary.json")).unwrap();
        let summary: serde_json::Value = serde_json::from_str(&file).unwrap();
        for mean in ["odds", "captures", "harm"] {
            assert!(summary[mean]["mean"].is_number(), "{changes:?} {mean}: {}", summary[mean]);
        }
        assert!(!run.stdout.contains("NaN") && !run.stdout.contains("inf "), "{changes:?}: {}", run.stdout);
    }
}

#[test]
fn files_that_are_none_are_refused() {
    let dir = with("");
    let path = |name: &str| dir.path().join(name);
    fs::create_dir(path("folder.toml")).unwrap();
    File::create(path("huge.toml")).unwrap().set_len(100_000_000).unwrap();
    fs::write(path("binary.toml"), [0xff, 0xfe, 0, 1, 27]).unwrap();
    fs::write(path("nested.toml"), format!("a = {}", "[".repeat(100_000))).unwrap();
    fs::write(path("inline.toml"), format!("a = {}", "{ b = ".repeat(50_000))).unwrap();
    fs::write(path("dotted.toml"), format!("{} = 1", vec!["a"; 100_000].join("."))).unwrap();
    fs::write(path("me.toml"), "extends = \"me.toml\"").unwrap();
    fs::write(path("you.toml"), "extends = \"them.toml\"").unwrap();
    fs::write(path("them.toml"), "extends = \"./you.toml\"").unwrap();
    fs::write(path("device.toml"), "extends = \"/dev/zero\"").unwrap();
    for name in [
        "a.toml",
        "folder.toml",
        "missing.toml",
        "huge.toml",
        "binary.toml",
        "nested.toml",
        "inline.toml",
        "dotted.toml",
        "me.toml",
        "you.toml",
        "device.toml",
        "\u{1b}[31m\u{202e}missing.toml",
        "/dev/zero",
    ] {
        for command in ["run", "check"] {
            let refused = ended(overheard(dir.path()).args([command, name]));
            assert_eq!(refused.code, Some(REFUSED), "{command} {name:?}: {}", refused.stderr);
            assert!(refused.stderr.len() < 4000, "{name}: {} bytes", refused.stderr.len());
        }
    }
}

#[test]
fn a_million_collectors_are_refused() {
    let collectors: String =
        (0..1_000_000 / 4).map(|i| format!("[campaign.broad.collector.c{i}]\ncount=1\n")).collect();
    let dir = with(&format!("{EVERY_KEY}\n{collectors}"));
    let refused = changed(dir.path(), "run", &[]);
    assert_eq!(refused.code, Some(REFUSED), "{}", refused.stderr);
}

/// Names that would move a cursor, end a line, turn the direction, fill the screen, or become formulas.
const NAMES: [&str; 10] = [
    "\\u001b[31mred\\u001b[2J",
    "two\\nlines\\r\\tand a tab",
    "right\\u202eto\\u2066left\\u200f",
    "\\u009b31m\\u0007bell\\u007f",
    "😀🏴‍☠️ 漢字 معرض",
    "=HYPERLINK(\\\"http://x\\\")",
    "a.b, \\\"c\\\"; d",
    "<script>alert(1)</script>",
    "\\uFEFFmark\\u2028line",
    "",
];

#[test]
fn names_are_shown_and_never_obeyed() {
    let long = "long-".repeat(60);
    for name in NAMES.iter().copied().filter(|name| !name.is_empty()).chain([long.as_str()]) {
        let dir = with(&named(name));
        let at = |arguments: &[&str]| {
            let run = ended(overheard(dir.path()).args(arguments));
            assert_eq!(run.code, Some(0), "{name} {arguments:?}: {}", run.stderr);
            run
        };
        at(&["check", "a.toml"]);
        at(&["check", "a.toml", "--format", "json"]);
        let measure: String = serde_json::from_str(&format!("\"{name}\"")).unwrap();
        for format in ["text", "json", "csv"] {
            let run = at(&[&["run", "a.toml", "--format", format, "--measure", &measure], &SMALL[..]].concat());
            if format == "text" {
                let wide = run.stdout.lines().find(|line| unicode_width::UnicodeWidthStr::width(*line) > 80);
                assert_eq!(wide, None, "{name}");
            }
        }
        at(&[&["run", "a.toml", "a.toml", "--out", "both"], &SMALL[..]].concat());
        at(&["verify", "output/a"]);
        for entry in fs::read_dir(dir.path().join("output/a")).unwrap() {
            let path = entry.unwrap().path();
            // Charts are drawn from the same escaped names, and pictures are no text.
            if path.is_dir() {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            assert!(!text.contains(acts_on_a_terminal), "{}: {text:?}", path.display());
            if path.extension().is_some_and(|end| end == "csv") {
                let mut rows = csv::Reader::from_path(&path).unwrap();
                let formula = |cell: &str| cell.starts_with(['=', '@', '+']);
                let found = rows.records().flatten().find(|row| row.iter().any(formula));
                assert!(found.is_none(), "{}: {found:?}", path.display());
            }
        }
    }
}

#[test]
fn names_in_messages_are_shown_and_never_obeyed() {
    for name in NAMES {
        let broken = named(name).replace("mistake = 0.3", "mistake = 3").replace("count = 4", "cuont = 4");
        for command in ["run", "check"] {
            let refused = ended(overheard(with(&broken).path()).args([command, "a.toml"]));
            assert_eq!(refused.code, Some(REFUSED), "{name}: {}", refused.stderr);
            assert!(refused.stderr.len() < 10_000);
        }
    }
}

/// A scenario in which everything that has a name has this one, in which much is captured.
fn named(name: &str) -> String {
    let broken_name = if name.is_empty() { "x" } else { name };
    format!(
        r#"
format = 1
event = {{ name = "{name}", days = 2, harm_unit = "{name}", cost_unit = "{name}" }}
channel.app = {{ readable = 0, approved = true }}
channel."{name}" = {{ readable = 1 }}
venue."{broken_name}" = {{ offers = ["app", "{name}"], sessions_per_day = {{ "{name}" = 10 }}, session_minutes = 3 }}
[group."{name}"]
count = 4
mistake = 0.3
whereabouts."00-24" = {{ "{broken_name}" = 1 }}
[conversation."{name}"]
rate = {{ "{name}" = 2 }}
joined_by = {{ "{name}" = 1 }}
duration_minutes = 20
approved = {{ app = 1 }}
fallback = {{ "{name}" = 1 }}
recognised = {{ low = 0.5, high = 0.9 }}
harm = 1
[campaign."{name}"]
review_per_day = 5
[campaign."{name}".collector."{name}"]
count = 1
pickup_per_hour = {{ "{name}" = 5 }}
[measure."{broken_name}"]
title = "{name}"
kind = "technical"
cost = 1
changes = [{{ at = "group.*.mistake", scale = 0.9 }}]
[pathway."{broken_name}"]
prior = 0.1
captures = 0.1
[sources]
"group.*.mistake" = {{ basis = "judgement", text = "{name}" }}
"#
    )
}
