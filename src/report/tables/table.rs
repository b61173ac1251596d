//! A CSV table: cells that no spreadsheet takes for a formula, and the provenance at the right of every row.

use crate::report::safe;
use crate::statistics::Estimate;
use crate::study::result::{Provenance, RunResult};

/// A spreadsheet takes a cell that begins with one of these for a formula; the last four are their full-width forms.
const FORMULA_STARTS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
/// Columns at the right of every row.
const PROVENANCE: [&str; 8] =
    ["scenario", "measures", "scenario_hash", "seed", "trials", "draws", "estimator", "version"];

/// Whether every row says where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// In columns at the right.
    Told,
    /// Only `summary.json` beside it does.
    Beside,
}

/// Where a row comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stamp<'a> {
    /// The event's name.
    pub scenario: &'a str,
    /// Measures in force.
    pub measures: &'a [String],
    /// Where the result comes from.
    pub provenance: &'a Provenance,
}

/// Rows under a heading, one observation a row.
pub(super) struct Table {
    header: Vec<&'static str>,
    origin: Origin,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(header: &[&'static str]) -> Self {
        Self { header: header.iter().chain(&PROVENANCE).copied().collect(), origin: Origin::Told, rows: Vec::new() }
    }

    /// A table of so many rows that telling each one's origin would be most of it.
    pub(super) fn bare(header: &[&'static str]) -> Self {
        Self { header: header.to_vec(), origin: Origin::Beside, rows: Vec::new() }
    }

    pub(super) fn push<'a>(&mut self, cells: impl IntoIterator<Item = String>, from: impl Into<Stamp<'a>>) {
        let mut row: Vec<String> = cells.into_iter().collect();
        if self.origin == Origin::Told {
            row.extend(from.into().cells());
        }
        debug_assert_eq!(row.len(), self.header.len());
        self.rows.push(row);
    }

    pub(super) fn bytes(self) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.header)?;
        for row in &self.rows {
            writer.write_record(row)?;
        }
        writer.into_inner().map_err(|full| full.into_error().into())
    }
}

impl Stamp<'_> {
    fn cells(self) -> [String; PROVENANCE.len()] {
        let Provenance { version, scenario_hash, seed, trials, draws, estimator, .. } = self.provenance;
        [
            text(self.scenario),
            text(&self.measures.join("; ")),
            scenario_hash.clone(),
            seed.to_string(),
            trials.to_string(),
            draws.to_string(),
            estimator.name().to_owned(),
            text(version),
        ]
    }
}

impl<'a> From<&'a RunResult> for Stamp<'a> {
    fn from(result: &'a RunResult) -> Self {
        Self { scenario: &result.scenario, measures: &result.measures, provenance: &result.provenance }
    }
}

/// An untrusted text: on one line, and behind an apostrophe where a spreadsheet would take it for a formula.
pub(super) fn text(text: &str) -> String {
    let line = safe::one_line(text);
    if line.trim_start().starts_with(FORMULA_STARTS) { format!("'{line}") } else { line }
}

/// A number that reads back to the same bits; empty where it is none.
pub(super) fn number(value: f64) -> String {
    if !value.is_finite() {
        String::new()
    } else if value.fract() == 0.0 && value.abs() < 1e15 {
        format!("{value}")
    } else {
        format!("{value:?}")
    }
}

/// Mean, standard error, low, high; empty where unknown.
pub(super) fn estimate(estimate: &Estimate) -> [String; 4] {
    let part = |part: Option<f64>| part.map(number).unwrap_or_default();
    let interval = estimate.interval;
    [
        number(estimate.mean),
        part(interval.map(|interval| interval.standard_error)),
        part(interval.map(|interval| interval.low)),
        part(interval.map(|interval| interval.high)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_takes_for_a_formula_is_made_text() {
        for (name, expected) in [
            ("=1+1", "'=1+1"),
            ("+x", "'+x"),
            ("-x", "'-x"),
            ("@x", "'@x"),
            (" =x", "' =x"),
            ("＝x", "'＝x"),
            ("\t=x", "\\t=x"),
            ("a=b", "a=b"),
            ("hotel-wifi", "hotel-wifi"),
        ] {
            assert_eq!(text(name), expected);
        }
    }

    #[test]
    fn numbers_read_back_to_the_same_bits() {
        for value in [0.1, 1.0 / 3.0, 3.2e-300, 1e300, 123_456_789.0, 5e-324, -2.5] {
            assert_eq!(number(value).parse::<f64>().unwrap().to_bits(), f64::to_bits(value), "{value}");
        }
        assert_eq!(number(3.0), "3");
        assert_eq!(number(f64::NAN), "");
        assert_eq!(number(f64::INFINITY), "");
    }
}
