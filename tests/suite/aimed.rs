//! Trials that are aimed at the places where captures are, against trials as they are: the same means, and where such places
//! are rare, known far better.

use std::path::Path;

use overheard::engine::{Effort, Stop, Unwatched};
use overheard::model::{Estimator, Layout, Model, Workspace, at};
use overheard::random::{Grouping, Placing, Trial};
use overheard::scenario::{self, Override, Scenario};
use overheard::statistics::{ALPHA, Estimate, Interval, Range};
use overheard::study::compare::compare;

use crate::cli_program::{ended, overheard};
use crate::compare::options as compare_options;
use crate::grouped::{Way, agree_on_all};
use crate::reproducible::on_threads;
use crate::support::{Simple, indicators, sample};

const AIMED: Way = |trial| trial.placed(Placing::Aimed);
const AIMED_EIGHTS: Way = |trial| trial.grouped(Grouping::Eights).placed(Placing::Aimed);
pub const AIMED_SIXTY_FOURS: Way = |trial| trial.grouped(Grouping::SixtyFours).placed(Placing::Aimed);

/// Officials at one venue, and a thousand where collectors may be: of these the share of draws in which any is there, and
/// the odds.
fn rare(posts: u32) -> (Simple, f64) {
    let simple = Simple { elsewhere: 999, posts, ..Simple::default() };
    let there = 1.0 - 0.999f64.powi(posts as i32);
    (simple, there * (1.0 - (-simple.mean_captures()).exp()))
}

#[test]
fn every_value_of_the_row_has_the_mean_of_trials_that_are_not_aimed() {
    [AIMED, AIMED_EIGHTS, AIMED_SIXTY_FOURS].into_iter().for_each(agree_on_all);
}

#[test]
fn how_much_trials_differ_in_where_posts_are_is_known_without_a_trial() {
    let found = |simple: Simple| Model::compile(&simple.world()).variation_of_places();
    // A place with odds p scatters by 1 / p - 1; posts are independent, and so are days where they move.
    assert!((found(rare(1).0) - 999.0).abs() < 1e-6);
    assert!((found(rare(5).0) - 999.0 / 5.0).abs() < 1e-6);
    let moving = Simple { rotation_hours: Some(24.0), ..rare(1).0 };
    assert!((found(moving) / 333.0 - 1.0).abs() < 0.01, "but for talks around midnight");
    // With five places, all alike, a post's worth is the same wherever it is.
    assert!(found(Simple { venues: 5, ..Simple::default() }).abs() < 1e-9);
    assert_eq!(found(Simple { posts: 0, ..Simple::default() }), 0.0);
}

