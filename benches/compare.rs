//! What a comparison costs: sixteen measures of the Singapore scenario against runs of its baseline alone.
//!
//! `cargo bench --bench compare`. Prints the median over interleaved rounds, on one thread, in processor time where the
//! system tells it, so that other work on the machine shows as little as it can. No harness of crates: a ratio of two
//! times is all that is asked for.

mod common;

use common::{median, on_threads, processor_time};
use overheard::engine::{Effort, Unwatched};
use overheard::model::Estimator;
use overheard::scenario::{self, Scenario};
use overheard::study::compare::{CompareOptions, Detail, compare};
use overheard::study::run::{RunOptions, run};

const ROUNDS: usize = 5;
/// Beside the ten measures of the file: every one changes something else.
const SIX_MORE: &str = r#"
[measure.x1]
title = "x1"
kind = "organisational"
cost = 1
changes = [{ at = "group.*.mistake", scale = 0.7 }]
[measure.x2]
title = "x2"
kind = "organisational"
cost = 1
changes = [{ at = "group.*.workaround", scale = 0.7 }]
[measure.x3]
title = "x3"
kind = "technical"
cost = 1
changes = [{ at = "channel.venue-wifi.readable", scale = 0.5 }]
[measure.x4]
title = "x4"
kind = "technical"
cost = 1
changes = [{ at = "venue.hotel.blocked", insert = ["venue-wifi"] }]
[measure.x5]
title = "x5"
kind = "organisational"
cost = 1
changes = [{ at = "conversation.*.rate.*", scale = 0.8 }]
[measure.x6]
title = "x6"
kind = "organisational"
cost = 1
changes = [{ at = "conversation.coordination.lapse_factor", scale = 0.5 }]
"#;

fn singapore() -> Scenario {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/singapore-airshow-2024.toml");
    let text = std::fs::read_to_string(path).expect("the shipped scenario is there");
    scenario::from_text(path, &(text + SIX_MORE), &[]).unwrap_or_else(|wrong| panic!("{wrong}"))
}

fn main() {
    for trials in [20_000, 100_000] {
        measure(&singapore(), trials);
    }
}

/// At so many trials of 1,000 draws: with few of them to a draw, what a draw costs counts for more.
fn measure(scenario: &Scenario, trials: u64) {
    let options = RunOptions {
        seed: 1,
        draws: None,
        effort: Effort::Trials(trials),
        estimator: Estimator::Conditional,
        records: 0,
    };
    let comparison = CompareOptions {
        run: options.clone(),
        combine: 1,
        budget: None,
        measures: None,
        tolerable: None,
        confidence: None,
        detail: Detail::Rows,
    };
    let (mut alone, mut all) = (Vec::new(), Vec::new());
    on_threads(1, || {
        for _ in 0..ROUNDS {
            alone.push(processor_time(|| drop(run(scenario, &options, &Unwatched))).1);
            all.push(processor_time(|| drop(compare(scenario, &comparison, &Unwatched))).1);
        }
    });
    let (alone, all) = (median(alone), median(all));
    println!("baseline alone, {trials} trials: {alone:.3} s");
    println!("with sixteen measures:      {all:.3} s, {:.2} runs of the baseline", all / alone);
}
