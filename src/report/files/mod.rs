//! All files of a result, and the manifest that lists them.

mod calibrate;
mod compare;
mod discover;
mod explain;
mod run;
mod sensitivity;
mod sweep;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

pub use calibrate::of_calibrate;
pub use compare::{of_compare, of_files};
pub use discover::of_discovery;
pub use explain::of_explanation;
pub use run::{of_run, of_run_with};
pub use sensitivity::of_sensitivity;
pub use sweep::of_sweep;

use super::charts::{self, Chart, ChartStyle, PngError};
use super::html::{self, HtmlError};
use super::page::{Evidence, Page};
use super::safe;
use super::tables::OutputFile;

/// The file that lists all others.
pub const MANIFEST: &str = "manifest.json";
/// The file with the whole result.
pub const SUMMARY: &str = "summary.json";
/// The file by which a result is verified.
pub const BLOCKS: &str = "blocks.csv";
/// The page for people, from which `report` makes HTML.
pub const PAGE: &str = "page.json";
/// The report for people.
pub const REPORT: &str = "report.html";
/// The folder of the charts.
pub const CHARTS: &str = "charts";
/// Version of the manifest's own format.
const MANIFEST_FORMAT: u32 = 1;

/// Why a result could not be put into files.
#[derive(Debug, Error)]
pub enum ReportError {
    /// A table could not be written.
    #[error("the tables cannot be written: {0}")]
    Table(#[from] csv::Error),
    /// The JSON could not be written.
    #[error("the JSON cannot be written: {0}")]
    Json(#[from] serde_json::Error),
    /// A chart could not be made a picture.
    #[error(transparent)]
    Picture(#[from] PngError),
    /// The HTML report could not be written.
    #[error(transparent)]
    Html(#[from] HtmlError),
}

/// The list of a result's files, by which a change to any of them is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this list's format.
    pub format: u32,
    /// Version of the program.
    pub version: String,
    /// The files, by name.
    pub files: Vec<Listed>,
}

/// A file in the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its name inside the result's folder.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of what it holds, in hexadecimal.
    pub sha256: String,
}

/// What a result is written with, besides its numbers.
#[derive(Debug, Clone, Copy)]
pub struct Looks<'a> {
    /// How its charts are drawn.
    pub style: ChartStyle,
    /// What its numbers rest on.
    pub evidence: &'a Evidence,
    /// Whether a report for people stands beside them.
    pub report: Wanted,
}

/// What a scenario without sources says of its numbers.
static NO_EVIDENCE: Evidence = Evidence { notes: Vec::new(), numbers: Vec::new(), uncertain: Vec::new() };

impl Default for Looks<'_> {
    fn default() -> Self {
        Self { style: ChartStyle::default(), evidence: &NO_EVIDENCE, report: Wanted::No }
    }
}

/// Whether something is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// It is.
    Yes,
    /// It is not.
    No,
}

/// The charts, `page.json` and, if it is wanted, the report: what people look at, of any command.
pub fn page_files(page: &Page, charts: &[Chart], report: Wanted) -> Result<Vec<OutputFile>, ReportError> {
    let mut files = pictures(charts)?;
    files.push(OutputFile { name: PAGE.to_owned(), bytes: page.json()?.into_bytes() });
    if report == Wanted::Yes {
        let bytes = html::report(std::slice::from_ref(page), page.theme)?;
        files.push(OutputFile { name: REPORT.to_owned(), bytes });
    }
    Ok(files)
}

/// Each chart as SVG and as PNG.
fn pictures(charts: &[Chart]) -> Result<Vec<OutputFile>, PngError> {
    let both = |chart: &Chart| {
        let file = |kind: &str, bytes| OutputFile { name: format!("{CHARTS}/{}.{kind}", chart.name), bytes };
        Ok([file("svg", chart.svg.clone().into_bytes()), file("png", charts::png(chart)?)])
    };
    let pairs: Result<Vec<[OutputFile; 2]>, PngError> = charts.par_iter().map(both).collect();
    Ok(pairs?.into_iter().flatten().collect())
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn manifest(files: &[OutputFile], version: &str) -> Result<OutputFile, ReportError> {
    let listed = |file: &OutputFile| Listed {
        name: file.name.clone(),
        bytes: file.bytes.len() as u64,
        sha256: sha256(&file.bytes),
    };
    let manifest = Manifest {
        format: MANIFEST_FORMAT,
        version: safe::one_line(version),
        files: files.iter().map(listed).collect(),
    };
    let text = super::safe::json(&serde_json::to_string_pretty(&manifest)?) + "\n";
    Ok(OutputFile { name: MANIFEST.to_owned(), bytes: text.into_bytes() })
}
