//! Files of parts: written whole or not at all, found, and told apart.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::failure::Failure;
use crate::report::envelope::{self, EnvelopeError, Head, Kind};
use crate::report::safe;
use crate::scenario::system;

/// What the names of parts end in.
const EXTENSION: &str = "part";
/// What the names of files end in that are being written.
const UNFINISHED: &str = ".unfinished";

/// The name of a part in a folder of parts.
pub fn name(index: u64, of: u64) -> String {
    format!("part-{index:06}-of-{of:06}.{EXTENSION}")
}

/// Writes a file under another name beside it, makes sure that it is on the disk, and renames it: whoever looks finds it
/// whole or not at all, also if two write it at once.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let parent = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let written = fs::create_dir_all(parent).and_then(|()| write_in(parent, path, bytes));
    written.map_err(|error| refused(path, &error, "nothing was written there; name another place"))
}

fn write_in(parent: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut named = tempfile::Builder::new();
    named.prefix(".overheard-").suffix(UNFINISHED);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As other files: colleagues merge what one of them has run.
        named.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = named.tempfile_in(parent)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    // The name is on the disk when the folder is; not every file system can say so.
    let _ = File::open(parent).and_then(|folder| folder.sync_all());
    Ok(())
}

fn refused(path: &Path, error: &io::Error, hint: &str) -> Failure {
    Failure::File { path: path.to_owned(), wrong: system::in_words(error), hint: hint.to_owned() }
}

/// The whole of a file, unless it is larger than any part or state.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let hint = "name a file that overheard wrote";
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(envelope::MOST_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| refused(path, &error, hint))?;
    Ok(bytes)
}

/// The head of a file.
pub fn head(kind: Kind, path: &Path) -> Result<Result<Head, EnvelopeError>, Failure> {
    // Most heads are short: a longer one is read for once.
    const SHORT: usize = 8_192;
    let mut bytes = Vec::new();
    for length in [SHORT, envelope::HEAD_BYTES] {
        bytes.clear();
        File::open(path)
            .and_then(|file| file.take(length as u64).read_to_end(&mut bytes))
            .map_err(|error| refused(path, &error, "name parts, or folders of parts"))?;
        match envelope::head(kind, &bytes) {
            Err(EnvelopeError::Cut) if bytes.len() == length => {}
            read => return Ok(read),
        }
    }
    Ok(envelope::head(kind, &bytes))
}

/// Where a part is to be written: the file that was named, or one in the folder that was. Another file is not overwritten.
pub fn place(out: &Path, index: u64, of: u64) -> Result<PathBuf, Failure> {
    let is_folder = out.is_dir() || out.to_string_lossy().ends_with('/');
    let path = if is_folder { out.join(name(index, of)) } else { out.to_owned() };
    let mut begin = Vec::new();
    let begun = File::open(&path).and_then(|file| file.take(64).read_to_end(&mut begin));
    if begun.is_ok() && !envelope::is_of(Kind::Part, &begin) {
        let wrong = "it is there already, and no part".to_owned();
        return Err(Failure::File { path, wrong, hint: "name another file with --out".to_owned() });
    }
    Ok(path)
}

/// The files that were named, and the parts in the folders that were, by name.
pub fn found(named: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in named {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let refused = |error: io::Error| refused(path, &error, "name parts, or folders of parts");
        let mut inside = Vec::new();
        for entry in fs::read_dir(path).map_err(refused)? {
            let file = entry.map_err(refused)?.path();
            if file.extension().is_some_and(|extension| extension == EXTENSION) {
                inside.push(file);
            }
        }
        inside.sort();
        files.extend(inside);
    }
    // The same file named twice is still one part.
    let mut seen = std::collections::BTreeSet::new();
    files.retain(|file| seen.insert(file.canonicalize().unwrap_or_else(|_| file.clone())));
    if files.is_empty() {
        let named: Vec<String> = named.iter().map(|path| safe::path(path)).collect();
        let hint = "`overheard shard` writes them, with names that end in .part";
        return Err(Failure::Parts(format!("there are no parts in {}; {hint}", named.join(", "))));
    }
    Ok(files)
}

/// Numbers as `sbatch --array` takes them: `0,2-5`.
pub fn ranges(numbers: &[u64]) -> String {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let shown =
        runs.iter().map(|&(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") });
    shown.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_as_short_as_they_can_be() {
        assert_eq!(ranges(&[]), "");
        assert_eq!(ranges(&[4]), "4");
        assert_eq!(ranges(&[0, 1, 2, 5, 7, 8]), "0-2,5,7-8");
    }

    #[test]
    fn what_is_no_part_is_not_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let mine = dir.path().join("scenario.toml");
        fs::write(&mine, "format = 1").unwrap();
        assert!(place(&mine, 0, 2).is_err());
        assert_eq!(place(dir.path(), 0, 2).unwrap(), dir.path().join("part-000000-of-000002.part"));
        assert_eq!(place(&dir.path().join("new.part"), 0, 2).unwrap(), dir.path().join("new.part"));
    }
}
