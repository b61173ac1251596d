//! The scenarios in `scenarios/`, and the starter of `init`: they load, editors find their schema, and both estimators
//! say the same of them.

use std::fs;
use std::path::{Path, PathBuf};

use overheard::engine::{Effort, Unwatched};
use overheard::model::Estimator;
use overheard::scenario::{self, Scenario};
use overheard::statistics::Estimate;
use overheard::study::result::RunResult;
use overheard::study::run::{RunOptions, run};

/// Draws of the uncertain values: 20 replicates of two, whose spread tells the error.
const DRAWS: u64 = 40;
/// Standard errors between two estimates of the same number. A right program exceeds it in less than one of 4,000
/// comparisons (Student's law with 19 to 38 degrees of freedom), and the seeds are fixed.
const ALLOWED: f64 = 4.5;
/// Trials by which the two estimators are compared, at some seconds a scenario.
const TRIALS: [(&str, u64); 6] = [
    ("haystack", 60_000),
    ("large-show", 4_000),
    ("minimal", 60_000),
    ("security-conference", 20_000),
    ("singapore-airshow-2024", 40_000),
    ("summit", 30_000),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

fn shipped() -> Vec<PathBuf> {
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    files.sort();
    assert!(files.len() >= 5, "{files:?}");
    files
}

fn load(path: &Path) -> Scenario {
    scenario::load(path, &[]).unwrap_or_else(|wrong| panic!("{}: {wrong}", path.display()))
}

fn estimate(scenario: &Scenario, seed: u64, estimator: Estimator, trials: u64) -> RunResult {
    let options = RunOptions { seed, draws: Some(DRAWS), effort: Effort::Trials(trials), estimator, records: 0 };
    run(scenario, &options, &Unwatched).unwrap()
}

#[test]
fn every_shipped_scenario_names_its_schema_and_loads() {
    for path in shipped() {
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().next(), Some("#:schema scenario.schema.json"), "{}", path.display());
        load(&path);
    }
}

/// Written anew with `UPDATE_EXPECTED=1`.
#[test]
fn the_schema_beside_the_scenarios_is_the_program_s() {
    let path = folder().join("scenario.schema.json");
    let now = format!("{:#}\n", scenario::schema());
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(&path, &now).unwrap();
    }
    let kept = fs::read_to_string(&path).expect("the schema is shipped; UPDATE_EXPECTED=1 writes it");
    assert!(kept == now, "the schema has changed; UPDATE_EXPECTED=1 writes it anew");
}

/// What both estimators estimate, by name.
fn estimates(result: &RunResult) -> Vec<(&'static str, Estimate)> {
    let mut found = vec![
        ("odds", result.odds.estimate),
        ("at least 2", result.at_least[2]),
        ("captures", result.captures),
        ("harm", result.harm),
        ("covered", result.funnel.covered),
        ("recorded", result.funnel.recorded),
        ("readable", result.funnel.readable),
        ("reviewed", result.funnel.reviewed),
        ("captured legs", result.funnel.captured_legs),
    ];
    found.extend(result.weak_link_share.map(|share| ("weak-link share", share)));
    found
}

#[test]
fn the_estimators_agree_on_every_shipped_scenario() {
    let stem = |path: &PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
    let names: Vec<String> = shipped().iter().map(stem).collect();
    assert_eq!(names, TRIALS.map(|(name, _)| name), "every scenario has its trials");
    for (path, (_, trials)) in shipped().iter().zip(TRIALS) {
        agree(path, trials);
    }
}

fn agree(path: &Path, trials: u64) {
    let scenario = load(path);
    let conditional = estimate(&scenario, 101, Estimator::Conditional, trials);
    let analog = estimate(&scenario, 202, Estimator::Analog, trials);
    assert!(analog.contributing_trials >= 100, "{}: {} captures", path.display(), analog.contributing_trials);
    for ((name, one), (_, other)) in estimates(&conditional).into_iter().zip(estimates(&analog)) {
        let error = |estimate: Estimate| estimate.interval.expect("an interval").standard_error;
        let z = (one.mean - other.mean) / error(one).hypot(error(other));
        assert!(z.abs() < ALLOWED, "{} {name}: {} and {}, z = {z:.2}", path.display(), one.mean, other.mean);
    }
}

#[test]
fn the_starter_of_init_runs() {
    let starter = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli/starter.toml");
    let scenario = load(&starter);
    assert!(scenario.warnings().is_empty(), "{:?}", scenario.warnings());
    let odds = estimate(&scenario, 1, Estimator::Conditional, 2000).odds;
    assert!(odds.estimate.mean > 0.0 && odds.band.is_some(), "it shows odds and a band: {odds:?}");
}
