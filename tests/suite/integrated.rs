//! The roads to the odds against each other: legs integrated against the plain reading, which draws them, and thinned
//! schedules against whole ones; on the same latent states, so that little of the difference is chance.

use std::path::Path;

use overheard::model::{Estimator, Layout, Model, Workspace, at};
use overheard::random::Trial;
use overheard::scenario::{self, Override};

/// Standard errors of the mean difference, over positions of the row. A right program exceeds it in about one of 70,000
/// comparisons; there are some hundreds, and the seeds are fixed.
pub const ALLOWED: f64 = 4.5;

/// Trials that must carry a sum of squares (in the sense of Kish) before its mean counts as normal.
pub const CARRIERS: f64 = 60.0;

/// The mean differences of all positions of the row, in standard errors, where enough trials differ.
pub fn deviations(model: &Model, layout: &Layout, trials: u64, roads: [Estimator; 2]) -> Vec<(usize, f64)> {
    let mut room = Workspace::new(model, layout);
    let mut sums = vec![[0.0; 3]; layout.len()];
    for number in 0..trials {
        let trial = Trial::new(77, 0, number);
        room.run(model, layout, &trial, roads[0]);
        let reference = room.row().to_vec();
        room.run(model, layout, &trial, roads[1]);
        for ([sum, square, fourth], (reference, found)) in sums.iter_mut().zip(reference.iter().zip(room.row())) {
            let difference = reference - found;
            *sum += difference;
            *square += difference.powi(2);
            *fourth += difference.powi(4);
        }
    }
    let count = trials as f64;
    let deviation = |&[sum, square, _]: &[f64; 3]| sum / (square - sum * sum / count).max(0.0).sqrt();
    let carried = |[_, square, fourth]: &[f64; 3]| *square > 0.0 && square * square > CARRIERS * fourth;
    let scored = sums.iter().enumerate().filter(|(_, sums)| carried(sums));
    scored.map(|(position, sums)| (position, deviation(sums))).collect()
}

pub fn compiled(file: &str, overrides: &[&str]) -> (Model, Layout) {
    let overrides: Vec<Override> = overrides.iter().map(|text| Override::parse(text).unwrap()).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let scenario = scenario::load(&path, &overrides).unwrap_or_else(|wrong| panic!("{wrong}"));
    let world = scenario.world(&scenario.central_values()).unwrap_or_else(|wrong| panic!("{wrong}"));
    (Model::compile(&world), Layout::new(&world))
}

/// Compares over trials that must tell something of at least so many values.
fn agree(file: &str, overrides: &[&str], trials: u64, values: usize, roads: [Estimator; 2]) {
    let (model, layout) = compiled(file, overrides);
    let found = deviations(&model, &layout, trials, roads);
    assert!(found.len() >= values, "{file}: {} values that differ", found.len());
    for (position, deviation) in found {
        assert!(deviation.abs() < ALLOWED, "{file} {overrides:?}: position {position}, {deviation:.2} standard errors");
    }
}

/// The plain reading, and its legs integrated.
pub const INTEGRATED: [Estimator; 2] = [Estimator::Plain, Estimator::Whole];

/// Every conversation, and a share that stands for all.
pub const THINNED: [Estimator; 2] = [Estimator::Whole, Estimator::Conditional];

#[test]
fn every_value_of_the_row_has_the_mean_of_the_plain_reading() {
    agree("scenarios/singapore-airshow-2024.toml", &[], 10_000, 40, INTEGRATED);
    agree("scenarios/minimal.toml", &[], 6000, 40, INTEGRATED);
    agree("scenarios/haystack.toml", &[], 4000, 40, INTEGRATED);
    agree("scenarios/summit.toml", &[], 2000, 40, INTEGRATED);
    agree("scenarios/security-conference.toml", &[], 1000, 4, INTEGRATED);
    agree("tests/scenarios/every-key.toml", &[], 4000, 20, INTEGRATED);
}

