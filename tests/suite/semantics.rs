//! Each rule of the model by itself, against a number worked out by hand.
//!
//! As for the closed forms, 4.5 standard errors are allowed and seeds are fixed.

use overheard::engine::{Effort, Sample};
use overheard::model::{Estimator, at};
use overheard::scenario;
use overheard::scenario::world::World;
use overheard::statistics::{ALPHA, Range};

use crate::support::{deviation, indicators, sample};

const ALLOWED: f64 = 4.5;

/// A hall with an approved line and two open ones, ten envoys, one collector that hears the open ones at once.
const BASE: &str = r#"
format = 1
event = { name = "Talks", days = 2 }
channel.app = { readable = 0, approved = true }
channel.phone = { readable = 1 }
channel.wifi = { readable = 1 }
venue.hall = { offers = ["app", "phone", "wifi"] }
group.envoys = { count = 10, mistake = 0.1, whereabouts."00-24" = { hall = 1 } }
[conversation.talk]
rate = { envoys = 0.5 }
duration_minutes = 20
approved = { app = 1 }
fallback = { phone = 1, wifi = 1 }
recognised = 0.5
harm = 1
[campaign.broad.collector.post]
count = 1
places = { hall = 1 }
pickup_per_hour = { phone = 1e12, wifi = 1e12 }
"#;

/// Expected conversations of `BASE`.
const CONVERSATIONS: f64 = 10.0;

fn world(overrides: &[&str]) -> World {
    world_with("", overrides)
}

/// `BASE` with more tables and these overrides.
fn world_with(tables: &str, overrides: &[&str]) -> World {
    let parsed: Vec<scenario::Override> =
        overrides.iter().map(|text| scenario::Override::parse(text).unwrap()).collect();
    let read =
        scenario::from_text("base.toml", &format!("{BASE}{tables}"), &parsed).unwrap_or_else(|wrong| panic!("{wrong}"));
    read.world(&read.central_values()).unwrap()
}

fn run(world: &World, estimator: Estimator) -> Sample {
    sample(world, 21, estimator, Effort::Trials(30_000))
}

/// The odds when each conversation is captured with this probability.
fn odds_at(captured: f64) -> f64 {
    1.0 - (-CONVERSATIONS * captured).exp()
}

fn check(overrides: &[&str], truth: f64) {
    check_with("", overrides, truth);
}

fn check_with(tables: &str, overrides: &[&str], truth: f64) {
    let world = world_with(tables, overrides);
    for estimator in [Estimator::Conditional, Estimator::Analog] {
        let odds = run(&world, estimator).odds(indicators(estimator), ALPHA);
        let z = deviation(odds, truth);
        assert!(z.abs() < ALLOWED, "{tables} {overrides:?} {estimator:?}: {} against {truth}, z = {z:.2}", odds.mean);
    }
}

#[test]
fn a_lapse_is_a_mistake_or_else_a_workaround() {
    check(&["group.envoys.workaround=0.3"], odds_at((0.1 + 0.9 * 0.3) * 0.5));
    let found = run(&world(&["group.envoys.workaround=0.3"]), Estimator::Conditional);
    let mistakes = found.share(found.layout.cause.start, at::CAPTURED_LEGS).unwrap();
    assert!(deviation(mistakes, 0.1 / 0.37).abs() < ALLOWED);
}

#[test]
fn the_lapse_factor_multiplies_the_odds_up_to_one() {
    check(&["conversation.talk.lapse_factor=3"], odds_at(0.3 * 0.5));
    check(&["conversation.talk.lapse_factor=20"], odds_at(0.5));
}

#[test]
fn a_blocked_channel_is_substituted_with_the_stated_odds() {
    for substitutes in [0.0, 0.3, 1.0] {
        let set = format!("group.envoys.substitutes={substitutes}");
        check(&["venue.hall.blocked=[\"phone\"]", &set], odds_at(0.1 * (0.5 + 0.5 * substitutes) * 0.5));
    }
}

#[test]
fn where_every_fallback_is_blocked_a_leg_is_an_approved_one_after_all() {
    let found = run(&world(&["venue.hall.blocked=[\"phone\", \"wifi\"]"]), Estimator::Conditional);
    assert_eq!(found.mean(at::LAPSED, Range::NonNegative, ALPHA).mean, 0.0);
    assert_eq!(found.positive(), 0);
}

