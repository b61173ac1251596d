//! The closed forms of the model, by both estimators.
//!
//! Every comparison allows 4.5 standard errors: a right program fails one in about 150,000 comparisons for an unlucky
//! seed, and the seeds are fixed.

use std::sync::Arc;

use overheard::engine::{Effort, Sample};
use overheard::model::{Estimator, at};
use overheard::quantity::Distribution;
use overheard::statistics::{ALPHA, Range};

use crate::support::{Simple, deviation, indicators, sample};

const ALLOWED: f64 = 4.5;
const BOTH: [Estimator; 2] = [Estimator::Conditional, Estimator::Analog];

fn check_odds(simple: &Simple, truth: f64) {
    for estimator in BOTH {
        let found = sample(&simple.world(), 11, estimator, Effort::Trials(40_000));
        let odds = found.odds(indicators(estimator), ALPHA);
        let z = deviation(odds, truth);
        assert!(z.abs() < ALLOWED, "{estimator:?}: {} against {truth}, z = {z:.2}", odds.mean);
    }
}

fn conditional(simple: &Simple) -> Sample {
    sample(&simple.world(), 12, Estimator::Conditional, Effort::Trials(40_000))
}

#[test]
fn captures_of_a_sure_collector_are_poisson() {
    let simple = Simple::default();
    check_odds(&simple, 1.0 - (-simple.mean_captures()).exp());
    let found = conditional(&simple);
    let captures = found.mean(at::CAPTURES, Range::NonNegative, ALPHA);
    assert!(deviation(captures, simple.mean_captures()).abs() < ALLOWED);
    let harm = found.mean(at::HARM, Range::NonNegative, ALPHA);
    assert!(deviation(harm, 10.0 * simple.mean_captures()).abs() < ALLOWED);
}

#[test]
fn at_least_k_captures_and_harm_above_k_captures_follow_the_poisson_law() {
    let simple = Simple { rate: 2.0, ..Simple::default() };
    let mean = simple.mean_captures();
    for estimator in BOTH {
        let found = sample(&simple.world(), 13, estimator, Effort::Trials(40_000));
        let (mut probability, mut tail) = ((-mean).exp(), 1.0);
        for k in 1..=6 {
            tail -= probability;
            probability *= mean / f64::from(k);
            let at_least = found.mean(at::AT_LEAST_FIRST + k as usize - 1, Range::Probability, ALPHA);
            assert!(deviation(at_least, tail).abs() < ALLOWED, "{estimator:?} at least {k}: {at_least:?} {tail}");
            // Each capture costs 10: harm above 10 k - 0.5 means at least k captures.
            let level = 10.0 * f64::from(k) - 0.5;
            let step = (level.log10() * 20.0).floor() as i32;
            let exceeds = found.harm_exceeds(step);
            assert!(deviation(exceeds, tail).abs() < ALLOWED, "{estimator:?} harm: {exceeds:?} {tail}");
        }
    }
}

#[test]
fn the_first_capture_comes_at_a_constant_rate_under_a_flat_profile() {
    let simple = Simple::default();
    let found = conditional(&simple);
    for hour in [1, 12, 24, 36, 71, 72] {
        let days = f64::from(hour) / 24.0;
        let truth = (-simple.mean_captures() * days / f64::from(simple.days)).exp();
        let position = found.layout.first_capture.start + hour as usize - 1;
        let survival = found.complement(position);
        assert!(deviation(survival, truth).abs() < ALLOWED, "hour {hour}: {survival:?} against {truth}");
    }
}

#[test]
fn a_conversation_of_m_people_is_as_safe_as_its_least_safe_leg() {
    let simple = Simple { joiners: 3, ..Simple::default() };
    let leg = simple.mistake * simple.recognised;
    let conversations = f64::from(simple.people) * simple.rate * f64::from(simple.days);
    check_odds(&simple, 1.0 - (-conversations * (1.0 - (1.0 - leg).powi(4))).exp());
    let found = conditional(&simple);
    let captured = leg * 4.0 * conversations;
    assert!(deviation(found.mean(at::CAPTURED_LEGS, Range::NonNegative, ALPHA), captured).abs() < ALLOWED);
    assert!(deviation(found.mean(at::LEGS, Range::NonNegative, ALPHA), 4.0 * conversations).abs() < ALLOWED);
    let lapsed = 4.0 * conversations * simple.mistake;
    assert!(deviation(found.mean(at::LAPSED, Range::NonNegative, ALPHA), lapsed).abs() < ALLOWED);
}

#[test]
fn the_weak_link_share_is_that_of_one_lapse_among_captured_conversations() {
    let simple = Simple { joiners: 1, mistake: 0.3, ..Simple::default() };
    let (lapse, seen) = (simple.mistake, simple.recognised);
    let one = 2.0 * lapse * (1.0 - lapse) * seen;
    let two = lapse * lapse * (1.0 - (1.0 - seen) * (1.0 - seen));
    for estimator in BOTH {
        let found = sample(&simple.world(), 14, estimator, Effort::Trials(40_000));
        let share = found.share(at::WEAK_LINK, at::CAPTURES).unwrap();
        assert!(deviation(share, one / (one + two)).abs() < ALLOWED, "{estimator:?}: {share:?}");
    }
}

