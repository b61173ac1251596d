//! Runs with uncertain values against closed forms: what is predicted, how sure it is, and how far ignorance spreads it.
//!
//! One group talks at one venue where a collector sits and misses nothing, so the odds given the values are
//! `1 - exp(-people rate days mistake recognised)`; integrals over the laws are by the midpoint rule in their quantiles.

use overheard::engine::{Effort, Stop, Unwatched};
use overheard::model::Estimator;
use overheard::scenario::{self, Ignorance, Scenario};
use overheard::study::result::RunResult;
use overheard::study::run::{RunOptions, run};

/// Of 500 intervals of 95 % a right program covers fewer than 455 once in some 20,000 times.
const REPETITIONS: u64 = 500;
const LEAST_INSIDE: usize = 455;

/// The numbers of the scenario, as they stand in the file.
struct Talks<'a> {
    count: &'a str,
    rate: &'a str,
    mistake: &'a str,
    recognised: &'a str,
    more: &'a str,
}

impl Default for Talks<'_> {
    fn default() -> Self {
        Self { count: "2", rate: "0.5", mistake: "0.1", recognised: "0.8", more: "" }
    }
}

impl Talks<'_> {
    fn read(&self) -> Scenario {
        let Self { count, rate, mistake, recognised, more } = self;
        let text = format!(
            r#"
format = 1
event = {{ name = "Talks", days = 3 }}
channel.app = {{ readable = 0, approved = true }}
channel.phone = {{ readable = 1 }}
venue.hall = {{ offers = ["app", "phone"] }}
group.envoys = {{ count = {count}, mistake = {mistake}, whereabouts."00-24" = {{ hall = 1 }} }}
[conversation.talk]
rate = {{ envoys = {rate} }}
duration_minutes = 20
approved = {{ app = 1 }}
fallback = {{ phone = 1 }}
recognised = {recognised}
harm = 1
[campaign.broad.collector.post]
count = 1
pickup_per_hour = {{ phone = 1e12 }}
{more}"#
        );
        scenario::from_text("talks.toml", &text, &[]).unwrap_or_else(|wrong| panic!("{wrong}"))
    }
}

fn result(scenario: &Scenario, seed: u64, draws: u64, estimator: Estimator, effort: Effort) -> RunResult {
    run(scenario, &RunOptions { seed, draws: Some(draws), effort, estimator, records: 0 }, &Unwatched).unwrap()
}

/// The mean of a function over the law of an uncertain value.
fn mean_over(law: Ignorance, f: impl Fn(f64) -> f64) -> f64 {
    const CELLS: u32 = 4000;
    let points = (0..CELLS).map(|cell| law.quantile((f64::from(cell) + 0.5) / f64::from(CELLS)));
    points.map(f).sum::<f64>() / f64::from(CELLS)
}

fn law(scenario: &Scenario) -> Ignorance {
    assert_eq!(scenario.uncertain().len(), 1);
    scenario.uncertain()[0].law
}

/// `1 - exp(-captures)`.
fn odds(captures: f64) -> f64 {
    -(-captures).exp_m1()
}

/// Expected captures over the odds of a mistake: people, rate, days, recognised.
const EXPOSURE: f64 = 2.0 * 0.5 * 3.0 * 0.8;

/// How many of the seeded runs hold the truth in their interval, and how they ended.
fn inside(scenario: &Scenario, truth: f64, estimator: Estimator, effort: Effort) -> (usize, Vec<Stop>) {
    let runs = (0..REPETITIONS).map(|seed| result(scenario, 1000 + seed, 20, estimator, effort));
    let ended = runs.map(|run| {
        let interval = run.odds.estimate.interval.expect("an interval");
        (interval.low <= truth && truth <= interval.high, run.stop)
    });
    let (held, stops): (Vec<bool>, Vec<Stop>) = ended.unzip();
    (held.into_iter().filter(|held| *held).count(), stops)
}

#[test]
fn intervals_of_the_predictive_odds_cover() {
    for mistake in ["{ low = 0.03, high = 0.3 }", "{ min = 0, mode = 0.1, max = 0.4 }"] {
        let scenario = Talks { mistake, ..Talks::default() }.read();
        let truth = mean_over(law(&scenario), |mistake| odds(EXPOSURE * mistake));
        for estimator in [Estimator::Conditional, Estimator::Analog] {
            let (covered, _) = inside(&scenario, truth, estimator, Effort::Trials(600));
            assert!(covered >= LEAST_INSIDE, "{mistake} {estimator:?}: {covered} of {REPETITIONS}");
        }
    }
}

