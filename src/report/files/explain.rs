//! The files of an explanation.

use super::{Looks, ReportError, SUMMARY, manifest, page_files};
use crate::report::tables::{self, OutputFile};
use crate::report::{charts, json, page, text};
use crate::study::explain::explanation::Explanation;

/// The files of an explanation: JSON, tables, the text for people, charts, the report, and the manifest as the last.
pub fn of_explanation(found: &Explanation, looks: &Looks) -> Result<Vec<OutputFile>, ReportError> {
    let words = text::explain::explanation(found, text::layout::Look::Plain);
    let mut files = vec![
        OutputFile { name: SUMMARY.to_owned(), bytes: json::explain::explanation(found)?.into_bytes() },
        OutputFile { name: "summary.txt".to_owned(), bytes: words.into_bytes() },
    ];
    files.extend(tables::explain::all(found)?);
    let charts = charts::charts_of_explanation(found, &looks.style);
    let page = page::of_explanation(found, &charts, looks.style.theme, looks.evidence);
    files.extend(page_files(&page, &charts, looks.report)?);
    files.push(manifest(&files, &found.provenance.version)?);
    Ok(files)
}
