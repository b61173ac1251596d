//! A finished run made up for the tests of the report: round numbers, hostile names on request.

use overheard::statistics::{Band, Estimate, Interval};
use overheard::study::result::*;

pub fn estimate(mean: f64, standard_error: f64) -> Estimate {
    let half = 1.96 * standard_error;
    Estimate { mean, interval: Some(Interval { standard_error, low: mean - half, high: mean + half }) }
}

fn share(name: &str, mean: f64, standard_error: f64) -> Share {
    Share { name: name.to_owned(), share: estimate(mean, standard_error) }
}

fn funnel() -> Funnel {
    Funnel {
        conversations: estimate(57.2, 0.043),
        legs: estimate(201.4, 0.16),
        lapsed: estimate(9.11, 0.021),
        covered: estimate(31.2, 0.11),
        recorded: estimate(1.41, 0.008),
        readable: estimate(1.02, 0.006),
        reviewed: estimate(0.11, 0.0009),
        captured_legs: estimate(0.0561, 0.0006),
        captured_conversations: estimate(0.0512, 0.0006),
    }
}

fn attribution() -> Attribution {
    Attribution {
        venue: vec![share("hotel", 0.71, 0.012), share("show-ground", 0.29, 0.012)],
        channel: vec![share("hotel-wifi", 0.62, 0.014), share("phone-dial-in", 0.38, 0.014)],
        group: vec![
            share("generals", 0.41, 0.015),
            share("staff", 0.22, 0.013),
            share("aides", 0.13, 0.01),
            share("press", 0.1, 0.009),
            share("drivers", 0.08, 0.008),
            share("guests", 0.06, 0.007),
        ],
        kind: vec![share("planning", 1.0, 0.0)],
        cause: vec![share("workaround", 0.74, 0.011), share("mistake", 0.26, 0.011)],
        campaign: vec![share("scattered", 1.0, 0.0)],
        day: vec![share("1", 0.5, 0.01), share("2", 0.5, 0.01)],
        hour: vec![share("9", 0.3, 0.01), share("19", 0.4, 0.01), share("20", 0.3, 0.01)],
        venue_hour: vec![VenueHour { venue: "hotel".to_owned(), hour: 19, share: estimate(0.4, 0.01) }],
    }
}

fn story() -> Story {
    Story {
        draw: 0,
        trial: 17,
        day: 2,
        hour: 19.25,
        duration_hours: 0.5,
        kind: "planning".to_owned(),
        group: "generals".to_owned(),
        venue: "hotel".to_owned(),
        channel: "hotel-wifi".to_owned(),
        cause: "workaround".to_owned(),
        participants: 4,
        lapsed_legs: 1,
        captured_legs: 1,
        campaign: "scattered".to_owned(),
        harm: 41.5,
    }
}

fn provenance() -> Provenance {
    Provenance {
        version: "0.1.0".to_owned(),
        scenario_hash: "0123456789abcdef0123456789abcdef".to_owned(),
        seed: 1,
        trials: 36_000,
        draws: 1,
        estimator: Estimator::Conditional,
        overrides: vec![],
        effort: Effort::Precision { relative: 0.02, max_trials: 1_000_000 },
    }
}

