//! The files of a sensitivity analysis.

use super::{Looks, ReportError, SUMMARY, manifest, page_files};
use crate::report::tables::{self, OutputFile};
use crate::report::{charts, json, page, text};
use crate::study::sensitivity::result::SensitivityResult;

/// JSON, tables, the summary for people, charts, the page, and the manifest as the last.
pub fn of_sensitivity(result: &SensitivityResult, looks: &Looks) -> Result<Vec<OutputFile>, ReportError> {
    let words = text::sensitivity(result, text::layout::Look::Plain);
    let mut files = vec![
        OutputFile { name: SUMMARY.to_owned(), bytes: json::sensitivity(result)?.into_bytes() },
        OutputFile { name: "summary.txt".to_owned(), bytes: words.into_bytes() },
    ];
    files.extend(tables::sensitivity(result)?);
    let charts = charts::charts_of_sensitivity(result, &looks.style);
    let page = page::of_sensitivity(result, &charts, looks.style.theme, looks.evidence);
    files.extend(page_files(&page, &charts, looks.report)?);
    files.push(manifest(&files, &result.provenance.version)?);
    Ok(files)
}
