//! How many trials reach a precision, by a short trial run: parts share a number that is stated beforehand.

use std::time::{Duration, Instant};

use crate::cli::args::{SweepArguments, Task, Trials};
use crate::cli::failure::Failure;
use crate::cli::progress::Watch;
use crate::cli::steps::{on_threads, run_options};
use crate::cli::sweep;
use crate::cli::terminal::{Interrupt, Voice};
use crate::report::{round, safe};
use crate::scenario::Scenario;
use crate::statistics::normal_quantile;
use crate::study::result::{Effort, Odds, Stop};
use crate::study::run::{self, RunOptions};

/// Trials of the first trial run, and how many times longer each further one is.
const FIRST: u64 = 1 << 13;
const GROWTH: u64 = 4;
/// A trial run of this length tells enough.
const ENOUGH: Duration = Duration::from_secs(2);
/// The trial run draws other random numbers than the run that it sizes.
const OTHER_SEED: u64 = 0x5eed_0f7e_57ab_1e00;
/// Trials beyond those that should reach the precision, so that it seldom just misses.
const MARGIN: f64 = 1.2;
/// Miss probability of the intervals.
const ALPHA: f64 = 0.05;

/// The trials that the task takes: those that were asked for, or as many as should reach the precision. Absent if
/// interrupted, and where there is no number of trials.
pub fn trials(
    task: &Task,
    scenarios: &[Scenario],
    interrupt: &Interrupt,
    voice: Voice,
) -> Result<Option<u64>, Failure> {
    let Some(typed) = task.trials() else { return Ok(None) };
    if typed.trials.is_some() {
        return Ok(typed.trials);
    }
    let found = match task {
        Task::Sweep(arguments) => on_threads(Some(1), || of_sweep(arguments, interrupt, voice))??,
        _ => of_runs(scenarios, typed, interrupt, voice)?,
    };
    Ok(found.map(|found| found.min(typed.max_trials.unwrap_or(u64::MAX))))
}

/// One number for all scenarios, as in any run.
fn of_runs(
    scenarios: &[Scenario],
    typed: &Trials,
    interrupt: &Interrupt,
    voice: Voice,
) -> Result<Option<u64>, Failure> {
    let options = run_options(typed, 0);
    let mut most = 0;
    for scenario in scenarios {
        let found = on_threads(Some(1), || of_run(scenario, &options, interrupt, voice))??;
        let Some(found) = found else { return Ok(None) };
        most = most.max(found);
    }
    Ok(Some(most))
}

/// Runs until the odds show how many trials they take.
fn of_run(
    scenario: &Scenario,
    options: &RunOptions,
    interrupt: &Interrupt,
    voice: Voice,
) -> Result<Option<u64>, Failure> {
    let name = safe::one_line(scenario.file());
    let look = |effort: Effort| {
        let options = RunOptions { seed: options.seed ^ OTHER_SEED, effort, ..options.clone() };
        match run::run(scenario, &options, &Watch::new(interrupt, voice)) {
            Ok(result) => {
                let (trials, draws) = (result.provenance.trials, result.provenance.draws);
                Ok(Some(Look { stop: result.stop, trials, draws, points: vec![result.odds] }))
            }
            Err(_) if interrupt.came() => Ok(None),
            Err(error) => Err(Failure::Run { file: name.clone(), error }),
        }
    };
    until_told(options.effort, &name, &look)
}

/// Sweeps until the worst point shows how many trials it takes.
fn of_sweep(arguments: &SweepArguments, interrupt: &Interrupt, voice: Voice) -> Result<Option<u64>, Failure> {
    let look = |effort: Effort| {
        let mut other = arguments.clone();
        other.trials.seed ^= OTHER_SEED;
        let result = sweep::look(&other, effort, &Watch::new(interrupt, voice))?;
        Ok(result.filter(|_| !interrupt.came()).map(|result| Look {
            stop: result.stop,
            trials: result.provenance.trials,
            draws: result.provenance.draws,
            points: result.points.iter().map(|point| point.odds).collect(),
        }))
    };
    until_told(sweep::options(arguments).effort, &safe::path(&arguments.scenario), &look)
}

/// What a trial run showed.
struct Look {
    stop: Stop,
    trials: u64,
    draws: u64,
    /// The odds that are to be precise.
    points: Vec<Odds>,
}