/// A run without uncertain values that reached its precision.
pub fn plain() -> RunResult {
    RunResult {
        placing: Placing::AsIs,
        scenario: "Air show".to_owned(),
        file: "scenarios/air-show.toml".to_owned(),
        measures: vec![],
        harm_unit: "points".to_owned(),
        days: 2,
        first_weekday: Some(1),
        provenance: provenance(),
        stop: Stop::Precision,
        advised_draws: None,
        odds: Odds { estimate: estimate(0.0423, 0.00043), chance_error: Some(0.00043), band: None },
        captures: estimate(0.0512, 0.0006),
        at_least: vec![Estimate::bare(1.0), estimate(0.0423, 0.00043), estimate(0.0071, 0.0002)],
        harm: estimate(2.31, 0.06),
        harm_exceedance: vec![Exceedance { harm: 10.0, probability: estimate(0.031, 0.0004) }],
        tolerance: vec![],
        first_capture: vec![
            Survival { hour: 0.0, survival: Estimate::bare(1.0) },
            Survival { hour: 24.0, survival: estimate(0.978, 0.0003) },
        ],
        funnel: funnel(),
        attribution: attribution(),
        weak_link_share: Some(estimate(0.83, 0.012)),
        convergence: vec![
            Convergence { trials: 1, odds: Estimate::bare(0.0) },
            Convergence { trials: 36_000, odds: estimate(0.0423, 0.00043) },
        ],
        draw_odds: vec![],
        stories_wanted: 0,
        stories: vec![],
        blocks: vec![
            Block { draw: 0, first_trial: 0, trials: 20_000, odds: 846.0, captures: 1024.0, harm: 46_200.0, digest: 7 },
            Block {
                draw: 0,
                first_trial: 20_000,
                trials: 16_000,
                odds: 676.8,
                captures: 819.2,
                harm: 36_960.0,
                digest: u64::MAX,
            },
        ],
        contributing_trials: 30_112,
        band_shares: None,
        iso_risk: None,
    }
}

/// A run with uncertain values, overrides, a measure, stories; stopped at the limit.
pub fn uncertain() -> RunResult {
    let mut result = plain();
    result.measures = vec!["briefing".to_owned()];
    result.provenance.overrides = vec!["group.generals.mistake=0.01".to_owned()];
    result.provenance.draws = 1_000;
    result.stop = Stop::Draws;
    result.advised_draws = Some(2100);
    result.odds.estimate = estimate(0.0423, 0.0011);
    result.odds.band = Some(Band { low: 0.0121, high: 0.1134 });
    result.draw_odds = vec![0.02, 0.11];
    result.stories_wanted = 1;
    result.stories = vec![story()];
    result
}

/// An analog run in which nothing was captured.
pub fn nothing() -> RunResult {
    let none = |high| Estimate { mean: 0.0, interval: Some(Interval { standard_error: 0.0, low: 0.0, high }) };
    let mut result = plain();
    result.provenance.estimator = Estimator::Analog;
    result.provenance.trials = 100_000;
    result.provenance.effort = Effort::Trials(100_000);
    result.stop = Stop::Trials;
    result.odds.estimate = none(2.9957e-5);
    result.odds.chance_error = None;
    (result.captures, result.harm) = (none(3.7e-5), Estimate::bare(0.0));
    result.at_least = vec![Estimate::bare(1.0), none(2.9957e-5), none(2.9957e-5)];
    result.attribution = Attribution::default();
    (result.weak_link_share, result.harm_exceedance) = (None, vec![]);
    result.funnel.captured_legs = none(3.7e-5);
    result.funnel.captured_conversations = none(3.7e-5);
    result.contributing_trials = 0;
    result.blocks =
        vec![Block { draw: 0, first_trial: 0, trials: 100_000, odds: 0.0, captures: 0.0, harm: 0.0, digest: 1 }];
    result
}

/// A run whose every name is out to harm a terminal, a spreadsheet or a table.
pub fn hostile() -> RunResult {
    let mut result = uncertain();
    result.scenario = format!("=cmd()\u{1b}[31m\u{202e}\n{}", "long ".repeat(60));
    result.file = format!("-{}\u{7}.toml", "x".repeat(300));
    result.harm_unit = "@SUM(A1)\r\n\"points\"".to_owned();
    result.measures = vec!["+measure\u{2066}".to_owned()];
    for share in result.attribution.venue.iter_mut().chain(&mut result.attribution.group) {
        share.name = format!("={}\u{1b}[2J,\"{}", share.name, "漢".repeat(300));
    }
    result.attribution.venue_hour[0].venue = "\t=x".to_owned();
    result.stories[0].kind = "-kind\u{2028}".to_owned();
    result
}
