//! The files of a calibration.

use super::{Looks, ReportError, SUMMARY, manifest, page_files};
use crate::report::tables::{self, OutputFile};
use crate::report::{charts, json, page, text};
use crate::study::calibrate::result::CalibrateResult;

/// JSON, tables, the summary for people, charts, the page, and the manifest as the last.
pub fn of_calibrate(result: &CalibrateResult, looks: &Looks) -> Result<Vec<OutputFile>, ReportError> {
    let words = text::calibrate(result, text::layout::Look::Plain);
    let mut files = vec![
        OutputFile { name: SUMMARY.to_owned(), bytes: json::calibrate(result)?.into_bytes() },
        OutputFile { name: "summary.txt".to_owned(), bytes: words.into_bytes() },
    ];
    files.extend(tables::calibrate(result)?);
    let charts = charts::charts_of_calibrate(result, &looks.style);
    let page = page::of_calibrate(result, &charts, looks.style.theme, looks.evidence);
    files.extend(page_files(&page, &charts, looks.report)?);
    files.push(manifest(&files, &result.provenance.version)?);
    Ok(files)
}
