//! What grows with the event, and what with the machine.
//!
//! `cargo bench --bench growth`. Prints what ten times the visitors and ten times the officials cost, an event of a million
//! officials, two threads against one, and the time from the start of the program to its result; each with its bar.
//! Costs are processor time on one thread, the median of interleaved rounds; the gain by two threads and the start are
//! times of day, the fastest of their rounds, for both know other work on the machine only as an error that adds.

mod common;

use std::process::Command;
use std::time::Instant;

use common::{benchmark, is_asked, median, on_threads, processor_time, reaches, trials, under};
use overheard::model::Estimator;
use overheard::scenario::Scenario;

const ROUNDS: usize = 5;
/// Far longer than the hundredth of a second by which the system counts processor time.
const TRIALS: u64 = 100_000;
const TRIALS_OF_A_MILLION: u64 = 5_000;
/// Conversations of a million officials: the format takes at most a million legs in an event.
const A_MILLION_LEGS: f64 = 0.24;
const STARTS: usize = 20;
/// The argument with which the program calls itself, so that the memory of a million officials is nobody else's.
const MILLION: &str = "--a-million-officials";

/// Other people's traffic, of which the campaign can review a part.
fn visitors(sessions_per_day: &str) -> Scenario {
    let offers = r#"offers = ["approved-app", "phone", "hall-wifi", "mobile-data", "radio"]"#;
    let traffic = format!("{offers}, session_minutes = 5, sessions_per_day = {{ phone = {sessions_per_day} }}");
    let posts = "[campaign.scattered.collector.phone-posts]";
    benchmark(&[(offers, &traffic), (posts, &format!("[campaign.scattered]\nreview_per_day = 500\n\n{posts}"))])
}

/// So many officials who each start so many conversations a day, with the same expected captures.
fn officials(count: u64, rate: f64) -> Scenario {
    let recognised = format!("recognised = {:e}", 0.001 * (300.0 * 6.0) / (count as f64 * rate));
    benchmark(&[
        ("count = 300", &format!("count = {count}")),
        ("officials = 6", &format!("officials = {rate}")),
        ("recognised = 0.001", &recognised),
    ])
}

/// How many times as much processor time a trial of the second takes as one of the first.
fn grows(small: &Scenario, large: &Scenario) -> f64 {
    let time = |scenario: &Scenario| processor_time(|| trials(scenario, Estimator::Conditional, TRIALS)).1;
    on_threads(1, || {
        median((0..ROUNDS).map(|_| (time(small), time(large))).map(|(small, large)| large / small).collect())
    })
}

/// Prints what a trial of a million officials takes, and the most memory of this process.
fn a_million() {
    let scenario = officials(1_000_000, A_MILLION_LEGS);
    let time = |count| on_threads(1, || processor_time(|| trials(&scenario, Estimator::Conditional, count)).1);
    let first = time(1);
    let per_trial = (time(1 + TRIALS_OF_A_MILLION) - first) / TRIALS_OF_A_MILLION as f64 * 1e3;
    let first = first * 1e3;
    println!("a million officials: {per_trial:.1} ms a trial, {first:.0} the first; {}", under(per_trial, 20.0));
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let Some(kilobytes) = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()) else { return };
    let megabytes = kilobytes / 1e3;
    println!("a million officials: {megabytes:.0} MB at most; {}", under(megabytes, 300.0));
}

/// How many times as fast two threads are as one.
fn two_threads() -> f64 {
    let scenario = benchmark(&[]);
    let time = |threads| {
        on_threads(threads, || {
            let start = Instant::now();
            trials(&scenario, Estimator::Conditional, 10 * TRIALS);
            start.elapsed().as_secs_f64()
        })
    };
    let rounds: Vec<(f64, f64)> = (0..2 * ROUNDS).map(|_| (time(1), time(2))).collect();
    let fastest = |times: &mut dyn Iterator<Item = f64>| times.fold(f64::INFINITY, f64::min);
    fastest(&mut rounds.iter().map(|round| round.0)) / fastest(&mut rounds.iter().map(|round| round.1))
}

/// Milliseconds from the start of the program to its end, the fastest of some.
fn start(arguments: &[&str]) -> f64 {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let minimal = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/minimal.toml");
    let time = || {
        let start = Instant::now();
        let mut command = Command::new(env!("CARGO_BIN_EXE_overheard"));
        let output = command.current_dir(dir.path()).args(arguments).args([minimal, "--quiet"]).output();
        assert!(output.expect("the program can be started").status.success());
        start.elapsed().as_secs_f64() * 1e3
    };
    (0..STARTS).map(|_| time()).fold(f64::INFINITY, f64::min)
}

fn main() {
    if std::env::args().any(|argument| argument == MILLION) {
        return a_million();
    }
    if !is_asked() {
        return;
    }
    let bar = |what: &str, found: f64, most: f64| println!("{what}: {found:.2} times the cost; {}", under(found, most));
    bar("ten times the visitors", grows(&visitors("200_000"), &visitors("2_000_000")), 1.05);
    bar("ten times the officials", grows(&officials(300, 6.0), &officials(3000, 6.0)), 1.5);
    let this = std::env::current_exe().expect("this program knows where it is");
    let million = Command::new(this).arg(MILLION).status();
    assert!(million.expect("the program can call itself").success());
    let gain = two_threads();
    println!("two threads: {gain:.2} times as fast as one; {}", reaches(gain, 1.9));
    let first = start(&["run", "--trials", "1"]);
    println!("minimal.toml, one trial, all files: {first:.0} ms; {}", under(first, 50.0));
    println!("minimal.toml, checked only: {:.0} ms", start(&["check"]));
    println!("minimal.toml, default run: {:.0} ms", start(&["run"]));
}
