//! Random changes of the scenario with every key: whatever the reader lets through runs, and its numbers hang together.

use overheard::engine::{Effort, Unwatched};
use overheard::model::Estimator;
use overheard::scenario::{self, Override, Scenario};
use overheard::statistics::Estimate;
use overheard::study::result::{RunResult, Share};
use overheard::study::run::{RunOptions, run};
use proptest::prelude::*;

const EVERY_KEY: &str = include_str!("../scenarios/every-key.toml");
const CASES: u32 = 64;
/// Room for the rounding of sums.
const ROUNDING: f64 = 1e-9;

/// Numbers of every size, many of them at an end of what is allowed.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => 0.0..1.0f64,
        2 => 0.0..30.0f64,
        1 => (-12.0..12.0f64).prop_map(|power| 10f64.powf(power)),
        1 => prop::sample::select(vec![0.0, 1.0, 1e-300, 1e-4, 0.5, 100.0, 1e6, 1e12]),
    ]
}

/// Plain or uncertain.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        5 => number().prop_map(|x| format!("{x:?}")),
        2 => (number(), number()).prop_map(|(a, b)| format!("{{ low = {:?}, high = {:?} }}", a.min(b), a.max(b))),
        1 => (number(), number(), number()).prop_map(|(a, b, c)| {
            let mut bounds = [a, b, c];
            bounds.sort_by(f64::total_cmp);
            format!("{{ min = {:?}, mode = {:?}, max = {:?} }}", bounds[0], bounds[1], bounds[2])
        }),
    ]
}

fn law() -> impl Strategy<Value = String> {
    prop_oneof![
        value(),
        (value(), value())
            .prop_map(|(median, sigma)| format!("{{ lognormal = {{ median = {median}, sigma = {sigma} }} }}")),
        value().prop_map(|mean| format!("{{ exponential = {{ mean = {mean} }} }}")),
        (value(), value()).prop_map(|(mean, shape)| format!("{{ gamma = {{ mean = {mean}, shape = {shape} }} }}")),
        (number(), number(), number()).prop_map(|(a, b, c)| {
            let (min, max) = (a.min(b), a.max(b));
            format!("{{ pert = {{ min = {min:?}, mode = {:?}, max = {max:?} }} }}", c.clamp(min, max))
        }),
        (number(), number()).prop_map(|(a, b)| format!(
            "{{ uniform = {{ min = {:?}, max = {:?} }} }}",
            a.min(b),
            a.max(b)
        )),
    ]
}

const NUMBERS: [&str; 24] = [
    "channel.hotel-wifi.readable",
    "channel.certified-app.readable",
    "venue.hotel.sessions_per_day.hotel-wifi",
    "venue.hotel.session_minutes",
    "group.generals.mistake",
    "group.generals.mistake_variation",
    "group.generals.workaround",
    "group.generals.workaround_variation",
    "group.generals.substitutes",
    "group.generals.flagged",
    "group.staff-at-home.mistake",
    "group.generals.whereabouts.08-18.show-ground",
    "conversation.planning.rate.generals",
    "conversation.planning.rate.staff-at-home",
    "conversation.planning.joined_by.generals.max",
    "conversation.planning.lapse_factor",
    "conversation.planning.lapse_variation",
    "conversation.planning.recognised",
    "campaign.scattered.focus",
    "campaign.scattered.review_per_day",
    "campaign.scattered.collector.posts.rotation_hours",
    "campaign.scattered.collector.posts.duty",
    "campaign.scattered.collector.posts.places.hotel",
    "campaign.scattered.collector.posts.pickup_per_hour.phone-dial-in",
];
const COUNTS: [&str; 5] = [
    "group.generals.count",
    "group.staff-at-home.count",
    "campaign.scattered.collector.posts.count",
    "conversation.planning.joined_by.staff-at-home",
    "event.days",
];
const LAWS: [&str; 2] = ["conversation.planning.duration_minutes", "conversation.planning.harm"];
const LISTS: [(&str, &str); 5] = [
    ("venue.hotel.blocked", "[\"hotel-wifi\"]"),
    ("venue.*.blocked", "[\"phone-dial-in\"]"),
    ("venue.home.offers", "[\"phone-dial-in\"]"),
    ("conversation.planning.clock", "\"local\""),
    ("conversation.planning.fallback", "{ certified-app = 1 }"),
];

fn change() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => (prop::sample::select(&NUMBERS[..]), value()).prop_map(|(path, value)| format!("{path}={value}")),
        2 => (prop::sample::select(&COUNTS[..]), 0..60u32).prop_map(|(path, count)| format!("{path}={count}")),
        2 => (prop::sample::select(&LAWS[..]), law()).prop_map(|(path, law)| format!("{path}={law}")),
        1 => prop::sample::select(&LISTS[..]).prop_map(|(path, value)| format!("{path}={value}")),
    ]
}

