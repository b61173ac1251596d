//! Trials that are aimed at the places where captures are, against trials as they are: the same means, and where such places
//! are rare, known far better.

use overheard::engine::{Effort, Stop};
use overheard::model::{Estimator, Layout, Model, Workspace, at};
use overheard::random::{Grouping, Placing, Trial};
use overheard::statistics::{ALPHA, Range};

use crate::grouped::{Way, agree};
use crate::support::{Simple, indicators, sample};

const AIMED: Way = |trial| trial.placed(Placing::Aimed);
const AIMED_EIGHTS: Way = |trial| trial.grouped(Grouping::Eights).placed(Placing::Aimed);
const AIMED_SIXTY_FOURS: Way = |trial| trial.grouped(Grouping::SixtyFours).placed(Placing::Aimed);

/// Officials at one venue, and a thousand where collectors may be: of these the share of draws in which any is there, and
/// the odds.
fn rare(posts: u32) -> (Simple, f64) {
    let simple = Simple { elsewhere: 999, posts, ..Simple::default() };
    let there = 1.0 - 0.999f64.powi(posts as i32);
    (simple, there * (1.0 - (-simple.mean_captures()).exp()))
}

#[test]
fn every_value_of_the_row_has_the_mean_of_trials_that_are_not_aimed() {
    for way in [AIMED, AIMED_EIGHTS, AIMED_SIXTY_FOURS] {
        agree("scenarios/minimal.toml", &[], 200, 20, way);
        agree("scenarios/haystack.toml", &[], 100, 20, way);
        agree("scenarios/singapore-airshow-2024.toml", &[], 100, 20, way);
        agree("scenarios/summit.toml", &[], 80, 20, way);
        agree("scenarios/security-conference.toml", &[], 80, 4, way);
        agree("scenarios/large-show.toml", &["group.*.count=20"], 80, 20, way);
        agree("benches/peers/benchmark.toml", &[], 200, 30, way);
        agree("tests/scenarios/every-key.toml", &[], 100, 10, way);
    }
}

#[test]
fn what_strata_leave_of_a_rare_place_is_known_without_a_trial() {
    let left = |simple: Simple, strata| Model::compile(&simple.world()).variation_left_by_strata(strata);
    // A place with odds p scatters by 1 / p - 1, of which strata of 1 / n take n - 1.
    assert!((left(rare(1).0, 64) - (1000.0 - 64.0)).abs() < 1e-6);
    assert!((left(rare(5).0, 8) - (1000.0 - 8.0) / 5.0).abs() < 1e-6);
    assert!((left(rare(1).0, 1) - 999.0).abs() < 1e-6);
    // With five places, all alike, a post's worth is the same wherever it is.
    assert!(left(Simple { venues: 5, ..Simple::default() }, 64).abs() < 1e-9);
    assert_eq!(left(Simple { posts: 0, ..Simple::default() }, 64), 0.0);
}

/// 500 runs that stop by themselves, as in `coverage`: 455 is four standard deviations below what is expected.
#[test]
fn where_places_that_matter_are_rare_a_pilot_aims_and_the_interval_holds_the_truth() {
    let (simple, truth) = rare(3);
    let world = simple.world();
    let effort = Effort::Precision { relative: 0.05, max_trials: 1_000_000 };
    let (mut odds_inside, mut captures_inside, mut sum) = (0, 0, 0.0);
    for seed in 0..500 {
        let found = sample(&world, 4000 + seed, Estimator::Conditional, effort);
        assert_eq!((found.placing, found.stop), (Placing::Aimed, Stop::Precision));
        // Trials as they are would take 1.3 million to come as near.
        assert!(found.trials() <= 4096, "{}", found.trials());
        let odds = found.odds(indicators(Estimator::Conditional), found.alpha);
        let captures = found.mean(at::CAPTURES, Range::NonNegative, ALPHA).interval.unwrap();
        let expected =
            truth / (1.0 - (-simple.mean_captures()).exp()) * simple.mean_captures() * 0.003 / (1.0 - 0.999f64.powi(3));
        odds_inside +=
            usize::from(odds.interval.is_some_and(|interval| interval.low <= truth && truth <= interval.high));
        captures_inside += usize::from(captures.low <= expected && expected <= captures.high);
        sum += odds.mean;
    }
    assert!(odds_inside >= 455, "odds: {odds_inside}");
    assert!(captures_inside >= 455, "captures: {captures_inside}");
    // Each run knows the odds to 2.5 % or better, so that their mean is known to 0.12 %.
    assert!((sum / 500.0 / truth - 1.0).abs() < 0.005, "{}", sum / 500.0 / truth);
}

#[test]
fn a_run_that_has_nothing_to_gain_is_not_aimed() {
    let placing = |simple: Simple, estimator, effort| sample(&simple.world(), 1, estimator, effort).placing;
    let effort = Effort::Trials(20_000);
    let near = Simple { venues: 5, ..Simple::default() };
    assert_eq!(placing(near, Estimator::Conditional, effort), Placing::AsIs);
    assert_eq!(placing(rare(1).0, Estimator::Conditional, effort), Placing::Aimed);
    assert_eq!(
        placing(rare(1).0, Estimator::Conditional, Effort::Trials(2_000)),
        Placing::AsIs,
        "too short for a pilot"
    );
    assert_eq!(placing(rare(1).0, Estimator::Whole, effort), Placing::AsIs, "plain sampling stays plain");
    assert_eq!(placing(rare(1).0, Estimator::Analog, effort), Placing::AsIs);
    // So many officials that whoever is there captures something, and so many posts that somebody is there.
    let sure = Simple { posts: 3000, people: 1000, ..rare(1).0 };
    assert_eq!(placing(sure, Estimator::Conditional, Effort::Trials(12_800)), Placing::AsIs);
}

/// The odds of a post at the rare place, from trials that it is there for, and the mean of what trials count.
#[test]
fn aimed_trials_meet_the_rare_place_often_and_count_the_less_for_it() {
    let (simple, truth) = rare(2);
    let world = simple.world();
    let (model, layout) = (Model::compile(&world), Layout::new(&world));
    let mut room = Workspace::new(&model, &layout);
    let (mut there, mut sum) = (0, 0.0);
    for number in 0..64_000 {
        room.run(&model, &layout, &AIMED_SIXTY_FOURS(Trial::new(3, 0, number)), Estimator::Conditional);
        there += usize::from(room.row()[at::ODDS] > 0.0);
        sum += room.row()[at::ODDS];
    }
    // Of the trials, 3 in 4 are aimed, and of the others 1 in 500 meets it by itself; standard deviation 110.
    assert!((48_000..48_600).contains(&there), "{there}");
    assert!((sum / 64_000.0 / truth - 1.0).abs() < 0.02);
}
