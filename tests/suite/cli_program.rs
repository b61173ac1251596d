//! Usage, help, and the commands that need no run.

use std::path::Path;

use assert_cmd::Command;

/// The program, in a folder of its own, where no terminal and no setting of the machine shows.
pub fn overheard(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_overheard"));
    command.current_dir(dir).env_remove("CLICOLOR_FORCE").env_remove("NO_COLOR").env("COLUMNS", "80");
    command
}

/// What a command prints, says and ends with.
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

pub fn ended(command: &mut Command) -> Ended {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ended { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

#[test]
fn help_names_every_command_and_fits_the_page() {
    let dir = tempfile::tempdir().unwrap();
    let help = ended(overheard(dir.path()).arg("--help"));
    assert_eq!(help.code, Some(0));
    for command in [
        "run",
        "compare",
        "explain",
        "sensitivity",
        "calibrate",
        "sweep",
        "discover",
        "check",
        "schema",
        "init",
        "verify",
        "shard",
        "merge",
        "slurm",
        "report",
        "serve",
        "completions",
        "man",
    ] {
        assert!(help.stdout.contains(&format!("\n  {command} ")), "{command}");
        let own = ended(overheard(dir.path()).args([command, "--help"]));
        assert_eq!(own.code, Some(0));
        assert!(own.stdout.lines().all(|line| line.chars().count() <= 100), "{}", own.stdout);
    }
}

#[test]
fn bad_usage_ends_with_2_and_says_what_is_right() {
    let dir = tempfile::tempdir().unwrap();
    for (arguments, message) in [
        (&["run"][..], "<SCENARIO>"),
        (&["walk"], "walk"),
        (&["run", "x.toml", "--trials", "0"], "at least 1"),
        (&["run", "x.toml", "--trials", "1.5"], "1_000_000 or 1e6"),
        (&["run", "x.toml", "--trials", "-3"], "-3"),
        (&["run", "x.toml", "--precision", "nan"], "between 0 and 1"),
        (&["run", "x.toml", "--precision", "0"], "between 0 and 1"),
        (&["run", "x.toml", "--threads", "0"], "leave --threads out"),
        (&["run", "x.toml", "--draws", "0"], "at least 1"),
        (&["run", "x.toml", "--trials", "10", "--precision", "0.1"], "cannot be used with"),
        (&["run", "x.toml", "--trials", "10", "--max-trials", "10"], "cannot be used with"),
        (&["run", "x.toml", "--estimator", "magic"], "conditional"),
        (&["run", "x.toml", "--format", "xml"], "json"),
        (&["explain"], "<SCENARIO>"),
        (&["completions", "tcsh"], "bash"),
    ] {
        let refused = ended(overheard(dir.path()).args(arguments));
        assert_eq!(refused.code, Some(2), "{arguments:?}: {}", refused.stderr);
        assert!(refused.stderr.contains(message), "{arguments:?}: {}", refused.stderr);
        assert_eq!(refused.stdout, "");
    }
}

#[test]
fn completions_and_the_manual_come_out_for_every_shell() {
    let dir = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = ended(overheard(dir.path()).args(["completions", shell]));
        assert_eq!(script.code, Some(0));
        assert!(script.stdout.contains("overheard"), "{shell}");
    }
    let manual = ended(overheard(dir.path()).arg("man"));
    assert!(manual.stdout.contains(".TH overheard-run 1") && manual.stdout.contains(".SH EXTRA"), "{}", manual.stdout);
}

#[test]
fn the_schema_is_json() {
    let dir = tempfile::tempdir().unwrap();
    let schema = ended(overheard(dir.path()).arg("schema"));
    let schema: serde_json::Value = serde_json::from_str(&schema.stdout).unwrap();
    assert!(schema["properties"]["event"].is_object());
}

#[test]
fn init_writes_a_scenario_that_checks_clean_and_never_overwrites_unasked() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(ended(overheard(dir.path()).arg("init")).code, Some(0));
    let check = ended(overheard(dir.path()).args(["check", "scenario.toml"]));
    assert_eq!(check.code, Some(0), "{}", check.stderr);
    assert_eq!(check.stderr, "");
    std::fs::write(dir.path().join("scenario.toml"), "mine").unwrap();
    let refused = ended(overheard(dir.path()).arg("init"));
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("--force"), "{}", refused.stderr);
    assert_eq!(std::fs::read_to_string(dir.path().join("scenario.toml")).unwrap(), "mine");
    assert_eq!(ended(overheard(dir.path()).args(["init", "--force", "--quiet"])).stderr, "");
}

