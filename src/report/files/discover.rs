//! The files of scenario discovery.

use super::{Looks, ReportError, SUMMARY, manifest, page_files};
use crate::report::tables::{self, OutputFile};
use crate::report::{charts, json, page, text};
use crate::study::discover::result::DiscoverResult;

/// The files: JSON, tables, the summary for people, charts, the page, and the manifest as the last.
pub fn of_discovery(result: &DiscoverResult, looks: &Looks) -> Result<Vec<OutputFile>, ReportError> {
    let words = text::discovery(result, text::layout::Look::Plain);
    let mut files = vec![
        OutputFile { name: SUMMARY.to_owned(), bytes: json::discovery(result)?.into_bytes() },
        OutputFile { name: "summary.txt".to_owned(), bytes: words.into_bytes() },
    ];
    files.extend(tables::discovery_tables(result)?);
    let charts = charts::charts_of_discovery(result, &looks.style);
    let page = page::of_discovery(result, &charts, looks.style.theme, looks.evidence);
    files.extend(page_files(&page, &charts, looks.report)?);
    files.push(manifest(&files, &result.provenance.version)?);
    Ok(files)
}
