//! The CSV table of whole scenarios compared.

use super::Bytes;
use super::table::{Table, estimate, number, text};
use crate::report::choice::effect_name;
use crate::statistics::Estimate;
use crate::study::comparison::FilesResult;

/// A row for each file and quantity.
pub fn files(result: &FilesResult) -> Bytes {
    let mut table = Table::new(&[
        "file",
        "quantity",
        "unit",
        "mean",
        "standard_error",
        "low",
        "high",
        "effect",
        "lowest_or_tied",
        "share_of_names_shared",
    ]);
    for (index, (row, run)) in result.rows.iter().zip(&result.runs).enumerate() {
        let lowest = index == result.best || result.tied.contains(&index);
        let harm = format!("{} per event", run.harm_unit);
        let against = |value: Option<Estimate>| value.filter(|_| index > 0);
        let quantities = [
            ("odds", "probability", Some(row.odds)),
            ("odds_difference", "probability", against(Some(row.difference))),
            ("odds_ratio", "ratio", against(row.ratio)),
            ("harm", &harm, row.harm),
            ("harm_avoided", &harm, against(row.harm_avoided)),
        ];
        for (quantity, unit, value) in quantities.into_iter().filter_map(|(a, b, value)| Some((a, b, value?))) {
            let mut cells = vec![text(&row.file), quantity.to_owned(), text(unit)];
            cells.extend(estimate(&value));
            cells.push(effect_name(row.effect).to_owned());
            cells.push(if lowest { "yes" } else { "no" }.to_owned());
            cells.push(number(row.shared_entities));
            table.push(cells, run);
        }
    }
    table.bytes()
}
