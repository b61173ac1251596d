//! A page read back from a result's folder, which may come from anybody.

use thiserror::Error;

use super::inert::{ForeignSvg, inert};
use super::{FORMAT, Figure, Page, Table};
use crate::report::files::{CHARTS, MANIFEST, Manifest, PAGE, sha256};
use crate::report::safe;

/// No page is longer than this \[bytes\].
const MOST_BYTES: usize = 32 << 20;
/// Nor has it more charts than this.
const MOST_CHARTS: usize = 200;
/// Names of charts are no longer than this.
const MOST_NAME: usize = 64;

/// Why a folder has no page.
#[derive(Debug, Error)]
pub enum StoredError {
    /// A file is not there.
    #[error("{0} is not there: this is no whole result; name a folder that a command wrote, or run the command again")]
    Missing(String),
    /// The manifest cannot be read.
    #[error("{MANIFEST} is not the manifest of a result: {0}")]
    Manifest(serde_json::Error),
    /// A file that the manifest does not list.
    #[error("{0} is not listed in {MANIFEST}: run the command again")]
    Unlisted(String),
    /// A file is not as the manifest says.
    #[error("{0} is not as it was written: its SHA-256 is not the manifest's; run the command again")]
    Changed(String),
    /// `page.json` is longer than any.
    #[error("{PAGE} is longer than any page")]
    Long,
    /// `page.json` cannot be read.
    #[error("{PAGE} is not the page of a result: {0}")]
    Page(serde_json::Error),
    /// `page.json` is of another version.
    #[error("{PAGE} has version {0}, this program reads {FORMAT}: run the command again")]
    Format(u32),
    /// `page.json` holds what no command writes.
    #[error("{PAGE}: {0}, which no command writes")]
    Content(String),
    /// A chart is none.
    #[error("{name} is not a chart of this program: {error}")]
    Chart {
        /// The file.
        name: String,
        /// What is in it.
        error: ForeignSvg,
    },
}

/// The page of a result; `bytes_of` gives what a file of its folder holds, if it is there.
pub fn read(bytes_of: impl Fn(&str) -> Option<Vec<u8>>) -> Result<Page, StoredError> {
    let manifest = bytes_of(MANIFEST).ok_or_else(|| StoredError::Missing(MANIFEST.to_owned()))?;
    let manifest: Manifest = serde_json::from_slice(&manifest).map_err(StoredError::Manifest)?;
    let page = listed(&manifest, PAGE, &bytes_of)?;
    if page.len() > MOST_BYTES {
        return Err(StoredError::Long);
    }
    let mut page: Page = serde_json::from_slice(&page).map_err(StoredError::Page)?;
    if page.format != FORMAT {
        return Err(StoredError::Format(page.format));
    }
    check(&page)?;
    for figure in &mut page.charts {
        let name = format!("{CHARTS}/{}.svg", figure.name);
        let svg = listed(&manifest, &name, &bytes_of)?;
        let svg = String::from_utf8_lossy(&svg);
        figure.svg = inert(&svg).map_err(|error| StoredError::Chart { name, error })?;
    }
    Ok(page)
}

/// What a file holds, if it is as the manifest says.
fn listed(
    manifest: &Manifest,
    name: &str,
    bytes_of: &impl Fn(&str) -> Option<Vec<u8>>,
) -> Result<Vec<u8>, StoredError> {
    let bytes = bytes_of(name).ok_or_else(|| StoredError::Missing(name.to_owned()))?;
    let line = manifest.files.iter().find(|file| file.name == name);
    let line = line.ok_or_else(|| StoredError::Unlisted(name.to_owned()))?;
    if sha256(&bytes) == line.sha256 { Ok(bytes) } else { Err(StoredError::Changed(name.to_owned())) }
}

fn check(page: &Page) -> Result<(), StoredError> {
    if page.charts.len() > MOST_CHARTS {
        return Err(StoredError::Content(format!("{} charts", page.charts.len())));
    }
    if let Some(Figure { name, .. }) = page.charts.iter().find(|figure| !is_name(&figure.name)) {
        return Err(StoredError::Content(format!("a chart called \"{}\"", safe::fit(name, MOST_NAME))));
    }
    let tables = page.tables.iter().chain(&page.evidence).chain(&page.figures);
    let ragged = |table: &&Table| table.rows.iter().any(|row| row.len() != table.heads.len());
    match tables.clone().find(ragged) {
        Some(table) => {
            let caption = safe::fit(&table.caption, MOST_NAME);
            Err(StoredError::Content(format!("a table \"{caption}\" whose rows are not as long as its heading")))
        }
        None => Ok(()),
    }
}

/// Whether a name can be that of a file and of a place in the report.
fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    (1..=MOST_NAME).contains(&name.len()) && name.chars().all(plain)
}