#[test]
fn every_value_of_the_row_has_the_same_mean_on_a_thinned_schedule() {
    let (rare, reviewed) = ("conversation.*.recognised=0.002", "campaign.*.review_per_day=1e9");
    agree("scenarios/singapore-airshow-2024.toml", &[rare, reviewed, "group.*.count=300"], 3000, 40, THINNED);
    agree("scenarios/minimal.toml", &[rare, reviewed, "group.*.count=300"], 3000, 40, THINNED);
    agree("scenarios/large-show.toml", &[rare, reviewed], 3000, 40, THINNED);
    agree("scenarios/haystack.toml", &[rare, reviewed, "group.*.count=100"], 3000, 40, THINNED);
    agree("scenarios/summit.toml", &[rare, reviewed], 3000, 40, THINNED);
    agree("scenarios/security-conference.toml", &[rare, reviewed], 3000, 4, THINNED);
    agree("tests/scenarios/every-key.toml", &[rare, reviewed, "group.*.count=100"], 3000, 20, THINNED);
}

#[test]
fn conversations_chosen_by_who_starts_them_and_places_that_are_drawn_keep_every_mean() {
    let benchmark = "benches/peers/benchmark.toml";
    agree(benchmark, &["group.officials.count=60"], 4000, 60, THINNED);
    // Shortcuts as well, joiners, a multiplier, a place with nothing approved, and one where a line is blocked.
    let more = [
        "group.officials.count=60",
        "group.officials.workaround=0.05",
        "group.officials.workaround_variation=1.2",
        "group.officials.substitutes=0.5",
        "conversation.call.joined_by={ officials = { min = 0, max = 2 } }",
        "conversation.call.lapse_variation=0.5",
        "conversation.call.hours={ \"00-24\" = 1 }",
        "venue.hall-01.offers=[\"phone\", \"hall-wifi\"]",
        "venue.hall-02.blocked=[\"phone\"]",
        "campaign.scattered.collector.phone-posts.rotation_hours=7",
    ];
    agree(benchmark, &more, 4000, 60, THINNED);
}

#[test]
fn a_thinned_schedule_is_used_where_captures_are_rare_and_conversations_many() {
    let overrides = ["conversation.*.recognised=0.002", "group.*.count=300", "campaign.*.review_per_day=1e9"];
    let (model, layout) = compiled("scenarios/singapore-airshow-2024.toml", &overrides);
    let mut room = Workspace::new(&model, &layout);
    let mut held = |number: u64, estimator: Estimator| {
        room.run(&model, &layout, &Trial::new(5, 0, number), estimator);
        room.row()[at::CONVERSATIONS]
    };
    let differ = (0..50).filter(|&number| held(number, Estimator::Whole) != held(number, Estimator::Conditional));
    assert!(differ.count() > 45, "a sample of the conversations hardly ever stands for exactly as many as there are");
}

#[test]
fn a_pile_of_little_but_our_own_legs_is_read_off_drawn_legs() {
    // Many lapses, a capacity of a few, no other people's traffic: what is reviewed hangs on all legs.
    let crowded = [
        "group.*.mistake=0.3",
        "venue.*.sessions_per_day={}",
        "campaign.scattered.review_per_day=2",
        "campaign.scattered.collector.standing.pickup_per_hour={ venue-wifi = 50, phone-dial-in = 50 }",
    ];
    let (model, layout) = compiled("scenarios/singapore-airshow-2024.toml", &crowded);
    let mut room = Workspace::new(&model, &layout);
    let mut row = |number: u64, estimator: Estimator| {
        room.run(&model, &layout, &Trial::new(5, 0, number), estimator);
        room.row().to_vec()
    };
    let same = (0..400).filter(|&number| row(number, Estimator::Plain) == row(number, Estimator::Conditional)).count();
    assert!(same > 300, "{same} of 400 trials; in the others nothing is heard, or little enough to be reviewed");
}

#[test]
fn blocks_substitutes_and_forced_lapses_keep_their_mean() {
    let blocked = ["venue.hotel.blocked=[\"venue-wifi\"]", "group.*.substitutes=0.5", "group.*.mistake=0.2"];
    agree("scenarios/singapore-airshow-2024.toml", &blocked, 3000, 40, INTEGRATED);
    let rare =
        [&blocked[..], &["conversation.*.recognised=0.002", "group.*.count=100", "campaign.*.review_per_day=1e9"]]
            .concat();
    agree("scenarios/singapore-airshow-2024.toml", &rare, 3000, 40, THINNED);
}
