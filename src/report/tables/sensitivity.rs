//! CSV tables of a sensitivity analysis.

use super::table::{Stamp, Table, estimate, number, text};
use super::{Bytes, OutputFile};
use crate::statistics::Estimate;
use crate::study::sensitivity::result::{SensitivityResult, Target};

impl<'a> From<&'a SensitivityResult> for Stamp<'a> {
    fn from(result: &'a SensitivityResult) -> Self {
        Self { scenario: &result.scenario, measures: &result.measures, provenance: &result.provenance }
    }
}

/// Every table of the analysis; those of a choice only where there is one.
pub fn sensitivity(result: &SensitivityResult) -> Result<Vec<OutputFile>, csv::Error> {
    let mut tables = vec![("sensitivity.csv", sensitivity_summary(result)), ("tornado.csv", tornado(result))];
    if result.information.is_some() {
        tables.push(("information.csv", information(result)));
        tables.push(("alternatives.csv", alternatives(result)));
    }
    tables.into_iter().map(|(name, bytes)| Ok(OutputFile { name: name.to_owned(), bytes: bytes? })).collect()
}

/// The quantities with their names and units: the odds, and the difference between the best two sets of measures.
fn targets(result: &SensitivityResult) -> Vec<(&'static str, String, &Target)> {
    let choice = result.choice.as_ref();
    let difference =
        choice.map(|choice| ("second_less_best", format!("{} per event", result.harm_unit), &choice.difference));
    std::iter::once(("odds", "probability".to_owned(), &result.odds)).chain(difference).collect()
}

/// The indices of every value.
pub fn sensitivity_summary(result: &SensitivityResult) -> Bytes {
    let mut table = Table::new(&["quantity", "value", "index", "share_of_variance", "standard_error", "low", "high"]);
    for (quantity, _, target) in targets(result) {
        for (value, indices) in result.values.iter().zip(target.indices.iter().flatten()) {
            for (name, index) in
                [("first_order", &indices.first), ("total", &indices.total), ("shapley", &indices.shapley)]
            {
                let row = [quantity.to_owned(), text(&value.path), name.to_owned()];
                table.push(row.into_iter().chain(estimate(index)), result);
            }
        }
    }
    table.bytes()
}

fn tornado(result: &SensitivityResult) -> Bytes {
    let mut table =
        Table::new(&["quantity", "unit", "value", "point", "value_there", "mean", "standard_error", "low", "high"]);
    for (quantity, unit, target) in targets(result) {
        for (value, bar) in result.values.iter().zip(&target.tornado) {
            let [low, median, high] = value.points;
            let mut row = |point: &str, there: Option<f64>, seen: &Estimate| {
                let there = there.map(number).unwrap_or_default();
                let place = [quantity.to_owned(), text(&unit), text(&value.path), point.to_owned(), there];
                table.push(place.into_iter().chain(estimate(seen)), result);
            };
            row("5_percent", Some(low), &bar.low);
            row("median", Some(median), &target.centre);
            row("95_percent", Some(high), &bar.high);
            row("95_less_5_percent", None, &bar.swing);
        }
    }
    table.bytes()
}

fn information(result: &SensitivityResult) -> Bytes {
    let mut table = Table::new(&[
        "learning",
        "of",
        "unit",
        "worth",
        "standard_error",
        "low",
        "high",
        "changes_choice_in_share_of_draws",
    ]);
    let Some(information) = &result.information else { return table.bytes() };
    let unit = format!("{} per event", result.harm_unit);
    let values = result.values.iter().zip(&information.values).map(|(value, worth)| ("value", &value.path[..], worth));
    let groups = information.groups.iter().map(|group| ("group", &group.name[..], &group.worth));
    for (kind, name, worth) in std::iter::once(("everything", "", &information.perfect)).chain(groups).chain(values) {
        let row = [kind.to_owned(), text(name), text(&unit)];
        table.push(row.into_iter().chain(estimate(&worth.worth)).chain([number(worth.changes)]), result);
    }
    table.bytes()
}

fn alternatives(result: &SensitivityResult) -> Bytes {
    let mut table = Table::new(&[
        "alternative",
        "cost",
        "cost_unit",
        "harm_unit",
        "harm_per_event",
        "harm_standard_error",
        "harm_low",
        "harm_high",
        "loss_per_event",
        "loss_standard_error",
        "loss_low",
        "loss_high",
        "seems_best_in_share_of_draws",
    ]);
    for row in result.information.iter().flat_map(|information| &information.rows) {
        let name = [text(&row.measures.join("; ")), number(row.cost), text(&result.cost_unit), text(&result.harm_unit)];
        let numbers = estimate(&row.harm).into_iter().chain(estimate(&row.loss));
        table.push(name.into_iter().chain(numbers).chain([number(row.best_share)]), result);
    }
    table.bytes()
}
