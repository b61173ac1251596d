//! `shard`: a part of a command's trials.

use std::path::Path;

use super::args::ShardArguments;
use super::failure::{Failure, Outcome};
use super::parts;
use super::terminal::{self, Voice};
use super::words::{Typed, Without};
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
    let path = parts::place(arguments.task.out().unwrap_or(Path::new("")), share.index(), share.of())?;
    if is_there(&path, &head) {
        terminal::note(voice, &format!("{} is there already, and whole", safe::path(&path)));
        return Ok(Outcome::Done);
    }
    let tray = Tray::new(share);
    if arguments.task.share(&scenarios, &tray, voice)? == Outcome::Interrupted {
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
    task.admit()?;
    task.admit_trials()
}

/// Whether this very part is there, and whole.
fn is_there(path: &Path, head: &Head) -> bool {
    let read = parts::read(path).ok();
    read.is_some_and(|bytes| envelope::open(Kind::Part, &bytes, |_, _| Ok(())).is_ok_and(|found| found == *head))
}
