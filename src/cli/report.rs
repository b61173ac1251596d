//! `report`: the pages of any results as one HTML file; nothing is run again.

use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use super::args::ReportArguments;
use super::failure::{Failure, Outcome};
use super::steps;
use super::terminal::{self, Voice};
use crate::report::files::ReportError;
use crate::report::html::{self, BEGINNING};
use crate::report::page::{self, Page};
use crate::report::safe;
use crate::scenario::system;

/// Stands for standard output.
const STANDARD_OUTPUT: &str = "-";
/// No file of a result that is read is longer than this \[bytes\].
const MOST_BYTES: u64 = 64 << 20;

/// Puts the pages together.
pub fn report(arguments: &ReportArguments, voice: Voice) -> Result<Outcome, Failure> {
    let to_stdout = arguments.out == Path::new(STANDARD_OUTPUT);
    if !to_stdout && !arguments.force {
        admit(&arguments.out)?;
    }
    let pages: Result<Vec<Page>, Failure> = arguments.results.iter().map(|dir| page_of(dir)).collect();
    let pages = pages?;
    let first = pages.first().map(|page| page.theme).unwrap_or_default();
    let theme = arguments.theme.map_or(first, steps::theme);
    let bytes = html::report(&pages, theme).map_err(ReportError::Html)?;
    if to_stdout {
        terminal::print(&bytes)?;
        return Ok(Outcome::Done);
    }
    write(&arguments.out, &bytes).map_err(|error| refused(&arguments.out, system::in_words(&error)))?;
    terminal::note(voice, &format!("wrote {}", safe::path(&arguments.out)));
    Ok(Outcome::Done)
}

fn page_of(dir: &Path) -> Result<Page, Failure> {
    if !dir.is_dir() {
        let wrong = if dir.exists() { "this is not a folder" } else { "there is no such folder" };
        let hint = "name folders of results, such as output/NAME".to_owned();
        return Err(Failure::File { path: dir.to_owned(), wrong: wrong.to_owned(), hint });
    }
    page::read(|name| inside(dir, name)).map_err(|error| Failure::Page { dir: dir.to_owned(), error })
}

/// What a file of the result holds; its page may have been edited to name one outside, or a pipe that never ends.
fn inside(dir: &Path, name: &str) -> Option<Vec<u8>> {
    let is_inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    let path = dir.join(name);
    if !is_inside || !fs::metadata(&path).is_ok_and(|about| about.is_file() && about.len() <= MOST_BYTES) {
        return None;
    }
    fs::read(path).ok()
}

/// Refuses to write over anything but a report.
fn admit(path: &Path) -> Result<(), Failure> {
    let mut beginning = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(BEGINNING.len() as u64).read_to_end(&mut beginning));
    match read {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(refused(path, system::in_words(&error))),
        Ok(_) if beginning == BEGINNING.as_bytes() => Ok(()),
        Ok(_) => Err(refused(path, "it is there, and no report of this program".to_owned())),
    }
}

/// The file, whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let parent = path.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
    fs::create_dir_all(parent)?;
    let scratch = tempfile::Builder::new().prefix(".overheard-").tempdir_in(parent)?;
    let fresh = scratch.path().join("new");
    fs::write(&fresh, bytes)?;
    fs::rename(fresh, path)
}

fn refused(path: &Path, wrong: String) -> Failure {
    let hint = "name another file with --out, or replace this one with --force".to_owned();
    Failure::File { path: PathBuf::from(path), wrong, hint }
}
