//! What can be done in parts, whichever command it is of.

use std::path::{Path, PathBuf};

use super::args::{Command, Drawing, Output, Task, Trials};
use super::failure::{Failure, Outcome};
use super::terminal::Voice;
use super::{compare, run, sensitivity, sweep};
use crate::engine::{Tray, Work};
use crate::scenario::Scenario;

impl Task {
    /// The task of a command; absent if it is not done in parts.
    pub fn of(command: Command) -> Option<Self> {
        match command {
            Command::Run(run) => Some(Self::Run(run)),
            Command::Compare(compare) => Some(Self::Compare(compare)),
            Command::Sweep(sweep) => Some(Self::Sweep(sweep)),
            Command::Sensitivity(sensitivity) => Some(Self::Sensitivity(sensitivity)),
            _ => None,
        }
    }

    /// The command's name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Run(_) => "run",
            Self::Compare(_) => "compare",
            Self::Sweep(_) => "sweep",
            Self::Sensitivity(_) => "sensitivity",
        }
    }

    /// Where its result goes, or in a share its part.
    pub fn out(&self) -> Option<&Path> {
        self.output().0.out.as_deref()
    }

    /// The same with another way to show the result, on so many threads.
    pub fn shown(mut self, output: &Output, drawing: &Drawing, threads: Option<usize>) -> Self {
        let (shown, drawn, on) = match &mut self {
            Self::Run(run) => (&mut run.output, &mut run.drawing, &mut run.trials.threads),
            Self::Compare(compare) => (&mut compare.output, &mut compare.drawing, &mut compare.trials.threads),
            Self::Sweep(sweep) => (&mut sweep.output, &mut sweep.drawing, &mut sweep.trials.threads),
            Self::Sensitivity(sensitivity) => {
                (&mut sensitivity.output, &mut sensitivity.drawing, &mut sensitivity.threads)
            }
        };
        (*shown, *drawn, *on) = (output.clone(), drawing.clone(), threads);
        self
    }

    /// The same with so many trials, where it has a number of them.
    pub fn of_trials(mut self, trials: u64) -> Self {
        let own = match &mut self {
            Self::Run(run) => &mut run.trials,
            Self::Compare(compare) => &mut compare.trials,
            Self::Sweep(sweep) => &mut sweep.trials,
            Self::Sensitivity(_) => return self,
        };
        (own.trials, own.precision, own.max_trials) = (Some(trials), None, None);
        self
    }

    /// Refuses what cannot be done in parts.
    pub fn admit(&self) -> Result<(), Failure> {
        let refused = |why: &str| Err(Failure::Usage(why.to_owned()));
        match self {
            Self::Run(run) if run.checkpoint.is_some() || run.resume.is_some() => {
                refused("a part keeps no state on the way: make the parts smaller")
            }
            Self::Compare(compare) if compare.confidence.is_some() => refused(RACE),
            _ => Ok(()),
        }
    }

    /// Refuses what has no stated number of trials.
    pub fn admit_trials(&self) -> Result<(), Failure> {
        match self.trials().map(|trials| trials.trials) {
            Some(None) => Err(Failure::Usage(
                "the parts share a number of trials that is stated beforehand: give --trials N \
                 (`overheard slurm` finds the N that reaches a precision)"
                    .to_owned(),
            )),
            _ => Ok(()),
        }
    }

    /// The files of its scenarios.
    pub fn files(&self) -> Vec<PathBuf> {
        match self {
            Self::Run(run) => run.scenarios.clone(),
            Self::Compare(compare) => compare.scenarios.clone(),
            Self::Sweep(sweep) => vec![sweep.scenario.clone()],
            Self::Sensitivity(sensitivity) => vec![sensitivity.scenario.clone()],
        }
    }

    /// What is changed in its scenarios.
    pub fn overrides(&self) -> &[String] {
        match self {
            Self::Run(run) => &run.changes.overrides,
            Self::Compare(compare) => &compare.overrides,
            Self::Sweep(sweep) => &sweep.overrides,
            Self::Sensitivity(sensitivity) => &sensitivity.changes.overrides,
        }
    }

    /// How it is shown: the format and the looks.
    pub fn output(&self) -> (&Output, &Drawing) {
        match self {
            Self::Run(run) => (&run.output, &run.drawing),
            Self::Compare(compare) => (&compare.output, &compare.drawing),
            Self::Sweep(sweep) => (&sweep.output, &sweep.drawing),
            Self::Sensitivity(sensitivity) => (&sensitivity.output, &sensitivity.drawing),
        }
    }

    /// How many trials it runs; absent where its numbers have other names.
    pub fn trials(&self) -> Option<&Trials> {
        match self {
            Self::Run(run) => Some(&run.trials),
            Self::Compare(compare) => Some(&compare.trials),
            Self::Sweep(sweep) => Some(&sweep.trials),
            Self::Sensitivity(_) => None,
        }
    }

    /// On how many threads.
    pub fn threads(&self) -> Option<usize> {
        match self {
            Self::Sensitivity(sensitivity) => sensitivity.threads,
            _ => self.trials().and_then(|trials| trials.threads),
        }
    }

    /// Its scenarios, or what is wrong with them.
    pub fn scenarios(&self, voice: Voice) -> Result<Vec<Scenario>, Failure> {
        match self {
            Self::Run(run) => run::read(run, voice),
            Self::Compare(compare) => compare::read(compare, voice),
            Self::Sweep(sweep) => Ok(vec![sweep::read(sweep, voice)?]),
            Self::Sensitivity(sensitivity) => Ok(vec![sensitivity::read(sensitivity, voice)?]),
        }
    }

    /// Does a share of it on scenarios that are read.
    pub fn share(&self, scenarios: &[Scenario], tray: &Tray, voice: Voice) -> Result<Outcome, Failure> {
        match (self, scenarios) {
            (Self::Run(run), _) => run::share(run, scenarios, tray, voice),
            (Self::Compare(compare), _) => compare::share(compare, scenarios, tray, voice),
            (Self::Sweep(sweep), _) => sweep::share(sweep, tray, voice),
            (Self::Sensitivity(sensitivity), [scenario, ..]) => sensitivity::share(sensitivity, scenario, tray, voice),
            (Self::Sensitivity(_), []) => Ok(Outcome::Done),
        }
    }

    /// Does it with what becomes of the sums, and writes the result.
    pub fn with(&self, scenarios: &[Scenario], work: Work, voice: Voice) -> Result<Outcome, Failure> {
        match (self, scenarios) {
            (Self::Run(run), _) => run::with(run, scenarios, work, voice),
            (Self::Compare(compare), _) => compare::with(compare, scenarios, work, voice),
            (Self::Sweep(sweep), [scenario, ..]) => sweep::with(sweep, scenario, work, voice),
            (Self::Sensitivity(sensitivity), [scenario, ..]) => sensitivity::with(sensitivity, scenario, work, voice),
            (Self::Sweep(_) | Self::Sensitivity(_), []) => Ok(Outcome::Done),
        }
    }
}

/// Why a race of the rows is not run in parts.
const RACE: &str = "with --confidence each rung of trials decides which rows climb on, so one rung waits for the other: \
                    leave it out, and all rows get the same --trials; or race on one machine, with --max-trials to end it";