#[test]
fn what_is_wrong_with_a_file_is_said_in_words_with_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    overheard(dir.path()).args(["init", "my-event.toml"]).assert().success();
    std::fs::create_dir(dir.path().join("empty")).unwrap();
    for (arguments, wrong, hint) in [
        (&["init", "my-event.toml"][..], "it is there already", "--force"),
        (&["init", "none/my-event.toml"], "there is no such file or folder", "make the folder for it first"),
        (&["init", "empty", "--force"], "it is a folder", "name another file"),
        (&["verify", "my-event.toml"], "it is a file, not the result of a run", "such as output/my-event"),
        (&["verify", "my-event.toml/x"], "there is no such folder", "such as output/NAME"),
        (&["verify", "empty"], "no result is in this folder", "`overheard run` wrote"),
        (&["run", "my-event.toml", "--out", "my-event.toml/x"], "a part of this path is a file", "--out"),
        (&["check", "none.toml"], "there is no such file", "`overheard init`"),
        (&["run", "empty"], "it is a folder, not a file", "name a scenario file"),
    ] {
        let refused = ended(overheard(dir.path()).args(arguments));
        assert!(matches!(refused.code, Some(1 | 2)), "{arguments:?}: {:?}", refused.code);
        assert!(refused.stderr.contains(wrong) && refused.stderr.contains(hint), "{arguments:?}: {}", refused.stderr);
        assert!(!refused.stderr.contains("os error"), "{arguments:?}: {}", refused.stderr);
    }
}

#[test]
fn check_tells_what_is_implied_in_80_columns() {
    let dir = tempfile::tempdir().unwrap();
    overheard(dir.path()).args(["init", "a.toml"]).assert().success();
    let check = ended(overheard(dir.path()).args(["check", "a.toml"]));
    crate::golden::check("check.txt", &check.stdout);
    assert!(check.stdout.lines().all(|line| line.chars().count() <= 80));
    let json = ended(overheard(dir.path()).args(["check", "a.toml", "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json[0]["valid"], true);
    assert_eq!(json[0]["people"], 10);
    assert_eq!(json[0]["uncertain"][0]["path"], "group.envoys.mistake");
}

#[test]
fn check_lists_measures_and_pathways() {
    let dir = tempfile::tempdir().unwrap();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios/every-key.toml");
    let check = ended(overheard(dir.path()).args(["check", file, "--measure", "briefing"]));
    let listed = check.stdout.split_once("\nMeasures\n").map(|(_, listed)| listed).unwrap_or_default();
    crate::golden::check("check_plans.txt", listed);
    let json = ended(overheard(dir.path()).args(["check", file, "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json[0]["measures"][0]["kind"], "organisational");
    assert_eq!(json[0]["pathways"][0]["only_kinds"][0], "planning");
}

#[test]
fn check_prints_paths_whole_so_that_they_can_be_set() {
    let dir = tempfile::tempdir().unwrap();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/singapore-airshow-2024.toml");
    let check = ended(overheard(dir.path()).args(["check", file]));
    let long = "campaign.scattered.collector.standing.pickup_per_hour.venue-wifi";
    let mut lines = check.stdout.lines().skip_while(|line| *line != long).skip(1);
    assert!(lines.next().is_some_and(|line| line.starts_with(' ') && line.contains("log-normal")), "{}", check.stdout);
    assert!(!check.stdout.lines().skip(1).any(|line| line.contains('…')), "{}", check.stdout);
    assert!(check.stdout.lines().skip(1).all(|line| line.chars().count() <= 80), "{}", check.stdout);
    let change = format!("{long}=0.2");
    assert_eq!(ended(overheard(dir.path()).args(["check", file, "--set", &change])).code, Some(0));
}

#[test]
fn check_reports_every_file_and_ends_with_2_if_one_is_invalid() {
    let dir = tempfile::tempdir().unwrap();
    overheard(dir.path()).args(["init", "good.toml"]).assert().success();
    std::fs::write(dir.path().join("bad.toml"), "format = 1\nfoo = \"\\u001b[31m\"\n").unwrap();
    let check = ended(overheard(dir.path()).args(["check", "bad.toml", "missing.toml", "good.toml"]));
    assert_eq!(check.code, Some(2));
    for expected in ["bad.toml: invalid", "missing.toml: invalid", "good.toml: valid"] {
        assert!(check.stdout.contains(expected), "{}", check.stdout);
    }
    assert!(check.stderr.contains("bad.toml:2:1"), "{}", check.stderr);
    assert!(!check.stderr.contains('\u{1b}') && !check.stdout.contains('\u{1b}'));
    let json = ended(overheard(dir.path()).args(["check", "bad.toml", "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json[0]["valid"], false);
    assert_eq!(json[0]["diagnostics"][0]["severity"], "error");
}