#[test]
fn where_nothing_approved_is_offered_every_leg_is_forced_to_lapse() {
    check(&["venue.hall.offers=[\"phone\", \"wifi\"]"], odds_at(0.5));
    let found = run(&world(&["venue.hall.offers=[\"phone\", \"wifi\"]"]), Estimator::Conditional);
    let forced = found.share(found.layout.cause.start + 2, at::CAPTURED_LEGS).unwrap();
    assert!(deviation(forced, 0.9).abs() < ALLOWED, "{forced:?}");
}

#[test]
fn where_no_fallback_is_offered_nothing_lapses() {
    let found = run(&world(&["venue.hall.offers=[\"app\"]"]), Estimator::Conditional);
    assert_eq!(found.mean(at::LAPSED, Range::NonNegative, ALPHA).mean, 0.0);
}

#[test]
fn an_approved_channel_that_can_be_read_is_captured_without_a_cause() {
    let world = world(&["channel.app.readable=1", "campaign.broad.collector.post.pickup_per_hour={app=1e12}"]);
    let found = run(&world, Estimator::Conditional);
    assert!(deviation(found.odds(indicators(Estimator::Conditional), ALPHA), odds_at(0.9 * 0.5)).abs() < ALLOWED);
    assert_eq!(found.share(found.layout.cause.start + 3, at::CAPTURED_LEGS).unwrap().mean, 1.0);
}

#[test]
fn a_fixed_capacity_reviews_the_same_share_of_every_recording_in_a_large_pile() {
    // 100,000 sessions a day, all recorded and readable; 20,000 are reviewed: one in five. Ours hardly add to it.
    let pile = ["venue.hall.sessions_per_day={phone=100000}", "venue.hall.session_minutes=5"];
    let capacity = "campaign.broad.review_per_day=20000";
    check(&[pile[0], pile[1], capacity], odds_at(0.1 * 0.2 * 0.5));
    check(&[pile[0], pile[1], capacity, "group.envoys.flagged=0.5"], odds_at(0.1 * (0.5 + 0.5 * 0.2) * 0.5));
    check(&[pile[0], pile[1], "campaign.broad.review_per_day=1e9"], odds_at(0.1 * 0.5));
}

#[test]
fn our_own_recordings_compete_for_review_among_themselves() {
    // One day, no other traffic: with N lapsed legs each is reviewed with odds 1/N.
    let overrides = ["event.days=1", "campaign.broad.review_per_day=1", "group.envoys.mistake=0.5"];
    let mean: f64 = 10.0 * 0.5 * 0.5;
    let (mut probability, mut truth) = ((-mean).exp(), 0.0);
    for count in 1..60 {
        probability *= mean / f64::from(count);
        truth += probability * (1.0 - (1.0 - 0.5 / f64::from(count)).powi(count));
    }
    check(&overrides, truth);
}

#[test]
fn the_background_follows_the_sessions_length_and_the_pickup() {
    // Pickup 2 an hour, sessions of 30 minutes: half of them recorded, 50,000; ours last 0.5 h: 1 - 1/e recorded.
    let overrides = [
        "venue.hall.sessions_per_day={phone=100000}",
        "venue.hall.session_minutes=30",
        "conversation.talk.duration_minutes=30",
        "conversation.talk.hours={\"00-12\"=1}",
        "conversation.talk.fallback={phone=1}",
        "campaign.broad.collector.post.pickup_per_hour={phone=2}",
        "campaign.broad.review_per_day=25000",
    ];
    check(&overrides, odds_at(0.1 * (1.0 - (-1f64).exp()) * 0.5 * 0.5));
}

#[test]
fn duty_is_the_share_of_intervals_with_a_collector() {
    let safe = 1.0 - odds_at(0.1 * 0.5);
    check(&["campaign.broad.collector.post.duty=0.3"], 0.3 * (1.0 - safe));
}

#[test]
fn focus_draws_collectors_to_where_officials_are() {
    // Officials spend 3/4 of their time in the hall; the collector is in the hall or in the lobby.
    let overrides = [
        "group.envoys.whereabouts={\"00-24\"={hall=3, lobby=1}}",
        "campaign.broad.collector.post.places={hall=1, lobby=1}",
    ];
    let captured = 0.1 * 0.5;
    let (hall, lobby) = (odds_at(0.75 * captured), odds_at(0.25 * captured));
    for (focus, in_hall) in [(0.0, 0.5), (1.0, 0.75), (2.0, 0.9)] {
        let set = format!("campaign.broad.focus={focus}");
        let all: Vec<&str> = overrides.iter().copied().chain([set.as_str()]).collect();
        check_with(
            "[venue.lobby]\noffers = [\"app\", \"phone\", \"wifi\"]\n",
            &all,
            in_hall * hall + (1.0 - in_hall) * lobby,
        );
    }
}

