//! Intervals hold the truth as often as they say, on seeded repetitions against a closed form.
//!
//! With coverage 95 % and 500 repetitions, 475 are expected inside with a standard deviation of 4.9; 455 is four
//! standard deviations below.

use overheard::engine::{Effort, Sample, Stop};
use overheard::model::{Estimator, at};
use overheard::statistics::{ALPHA, Estimate, Range};

use crate::support::{Simple, indicators, sample};

const REPETITIONS: u64 = 500;
const LEAST_INSIDE: usize = 455;

fn holds(estimate: Estimate, truth: f64) -> bool {
    estimate.interval.is_some_and(|interval| interval.low <= truth && truth <= interval.high)
}

fn inside(simple: &Simple, estimator: Estimator, effort: Effort, mut check: impl FnMut(&Sample) -> bool) -> usize {
    let world = simple.world();
    (0..REPETITIONS).filter(|&seed| check(&sample(&world, 1000 + seed, estimator, effort))).count()
}

/// One collector at one of five venues: the odds of a trial vary much between trials.
fn scattered() -> (Simple, f64) {
    let simple = Simple { venues: 5, people: 4, ..Simple::default() };
    (simple, 1.0 - (-simple.mean_captures() / 5.0).exp())
}

#[test]
fn a_run_that_stops_by_itself_covers_although_it_looked_on_the_way() {
    let (simple, truth) = scattered();
    for relative in [0.2, 0.07] {
        let effort = Effort::Precision { relative, max_trials: 1_000_000 };
        let covered = inside(&simple, Estimator::Conditional, effort, |found| {
            assert_eq!(found.stop, Stop::Precision);
            let odds = found.odds(indicators(Estimator::Conditional), found.alpha);
            assert!(odds.relative_half_width().unwrap() <= relative);
            holds(odds, truth)
        });
        assert!(covered >= LEAST_INSIDE, "precision {relative}: {covered} of {REPETITIONS}");
    }
}

#[test]
fn an_analog_run_that_stops_by_itself_covers() {
    let (simple, truth) = scattered();
    let effort = Effort::Precision { relative: 0.1, max_trials: 100_000 };
    let covered = inside(&simple, Estimator::Analog, effort, |found| {
        holds(found.odds(indicators(Estimator::Analog), found.alpha), truth)
    });
    assert!(covered >= LEAST_INSIDE, "{covered} of {REPETITIONS}");
}

/// What is asked of a run, and whether its interval holds the truth.
type Check<'a> = (&'a str, &'a dyn Fn(&Sample) -> bool);

#[test]
fn intervals_at_a_stated_number_of_trials_cover() {
    let (simple, odds) = scattered();
    let captures = simple.mean_captures() / 5.0;
    for estimator in [Estimator::Conditional, Estimator::Analog] {
        let checks: [Check; 4] = [
            ("odds", &|found| holds(found.odds(indicators(estimator), ALPHA), odds)),
            ("captures", &|found| holds(found.mean(at::CAPTURES, Range::NonNegative, ALPHA), captures)),
            ("harm", &|found| holds(found.mean(at::HARM, Range::NonNegative, ALPHA), 10.0 * captures)),
            ("venue share", &|found| holds(found.share(found.layout.venue.start, at::CAPTURED_LEGS).unwrap(), 0.2)),
        ];
        for (name, check) in checks {
            let covered = inside(&simple, estimator, Effort::Trials(2000), check);
            assert!(covered >= LEAST_INSIDE, "{estimator:?} {name}: {covered} of {REPETITIONS}");
        }
    }
}

#[test]
fn the_bound_after_no_capture_is_exact() {
    // Odds of 1 in 1,000 and 500 analog trials: in 61 % of the runs nothing is captured.
    let simple = Simple { people: 1, days: 1, rate: 0.01, mistake: 1.0, recognised: 0.1, ..Simple::default() };
    let truth = 1.0 - (-simple.mean_captures()).exp();
    let mut empty = 0;
    let covered = inside(&simple, Estimator::Analog, Effort::Trials(500), |found| {
        empty += usize::from(found.positive() == 0);
        holds(found.odds(indicators(Estimator::Analog), ALPHA), truth)
    });
    assert!(covered >= LEAST_INSIDE, "{covered} of {REPETITIONS}");
    assert!(empty > 200, "the case of no capture must be met: {empty}");
}
