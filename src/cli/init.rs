//! `init`: a scenario to begin with.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};

use super::args::InitArguments;
use super::failure::{Failure, Outcome};
use super::terminal::{self, Voice};
use crate::report::safe;
use crate::scenario::system;

const STARTER: &str = include_str!("starter.toml");

/// Writes the starter scenario.
pub fn init(arguments: &InitArguments, voice: Voice) -> Result<Outcome, Failure> {
    let path = &arguments.file;
    let written = if arguments.force {
        fs::write(path, STARTER)
    } else {
        File::create_new(path).and_then(|mut file| file.write_all(STARTER.as_bytes()))
    };
    written.map_err(|error| Failure::File {
        path: path.clone(),
        wrong: if path.is_dir() { "it is a folder, not a file".to_owned() } else { system::in_words(&error) },
        hint: match error.kind() {
            ErrorKind::AlreadyExists if path.is_file() => "name another file, or overwrite it with --force".to_owned(),
            ErrorKind::NotFound => "make the folder for it first".to_owned(),
            _ => "name another file".to_owned(),
        },
    })?;
    let shown = safe::path(path);
    terminal::note(voice, &format!("wrote {shown}; next: overheard check {shown}, then overheard run {shown}"));
    Ok(Outcome::Done)
}
