//! A short trial run, by which the jobs are sized: how many trials, how much time and memory.

use std::time::{Duration, Instant};

use crate::cli::args::Trials;
use crate::cli::failure::Failure;
use crate::cli::progress::Watch;
use crate::cli::steps::{on_threads, run_options};
use crate::cli::terminal::{Interrupt, Voice};
use crate::report::{round, safe};
use crate::scenario::Scenario;
use crate::statistics::normal_quantile;
use crate::study::result::{Effort, RunResult, Stop};
use crate::study::run::{self, RunOptions};

/// Trials of the first trial run, and how many times longer each further one is.
const FIRST: u64 = 1 << 13;
const GROWTH: u64 = 4;
/// A trial run of this length tells the speed well enough.
const ENOUGH: Duration = Duration::from_secs(2);
/// The trial run draws other random numbers than the run that it sizes.
const OTHER_SEED: u64 = 0x5eed_0f7e_57ab_1e00;
/// Trials beyond those that should reach the precision, so that it seldom just misses.
const MARGIN: f64 = 1.2;
/// Miss probability of the intervals.
const ALPHA: f64 = 0.05;
/// Time and memory that are asked for, over those that are expected.
const RESERVE: f64 = 2.0;
const LEAST_TIME: Duration = Duration::from_secs(600);
/// The merge of many parts takes about as much.
const LEAST_MEGABYTES: u64 = 512;
/// Where the system does not tell how much memory was taken.
const UNKNOWN_MEGABYTES: u64 = 2048;

/// What the trial run tells of one scenario.
struct Pilot {
    /// Trials that the run will take.
    trials: u64,
    /// Seconds of one CPU for a trial.
    seconds_per_trial: f64,
    /// Seconds until the first trial.
    seconds_to_start: f64,
}

/// What tasks take.
pub struct Size {
    /// Trials in all.
    pub trials: u64,
    /// Seconds that a task is expected to take.
    pub seconds: f64,
    /// The time to ask for, as Slurm reads it.
    pub time: String,
    /// The memory to ask for.
    pub memory: String,
}

/// What the tasks of a run of these scenarios take; absent if interrupted.
pub fn size(
    scenarios: &[Scenario],
    typed: &Trials,
    (shards, cpus): (u64, usize),
    interrupt: &Interrupt,
    voice: Voice,
) -> Result<Option<Size>, Failure> {
    let mut pilots = Vec::new();
    for scenario in scenarios {
        let options = run_options(typed, 0);
        let piloted = on_threads(Some(1), || pilot(scenario, &options, interrupt, voice))?;
        if interrupt.came() {
            return Ok(None);
        }
        pilots.push(piloted?);
    }
    // One number for all scenarios, as in any run.
    let trials = pilots.iter().map(|pilot| pilot.trials).max().unwrap_or(0);
    let per_task = trials.div_ceil(shards) as f64 / cpus as f64;
    let seconds = pilots.iter().map(|pilot| pilot.seconds_to_start + per_task * pilot.seconds_per_trial).sum();
    Ok(Some(Size { trials, seconds, time: time(seconds), memory: memory() }))
}

/// Runs until it has lasted long enough to tell, then once more until the odds show how many trials they take.
fn pilot(scenario: &Scenario, options: &RunOptions, interrupt: &Interrupt, voice: Voice) -> Result<Pilot, Failure> {
    let most = options.effort.most_trials();
    let (mut trials, mut before) = (FIRST.min(most), None);
    loop {
        let started = Instant::now();
        let effort = match options.effort {
            Effort::Trials(_) => Effort::Trials(trials),
            Effort::Precision { relative, .. } => Effort::Precision { relative, max_trials: trials },
        };
        let options = RunOptions { seed: options.seed ^ OTHER_SEED, effort, ..options.clone() };
        let result = run::run(scenario, &options, &Watch::new(interrupt, voice));
        let result = result.map_err(|error| Failure::Run { file: safe::one_line(scenario.file()), error })?;
        let (done, took) = (result.provenance.trials, started.elapsed());
        let over = took > ENOUGH || trials >= most || !matches!(result.stop, Stop::Trials | Stop::MaxTrials);
        if over || interrupt.came() {
            let (seconds_per_trial, seconds_to_start) = speed(before, (done, took));
            let trials = wanted(scenario, &result)?;
            return Ok(Pilot { trials, seconds_per_trial, seconds_to_start });
        }
        before = Some((done, took));
        trials = (trials * GROWTH).min(most);
    }
}

