//! The files of a run.

use super::{Looks, ReportError, SUMMARY, manifest, page_files};
use crate::report::tables::{self, OutputFile};
use crate::report::{charts, json, page, text};
use crate::study::result::RunResult;

/// The files of a run: JSON, tables, the summary for people, charts, the report, and the manifest as the last.
pub fn of_run(result: &RunResult, looks: &Looks) -> Result<Vec<OutputFile>, ReportError> {
    of_run_with(result, looks, Vec::new())
}

/// The files of a run, and more beside them.
pub fn of_run_with(result: &RunResult, looks: &Looks, more: Vec<OutputFile>) -> Result<Vec<OutputFile>, ReportError> {
    let results = std::slice::from_ref(result);
    let words = text::summary(results, text::layout::Look::Plain);
    let mut files = vec![
        OutputFile { name: SUMMARY.to_owned(), bytes: json::summary(results)?.into_bytes() },
        OutputFile { name: "summary.txt".to_owned(), bytes: words.into_bytes() },
    ];
    files.extend(tables::all(result)?);
    let charts = charts::charts_of_run(result, &looks.style);
    let page = page::of_run(result, &charts, looks.style.theme, looks.evidence);
    files.extend(page_files(&page, &charts, looks.report)?);
    files.extend(more);
    files.push(manifest(&files, &result.provenance.version)?);
    Ok(files)
}
