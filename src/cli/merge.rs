//! `merge`: parts made whole.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::args::{MergeArguments, Task};
use super::failure::{Failure, Outcome};
use super::steps::same_scenarios;
use super::terminal::{self, Voice};
use super::{parts, words};
use crate::engine::{Gathered, Work};
use crate::report::envelope::{self, EnvelopeError, Head, Kind};
use crate::report::safe;

const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Files that are named in a message; of more, only the number.
const NAMED: usize = 10;

/// Merges parts.
pub fn merge(arguments: &MergeArguments, voice: Voice) -> Result<Outcome, Failure> {
    let files = parts::found(&arguments.parts)?;
    let sorted = Sorted::of(&files)?;
    let whole = gather(&sorted, arguments.missing)?;
    if arguments.missing {
        terminal::print(format!("{}\n", parts::ranges(&whole.again)).trim_start().as_bytes())?;
        return Ok(Outcome::Done);
    }
    if !whole.wrong.is_empty() {
        return Err(Failure::Parts(complaint(&sorted, &whole)));
    }
    finish(arguments, &sorted.head, &whole.gathered, voice)
}

/// Files by the part that they say they are.
struct Sorted {
    /// What most of them belong to; its index is no matter.
    head: Head,
    by_index: BTreeMap<u64, Vec<PathBuf>>,
    unreadable: Vec<(PathBuf, EnvelopeError)>,
    foreign: Vec<(PathBuf, String)>,
}

impl Sorted {
    fn of(files: &[PathBuf]) -> Result<Self, Failure> {
        let mut wholes: Vec<(Head, Vec<(u64, PathBuf)>)> = Vec::new();
        let mut unreadable = Vec::new();
        for file in files {
            match parts::head(Kind::Part, file)? {
                Err(error) => unreadable.push((file.clone(), error)),
                Ok(head) => match wholes.iter_mut().find(|(whole, _)| whole.belongs_to(&head)) {
                    Some((_, members)) => members.push((head.index, file.clone())),
                    None => wholes.push((head.clone(), vec![(head.index, file.clone())])),
                },
            }
        }
        // Of equally many the first: the order of the files decides, which is stated.
        let most = wholes.iter().map(|(_, members)| members.len()).max();
        let Some(position) = wholes.iter().position(|(_, members)| Some(members.len()) == most) else {
            return Err(Failure::Parts(no_part_at_all(&unreadable)));
        };
        let (head, members) = wholes.swap_remove(position);
        let mut by_index: BTreeMap<u64, Vec<PathBuf>> = BTreeMap::new();
        members.into_iter().for_each(|(index, file)| by_index.entry(index).or_default().push(file));
        let stranger = |(other, members): (Head, Vec<(u64, PathBuf)>)| {
            let why = difference(&head, &other);
            members.into_iter().map(move |(_, file)| (file, why.clone()))
        };
        let foreign = wholes.into_iter().flat_map(stranger).collect();
        Ok(Self { head, by_index, unreadable, foreign })
    }
}

fn no_part_at_all(unreadable: &[(PathBuf, EnvelopeError)]) -> String {
    let lines = unreadable.iter().map(|(file, error)| format!("  {}: {error}", safe::path(file)));
    format!("there is no part among the files:\n{}", some(lines.collect()))
}

/// In what another part differs from those that most files are parts of.
fn difference(most: &Head, other: &Head) -> String {
    match () {
        () if other.version != most.version => format!("it is of version {}", safe::one_line(&other.version)),
        () if other.of != most.of => format!("it is one of {} parts, not of {}", other.of, most.of),
        () if other.command != most.command => format!("it is a part of `{}`", other.typed()),
        () => "it is of a scenario that says something else".to_owned(),
    }
}

/// What the parts come to.
struct Whole {
    gathered: Gathered,
    /// What is wrong, a line each.
    wrong: Vec<String>,
    /// The parts to run again.
    again: Vec<u64>,
}