#[test]
fn one_collector_at_one_of_several_like_venues_thins_the_captures() {
    let simple = Simple { venues: 5, rate: 2.0, ..Simple::default() };
    check_odds(&simple, 1.0 - (-simple.mean_captures() / 5.0).exp());
}

#[test]
fn independent_collectors_cover_a_random_number_of_venues() {
    let simple = Simple { venues: 4, posts: 3, rate: 2.0, ..Simple::default() };
    // Of 3 posts over 4 venues: 1 distinct venue 4/64, 2 distinct 36/64, 3 distinct 24/64.
    let safe = |covered: f64| (-simple.mean_captures() * covered / 4.0).exp();
    let truth = 1.0 - (4.0 * safe(1.0) + 36.0 * safe(2.0) + 24.0 * safe(3.0)) / 64.0;
    check_odds(&simple, truth);
}

#[test]
fn a_rotating_collector_makes_the_days_independent() {
    // Placed anew every day over 2 venues of which one is never visited: each day is covered with odds 1/2.
    let simple =
        Simple { venues: 2, rotation_hours: Some(24.0), duration: Distribution::Constant(1e-9), ..Simple::default() };
    let mut world = simple.world();
    let only_first = vec![(overheard::scenario::world::Place::Venue(0), 1.0)];
    Arc::make_mut(&mut world.groups[0]).whereabouts = overheard::quantity::HourTable::from_fn(|_| only_first.clone());
    let day = 0.5 + 0.5 * (-simple.mean_captures() / 3.0).exp();
    for estimator in BOTH {
        let found = sample(&world, 15, estimator, Effort::Trials(40_000));
        let odds = found.odds(indicators(estimator), ALPHA);
        assert!(deviation(odds, 1.0 - day.powi(3)).abs() < ALLOWED, "{estimator:?}: {odds:?}");
    }
}

#[test]
fn a_finite_pickup_records_an_exponential_conversation_with_odds_h_mu_over_one_plus_h_mu() {
    let (pickup, mean) = (3.0, 0.25);
    let simple = Simple { pickup, duration: Distribution::Exponential { mean }, ..Simple::default() };
    let mut world = simple.world();
    // Conversations before noon only: none lasts past the event's end.
    Arc::make_mut(&mut world.kinds[0]).hours =
        overheard::quantity::HourTable::from_fn(|hour| if hour < 12 { 1.0 } else { 0.0 });
    let recorded = pickup * mean / (1.0 + pickup * mean);
    let truth = 1.0 - (-simple.mean_captures() * recorded).exp();
    for estimator in BOTH {
        let found = sample(&world, 16, estimator, Effort::Trials(40_000));
        let odds = found.odds(indicators(estimator), ALPHA);
        assert!(deviation(odds, truth).abs() < ALLOWED, "{estimator:?}: {odds:?} against {truth}");
    }
}

#[test]
fn a_conversation_is_cut_at_the_end_of_the_event() {
    // One day, starts in its last hour, longer than what is left: together until midnight, `1 - u` hours.
    let pickup = 2.0;
    let simple = Simple { days: 1, pickup, duration: Distribution::Constant(5.0), rate: 1.5, ..Simple::default() };
    let mut world = simple.world();
    Arc::make_mut(&mut world.kinds[0]).hours =
        overheard::quantity::HourTable::from_fn(|hour| if hour == 23 { 1.0 } else { 0.0 });
    let recorded = 1.0 - (1.0 - (-pickup).exp()) / pickup;
    let truth = 1.0 - (-simple.mean_captures() * recorded).exp();
    let found = sample(&world, 17, Estimator::Conditional, Effort::Trials(40_000));
    let odds = found.odds(indicators(Estimator::Conditional), ALPHA);
    assert!(deviation(odds, truth).abs() < ALLOWED, "{odds:?} against {truth}");
}

#[test]
fn people_who_differ_make_captures_overdispersed_as_kummers_function_says() {
    let simple = Simple { people: 3, variation: 1.5, mistake: 0.15, rate: 3.0, ..Simple::default() };
    let sum = (1.0 - simple.mistake) / (simple.variation.powi(2) * simple.mistake) - 1.0;
    let (a, exponent) = (simple.mistake * sum, simple.rate * f64::from(simple.days) * simple.recognised);
    let safe = kummer(a, sum, -exponent).powi(simple.people as i32);
    check_odds(&simple, 1.0 - safe);
    assert!((1.0 - safe) < 0.85 * (1.0 - (-simple.mean_captures()).exp()), "variation must matter in this test");
}

/// `1F1(a; b; x)` by its series, for `x < 0` after Kummer's transformation.
fn kummer(a: f64, b: f64, x: f64) -> f64 {
    let (a, x, factor) = (b - a, -x, x.exp());
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 0..500 {
        let k = f64::from(k);
        term *= (a + k) / (b + k) * x / (k + 1.0);
        sum += term;
    }
    factor * sum
}
