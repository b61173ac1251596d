//! The files of a comparison.

use super::{Looks, ReportError, SUMMARY, Wanted, manifest, page_files};
use crate::report::charts::ChartStyle;
use crate::report::page::Evidence;
use crate::report::tables::{self, OutputFile};
use crate::report::{charts, json, page, text};
use crate::study::comparison::{CompareResult, FilesResult};

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

/// The files of scenarios compared, with what the numbers of each rest on.
pub fn of_files(
    result: &FilesResult,
    style: &ChartStyle,
    evidence: &[Evidence],
    report: Wanted,
) -> Result<Vec<OutputFile>, ReportError> {
    let words = text::files(result, text::layout::Look::Plain);
    let mut files = vec![
        OutputFile { name: SUMMARY.to_owned(), bytes: json::files(result)?.into_bytes() },
        OutputFile { name: "summary.txt".to_owned(), bytes: words.into_bytes() },
        OutputFile { name: "files.csv".to_owned(), bytes: tables::files(result)? },
    ];
    let charts = charts::charts_of_files(result, style);
    let page = page::of_files(result, &charts, style.theme, evidence);
    files.extend(page_files(&page, &charts, report)?);
    let version = result.runs.first().map_or("", |run| run.provenance.version.as_str());
    files.push(manifest(&files, version)?);
    Ok(files)
}