#[test]
fn intervals_of_a_run_over_draws_that_stops_by_itself_cover() {
    let scenario = Talks { mistake: "{ low = 0.09, high = 0.13 }", ..Talks::default() }.read();
    let truth = mean_over(law(&scenario), |mistake| odds(EXPOSURE * mistake));
    for (estimator, relative) in [(Estimator::Conditional, 0.06), (Estimator::Analog, 0.08)] {
        let (covered, stops) = inside(&scenario, truth, estimator, Effort::Precision { relative, max_trials: 20_000 });
        assert!(covered >= LEAST_INSIDE, "{estimator:?}: {covered} of {REPETITIONS}");
        // Both ways of ending are met, and runs that looked more than once.
        for stop in [Stop::Precision, Stop::Draws] {
            let ended = stops.iter().filter(|ended| **ended == stop).count();
            assert!(ended > 50, "{estimator:?}: {ended} of {REPETITIONS} ended by {stop:?}");
        }
    }
}

/// Standard errors by which the odds of a run may miss: 40 replicates, so a right program does once in 16,000 runs.
const ALLOWED: f64 = 4.5;
/// Share of the true band's width by which its ends may miss: the 5 % quantile of 1,000 draws has a standard error of
/// some 4 % of it, and the correction for noise is an approximation.
const BAND_TOLERANCE: f64 = 0.15;

/// The odds and the band of a run against the truth: the odds at evenly spread points of the laws.
fn check(what: &str, found: &RunResult, mut truth: Vec<f64>) {
    truth.sort_by(f64::total_cmp);
    let mean = truth.iter().sum::<f64>() / truth.len() as f64;
    let estimate = found.odds.estimate;
    let z = (estimate.mean - mean) / estimate.interval.expect("an interval").standard_error;
    assert!(z.abs() < ALLOWED, "{what}: {estimate:?} against {mean}, z = {z:.2}");
    let quantile = |p: f64| truth[(p * (truth.len() - 1) as f64) as usize];
    let (low, high) = (quantile(0.05), quantile(0.95));
    let band = found.odds.band.expect("a band");
    let off = (band.low - low).abs().max((band.high - high).abs()) / (high - low);
    assert!(off < BAND_TOLERANCE, "{what}: {band:?} against {low} to {high}");
}

fn points(cells: u32) -> impl Iterator<Item = f64> + Clone {
    (0..cells).map(move |cell| (f64::from(cell) + 0.5) / f64::from(cells))
}

fn default_run(scenario: &Scenario, estimator: Estimator, trials: u64) -> RunResult {
    result(scenario, 3, 1000, estimator, Effort::Trials(trials))
}

#[test]
fn the_band_is_that_of_the_odds_and_not_of_their_noise() {
    // 300 conversations, some 13 lapses of which a tenth is captured: four trials a draw leave noise as wide as the band.
    let scenario =
        Talks { count: "50", rate: "2", mistake: "{ low = 0.04, high = 0.055 }", recognised: "0.1", more: "" }.read();
    let law = law(&scenario);
    let truth: Vec<f64> = points(4000).map(|u| odds(50.0 * 2.0 * 3.0 * 0.1 * law.quantile(u))).collect();
    let found = default_run(&scenario, Estimator::Plain, 4000);
    let mut noisy = found.draw_odds.clone();
    noisy.sort_by(f64::total_cmp);
    let (width, true_width) = (noisy[950] - noisy[49], truth[3800] - truth[199]);
    assert!(width > 1.5 * true_width, "without a correction the band is too wide: {width} against {true_width}");
    check("four plain trials a draw", &found, truth);
}

#[test]
fn the_band_holds_where_many_draws_see_no_capture() {
    let scenario = Talks { mistake: "{ low = 0.03, high = 0.3 }", ..Talks::default() }.read();
    let law = law(&scenario);
    let truth: Vec<f64> = points(4000).map(|u| odds(EXPOSURE * law.quantile(u))).collect();
    for (estimator, trials) in [(Estimator::Conditional, 4000), (Estimator::Analog, 4000), (Estimator::Analog, 40_000)]
    {
        let found = default_run(&scenario, estimator, trials);
        check(&format!("{estimator:?}, {trials} trials"), &found, truth.clone());
    }
}

