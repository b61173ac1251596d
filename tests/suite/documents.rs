//! What the documents say: commands that run, scenarios that load, odds that hold, defaults that are those of the code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use overheard::scenario;
use overheard::statistics::ALPHA_AT_LOOK;
use serde_json::Value;

use crate::cli_program::{ended, overheard};

/// What each command of the documents is held to, so that all of them together take seconds.
const FEW_TRIALS: [(&str, &str); 4] = [
    ("overheard run ", "overheard run --max-trials 2000 "),
    ("overheard explain ", "overheard explain --max-trials 4000 "),
    ("overheard sweep ", "overheard sweep --max-trials 4000 "),
    ("overheard discover ", "overheard discover --max-trials 8000 "),
];
/// Scenarios of which a default run takes long, and the trials that they get instead.
const LONG: [(&str, &str); 2] = [("security-conference.toml", "8000"), ("large-show.toml", "4000")];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// Files of a folder that end so, as paths from the root.
fn listed(folder: &str, extension: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let found = entries.filter(|path| path.extension().is_some_and(|found| found == extension));
    let mut names: Vec<String> =
        found.map(|path| format!("{folder}/{}", path.file_name().unwrap().to_str().unwrap())).collect();
    names.sort();
    names
}

fn documents() -> Vec<String> {
    let top = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(str::to_owned);
    top.into_iter().chain(listed("docs", "md")).collect()
}

/// The lines of all code blocks of a language, without the indentation of the list that they stand in.
fn code(text: &str, language: &str) -> Vec<Vec<String>> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, Vec<String>)> = None;
    for line in text.lines() {
        let mark = line.trim_start();
        match &mut open {
            Some((_, block)) if mark == "```" => {
                blocks.push(std::mem::take(block));
                open = None;
            }
            Some((indent, block)) => block.push(line.get(*indent..).unwrap_or("").to_owned()),
            None if mark == format!("```{language}") => open = Some((line.len() - mark.len(), Vec::new())),
            None => {}
        }
    }
    blocks
}

/// The cells of all table rows.
fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = text.lines().filter(|line| line.starts_with('|') && !line.starts_with("| ---"));
    lines.map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
}

#[test]
fn the_readme_lists_every_scenario_and_each_loads() {
    let readme = read("README.md");
    for path in listed("scenarios", "toml") {
        assert!(readme.contains(&format!("]({path})")), "{path} is not listed in README.md");
        if let Err(wrong) = scenario::load(&root().join(&path), &[]) {
            panic!("{wrong}");
        }
    }
}

#[test]
fn every_link_inside_the_project_leads_to_a_file() {
    for document in documents() {
        let folder = root().join(&document).parent().unwrap().to_owned();
        let text = read(&document);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap();
            assert!(link.contains("://") || folder.join(path).exists(), "{document}: {link} leads nowhere");
        }
    }
}

#[test]
fn every_command_of_the_documents_runs() {
    let program = Path::new(env!("CARGO_BIN_EXE_overheard"));
    let paths = [program.parent().unwrap().to_owned()].into_iter();
    let search = std::env::join_paths(paths.chain(std::env::split_paths(&std::env::var_os("PATH").unwrap()))).unwrap();
    for document in documents() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("scenarios")).unwrap();
        for path in listed("scenarios", "toml") {
            fs::copy(root().join(&path), dir.path().join(&path)).unwrap();
        }
        let lines = code(&read(&document), "sh").concat();
        let commands = lines.iter().map(|line| line.replace("cargo run --release -- ", "overheard "));
        for line in commands.filter(|line| line.starts_with("overheard ")) {
            let mut shell = Command::new("sh");
            shell.current_dir(dir.path()).env("PATH", &search);
            let line = FEW_TRIALS.iter().fold(line, |line, (command, held)| line.replace(command, held));
            let run = shell.args(["-c", &line]).output().unwrap();
            let said = String::from_utf8_lossy(&run.stderr);
            assert!(run.status.success(), "{document}: {line}\n{said}");
            assert!(!said.contains("invalid"), "{document}: {line}\n{said}");
        }
    }
}

