//! Short trial runs, by which the jobs are sized: how much time and memory.
//!
//! What a part takes is a start, which every part has, and its share of the whole, which grows with the trials. Shares of
//! tasks of few trials tell all three.

use std::time::Instant;

use crate::cli::args::{Jobs, Task};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::terminal::Voice;
use crate::engine::{Share, Tray};
use crate::scenario::Scenario;

/// Trials of the first trial run, and how many times longer each further one is.
const FIRST: u64 = 1 << 13;
const GROWTH: u64 = 4;
/// Seconds beyond the start that tell the speed well enough, and those that tell what the draws take.
const ENOUGH: f64 = 2.0;
const LITTLE: f64 = 0.5;
/// Of so many parts, one is little more than the start.
const COUNTLESS: u64 = 1 << 20;
/// Parts of which one is timed: the smallest part that takes long enough.
const PARTS: [u64; 4] = [256, 32, 4, 1];
/// Where the trials are dealt to draws, more parts than this have nothing to do.
const MOST_BUSY: u64 = 1000;
/// An analysis of this size is timed in place of a larger one.
const PAIRS: u64 = 1024;
const WORLD_TRIALS: u64 = 4096;
/// Time and memory that are asked for, over those that are expected.
const RESERVE: f64 = 2.0;
const LEAST_SECONDS: f64 = 600.0;
/// The merge of many parts takes about as much.
const LEAST_MEGABYTES: u64 = 512;
/// Where the system does not tell how much memory was taken.
const UNKNOWN_MEGABYTES: u64 = 2048;

/// What tasks take.
pub struct Size {
    /// Seconds that a task is expected to take.
    pub seconds: f64,
    /// The time to ask for, as Slurm reads it.
    pub time: String,
    /// The memory to ask for.
    pub memory: String,
}

/// What each part of the task takes; absent if interrupted.
pub fn size(
    task: &Task,
    scenarios: &[Scenario],
    (shards, jobs): (u64, &Jobs),
    voice: Voice,
) -> Result<Option<Size>, Failure> {
    let (output, drawing) = task.output();
    let task = task.clone().shown(output, drawing, Some(1));
    let pilot = Pilot { task, scenarios, voice };
    let times = match (&pilot.task, pilot.task.trials().and_then(|trials| trials.trials)) {
        (Task::Sensitivity(_), _) => pilot.analysis()?,
        (_, trials) => pilot.trials(trials.unwrap_or(FIRST))?,
    };
    let busy = if matches!(pilot.task, Task::Run(_)) { shards } else { shards.min(MOST_BUSY) };
    Ok(times.map(|Times { start, whole }| {
        let seconds = start + whole / busy as f64 / jobs.cpus as f64;
        Size { seconds, time: time(seconds), memory: memory() }
    }))
}

/// Seconds of one CPU: until a part begins with its share, and of all shares together.
struct Times {
    start: f64,
    whole: f64,
}

struct Pilot<'a> {
    task: Task,
    scenarios: &'a [Scenario],
    voice: Voice,
}

impl Pilot<'_> {
    /// Seconds that the first of so many parts takes; absent if interrupted.
    fn timed(&self, task: &Task, of: u64) -> Result<Option<f64>, Failure> {
        let Some(first) = Share::new(0, of) else { return Ok(None) };
        let started = Instant::now();
        let outcome = task.share(self.scenarios, &Tray::new(first), self.voice)?;
        Ok((outcome == Outcome::Done).then(|| started.elapsed().as_secs_f64()))
    }

    /// Seconds of the start, and of the smallest part that takes some time, with how many such parts there are.
    fn part(&self, task: &Task) -> Result<Option<(f64, f64, u64)>, Failure> {
        let Some(start) = self.timed(task, COUNTLESS)? else { return Ok(None) };
        for of in PARTS {
            let Some(took) = self.timed(task, of)? else { return Ok(None) };
            if took - start > LITTLE || of == 1 {
                return Ok(Some((start, took, of)));
            }
        }
        Ok(None)
    }

    /// A task that runs so many trials.
    fn trials(&self, trials: u64) -> Result<Option<Times>, Failure> {
        let draws = self.task.trials().and_then(|trials| trials.draws).unwrap_or(0);
        let few = FIRST.max(draws).min(trials);
        let Some((start, first, of)) = self.part(&self.task.clone().of_trials(few))? else { return Ok(None) };
        let (mut done, mut last) = (few, first);
        while done < trials && last - first < ENOUGH {
            done = (done * GROWTH).min(trials);
            let Some(took) = self.timed(&self.task.clone().of_trials(done), of)? else { return Ok(None) };
            last = took;
        }
        Ok(Some(told((few, first - start), (done, last - start), of).of(trials, start)))
    }

    /// An analysis, of as many pairs and trials as it has.
    fn analysis(&self) -> Result<Option<Times>, Failure> {
        let Task::Sensitivity(arguments) = &self.task else { return Ok(None) };
        let mut small = arguments.clone();
        small.pairs = small.pairs.min(PAIRS);
        small.tornado_trials = small.tornado_trials.min(WORLD_TRIALS);
        let larger = |whole: u64, small: u64| whole as f64 / small.max(1) as f64;
        let times = larger(arguments.pairs, small.pairs).max(larger(arguments.tornado_trials, small.tornado_trials));
        let Some((start, took, of)) = self.part(&Task::Sensitivity(small))? else { return Ok(None) };
        Ok(Some(Times { start, whole: (took - start).max(0.0) * of as f64 * times }))
    }
}

/// What the whole takes: by itself, and for each trial.
struct Told {
    fixed: f64,
    each: f64,
}

/// From the seconds that one of so many parts took with fewer trials, and with more.
fn told(fewer: (u64, f64), more: (u64, f64), of: u64) -> Told {
    let of = of as f64;
    let least = (more.1 * of / more.0.max(1) as f64 / 10.0).max(0.0);
    let each = match more.0 > fewer.0 {
        true => ((more.1 - fewer.1) * of / (more.0 - fewer.0) as f64).max(least),
        false => more.1.max(0.0) * of / more.0.max(1) as f64,
    };
    Told { fixed: (fewer.1 * of - each * fewer.0 as f64).max(0.0), each }
}

impl Told {
    fn of(&self, trials: u64, start: f64) -> Times {
        Times { start, whole: self.fixed + self.each * trials as f64 }
    }
}

/// Twice the seconds, in whole tens of minutes, as Slurm reads them.
fn time(seconds: f64) -> String {
    const STEP: u64 = 600;
    let asked = (seconds * RESERVE).max(LEAST_SECONDS).ceil() as u64;
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
    fn what_two_parts_tell_of_the_whole() {
        // Of four parts with 1,000 and with 4,000 trials: the whole takes 2 s and 1 ms a trial.
        let found = told((1000, 0.75), (4000, 1.5), 4).of(10_000, 0.5);
        assert!((found.start - 0.5).abs() < 1e-12 && (found.whole - 12.0).abs() < 1e-9);
        let at_once = told((1000, 0.75), (1000, 0.75), 1).of(1000, 0.0);
        assert!((at_once.whole - 0.75).abs() < 1e-12);
        let noise = told((1000, 1.0), (4000, 0.9), 1);
        assert!(noise.each > 0.0, "more trials take longer, whatever the clock says");
    }
}
