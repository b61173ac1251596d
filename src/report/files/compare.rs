//! The files of a comparison.

use super::{Looks, ReportError, SUMMARY, manifest, pictures};
use crate::report::tables::{self, OutputFile};
use crate::report::{charts, json, text};
use crate::study::comparison::CompareResult;

/// The files of a comparison: JSON, tables, the summary for people, charts, and the manifest as the last.
pub fn of_compare(result: &CompareResult, looks: &Looks) -> Result<Vec<OutputFile>, ReportError> {
    let words = text::comparison(result, text::layout::Look::Plain);
    let mut files = vec![
        OutputFile { name: SUMMARY.to_owned(), bytes: json::comparison(result)?.into_bytes() },
        OutputFile { name: "summary.txt".to_owned(), bytes: words.into_bytes() },
    ];
    files.extend(tables::of_comparison(result)?);
    files.extend(pictures(&charts::charts_of_compare(result, &looks.style))?);
    files.push(manifest(&files, &result.baseline.provenance.version)?);
    Ok(files)
}