#[test]
fn two_campaigns_capture_independently() {
    let second = "[campaign.other.collector.post]\ncount = 1\nplaces = { hall = 1 }\n\
                  pickup_per_hour = { phone = 1e12, wifi = 1e12 }\n";
    check_with(second, &[], odds_at(0.1 * (1.0 - 0.5 * 0.5)));
}

#[test]
fn the_home_clock_shifts_conversations_into_the_local_evening() {
    let world = world(&[
        "event.start=2024-02-20",
        "event.time_zone=\"Asia/Singapore\"",
        "event.home_time_zone=\"Europe/Berlin\"",
        "conversation.talk.clock=\"home\"",
        "conversation.talk.hours={\"08-10\"=1, \"20-21\"=2}",
    ]);
    let found = run(&world, Estimator::Conditional);
    let share = |hour: usize| found.share(found.layout.hour.start + hour, at::CAPTURED_LEGS).unwrap();
    // 8 to 10 in Berlin is 15 to 17 in Singapore, 20 is 3 in the morning.
    for (hour, truth) in [(15, 0.25), (16, 0.25), (3, 0.5)] {
        assert!(deviation(share(hour), truth).abs() < ALLOWED, "{hour}: {:?}", share(hour));
    }
}

#[test]
fn people_who_are_not_there_neither_start_nor_join() {
    let join = "conversation.talk.joined_by={staff=2}";
    let staff = "[group.staff]\ncount = 5\nfirst_day = 2\nmistake = 0\nwhereabouts.\"00-24\" = { hall = 1 }\n";
    let found = run(&world_with(staff, &[join, "group.envoys.last_day=1"]), Estimator::Conditional);
    assert!(deviation(found.mean(at::CONVERSATIONS, Range::NonNegative, ALPHA), 5.0).abs() < ALLOWED);
    assert!(deviation(found.mean(at::LEGS, Range::NonNegative, ALPHA), 5.0).abs() < ALLOWED);
}

#[test]
fn if_fewer_are_there_than_should_join_all_of_them_do() {
    let found = run(&world(&["conversation.talk.joined_by={envoys=50}"]), Estimator::Conditional);
    let (conversations, legs) = (found.replicates[0].sum(at::CONVERSATIONS), found.replicates[0].sum(at::LEGS));
    assert_eq!(legs, 10.0 * conversations, "the initiator and the nine others");
}

#[test]
fn joiners_follow_their_stated_numbers() {
    for (spec, mean) in [("{min=0, max=4}", 2.0), ("{poisson=1.5}", 1.5)] {
        let staff = "[group.staff]\ncount = 500\nmistake = 0\nwhereabouts.\"00-24\" = { hall = 1 }\n";
        let found = run(
            &world_with(staff, &[&format!("conversation.talk.joined_by={{staff={spec}}}")]),
            Estimator::Conditional,
        );
        let legs = found.mean(at::LEGS, Range::NonNegative, ALPHA);
        assert!(deviation(legs, CONVERSATIONS * (1.0 + mean)).abs() < ALLOWED, "{spec}: {legs:?}");
    }
}

#[test]
fn legs_of_one_conversation_share_its_lapse_multiplier() {
    // Five legs with odds 0.05 times one Gamma multiplier of c.v. 1 (shape 1, so exponential).
    let overrides =
        ["conversation.talk.joined_by={envoys=4}", "conversation.talk.lapse_variation=1", "group.envoys.mistake=0.05"];
    let steps = 200_000;
    let captured: f64 = (0..steps)
        .map(|step| {
            let multiplier = -(1.0 - (f64::from(step) + 0.5) / f64::from(steps)).ln();
            1.0 - (1.0 - (0.05 * multiplier).min(1.0) * 0.5).powi(5)
        })
        .sum::<f64>()
        / f64::from(steps);
    check(&overrides, odds_at(captured));
}

#[test]
fn lodging_is_where_a_person_stays_for_the_whole_event() {
    // Half of the ten lodge at the hotel, drawn once: a person's conversations are all covered or none.
    let overrides = ["group.envoys.lodging={hall=1, hotel=1}", "group.envoys.whereabouts={\"00-24\"={lodging=1}}"];
    let person = 0.5 * (1.0 - (-0.1 * 0.5 * 0.5 * 2.0f64).exp());
    check_with("[venue.hotel]\noffers = [\"app\", \"phone\", \"wifi\"]\n", &overrides, 1.0 - (1.0 - person).powi(10));
}