/// The scenario with those of the changes that are valid, each on top of those before it.
fn changed(changes: &[String]) -> (Scenario, Vec<String>) {
    let mut kept: Vec<Override> = vec![Override::parse("event.days=5").unwrap()];
    let read = |overrides: &[Override]| scenario::from_text("every-key.toml", EVERY_KEY, overrides);
    let mut scenario = read(&kept).unwrap();
    for change in changes {
        kept.push(Override::parse(change).unwrap());
        match read(&kept) {
            Ok(valid) => scenario = valid,
            Err(_) => _ = kept.pop(),
        }
    }
    (scenario, kept.iter().map(Override::text).collect())
}

fn sane(what: &str, estimate: &Estimate, most: f64) {
    let ends = estimate.interval.map_or((estimate.mean, estimate.mean), |interval| {
        assert!(interval.standard_error >= 0.0, "{what}: {estimate:?}");
        (interval.low, interval.high)
    });
    for number in [estimate.mean, ends.0, ends.1] {
        assert!(number.is_finite() && (0.0..=most).contains(&number), "{what}: {estimate:?}");
    }
    let room = ROUNDING * estimate.mean;
    assert!(ends.0 <= estimate.mean + room && estimate.mean <= ends.1 + room, "{what}: {estimate:?}");
}

fn sums_to_one(what: &str, shares: &[Share]) {
    shares.iter().for_each(|share| sane(what, &share.share, 1.0));
    let sum: f64 = shares.iter().map(|share| share.share.mean).sum();
    assert!(shares.is_empty() || (sum - 1.0).abs() < ROUNDING, "{what}: {sum}");
}

fn hangs_together(result: &RunResult) {
    sane("odds", &result.odds.estimate, 1.0);
    if let Some(band) = result.odds.band {
        assert!(0.0 <= band.low && band.low <= band.high && band.high <= 1.0, "{band:?}");
    }
    sane("captures", &result.captures, f64::MAX);
    sane("harm", &result.harm, f64::MAX);
    result.at_least.iter().for_each(|estimate| sane("at least k", estimate, 1.0));
    assert!(result.at_least.windows(2).all(|pair| pair[1].mean <= pair[0].mean + ROUNDING), "{:?}", result.at_least);
    result.harm_exceedance.iter().for_each(|point| sane("harm exceeds", &point.probability, 1.0));
    let falls = |pair: &[overheard::study::result::Exceedance]| {
        pair[1].probability.mean <= pair[0].probability.mean + ROUNDING && pair[0].harm < pair[1].harm
    };
    assert!(result.harm_exceedance.windows(2).all(falls), "{:?}", result.harm_exceedance);
    result.first_capture.iter().for_each(|point| sane("survival", &point.survival, 1.0));
    let last = result.first_capture.last().expect("the end of the event").survival.mean;
    assert!((1.0 - last - result.odds.estimate.mean).abs() < ROUNDING, "survival ends at what the odds leave");
    result.weak_link_share.iter().for_each(|share| sane("weak link", share, 1.0));
    let funnel = &result.funnel;
    let stages = [
        funnel.legs,
        funnel.covered,
        funnel.recorded,
        funnel.readable,
        funnel.reviewed,
        funnel.captured_legs,
        funnel.captured_conversations,
    ];
    stages.iter().for_each(|stage| sane("funnel", stage, f64::MAX));
    let narrows = |pair: &[Estimate]| pair[1].mean <= pair[0].mean * (1.0 + ROUNDING);
    assert!(stages.windows(2).all(narrows), "{funnel:?}");
    assert!(funnel.lapsed.mean <= funnel.legs.mean && funnel.conversations.mean <= funnel.legs.mean, "{funnel:?}");
    let shares = &result.attribution;
    for (what, list) in [
        ("venue", &shares.venue),
        ("channel", &shares.channel),
        ("group", &shares.group),
        ("kind", &shares.kind),
        ("cause", &shares.cause),
        ("campaign", &shares.campaign),
        ("day", &shares.day),
        ("hour", &shares.hour),
    ] {
        assert_eq!(list.is_empty(), funnel.captured_legs.mean == 0.0, "{what}");
        sums_to_one(what, list);
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(11),
        ..ProptestConfig::with_cases(CASES)
    })]
    #[test]
    fn whatever_the_reader_lets_through_runs(changes in prop::collection::vec(change(), 1..12), analog in any::<bool>()) {
        let (scenario, kept) = changed(&changes);
        let estimator = if analog { Estimator::Analog } else { Estimator::Conditional };
        let options = RunOptions { seed: 1, draws: Some(8), effort: Effort::Trials(64), estimator, records: 2 };
        // A draw may be invalid, and says so; anything else that goes wrong is a defect.
        if let Ok(result) = run(&scenario, &options, &Unwatched) {
            let checked = std::panic::catch_unwind(|| hangs_together(&result));
            prop_assert!(checked.is_ok(), "{kept:?}, {estimator:?}");
        }
    }
}
