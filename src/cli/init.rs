//! `init`: a scenario to begin with.

use std::fs::{self, File};
use std::io::{self, Write};

use super::args::InitArguments;
use super::failure::{Failure, Outcome};
use super::terminal::{self, Voice};
use crate::report::safe;

const STARTER: &str = include_str!("starter.toml");

/// Writes the starter scenario.
pub fn init(arguments: &InitArguments, voice: Voice) -> Result<Outcome, Failure> {
    let path = &arguments.file;
    let written = if arguments.force {
        fs::write(path, STARTER)
    } else {
        File::create_new(path).and_then(|mut file| file.write_all(STARTER.as_bytes()))
    };
    written.map_err(|error| {
        let there = error.kind() == io::ErrorKind::AlreadyExists;
        let hint = there.then_some("name another file, or overwrite it with --force");
        Failure::File { path: path.clone(), error, hint }
    })?;
    let shown = safe::path(path);
    terminal::note(voice, &format!("wrote {shown}; next: overheard check {shown}, then overheard run {shown}"));
    Ok(Outcome::Done)
}