/// Seconds for a trial and to the first one, from a shorter and a longer run.
fn speed(before: Option<(u64, Duration)>, last: (u64, Duration)) -> (f64, f64) {
    let (trials, took) = (last.0.max(1) as f64, last.1.as_secs_f64());
    match before {
        Some((fewer, shorter)) if last.0 > fewer => {
            let slope = ((took - shorter.as_secs_f64()) / (last.0 - fewer) as f64).max(took / trials / 10.0);
            (slope, (took - slope * trials).max(0.0))
        }
        _ => (took / trials, took),
    }
}

/// The trials that the run takes: those that were asked for, or as many as should reach the precision.
fn wanted(scenario: &Scenario, pilot: &RunResult) -> Result<u64, Failure> {
    let Effort::Precision { relative, .. } = pilot.provenance.effort else {
        return Ok(pilot.provenance.effort.most_trials());
    };
    let refused = |why: String| Err(Failure::Usage(format!("{}: {why}", safe::one_line(scenario.file()))));
    let odds = &pilot.odds.estimate;
    let target = relative * odds.mean;
    let Some(interval) = odds.interval.filter(|_| target > 0.0) else {
        return refused(
            "a short trial run captures nothing, so nothing says how many trials a precision takes: give --trials N"
                .to_owned(),
        );
    };
    let quantile = normal_quantile(ALPHA);
    let whole = quantile * interval.standard_error;
    let chance = quantile * pilot.odds.chance_error.unwrap_or(interval.standard_error);
    let design = (whole * whole - chance * chance).max(0.0);
    let left = target * target - design;
    if left <= 0.0 {
        let draws = round::significant(pilot.provenance.draws as f64 * 2.0 * MARGIN * design / (target * target), 1);
        return refused(format!(
            "more trials would not reach this precision with {} draws of the uncertain values: try --draws {draws}",
            pilot.provenance.draws
        ));
    }
    let needed = pilot.provenance.trials as f64 * chance * chance / left * MARGIN;
    Ok(needed.ceil().max(pilot.provenance.trials as f64) as u64)
}

/// Twice the seconds, in whole tens of minutes, as Slurm reads them.
fn time(seconds: f64) -> String {
    const STEP: u64 = 600;
    let asked = (seconds * RESERVE).max(LEAST_TIME.as_secs_f64()).ceil() as u64;
    let minutes = asked.div_ceil(STEP) * STEP / 60;
    let (days, hours) = (minutes / 1440, minutes / 60 % 24);
    let clock = format!("{hours:02}:{:02}:00", minutes % 60);
    if days > 0 { format!("{days}-{clock}") } else { clock }
}

/// Twice the most memory that this process has had, which has run what a task runs.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.trim().parse().ok());
    let megabytes =
        kilobytes.map_or(UNKNOWN_MEGABYTES, |kilobytes: u64| (RESERVE * kilobytes as f64 / 1024.0).ceil() as u64);
    format!("{}M", megabytes.max(LEAST_MEGABYTES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_asked_for_in_words_of_slurm() {
        assert_eq!(time(0.0), "00:10:00");
        assert_eq!(time(301.0), "00:20:00");
        assert_eq!(time(3600.0), "02:00:00");
        assert_eq!(time(50_000.0), "1-03:50:00");
    }

    #[test]
    fn what_two_runs_tell_of_the_speed() {
        let seconds = Duration::from_secs_f64;
        let (each, start) = speed(Some((1000, seconds(1.5))), (4000, seconds(4.5)));
        assert!((each - 0.001).abs() < 1e-12 && (start - 0.5).abs() < 1e-9);
        assert_eq!(speed(None, (1000, seconds(2.0))), (0.002, 2.0));
    }
}
