//! CSV tables of a calibration.

use super::table::{Stamp, Table, estimate, number, text};
use super::{Bytes, OutputFile};
use crate::study::calibrate::result::CalibrateResult;

impl<'a> From<&'a CalibrateResult> for Stamp<'a> {
    fn from(result: &'a CalibrateResult) -> Self {
        Self { scenario: &result.scenario, measures: &result.measures, provenance: &result.provenance }
    }
}

/// Every table of the calibration.
pub fn calibrate(result: &CalibrateResult) -> Result<Vec<OutputFile>, csv::Error> {
    let tables = [
        ("values.csv", calibrate_summary(result)),
        ("odds.csv", odds(result)),
        ("correlations.csv", correlations(result)),
    ];
    tables.into_iter().map(|(name, bytes)| Ok(OutputFile { name: name.to_owned(), bytes: bytes? })).collect()
}

/// Every value before and after.
pub fn calibrate_summary(result: &CalibrateResult) -> Bytes {
    let mut table =
        Table::new(&["value", "when", "point_5_percent", "point_50_percent", "point_95_percent", "changed"]);
    for value in &result.values {
        let changed = if value.after.is_some() { "yes" } else { "no" };
        for (when, points) in [("before", value.points_before), ("after", value.points_after)] {
            let row = [text(&value.path), when.to_owned()];
            table.push(row.into_iter().chain(points.map(number)).chain([changed.to_owned()]), result);
        }
    }
    table.bytes()
}

fn odds(result: &CalibrateResult) -> Bytes {
    let mut table = Table::new(&["when", "odds", "standard_error", "low", "high", "band_5_percent", "band_95_percent"]);
    for (when, believed) in [("before", &result.before), ("after", &result.after)] {
        let band = believed.band.map_or([String::new(), String::new()], |band| [number(band.low), number(band.high)]);
        table.push([when.to_owned()].into_iter().chain(estimate(&believed.odds)).chain(band), result);
    }
    table.bytes()
}

fn correlations(result: &CalibrateResult) -> Bytes {
    let mut table = Table::new(&["value", "other_value", "rank_before", "rank_after"]);
    for pair in &result.pairs {
        let (one, other) = pair.between;
        let names = [one, other].map(|place| text(&result.values[place].path));
        table.push(names.into_iter().chain([number(pair.before), number(pair.after)]), result);
    }
    table.bytes()
}
