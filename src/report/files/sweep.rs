//! The files of a sweep.

use super::{Looks, ReportError, SUMMARY, manifest, page_files};
use crate::report::tables::{self, OutputFile};
use crate::report::{charts, json, page, text};
use crate::study::sweep::result::SweepResult;

/// The files of a sweep: JSON, tables, the summary for people, charts, the page, and the manifest as the last.
pub fn of_sweep(result: &SweepResult, looks: &Looks) -> Result<Vec<OutputFile>, ReportError> {
    let words = text::sweep(result, text::layout::Look::Plain);
    let mut files = vec![
        OutputFile { name: SUMMARY.to_owned(), bytes: json::sweep(result)?.into_bytes() },
        OutputFile { name: "summary.txt".to_owned(), bytes: words.into_bytes() },
    ];
    files.extend(tables::sweep_tables(result)?);
    let charts = charts::charts_of_sweep(result, &looks.style);
    let page = page::of_sweep(result, &charts, looks.style.theme, looks.evidence);
    files.extend(page_files(&page, &charts, looks.report)?);
    files.push(manifest(&files, &result.provenance.version)?);
    Ok(files)
}
