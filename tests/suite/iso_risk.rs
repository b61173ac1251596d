//! The odds by size of the delegation and by odds of a lapse: a grid of runs.

use overheard::engine::Unwatched;
use overheard::model::Estimator;
use overheard::report::charts::{ChartStyle, charts_of_run};
use overheard::scenario::{Override, Scenario, load};
use overheard::study::iso_risk::iso_risk;
use overheard::study::result::{Effort, IsoRisk, RunResult};
use overheard::study::run::{RunOptions, run};

fn scenario(name: &str, overrides: &[&str]) -> Scenario {
    let path = format!("{}/scenarios/{name}", env!("CARGO_MANIFEST_DIR"));
    let overrides: Vec<Override> = overrides.iter().map(|text| Override::parse(text).unwrap()).collect();
    load(std::path::Path::new(&path), &overrides).unwrap()
}

fn result(scenario: &Scenario, draws: Option<u64>, trials: u64) -> RunResult {
    let effort = Effort::Trials(trials);
    let options = RunOptions { seed: 1, draws, effort, estimator: Estimator::Conditional, records: 0 };
    run(scenario, &options, &Unwatched).unwrap()
}

fn grid(scenario: &Scenario, result: &RunResult) -> Option<IsoRisk> {
    iso_risk(scenario, result, &Unwatched).unwrap()
}

fn odds(iso: &IsoRisk, people: u32, lapse_factor: f64) -> f64 {
    let cell = |cell: &&overheard::study::result::IsoCell| cell.people == people && cell.lapse_factor == lapse_factor;
    iso.cells.iter().find(cell).unwrap_or_else(|| panic!("no {people}")).odds.mean
}

/// Sums in another order, no more.
fn assert_same(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9 * b, "{a} {b}");
}

#[test]
fn each_point_of_the_grid_is_what_a_run_of_the_scenario_changed_by_hand_gives() {
    // With a post that is nearly always there, so that no pilot chooses otherwise for one of them.
    const NEAR: &str = "campaign.scattered.collector.post.places.elsewhere=0.1";
    let as_it_is = scenario("minimal.toml", &[NEAR]);
    let iso = grid(&as_it_is, &result(&as_it_is, None, 8_000)).unwrap();
    assert_eq!((iso.people, iso.groups.as_slice()), (10, ["delegates".to_owned()].as_slice()));
    assert_eq!(iso.cells.len(), 25);
    assert_same(odds(&iso, 10, 1.0), result(&as_it_is, None, 2_000).odds.estimate.mean);
    let twice = scenario("minimal.toml", &[NEAR, "group.delegates.count=20"]);
    assert_same(odds(&iso, 20, 1.0), result(&twice, None, 1_000).odds.estimate.mean);
    let half = scenario("minimal.toml", &[NEAR, "group.delegates.count=5", "group.delegates.mistake=0.05"]);
    assert_same(odds(&iso, 5, 0.5), result(&half, None, 4_000).odds.estimate.mean);
}

#[test]
fn only_groups_whose_legs_can_lapse_are_the_delegation_and_whole_people_stay_in_proportion() {
    let show = scenario("singapore-airshow-2024.toml", &[]);
    let iso = grid(&show, &result(&show, Some(20), 80)).unwrap();
    assert_eq!(iso.people, 15);
    assert_eq!(iso.groups, ["industry-liaison", "senior-officers", "staff-officers"]);
    let mut sizes: Vec<u32> = iso.cells.iter().map(|cell| cell.people).collect();
    sizes.dedup();
    assert_eq!(sizes, [4, 8, 15, 30, 60]);
}

#[test]
fn a_delegation_of_one_is_only_enlarged() {
    let one = scenario("minimal.toml", &["group.delegates.count=1"]);
    let iso = grid(&one, &result(&one, None, 4_000)).unwrap();
    let mut sizes: Vec<u32> = iso.cells.iter().map(|cell| cell.people).collect();
    sizes.dedup();
    assert_eq!(sizes, [1, 2, 4]);
}

#[test]
fn without_lapses_or_captures_there_is_no_grid() {
    for change in ["group.delegates.mistake=0", "channel.open-wifi.readable=0"] {
        let never = scenario("minimal.toml", &[change]);
        assert_eq!(grid(&never, &result(&never, None, 1_000)), None, "{change}");
    }
}

#[test]
fn the_chart_has_a_line_for_each_round_odds_and_marks_the_scenario() {
    let as_it_is = scenario("minimal.toml", &[]);
    let mut result = result(&as_it_is, None, 32_000);
    assert!(charts_of_run(&result, &ChartStyle::default()).iter().all(|chart| chart.name != "iso_risk"));
    result.iso_risk = grid(&as_it_is, &result);
    let charts = charts_of_run(&result, &ChartStyle::default());
    let chart = charts.iter().find(|chart| chart.name == "iso_risk").unwrap();
    for line in ["\n0.5 %\n", "\n1 %\n", "\n2 %\n", "\n5 %\n", "\n10 %\n", "\nthis scenario: 3."] {
        assert!(chart.svg.contains(line), "{line}");
    }
    assert_eq!(chart.svg.matches("<circle").count(), 26, "25 points and the scenario");
    assert!(chart.svg.contains("<title>20 people, lapses ×½: "));
    assert!(chart.title.starts_with("From odds of 3"), "{}", chart.title);
}
