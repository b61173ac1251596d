//! What the benchmarks share: the benchmark scenario, and clocks.
#![allow(dead_code, reason = "each of the programs that share it uses its part")]

use std::time::{Duration, Instant};

use overheard::engine::{Effort, Unwatched};
use overheard::model::Estimator;
use overheard::scenario::{self, Scenario};
use overheard::study::result::RunResult;
use overheard::study::run::{RunOptions, run};

/// Whether `cargo bench` asked; `cargo test --benches` does not, and then there is nothing to measure.
pub fn is_asked() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}

/// The scenario of `benches/peers` with pieces of its text replaced, each of which must be there.
pub fn benchmark(changes: &[(&str, &str)]) -> Scenario {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/benchmark.toml");
    let mut text = std::fs::read_to_string(path).expect("the benchmark scenario is there");
    for (from, to) in changes {
        assert!(text.contains(from), "{from} is in the benchmark scenario");
        text = text.replace(from, to);
    }
    scenario::from_text(path, &text, &[]).unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// So many trials of a scenario.
pub fn trials(scenario: &Scenario, estimator: Estimator, trials: u64) -> RunResult {
    let options = RunOptions { seed: 1, draws: None, effort: Effort::Trials(trials), estimator, records: 0 };
    run(scenario, &options, &Unwatched).unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// Does something on so many threads.
pub fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be made").install(work)
}

/// Processor time of this process, where Linux tells it; else the time of day.
fn clock(start: Instant) -> Duration {
    const TICKS_PER_SECOND: f64 = 100.0;
    let ticks = || {
        let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
        let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
        let number = |position: usize| fields.get(position)?.parse::<f64>().ok();
        Some(number(11)? + number(12)?)
    };
    ticks().map_or_else(|| start.elapsed(), |ticks| Duration::from_secs_f64(ticks / TICKS_PER_SECOND))
}

/// What work yields, and the processor time that it takes, in seconds; known to a hundredth.
pub fn processor_time<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let before = clock(start);
    let done = work();
    (done, (clock(start) - before).as_secs_f64())
}

/// The middle one of some numbers.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// Says whether a figure is under its bar.
pub fn under(figure: f64, bar: f64) -> String {
    format!("the bar of {bar} {}", if figure < bar { "holds" } else { "is MISSED" })
}

/// Says whether a figure reaches its bar.
pub fn reaches(figure: f64, bar: f64) -> String {
    format!("the bar of {bar} {}", if figure >= bar { "holds" } else { "is MISSED" })
}
