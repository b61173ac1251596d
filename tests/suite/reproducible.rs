//! The same bytes whatever the order of the work, and common random numbers between scenarios.

use overheard::engine::{Effort, Unwatched};
use overheard::model::{Estimator, Layout, Model, Workspace, at};
use overheard::random::Trial;
use overheard::scenario::{self, Override, Scenario};
use overheard::statistics::{ALPHA, Estimate, Range};
use overheard::study::run::{RunOptions, run};

use crate::support::sample;

const EVERY_KEY: &str = include_str!("../scenarios/every-key.toml");

fn read(text: &str, overrides: &[&str]) -> Scenario {
    let parsed: Vec<Override> = overrides.iter().map(|text| Override::parse(text).unwrap()).collect();
    scenario::from_text("test.toml", text, &parsed).unwrap_or_else(|wrong| panic!("{wrong}"))
}

fn options(effort: Effort) -> RunOptions {
    RunOptions { seed: 5, draws: None, effort, estimator: Estimator::Conditional, records: 20 }
}

/// Everything in a result, to the last bit of every number.
fn told(scenario: &Scenario, options: &RunOptions) -> String {
    format!("{:?}", run(scenario, options, &Unwatched).unwrap())
}

pub fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}

#[test]
fn one_two_and_eight_threads_give_the_same_bytes() {
    for (draws, estimator) in
        [(None, Estimator::Conditional), (Some(1), Estimator::Analog), (Some(60), Estimator::Analog)]
    {
        let scenario = read(EVERY_KEY, &[]);
        let options = RunOptions { draws, estimator, ..options(Effort::Trials(6007)) };
        let one = on_threads(1, || told(&scenario, &options));
        for threads in [2, 8] {
            assert!(on_threads(threads, || told(&scenario, &options)) == one, "{threads} threads, {estimator:?}");
        }
    }
}

#[test]
fn a_run_that_stops_by_itself_gives_the_numbers_of_a_run_of_that_many_trials() {
    for overrides in [&[][..], &["group.generals.mistake=0.02", "group.generals.workaround=0.03"]] {
        let scenario = read(EVERY_KEY, overrides);
        let precise = options(Effort::Precision { relative: 0.2, max_trials: 100_000 });
        let stopped = run(&scenario, &precise, &Unwatched).unwrap();
        let fixed = run(
            &scenario,
            &RunOptions { draws: Some(stopped.provenance.draws), ..options(Effort::Trials(stopped.provenance.trials)) },
            &Unwatched,
        )
        .unwrap();
        assert_eq!(stopped.odds.estimate.mean, fixed.odds.estimate.mean);
        assert_eq!((stopped.funnel, stopped.harm), (fixed.funnel, fixed.harm));
        assert_eq!(stopped.draw_odds, fixed.draw_odds);
    }
}

#[test]
fn the_order_of_the_tables_in_a_file_changes_nothing() {
    let (head, tables) = EVERY_KEY.split_at(EVERY_KEY.find("\n[").unwrap() + 1);
    let mut sections: Vec<String> = Vec::new();
    for line in tables.lines() {
        // An array of tables stays in its order; every other section may stand anywhere.
        if line.starts_with('[') {
            sections.push(String::new());
        }
        let section = sections.last_mut().unwrap();
        section.push_str(line);
        section.push('\n');
    }
    sections.reverse();
    let reversed = format!("{head}{}", sections.concat());
    let small = options(Effort::Trials(4000));
    assert!(told(&read(EVERY_KEY, &[]), &small) == told(&read(&reversed, &[]), &small));
}

#[test]
fn another_seed_gives_other_numbers_of_the_same_odds() {
    let scenario = read(EVERY_KEY, &["campaign.scattered.collector.posts.count=3"]);
    let with_seed = |seed| run(&scenario, &RunOptions { seed, ..options(Effort::Trials(8000)) }, &Unwatched).unwrap();
    let (first, second) = (with_seed(1).odds.estimate, with_seed(2).odds.estimate);
    assert_ne!(first.mean, second.mean);
    assert_alike(first, second);
}

/// Within 4.5 standard errors of their difference.
fn assert_alike(first: Estimate, second: Estimate) {
    let error = |estimate: Estimate| estimate.interval.unwrap().standard_error;
    let z = (first.mean - second.mean) / error(first).hypot(error(second));
    assert!(z.abs() < 4.5, "{first:?} {second:?} z = {z}");
}

/// Rows of the first trials of a scenario with its uncertain values at their medians.
fn rows(
    text: &str,
    overrides: &[&str],
    measures: &[&str],
    estimator: Estimator,
    trials: u64,
) -> (Layout, Vec<Vec<f64>>) {
    let measures: Vec<String> = measures.iter().map(ToString::to_string).collect();
    let scenario = read(text, overrides).with_measures(&measures).unwrap();
    let world = scenario.world(&scenario.central_values()).unwrap();
    let (model, layout) = (Model::compile(&world), Layout::new(&world));
    let mut workspace = Workspace::new(&model, &layout);
    let rows = (0..trials)
        .map(|trial| {
            workspace.run(&model, &layout, &Trial::new(1, 0, trial), estimator);
            workspace.row().to_vec()
        })
        .collect();
    (layout, rows)
}

