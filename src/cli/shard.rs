//! `shard`: a part of a command's trials.

use std::path::{Path, PathBuf};

use super::args::{ShardArguments, Task};
use super::failure::{Failure, Outcome};
use super::terminal::{self, Voice};
use super::words::{Typed, Without};
use super::{compare, parts, run};
use crate::engine::{Share, Tray};
use crate::report::envelope::{self, Head, Kind, Subject};
use crate::report::files::ReportError;
use crate::report::safe;
use crate::scenario::Scenario;

/// Runs a part.
pub fn shard(arguments: &ShardArguments, typed: &Typed, voice: Voice) -> Result<Outcome, Failure> {
    let Some(share) = Share::new(arguments.index, arguments.of) else {
        let (index, last) = (arguments.index, arguments.of - 1);
        return Err(Failure::Usage(format!("--index {index} is not among the parts, which are 0 to {last}")));
    };
    admit(arguments, typed)?;
    let scenarios = arguments.task.scenarios(voice)?;
    let command = typed.words(&["shard", arguments.task.name()], Without::ProcessAndResult)?;
    let head = head(command, &scenarios, share);
    let path = parts::place(&arguments.task.out(), share.index(), share.of())?;
    if is_there(&path, &head) {
        terminal::note(voice, &format!("{} is there already, and whole", safe::path(&path)));
        return Ok(Outcome::Done);
    }
    let tray = Tray::new(share);
    if arguments.task.run(&scenarios, &tray, voice)? == Outcome::Interrupted {
        terminal::note(voice, "interrupted: a part is written only when it is whole; run it again");
        return Ok(Outcome::Interrupted);
    }
    let bytes = envelope::bytes(Kind::Part, &head, &tray.pieces()).map_err(ReportError::from)?;
    parts::write(&path, &bytes)?;
    terminal::note(voice, &format!("wrote {}", safe::path(&path)));
    Ok(Outcome::Done)
}

/// What the files of a command's parts have in common, and which it is.
pub fn head(command: Vec<String>, scenarios: &[Scenario], share: Share) -> Head {
    let subject = |scenario: &Scenario| Subject { file: scenario.file().to_owned(), hash: scenario.hash().to_owned() };
    Head {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command,
        scenarios: scenarios.iter().map(subject).collect(),
        index: share.index(),
        of: share.of(),
    }
}

/// Refuses what makes no sense for a part.
fn admit(arguments: &ShardArguments, typed: &Typed) -> Result<(), Failure> {
    let task = &arguments.task;
    if let Some(option) = typed.option_of_result(&["shard", task.name()]) {
        let option = option.replace('_', "-");
        return Err(Failure::Usage(format!("a part has no result to show: give --{option} to `overheard merge`")));
    }
    task.admit()
}

/// Whether this very part is there, and whole.
fn is_there(path: &Path, head: &Head) -> bool {
    let read = parts::read(path).ok();
    read.is_some_and(|bytes| envelope::open(Kind::Part, &bytes, |_, _| Ok(())).is_ok_and(|found| found == *head))
}

impl Task {
    /// The command's name.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Run(_) => "run",
            Self::Compare(_) => "compare",
        }
    }

    fn out(&self) -> PathBuf {
        let output = match self {
            Self::Run(run) => &run.output,
            Self::Compare(compare) => &compare.output,
        };
        output.out.clone().unwrap_or_default()
    }

    fn admit(&self) -> Result<(), Failure> {
        let refused = |why: &str| Err(Failure::Usage(why.to_owned()));
        let trials = match self {
            Self::Run(run) if run.checkpoint.is_some() || run.resume.is_some() => {
                return refused("a part keeps no state on the way: make the parts smaller");
            }
            Self::Compare(compare) if compare.confidence.is_some() => {
                return refused("which rows get more trials is decided by all that were run: leave --confidence out");
            }
            Self::Run(run) => &run.trials,
            Self::Compare(compare) => &compare.trials,
        };
        match trials.trials {
            Some(_) => Ok(()),
            None => refused(
                "the parts share a number of trials that is stated beforehand: give --trials N \
                 (`overheard slurm` finds the N that reaches a precision)",
            ),
        }
    }

    fn scenarios(&self, voice: Voice) -> Result<Vec<Scenario>, Failure> {
        match self {
            Self::Run(run) => run::read(run, voice),
            Self::Compare(compare) => Ok(vec![compare::read(compare, voice)?]),
        }
    }

    fn run(&self, scenarios: &[Scenario], tray: &Tray, voice: Voice) -> Result<Outcome, Failure> {
        match (self, scenarios) {
            (Self::Run(run), _) => run::share(run, scenarios, tray, voice),
            (Self::Compare(compare), [scenario, ..]) => compare::share(compare, scenario, tray, voice),
            (Self::Compare(_), []) => Ok(Outcome::Done),
        }
    }
}