/// Odds over two values that are log-normal or nearly so: the exposure is their product.
fn two_values(rank: Option<f64>) -> (Scenario, RunResult) {
    let correlation = rank.map(|rank| {
        format!(
            "[[correlation]]\nbetween = [\"group.envoys.mistake\", \"conversation.talk.recognised\"]\nrank = {rank:?}"
        )
    });
    let talks = Talks {
        count: "50",
        rate: "2",
        mistake: "{ low = 0.01, high = 0.05 }",
        recognised: "{ low = 0.04, high = 0.16 }",
        more: correlation.as_deref().unwrap_or(""),
    };
    let scenario = talks.read();
    let found = default_run(&scenario, Estimator::Conditional, 10_000);
    (scenario, found)
}

/// The odds at the points of a grid over both values, which are as correlated as a Gaussian copula makes them.
fn grid(scenario: &Scenario, rank: f64) -> Vec<f64> {
    let normal = 2.0 * (std::f64::consts::PI * rank / 6.0).sin();
    let rest = (1.0 - normal * normal).max(0.0).sqrt();
    let score = |u: f64| -std::f64::consts::SQRT_2 * statrs::function::erf::erfc_inv(2.0 * u);
    let below = |z: f64| 0.5 * statrs::function::erf::erfc(-z / std::f64::consts::SQRT_2);
    let laws: Vec<Ignorance> = scenario.uncertain().iter().map(|value| value.law).collect();
    let pairs = points(300).flat_map(|one| points(300).map(move |other| (one, other)));
    let captures = pairs.map(|(one, other)| {
        let dependent = below(normal * score(one) + rest * score(other));
        300.0 * laws[0].quantile(one) * laws[1].quantile(dependent)
    });
    captures.map(odds).collect()
}

#[test]
fn a_rank_correlation_widens_or_narrows_the_band_as_it_must() {
    let width = |found: &RunResult| found.odds.band.map(|band| band.high - band.low).unwrap();
    let (apart_scenario, apart) = two_values(None);
    check("no correlation", &apart, grid(&apart_scenario, 0.0));
    for rank in [0.9, -0.9] {
        let (scenario, found) = two_values(Some(rank));
        check(&format!("rank {rank}"), &found, grid(&scenario, rank));
        let ratio = width(&found) / width(&apart);
        assert!(if rank > 0.0 { ratio > 1.15 } else { ratio < 0.7 }, "rank {rank}: {ratio} times as wide");
    }
}

#[test]
fn values_may_go_wholly_together_or_wholly_against_each_other() {
    for rank in [1.0, -1.0] {
        let (scenario, found) = two_values(Some(rank));
        check(&format!("rank {rank}"), &found, grid(&scenario, rank));
    }
}

#[test]
fn a_measure_of_uncertain_effect_spreads_the_odds() {
    let more = r#"
[measure.briefing]
title = "Briefing"
kind = "organisational"
cost = 1
changes = [ { at = "group.*.mistake", scale = { min = 0.1, mode = 0.3, max = 1 } } ]
"#;
    let plain = Talks { count: "20", rate: "1", more, ..Talks::default() }.read();
    let without = default_run(&plain, Estimator::Conditional, 4000);
    assert!(without.odds.band.is_none() && without.provenance.draws == 1, "no uncertain value is in use");
    let briefed = plain.with_measures(&["briefing".to_owned()]).unwrap();
    let law = law(&briefed);
    let captures = 20.0 * 1.0 * 3.0 * 0.8 * 0.1;
    let truth: Vec<f64> = points(4000).map(|u| odds(captures * law.quantile(u))).collect();
    check("a measure", &default_run(&briefed, Estimator::Conditional, 10_000), truth);
}

#[test]
fn an_uncertain_count_is_a_whole_number_in_every_draw() {
    let scenario = Talks { count: "{ min = 1, mode = 4, max = 15 }", rate: "2", ..Talks::default() }.read();
    let law = law(&scenario);
    let captures = |people: f64| people * 2.0 * 3.0 * 0.1 * 0.8;
    let truth: Vec<f64> = points(4000).map(|u| odds(captures(law.quantile(u).round()))).collect();
    check("a count", &default_run(&scenario, Estimator::Conditional, 20_000), truth);
}