/// Enough captures in few trials, and no review pile, through which everything concerns everything.
const LOUD: [&str; 4] = [
    "campaign.scattered.review_per_day=1e12",
    "conversation.planning.recognised=1",
    "group.generals.mistake=0.05",
    "campaign.scattered.collector.posts.pickup_per_hour={hotel-wifi=50, phone-dial-in=50}",
];

#[test]
fn halving_the_odds_of_a_mistake_never_captures_more_in_the_same_trial() {
    for estimator in [Estimator::Conditional, Estimator::Analog] {
        let (_, before) = rows(EVERY_KEY, &LOUD, &[], estimator, 2000);
        let half: Vec<&str> = LOUD.iter().copied().chain(["group.generals.mistake=0.025"]).collect();
        let (_, after) = rows(EVERY_KEY, &half, &[], estimator, 2000);
        let captures = |rows: &[Vec<f64>]| rows.iter().map(|row| row[at::CAPTURES]).collect::<Vec<_>>();
        let (before, after) = (captures(&before), captures(&after));
        assert!(before.iter().zip(&after).all(|(before, after)| after <= &(before + 1e-12)), "{estimator:?}");
        assert!(after.iter().sum::<f64>() < 0.9 * before.iter().sum::<f64>(), "{estimator:?}: it must matter here");
    }
}

#[test]
fn a_measure_leaves_every_draw_that_it_does_not_concern_as_it_was() {
    let gossip = "[conversation.gossip]\nrate = { generals = 2 }\nduration_minutes = { exponential = { mean = 5 } }\n\
                  approved = { certified-app = 1 }\nfallback = { phone-dial-in = 1 }\nrecognised = 1\nharm = 1\n";
    let text = format!("{EVERY_KEY}\n{gossip}");
    let (layout, before) = rows(&text, &LOUD, &[], Estimator::Analog, 1500);
    let changed: Vec<&str> = LOUD
        .iter()
        .copied()
        .chain([
            "conversation.gossip.rate.generals=0.3",
            "conversation.gossip.duration_minutes=30",
            "conversation.gossip.joined_by={staff-at-home=4}",
            "conversation.gossip.lapse_variation=1",
        ])
        .collect();
    let (_, after) = rows(&text, &changed, &[], Estimator::Analog, 1500);
    // Kinds are in the order of their names: gossip, planning.
    let (gossip, planning) = (layout.kind.start, layout.kind.start + 1);
    assert!(before.iter().zip(&after).all(|(before, after)| before[planning] == after[planning]));
    assert!(before.iter().zip(&after).any(|(before, after)| before[gossip] != after[gossip]));
    assert!(before.iter().map(|row| row[planning]).sum::<f64>() > 50.0, "there must be something to leave alone");
}

#[test]
fn a_measure_that_changes_nothing_changes_no_number() {
    let empty =
        format!("{EVERY_KEY}\n[measure.nothing]\ntitle = \"Nothing\"\nkind = \"technical\"\ncost = 0\nchanges = []\n");
    let (_, before) = rows(&empty, &[], &[], Estimator::Conditional, 200);
    let (_, after) = rows(&empty, &[], &["nothing"], Estimator::Conditional, 200);
    assert_eq!(before, after);
}

#[test]
fn a_new_name_gives_new_numbers_of_the_same_odds() {
    let renamed = EVERY_KEY.replace("generals", "admirals").replace("hotel-wifi", "lobby-net");
    let odds = |text: &str| {
        let scenario = read(text, &[]);
        let world = scenario.world(&scenario.central_values()).unwrap();
        sample(&world, 3, Estimator::Conditional, Effort::Trials(20_000)).mean(at::ODDS, Range::Probability, ALPHA)
    };
    let (before, after) = (odds(EVERY_KEY), odds(&renamed));
    assert_ne!(before.mean, after.mean);
    assert_alike(before, after);
}

#[test]
fn splitting_a_group_into_two_like_halves_changes_no_odds() {
    const WHOLE: &str = r#"
format = 1
event = { name = "Talks", days = 2 }
channel.app = { readable = 0, approved = true }
channel.phone = { readable = 1 }
venue.hall = { offers = ["app", "phone"] }
venue.lobby = { offers = ["app", "phone"] }
group.a = { count = 8, mistake = 0.1, mistake_variation = 1, whereabouts."00-24" = { hall = 1, lobby = 1 } }
[conversation.talk]
rate = { a = 0.5 }
duration_minutes = 20
approved = { app = 1 }
fallback = { phone = 1 }
recognised = 0.5
harm = 1
[campaign.broad.collector.post]
count = 1
pickup_per_hour = { phone = 2 }
"#;
    let halves = WHOLE
        .replace("group.a = { count = 8", "group.b = { count = 4, mistake = 0.1, mistake_variation = 1, whereabouts.\"00-24\" = { hall = 1, lobby = 1 } }\ngroup.a = { count = 4")
        .replace("rate = { a = 0.5 }", "rate = { a = 0.5, b = 0.5 }");
    let mean = |text: &str, position: usize| {
        let world = read(text, &[]).world(&[]).unwrap();
        sample(&world, 4, Estimator::Conditional, Effort::Trials(40_000)).mean(position, Range::NonNegative, ALPHA)
    };
    for position in [at::ODDS, at::CAPTURES, at::COVERED, at::LAPSED] {
        assert_alike(mean(WHOLE, position), mean(&halves, position));
    }
}