#[test]
fn every_command_named_in_the_documents_exists() {
    let dir = tempfile::tempdir().unwrap();
    let help = ended(overheard(dir.path()).arg("--help")).stdout;
    for document in documents() {
        for rest in read(&document).split("`overheard ").skip(1) {
            let name: String = rest.chars().take_while(|c| c.is_ascii_alphabetic()).collect();
            assert!(help.contains(&format!("\n  {name} ")), "{document}: overheard {name} is no command");
        }
    }
    let table = read("README.md");
    let names = help.lines().filter_map(|line| line.strip_prefix("  ")?.split_once("  ")).map(|(name, _)| name.trim());
    for name in names.filter(|name| !name.is_empty() && !name.contains(['-', ' ']) && *name != "help") {
        assert!(table.contains(&format!("`overheard {name}")), "README.md does not name overheard {name}");
    }
}

#[test]
fn the_summary_in_the_readme_is_what_the_program_prints() {
    let dir = tempfile::tempdir().unwrap();
    let file = "scenarios/singapore-airshow-2024.toml";
    fs::create_dir(dir.path().join("scenarios")).unwrap();
    fs::copy(root().join(file), dir.path().join(file)).unwrap();
    let printed = ended(overheard(dir.path()).args(["run", file, "--quiet"])).stdout;
    let mut rest = printed.lines();
    for line in code(&read("README.md"), "text").concat().iter().filter(|line| *line != "…" && !line.is_empty()) {
        assert!(rest.any(|printed| printed == line), "README.md quotes, but not in this place:\n{line}\nof\n{printed}");
    }
}

/// The interval of a row such as `2.96 to 3.08 %`, as odds.
fn interval(cell: &str) -> (f64, f64) {
    let (low, high) = cell.trim_end_matches(" %").split_once(" to ").unwrap();
    (low.parse::<f64>().unwrap() / 100.0, high.parse::<f64>().unwrap() / 100.0)
}

#[test]
fn the_odds_of_every_scenario_in_the_readme_hold() {
    let readme = read("README.md");
    let mut seen = 0;
    for row in rows(&readme).filter(|row| row.len() == 5 && row[0].contains("](scenarios/")) {
        let path = row[0].split("](").nth(1).unwrap().split(')').next().unwrap();
        let dir = tempfile::tempdir().unwrap();
        let mut command = overheard(dir.path());
        command.args(["run", "--quiet", "--format", "json"]).arg(root().join(path));
        let trials = LONG.iter().find(|(name, _)| path.ends_with(name)).map(|(_, trials)| *trials);
        trials.iter().for_each(|trials| _ = command.args(["--trials", trials]));
        let result: Value = serde_json::from_str(&ended(&mut command).stdout).unwrap();
        let odds = |key: &str| result["odds"][key].as_f64().unwrap();
        let stated = row[1].trim_end_matches(" %").parse::<f64>().unwrap() / 100.0;
        let (low, high) = interval(row[2]);
        assert!(low < stated && stated < high, "{row:?}");
        // The run of fewer trials has a wider interval of its own; the two must meet.
        let (reached_low, reached_high) =
            if trials.is_some() { (odds("low"), odds("high")) } else { (odds("mean"), odds("mean")) };
        assert!(reached_low <= high && low <= reached_high, "{row:?}: odds {}", odds("mean"));
        let in_words: f64 = row[3].parse().unwrap();
        assert!((in_words * stated - 1.0).abs() < 0.05, "{row:?}: 1 in {:.1}", 1.0 / stated);
        let band = &result["odds"]["band"];
        match band["low"].as_f64().zip(band["high"].as_f64()) {
            None => assert_eq!(row[4], "no ranges"),
            Some(found) if trials.is_none() => {
                let (low, high) = interval(row[4]);
                assert!(
                    (found.0 / low - 1.0).abs() < 0.05 && (found.1 / high - 1.0).abs() < 0.05,
                    "{row:?}: {found:?}"
                );
            }
            Some(found) => assert!((found.1 / interval(row[4]).1 - 1.0).abs() < 0.2, "{row:?}: {found:?}"),
        }
        seen += 1;
    }
    assert_eq!(seen, listed("scenarios", "toml").len());
}

