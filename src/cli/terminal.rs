//! Standard output and standard error.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::{AutoStream, ColorChoice};

use super::failure::Failure;
use crate::report::text::layout::Look;
use crate::scenario::{Color, Diagnostics};

/// Whether notes and progress are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// Results only.
    Quiet,
    /// Notes and, on a terminal, progress too.
    Talking,
}

/// Prints results. A reader that has gone away (`| head`) is no failure.
pub fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Print(error)),
        _ => Ok(()),
    }
}

/// Says something on standard error; if nobody can read it there, nothing is said.
pub fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", text.trim_end());
}

/// Says something on standard error, if notes are wanted.
pub fn note(voice: Voice, text: &str) {
    if voice == Voice::Talking {
        say(text);
    }
}

/// Says what is wrong or odd with a scenario.
pub fn diagnose(diagnostics: &Diagnostics) {
    let color = match AutoStream::choice(&io::stderr()) {
        ColorChoice::Never => Color::Never,
        _ => Color::Always,
    };
    say(&diagnostics.render(color));
}

/// Whether results on standard output may be in colour.
pub fn look() -> Look {
    match AutoStream::choice(&io::stdout()) {
        ColorChoice::Never => Look::Plain,
        _ => Look::Coloured,
    }
}

/// Whether somebody watches standard error.
pub fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// Ctrl-C, or a request to end: a flag at the first, the end at the second.
#[derive(Debug)]
pub struct Interrupt;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

impl Interrupt {
    /// Begins to listen for whoever computes something.
    pub fn listen() -> Result<Self, Failure> {
        Self::listen_saying("interrupted: keeping what is finished (again: stop at once)")
    }

    /// Begins to listen, with words of its own for when it comes.
    pub fn listen_saying(words: &'static str) -> Result<Self, Failure> {
        let set = ctrlc::set_handler(move || {
            if INTERRUPTED.swap(true, Ordering::Relaxed) {
                std::process::exit(super::failure::INTERRUPTED.into());
            }
            say(&format!("\n{words}"));
        });
        match set {
            // Somebody listens already, for the whole process.
            Ok(()) | Err(ctrlc::Error::MultipleHandlers) => Ok(Self),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether it came.
    pub fn came(&self) -> bool {
        INTERRUPTED.load(Ordering::Relaxed)
    }
}
