//! The files of a comparison.

use super::{Looks, ReportError, SUMMARY, manifest, page_files};
use crate::report::tables::{self, OutputFile};
use crate::report::{charts, json, page, text};
use crate::study::comparison::CompareResult;

/// The files of a comparison: JSON, tables, the summary for people, charts, the page, and the manifest as the last.
pub fn of_compare(result: &CompareResult, looks: &Looks) -> Result<Vec<OutputFile>, ReportError> {
    let words = text::comparison(result, text::layout::Look::Plain);
    let mut files = vec![
        OutputFile { name: SUMMARY.to_owned(), bytes: json::comparison(result)?.into_bytes() },
        OutputFile { name: "summary.txt".to_owned(), bytes: words.into_bytes() },
    ];
    files.extend(tables::of_comparison(result)?);
    let charts = charts::charts_of_compare(result, &looks.style);
    let page = page::of_compare(result, &charts, looks.style.theme, looks.evidence);
    files.extend(page_files(&page, &charts, looks.report)?);
    files.push(manifest(&files, &result.baseline.provenance.version)?);
    Ok(files)
}