/// 500 runs that stop by themselves, as in `coverage`: 455 is four standard deviations below what is expected. Of three posts
/// one is at the one place that matters in 1.5 % of trials.
#[test]
fn where_places_that_matter_are_rare_a_pilot_aims_and_the_interval_holds_the_truth() {
    let simple = Simple { elsewhere: 199, posts: 3, ..Simple::default() };
    let (there, captures) = (1.0 - 0.995f64.powi(3), simple.mean_captures());
    let (truth, expected) = (there * (1.0 - (-captures).exp()), there * captures);
    let world = simple.world();
    let effort = Effort::Precision { relative: 0.05, max_trials: 1_000_000 };
    let (mut odds_inside, mut captures_inside, mut sum) = (0, 0, 0.0);
    for seed in 0..500 {
        let found = sample(&world, 4000 + seed, Estimator::Conditional, effort);
        assert_eq!((found.placing, found.stop), (Placing::Aimed, Stop::Precision));
        // Trials as they are would take 100,000 and more to come as near.
        assert!(found.trials() <= 4096, "{}", found.trials());
        let odds = found.odds(indicators(Estimator::Conditional), found.alpha);
        let found = found.mean(at::CAPTURES, Range::NonNegative, ALPHA);
        let holds = |interval: Interval, truth: f64| interval.low <= truth && truth <= interval.high;
        odds_inside += usize::from(odds.interval.is_some_and(|interval| holds(interval, truth)));
        captures_inside += usize::from(found.interval.is_some_and(|interval| holds(interval, expected)));
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
    assert_eq!(placing(rare(1).0, Estimator::Conditional, Effort::Trials(1_279)), Placing::AsIs, "too few for groups");
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

/// A town of a thousand places, and an uncertain value.
fn rare_and_uncertain() -> Scenario {
    let changes = [
        "campaign.scattered.collector.post.places.elsewhere=999",
        "group.delegates.mistake={ low = 0.05, high = 0.2 }",
    ];
    let changes = changes.map(|text| Override::parse(text).unwrap());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/minimal.toml");
    scenario::load(&path, &changes).unwrap_or_else(|wrong| panic!("{wrong}"))
}

#[test]
fn aimed_runs_and_comparisons_give_the_same_bytes_on_any_number_of_threads_and_agree() {
    let scenario = rare_and_uncertain();
    let options = compare_options(16_000);
    let found = on_threads(1, || compare(&scenario, &options, &Unwatched)).unwrap();
    assert_eq!(on_threads(2, || compare(&scenario, &options, &Unwatched)).unwrap(), found);
    assert_eq!(found.baseline.placing, Placing::Aimed);
    let Estimate { mean, interval } = found.baseline.odds.estimate;
    assert!((found.rows[0].odds.mean / mean - 1.0).abs() < 1e-9, "{found:?}");
    // As it is, every third draw would meet the hotel once, and the odds would be known to a fifth.
    assert!(interval.unwrap().standard_error < 0.01 * mean);
    // The measure is a factor of 0.85 on every slip, and odds are far below 1.
    let ratio = found.rows[1].odds.mean / found.rows[0].odds.mean;
    assert!((ratio / 0.85 - 1.0).abs() < 0.02, "{ratio}");
}

/// A measure that moves everybody to another of a thousand places changes nothing, and is found to.
#[test]
fn a_measure_that_moves_people_is_aimed_where_they_then_are() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/minimal.toml")).unwrap();
    let text = text
        .replace("elsewhere = { offers", "other = { offers = [\"approved-app\", \"open-wifi\"] }\nelsewhere = { offers")
        .replace("hotel = 1, elsewhere = 4", "hotel = 1, other = 1, elsewhere = 999")
        .replace(
            "[ { at = \"group.delegates.mistake\", scale = 0.85 } ]",
            "[ { at = \"group.delegates.whereabouts\", set = { \"00-24\" = { other = 1 } } } ]",
        );
    let scenario = scenario::from_text("moves.toml", &text, &[]).unwrap_or_else(|wrong| panic!("{wrong}"));
    for seed in 0..20 {
        let mut options = compare_options(2_048);
        options.run.seed = seed;
        let found = compare(&scenario, &options, &Unwatched).unwrap();
        assert_eq!(found.baseline.placing, Placing::Aimed);
        let [baseline, moved] = [0, 1].map(|row| found.rows[row].odds);
        let error = |estimate: Estimate| estimate.interval.unwrap().standard_error;
        let apart = (baseline.mean - moved.mean) / (error(baseline).powi(2) + error(moved).powi(2)).sqrt();
        assert!(apart.abs() < 4.5 && error(moved) < 0.05 * moved.mean, "seed {seed}: {baseline:?} {moved:?}");
    }
}

#[test]
fn text_and_json_of_runs_comparisons_and_sweeps_say_that_trials_were_aimed() {
    let dir = tempfile::tempdir().unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/minimal.toml");
    let town = "campaign.scattered.collector.post.places.elsewhere";
    let of = |command: &str, more: &[&str], format: &str| {
        let mut program = overheard(dir.path());
        let fixed = ["--trials", "2048", "--format", format, "--force", "--quiet"];
        let ended = ended(program.arg(command).arg(&file).args(more).args(fixed));
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        ended.stdout
    };
    let (rare, near) = (format!("{town}=999"), format!("{town}=0.1"));
    let varied = format!("{town}=99,999");
    let cases: [(&str, &[&str]); 3] =
        [("run", &["--set", &rare]), ("compare", &["--set", &rare]), ("sweep", &["--vary", &varied])];
    for (command, more) in cases {
        assert!(of(command, more, "text").contains("Trials were aimed at the places where captures are"), "{command}");
        assert!(of(command, more, "json").contains("\"placing\": \"aimed\""), "{command}");
    }
    assert!(!of("run", &["--set", &near], "text").contains("aimed"));
    assert!(!of("run", &["--set", &near], "json").contains("placing"));
}