/// Looks, each time longer, until there is enough to tell the number of trials; absent if interrupted.
fn until_told(
    effort: Effort,
    name: &str,
    look: &dyn Fn(Effort) -> Result<Option<Look>, Failure>,
) -> Result<Option<u64>, Failure> {
    let Effort::Precision { relative, max_trials: most } = effort else { return Ok(Some(effort.most_trials())) };
    let mut trials = FIRST.min(most);
    loop {
        let started = Instant::now();
        let Some(look) = look(Effort::Precision { relative, max_trials: trials })? else { return Ok(None) };
        let over = started.elapsed() > ENOUGH || trials >= most || !matches!(look.stop, Stop::Trials | Stop::MaxTrials);
        if over {
            return look.wanted(relative).map(Some).map_err(|why| Failure::Usage(format!("{name}: {why}")));
        }
        trials = (trials * GROWTH).min(most);
    }
}

impl Look {
    /// The trials that the worst point takes, or why no number of trials does.
    fn wanted(&self, relative: f64) -> Result<u64, String> {
        let needs: Vec<Need> = self.points.iter().filter_map(|odds| self.need(odds, relative)).collect();
        if needs.is_empty() {
            return Err("a short trial run captures nothing, so nothing says how many trials a precision takes: \
                        give --trials N"
                .to_owned());
        }
        let most = needs.iter().filter_map(|need| need.trials).max_by(f64::total_cmp);
        let Some(most) = most else {
            let share = needs.iter().map(|need| need.design).fold(0.0, f64::max);
            let draws = round::significant(self.draws as f64 * 2.0 * MARGIN * share, 1).replace(',', "");
            return Err(format!(
                "more trials would not reach this precision with {} draws of the uncertain values: try --draws {draws}",
                self.draws
            ));
        };
        Ok(most.ceil().max(self.trials as f64) as u64)
    }

    /// What a point takes; absent where nothing was captured.
    fn need(&self, odds: &Odds, relative: f64) -> Option<Need> {
        let target = relative * odds.estimate.mean;
        let interval = odds.estimate.interval.filter(|_| target > 0.0)?;
        let quantile = normal_quantile(ALPHA);
        let whole = quantile * interval.standard_error;
        let chance = quantile * odds.chance_error.unwrap_or(interval.standard_error);
        let design = (whole * whole - chance * chance).max(0.0);
        let left = target * target - design;
        let trials = (left > 0.0).then(|| self.trials as f64 * chance * chance / left * MARGIN);
        Some(Need { trials, design: design / (target * target) })
    }
}

/// What a point takes.
struct Need {
    /// Trials; absent where no number of them is enough.
    trials: Option<f64>,
    /// Squared error by the finite number of draws, over that which is aimed at.
    design: f64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::{Estimate, Interval};

    fn odds(mean: f64, error: f64, chance: f64) -> Odds {
        let interval = Some(Interval { standard_error: error, low: 0.0, high: 1.0 });
        Odds { estimate: Estimate { mean, interval }, chance_error: Some(chance), band: None }
    }

    fn wanted(points: Vec<Odds>) -> Result<u64, String> {
        Look { stop: Stop::MaxTrials, trials: 10_000, draws: 100, points }.wanted(0.1)
    }

    #[test]
    fn the_worst_point_that_can_be_precise_says_how_many_trials() {
        // Half-width 1.96 * 0.02 for 0.01 wanted: 15.4 times the trials, and a fifth more.
        let found = wanted(vec![odds(0.1, 0.02, 0.02), odds(0.1, 0.001, 0.001), odds(0.0, 0.0, 0.0)]).unwrap();
        assert!((found as f64 / 10_000.0 - 3.92 * 3.92 * 1.2).abs() < 0.05, "{found}");
        let beside_a_hopeless_one = wanted(vec![odds(0.1, 0.02, 0.001), odds(0.1, 0.002, 0.002)]).unwrap();
        assert_eq!(beside_a_hopeless_one, 10_000);
    }

    #[test]
    fn where_no_number_of_trials_is_enough_that_is_said() {
        let why = wanted(vec![odds(0.1, 0.02, 0.001)]).unwrap_err();
        assert!(why.contains("--draws 4000"), "{why}");
        assert!(wanted(vec![odds(0.0, 0.0, 0.0)]).unwrap_err().contains("--trials N"));
    }
}
