//! The scenario files that are served, and nothing else on the machine.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use axum::http::StatusCode;

use super::ServeError;
use super::error::Refusal;
use crate::report::safe;
use crate::scenario::{self, Override, Scenario, system};

/// Files listed of one folder.
const MOST_FILES: usize = 1000;
/// Characters in the name of a file to be saved.
const MOST_NAME: usize = 100;
/// What scenario files end in.
const ENDING: &str = "toml";
/// Between the number of a folder and the name of a file in an id.
const MARK: char = '~';

/// The folders and files that are served.
pub struct Library {
    folders: Vec<Folder>,
    /// The folders without links in their paths.
    real: Vec<PathBuf>,
    titles: Mutex<BTreeMap<PathBuf, (Stamp, Title)>>,
}

/// When a file was changed, and how long it is: another title may then stand in it.
type Stamp = (Option<SystemTime>, u64);

/// A folder, or files of one.
struct Folder {
    /// As it was named.
    path: PathBuf,
    /// The only files of it that are served, if not all are.
    only: Option<BTreeSet<String>>,
    /// Files that were there from the start.
    first: BTreeSet<String>,
}

/// What a scenario is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The event's name, or the file's.
    pub text: String,
    /// Whether the file can be run.
    pub valid: bool,
}

/// A scenario file that is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is asked for by.
    pub id: String,
    /// As a command would be told of it.
    pub path: PathBuf,
    /// The folder.
    pub folder: usize,
    /// Whether it was there when the server was started.
    pub first: bool,
}

/// Whether a file that is there may be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// It stays.
    Keep,
    /// It is replaced.
    Replace,
}

impl Library {
    /// The files and folders that were named.
    pub fn open(named: &[PathBuf]) -> Result<Self, ServeError> {
        let mut folders: Vec<Folder> = Vec::new();
        for path in named {
            let found = fs::metadata(path)
                .map_err(|error| refused(path, format!("cannot be read: {}", system::in_words(&error))))?;
            match found.is_dir() {
                true => add_folder(&mut folders, path),
                false => add_file(&mut folders, path)?,
            }
        }
        let real = folders.iter().map(|folder| folder.path.canonicalize());
        let real =
            real.collect::<Result<Vec<_>, _>>().map_err(|error| refused(Path::new("."), system::in_words(&error)))?;
        let mut library = Self { folders, real, titles: Mutex::default() };
        for folder in 0..library.folders.len() {
            library.folders[folder].first = library.names(folder).into_iter().collect();
        }
        Ok(library)
    }

    /// The folders, as they were named.
    pub fn folders(&self) -> impl Iterator<Item = &Path> {
        self.folders.iter().map(|folder| folder.path.as_path())
    }

    /// All scenario files that are there now.
    pub fn list(&self) -> Vec<Entry> {
        let of = |folder: usize| self.names(folder).into_iter().map(move |name| self.entry(folder, &name));
        (0..self.folders.len()).flat_map(of).collect()
    }

    /// The file of an id.
    pub fn find(&self, id: &str) -> Result<Entry, Refusal> {
        let missing = || Refusal::not_found("no such scenario is served; it may have been renamed or removed");
        let (folder, stem) = match id.split_once(MARK).and_then(|(number, stem)| Some((number.parse().ok()?, stem))) {
            Some((folder, stem)) if folder > 0 => (folder, stem),
            _ => (0, id),
        };
        let name = format!("{stem}.{ENDING}");
        let served = self.folders.get(folder).is_some() && self.names(folder).binary_search(&name).is_ok();
        if served { Ok(self.entry(folder, &name)) } else { Err(missing()) }
    }

    /// What a file is called.
    pub fn title(&self, entry: &Entry) -> Title {
        let stamp = fs::metadata(&entry.path).map(|found| (found.modified().ok(), found.len())).unwrap_or_default();
        let known = |titles: &BTreeMap<PathBuf, (Stamp, Title)>| {
            titles.get(&entry.path).filter(|(then, _)| *then == stamp).map(|(_, title)| title.clone())
        };
        let lock = || self.titles.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(title) = known(&lock()) {
            return title;
        }
        let title = match self.load(&entry.path, None, &[]) {
            Ok(scenario) => Title { text: safe::one_line(scenario.name()), valid: true },
            Err(_) => Title { text: safe::one_line(&stem(&entry.path)), valid: false },
        };
        lock().insert(entry.path.clone(), (stamp, title.clone()));
        title
    }

    /// Reads a scenario, or a text in its place, without opening anything outside of the folders.
    pub fn load(
        &self,
        path: &Path,
        text: Option<&str>,
        overrides: &[Override],
    ) -> Result<Scenario, scenario::Diagnostics> {
        scenario::load_within(path, text, &self.real, overrides)
    }

    /// What stands in a file.
    pub fn text(&self, entry: &Entry) -> Result<String, Refusal> {
        fs::read_to_string(&entry.path)
            .map_err(|error| Refusal::failed(format!("{}: {}", safe::path(&entry.path), system::in_words(&error))))
    }