#[test]
fn the_defaults_in_the_readme_are_those_of_the_program() {
    let dir = tempfile::tempdir().unwrap();
    let help = ended(overheard(dir.path()).args(["run", "--help"])).stdout;
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    let readme = read("README.md");
    for (in_help, in_readme) in [
        ("[default: 0.02]", "under 2 % of the odds\n  (`--precision`)"),
        ("[default: 1_000_000]", "1,000,000 trials (`--max-trials`)"),
        ("[default: 1000 if the scenario has any]", "1,000 times (`--draws`)"),
        ("[default: conditional]", "`conditional`, the default"),
    ] {
        assert!(help.contains(in_help) && readme.contains(in_readme), "{in_help} against {in_readme}");
    }
    let [first, second, third, fourth] = ALPHA_AT_LOOK;
    let looks = format!("{first}, {second}, {third} and {fourth}, which is 0.05 in all");
    assert!(readme.contains(&looks), "{looks}");
}

/// The keys of a table, each with whether it is required and its description.
type Keys = BTreeMap<String, (bool, String)>;

/// The keys of every table of the file, by the path of the table.
fn keys_of(schema: &Value, path: &str, found: &mut BTreeMap<String, Keys>) {
    let required: BTreeSet<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (key, below) in schema["properties"].as_object().into_iter().flatten() {
        let description = below["description"].as_str().unwrap_or_default().to_owned();
        let keys = found.entry(path.to_owned()).or_default();
        keys.insert(key.clone(), (required.contains(key.as_str()), description));
        keys_of(below, format!("{path}.{key}").trim_start_matches('.'), found);
    }
    for below in ["additionalProperties", "items"].into_iter().filter_map(|key| schema.get(key)) {
        keys_of(below, path, found);
    }
}

/// `[campaign.NAME.collector.NAME]` as the path of the schema: `campaign.collector`.
fn path_of(heading: &str) -> String {
    let heading = heading.trim_matches(['`', '[', ']']);
    heading.split('.').filter(|step| *step != "NAME").collect::<Vec<_>>().join(".")
}

#[test]
fn the_reference_of_the_scenario_file_lists_every_key_with_its_default() {
    let dir = tempfile::tempdir().unwrap();
    let schema: Value = serde_json::from_str(&ended(overheard(dir.path()).arg("schema")).stdout).unwrap();
    let mut tables = BTreeMap::new();
    keys_of(&schema, "", &mut tables);
    let text = read("docs/scenario-format.md");
    let mut described = BTreeSet::new();
    for section in text.split("\n### ").skip(1) {
        let section = section.split("\n## ").next().unwrap();
        let heading = section.lines().next().unwrap();
        let path = if heading == "Top level" { String::new() } else { path_of(heading) };
        let known = tables.get(&path).unwrap_or_else(|| panic!("{heading}: no such table"));
        let mut listed = BTreeSet::new();
        for row in rows(section).filter(|row| row[0].starts_with('`')) {
            let key = row[0].trim_matches('`');
            let (required, description) = known.get(key).unwrap_or_else(|| panic!("{heading}: no key {key}"));
            assert_eq!(row[1] == "required", *required, "{heading}: {key}");
            let stated = description.split("efault ").nth(1).map(|default| default.trim_end_matches('.'));
            if let Some(stated) = stated.filter(|_| !path.is_empty()) {
                assert_eq!(row[1], stated, "{heading}: {key}");
            }
            listed.insert(key.to_owned());
        }
        let missing: Vec<&String> = known.keys().filter(|key| !listed.contains(*key)).collect();
        assert!(missing.is_empty(), "{heading}: {missing:?} are not listed");
        described.insert(path);
    }
    // Tables of two or three keys are described in the line of the key that holds them.
    let inline = ["tolerance.points", "pathway.only"];
    let laws = |path: &str| path.contains("duration_minutes") || path.contains("harm") || path.contains("joined_by");
    let left: Vec<&String> = tables
        .keys()
        .filter(|path| !described.contains(*path) && !inline.contains(&path.as_str()) && !laws(path))
        .collect();
    assert!(left.is_empty(), "not described: {left:?}");
}
