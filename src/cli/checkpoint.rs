//! `run --checkpoint` and `run --resume`: a run whose state is kept, so that it can be taken up again.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::args::{Command, RunArguments};
use super::failure::{Failure, Outcome};
use super::shard::head;
use super::steps::same_scenarios;
use super::terminal::{self, Voice};
use super::words::{self, Typed, Without};
use super::{parts, run};
use crate::engine::{Keeper, Occasion, Share, Work};
use crate::report::envelope::{self, Head, Kind, Pieces};
use crate::report::{safe, shell};
use crate::scenario::Scenario;

/// Time between two writings of the state.
const INTERVAL: Duration = Duration::from_secs(30);
/// A wave of units should not take much longer than this: until it is over, nothing of it can be kept.
const WAVE: Duration = Duration::from_secs(10);
/// Units of the first wave.
const FIRST_WAVE: usize = 64;
/// Writing takes at most one part in so many of the time.
const LEAST_TO_WRITING: u32 = 100;

/// Runs, keeping the state if that was asked for.
pub fn run(arguments: &RunArguments, typed: &Typed, voice: Voice) -> Result<Outcome, Failure> {
    match (&arguments.checkpoint, &arguments.resume) {
        (Some(file), _) => begin(arguments, file, typed.words(&["run"], Without::Process)?, voice),
        (None, Some(file)) => resume(arguments, file, &typed.words(&["run"], Without::Process)?, voice),
        (None, None) => run::run(arguments, voice),
    }
}

fn begin(arguments: &RunArguments, file: &Path, command: Vec<String>, voice: Voice) -> Result<Outcome, Failure> {
    if file.exists() {
        let wrong = "it is there already".to_owned();
        let hint = "go on with --resume, or name another file".to_owned();
        return Err(Failure::File { path: file.to_owned(), wrong, hint });
    }
    let scenarios = run::read(arguments, voice)?;
    let Some(whole) = Share::new(0, 1) else { return run::run(arguments, voice) };
    let head = head(command, &scenarios, whole);
    go(arguments, &scenarios, Book::new(file, head, Vec::new()), voice)
}

fn resume(typed: &RunArguments, file: &Path, now: &[String], voice: Voice) -> Result<Outcome, Failure> {
    let (head, states) = read(file)?;
    // A word alone is the name of the command: then nothing else was typed.
    if now.len() > 1 && now != head.command {
        return Err(Failure::Usage(format!(
            "{} is the state of `overheard {}`; leave scenario and options out, they are in there",
            safe::path(file),
            head.typed()
        )));
    }
    let Some(Command::Run(mut arguments)) = words::command(&head.command) else {
        return Err(unusable(file, "it is not of a run that this program knows"));
    };
    arguments.trials.threads = typed.trials.threads;
    let scenarios = run::read(&arguments, voice)?;
    same_scenarios(&scenarios, &head)?;
    go(&arguments, &scenarios, Book::new(file, head, states), voice)
}

fn read(file: &Path) -> Result<(Head, Vec<Vec<u8>>), Failure> {
    let bytes = parts::read(file)?;
    let mut states = Vec::new();
    let head = envelope::open(Kind::State, &bytes, |_, state| {
        states.push(state.to_vec());
        Ok(())
    });
    let head = head.map_err(|error| unusable(file, &error.to_string()))?;
    if head.version != env!("CARGO_PKG_VERSION") {
        let wrong = format!("it is of version {}, whose numbers may differ", safe::one_line(&head.version));
        return Err(unusable(file, &wrong));
    }
    Ok((head, states))
}

fn unusable(file: &Path, wrong: &str) -> Failure {
    let hint = "run the scenario again from the start".to_owned();
    Failure::File { path: file.to_owned(), wrong: wrong.to_owned(), hint }
}

/// Runs from where the book is, and removes it when all is done.
fn go(arguments: &RunArguments, scenarios: &[Scenario], book: Book, voice: Voice) -> Result<Outcome, Failure> {
    // A place that cannot be written to is found out now.
    book.write()?;
    let ended = run::with(arguments, scenarios, Work::Kept(&book), voice);
    if book.refused.load(Ordering::Relaxed) {
        return Err(unusable(&book.file, "its sums are not of this run"));
    }
    let ended = ended?;
    book.failure()?;
    if ended == Outcome::Done {
        let _ = std::fs::remove_file(&book.file);
    } else {
        let command = ["run".to_owned(), "--resume".to_owned(), book.file.to_string_lossy().into_owned()];
        let command = safe::one_line(&shell::line(&command));
        terminal::note(voice, &format!("the state is kept; go on with: overheard {command}"));
    }
    Ok(ended)
}

/// The states of the runs of a command, and their file.
struct Book {
    file: PathBuf,
    head: Head,
    pages: Mutex<Pages>,
    refused: AtomicBool,
}

struct Pages {
    /// Of the runs that were begun, in their order.
    states: Vec<Vec<u8>>,
    /// How many of them were begun by this process.
    begun: usize,
    wave: usize,
    offered: Instant,
    written: Instant,
    writing: Duration,
    failure: Option<Failure>,
}

impl Book {
    fn new(file: &Path, head: Head, states: Vec<Vec<u8>>) -> Self {
        let now = Instant::now();
        let pages = Pages {
            states,
            begun: 0,
            wave: FIRST_WAVE,
            offered: now,
            written: now,
            writing: Duration::ZERO,
            failure: None,
        };
        Self { file: file.to_owned(), head, pages: Mutex::new(pages), refused: AtomicBool::new(false) }
    }

    fn pages(&self) -> std::sync::MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> Result<(), Failure> {
        let mut pages = self.pages();
        let begun = Instant::now();
        let named = pages.states.iter().enumerate().map(|(number, state)| (format!("{number:06}"), state.clone()));
        let states: Pieces = named.collect();
        let bytes =
            envelope::bytes(Kind::State, &self.head, &states).map_err(crate::report::files::ReportError::from)?;
        parts::write(&self.file, &bytes)?;
        (pages.written, pages.writing) = (Instant::now(), begun.elapsed());
        Ok(())
    }

    /// What went wrong when the state was written last.
    fn failure(&self) -> Result<(), Failure> {
        self.pages().failure.take().map_or(Ok(()), Err)
    }
}

impl Keeper for Book {
    fn begin(&self) -> Option<Vec<u8>> {
        let mut pages = self.pages();
        pages.begun += 1;
        pages.wave = FIRST_WAVE;
        pages.offered = Instant::now();
        let known = pages.begun <= pages.states.len();
        if !known {
            pages.states.push(Vec::new());
        }
        let state = pages.states[pages.begun - 1].clone();
        (!state.is_empty()).then_some(state)
    }

    fn wave(&self) -> usize {
        self.pages().wave
    }

    fn offer(&self, state: &dyn Fn() -> Vec<u8>, occasion: Occasion) {
        let mut pages = self.pages();
        let longest = INTERVAL.max(pages.writing * LEAST_TO_WRITING);
        if pages.offered.elapsed() < WAVE {
            pages.wave *= 2;
        }
        pages.offered = Instant::now();
        let page = pages.begun - 1;
        let is_first = pages.states[page].is_empty();
        if occasion == Occasion::OnTheWay && !is_first && pages.written.elapsed() < longest {
            return;
        }
        pages.states[page] = state();
        drop(pages);
        let failure = self.write().err();
        self.pages().failure = failure;
    }

    fn refuse(&self) {
        self.refused.store(true, Ordering::Relaxed);
    }
}