    /// Writes a text as a file of a folder: whole or not at all.
    pub fn save(&self, folder: usize, name: &str, text: &str, existing: Existing) -> Result<Entry, Refusal> {
        let name = file_name(name)?;
        let real = self.real.get(folder).ok_or_else(|| Refusal::not_found("no such folder is served"))?;
        let path = real.join(&name);
        let there = fs::symlink_metadata(&path);
        if there.as_ref().is_ok_and(|found| !found.is_file()) {
            return Err(Refusal::new(StatusCode::CONFLICT, "exists", format!("{name} is no plain file, and stays")));
        }
        if there.is_ok() && existing == Existing::Keep {
            return Err(Refusal::new(StatusCode::CONFLICT, "exists", format!("{name} is there already")));
        }
        let failed =
            |error: std::io::Error| Refusal::failed(format!("{name} was not written: {}", system::in_words(&error)));
        let mut file = tempfile::Builder::new().prefix(".overheard-").tempfile_in(real).map_err(failed)?;
        file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
        make_readable(file.as_file(), &path);
        match existing {
            Existing::Replace => file.persist(&path).map_err(|error| failed(error.error))?,
            // Somebody may have made it meanwhile.
            Existing::Keep => file.persist_noclobber(&path).map_err(|error| match error.error.kind() {
                std::io::ErrorKind::AlreadyExists => {
                    Refusal::new(StatusCode::CONFLICT, "exists", format!("{name} is there already"))
                }
                _ => failed(error.error),
            })?,
        };
        Ok(self.entry(folder, &name))
    }

    fn entry(&self, folder: usize, name: &str) -> Entry {
        let stem = name.strip_suffix(ENDING).and_then(|stem| stem.strip_suffix('.')).unwrap_or(name);
        Entry {
            id: if folder == 0 { stem.to_owned() } else { format!("{folder}{MARK}{stem}") },
            path: self.folders[folder].path.join(name),
            folder,
            first: self.folders[folder].first.contains(name),
        }
    }

    /// The names of the scenario files of a folder, ascending: plain files that lie in it, or links to such.
    fn names(&self, folder: usize) -> Vec<String> {
        let (of, real) = (&self.folders[folder], &self.real[folder]);
        let entries = fs::read_dir(real).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let served = |name: &String| {
            let wanted = of.only.as_ref().is_none_or(|only| only.contains(name) || !of.first.contains(name));
            let inside = |path: PathBuf| self.real.iter().any(|folder| path.starts_with(folder)) && path.is_file();
            wanted && is_scenario_name(name) && real.join(name).canonicalize().is_ok_and(inside)
        };
        let mut names: Vec<String> = names.filter(served).take(MOST_FILES).collect();
        names.sort();
        names
    }
}

fn refused(path: &Path, wrong: String) -> ServeError {
    ServeError::Place { path: path.to_owned(), wrong, hint: "name a folder of scenarios, or scenario files" }
}

fn add_folder(folders: &mut Vec<Folder>, path: &Path) {
    match folders.iter_mut().find(|folder| folder.path == path) {
        Some(folder) => folder.only = None,
        None => folders.push(Folder { path: path.to_owned(), only: None, first: BTreeSet::new() }),
    }
}

fn add_file(folders: &mut Vec<Folder>, path: &Path) -> Result<(), ServeError> {
    let name = path.file_name().and_then(|name| name.to_str()).filter(|name| is_scenario_name(name));
    let name = name.ok_or_else(|| refused(path, format!("is no scenario file: its name does not end in .{ENDING}")))?;
    let parent = path.parent().unwrap_or(Path::new(""));
    let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    match folders.iter_mut().find(|folder| folder.path == parent) {
        Some(folder) => {
            folder.only.iter_mut().for_each(|only| {
                only.insert(name.to_owned());
            });
        }
        None => folders.push(Folder {
            path: parent.to_owned(),
            only: Some(BTreeSet::from([name.to_owned()])),
            first: BTreeSet::new(),
        }),
    }
    Ok(())
}

/// Whether a file of this name is taken for a scenario: hidden ones are not.
fn is_scenario_name(name: &str) -> bool {
    let path = Path::new(name);
    !name.starts_with('.') && path.extension().is_some_and(|ending| ending == ENDING)
}

fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
}

/// A name that means a file of the folder and nothing else, on any system.
fn file_name(name: &str) -> Result<String, Refusal> {
    let name = name.strip_suffix(".toml").unwrap_or(name);
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ');
    let fits = !name.is_empty() && name.chars().count() <= MOST_NAME && name.chars().all(plain);
    if !fits || name.starts_with(['.', '-', ' ']) || name.ends_with(['.', ' ']) {
        let wanted =
            "a name of letters, digits, `-`, `_`, `.` and spaces is needed, which begins with a letter or digit";
        return Err(Refusal::bad(format!("the file's name: {wanted}")));
    }
    Ok(format!("{name}.{ENDING}"))
}

/// Gives the file the rights of the one that it replaces, or those of any new file: a temporary one is its owner's alone.
#[cfg(unix)]
fn make_readable(file: &fs::File, replaces: &Path) {
    use std::os::unix::fs::PermissionsExt;
    const USUAL: u32 = 0o644;
    let rights = fs::metadata(replaces).map_or(fs::Permissions::from_mode(USUAL), |found| found.permissions());
    // The text is there in any case.
    let _ = file.set_permissions(rights);
}

#[cfg(not(unix))]
fn make_readable(_: &fs::File, _: &Path) {}
