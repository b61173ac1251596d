//! A scenario that is written: it extends another, and is read back before it takes its place.

use std::fs;
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use super::failure::Failure;
use super::folder::OtherResult;
use crate::report::calibrated::{self, Correlations};
use crate::scenario::{Diagnostics, system};
use crate::study::calibrate::result::CalibrateResult;

/// Refuses, before anything runs, a file that could not be written afterwards.
pub fn admit(path: &Path, scenario: &Path, overrides: &[String], other: OtherResult) -> Result<(), Failure> {
    let refused = |wrong: &str, hint: &str| {
        Err(Failure::File { path: path.to_owned(), wrong: wrong.to_owned(), hint: hint.to_owned() })
    };
    if !overrides.is_empty() {
        return refused(
            "a file that extends the scenario would be without what --set changes",
            "write that into the scenario first",
        );
    }
    if path.exists() && path.canonicalize().ok() == scenario.canonicalize().ok() {
        return refused("this is the scenario itself", "name another file with --write");
    }
    if path.exists() && other == OtherResult::Keep {
        return refused("there is a file already", "name another file with --write, or replace it with --force");
    }
    if path.file_name().is_none() || !folder_of(path).is_dir() {
        return refused("its folder does not exist", "make it first, or name another file with --write");
    }
    Ok(())
}

/// Writes the calibrated scenario: whole, or not at all, and never one that cannot be read.
pub fn write(path: &Path, scenario: &Path, result: &CalibrateResult) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::File {
        path: path.to_owned(),
        wrong: system::in_words(&error),
        hint: "nothing was written; name another file with --write".to_owned(),
    };
    let folder = folder_of(path);
    let extends = seen_from(&folder, scenario).map_err(failed)?;
    let mut refused = Diagnostics::default();
    // Correlations that were learned may contradict each other where they are rounded: then those of the original stay.
    for correlations in [Correlations::Learned, Correlations::Inherited] {
        let text = calibrated::text(result, &extends, correlations);
        let mut fresh = tempfile::Builder::new().suffix(".toml").tempfile_in(&folder).map_err(failed)?;
        fresh.write_all(text.as_bytes()).map_err(failed)?;
        match crate::scenario::load(fresh.path(), &[]) {
            Ok(_) => {
                fresh.persist(path).map_err(|error| failed(error.error))?;
                return fs::File::open(path).map(|_| ()).map_err(failed);
            }
            Err(diagnostics) => refused = diagnostics,
        }
    }
    Err(Failure::Scenario(refused))
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// The path of a file as seen from a folder, with `/` between its parts.
fn seen_from(folder: &Path, file: &Path) -> std::io::Result<String> {
    let (folder, file) = (folder.canonicalize()?, file.canonicalize()?);
    let (from, to): (Vec<Component>, Vec<Component>) = (folder.components().collect(), file.components().collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - common);
    let down = to[common..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    Ok(up.chain(down).collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_as_it_is_seen_from_a_folder() {
        let temporary = tempfile::tempdir().unwrap();
        fs::create_dir_all(temporary.path().join("a/b")).unwrap();
        fs::create_dir_all(temporary.path().join("c")).unwrap();
        let file = temporary.path().join("c/x.toml");
        fs::write(&file, "").unwrap();
        assert_eq!(seen_from(&temporary.path().join("a/b"), &file).unwrap(), "../../c/x.toml");
        assert_eq!(seen_from(&temporary.path().join("c"), &file).unwrap(), "x.toml");
    }
}