/// Adds up the parts; with what is wrong, if anything is.
fn gather(sorted: &Sorted, only_missing: bool) -> Result<Whole, Failure> {
    let mut whole = Whole { gathered: Gathered::default(), wrong: Vec::new(), again: Vec::new() };
    whole
        .wrong
        .extend(sorted.foreign.iter().map(|(file, why)| format!("does not belong: {}: {why}", safe::path(file))));
    for (file, error) in &sorted.unreadable {
        whole.wrong.push(format!("cannot be used: {}: {error}", safe::path(file)));
    }
    let mut missing = Vec::new();
    for index in 0..sorted.head.of {
        let files = sorted.by_index.get(&index).map_or(&[][..], Vec::as_slice);
        let [file] = files else {
            match files {
                [] => missing.push(index),
                [..] => whole.wrong.push(doubled(index, files)),
            }
            continue;
        };
        if let Err(error) = add(&mut whole.gathered, file, only_missing)? {
            whole.wrong.push(format!("cannot be used: {}: {error}", safe::path(file)));
            whole.again.push(index);
        }
    }
    if !missing.is_empty() {
        whole.wrong.push(format!("missing: {} of {}", parts::ranges(&missing), sorted.head.of));
    }
    whole.again.extend(missing);
    whole.again.sort_unstable();
    Ok(whole)
}

fn doubled(index: u64, files: &[PathBuf]) -> String {
    let names: Vec<String> = files.iter().take(NAMED).map(|file| safe::path(file)).collect();
    format!("there twice: part {index} is in {}; remove all but one", names.join(" and in "))
}

/// Adds a part, or only looks whether it is whole.
fn add(gathered: &mut Gathered, file: &Path, only_look: bool) -> Result<Result<(), EnvelopeError>, Failure> {
    let bytes = parts::read(file)?;
    let opened = envelope::open(
        Kind::Part,
        &bytes,
        |identity, piece| {
            if only_look { Ok(()) } else { gathered.absorb(identity, piece) }
        },
    );
    Ok(opened.map(|_| ()))
}

/// What is wrong, and what to do.
fn complaint(sorted: &Sorted, whole: &Whole) -> String {
    let mut text = format!("the parts do not make a whole:\n{}", some(whole.wrong.clone()));
    if !whole.again.is_empty() {
        let (again, of) = (parts::ranges(&whole.again), sorted.head.of);
        let command = sorted.head.typed();
        text.push_str(&format!(
            "\nrun again, for I in {again}:\n  overheard shard --index I --of {of} {command} --out PART"
        ));
    }
    text
}

fn some(lines: Vec<String>) -> String {
    let more = lines.len().saturating_sub(NAMED);
    let mut shown: Vec<String> = lines.into_iter().take(NAMED).map(|line| format!("  {line}")).collect();
    if more > 0 {
        shown.push(format!("  and {more} more"));
    }
    shown.join("\n")
}

/// Does what one machine would have done, with the sums of the parts.
fn finish(arguments: &MergeArguments, head: &Head, gathered: &Gathered, voice: Voice) -> Result<Outcome, Failure> {
    if head.version != VERSION {
        let found = safe::one_line(&head.version);
        return Err(Failure::Parts(format!(
            "the parts are of version {found}, this is version {VERSION}, whose numbers may differ: merge with {found}, or run them again"
        )));
    }
    let ended = again(arguments, head, gathered, voice);
    match ended {
        // Whatever came of it came of sums that are not what they are said to be.
        Err(_) if !gathered.adds_up() => {
            Err(Failure::Parts("the parts do not add up to what they say they are parts of: run them again".to_owned()))
        }
        ended => ended,
    }
}

/// The command of the parts, once more, with the sums that they hold.
fn again(arguments: &MergeArguments, head: &Head, gathered: &Gathered, voice: Voice) -> Result<Outcome, Failure> {
    let Some(task) = words::command(&head.command).and_then(Task::of) else {
        return Err(Failure::Parts(format!("the parts are of `{}`, which has none", head.typed())));
    };
    let task = task.shown(&arguments.output, &arguments.drawing, arguments.threads);
    let scenarios = task.scenarios(Voice::Quiet)?;
    same_scenarios(&scenarios, head)?;
    task.with(&scenarios, Work::Gathered(gathered), voice)
}
