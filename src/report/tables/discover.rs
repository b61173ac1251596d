//! CSV tables of scenario discovery.

use super::table::{Stamp, Table, number, text};
use super::{Bytes, OutputFile};
use crate::statistics::Band;
use crate::study::discover::result::{DiscoverResult, Finding};

/// All tables: the boxes on the way, the box, the worlds.
pub fn discovery_tables(result: &DiscoverResult) -> Result<Vec<OutputFile>, csv::Error> {
    let tables =
        [("trajectory.csv", trajectory(result)), ("box.csv", found_box(result)), ("worlds.csv", worlds(result))];
    let kept = tables.into_iter().filter(|(name, _)| *name != "box.csv" || matches!(result.finding, Finding::Found(_)));
    kept.map(|(name, bytes)| Ok(OutputFile { name: name.to_owned(), bytes: bytes? })).collect()
}

fn stamp(result: &DiscoverResult) -> Stamp<'_> {
    Stamp { scenario: &result.scenario, measures: &result.measures, provenance: &result.provenance }
}

/// A row for each box from the one that holds all worlds inwards.
pub fn trajectory(result: &DiscoverResult) -> Bytes {
    let header = [
        "step",
        "odds_above",
        "worlds_inside",
        "of_interest_inside",
        "coverage",
        "density",
        "mass",
        "restricted_values",
    ];
    let mut table = Table::new(&header);
    for (at, step) in result.trajectory.iter().enumerate() {
        let restricted = step.limits.iter().filter(|limits| limits.restrict()).count();
        let cells = [
            at.to_string(),
            number(result.above),
            step.inside.to_string(),
            step.hits.to_string(),
            number(step.coverage(result.hits)),
            number(step.density()),
            number(step.inside as f64 / result.worlds.len() as f64),
            restricted.to_string(),
        ];
        table.push(cells, stamp(result));
    }
    table.bytes()
}

/// A row for each value that the box restricts.
fn found_box(result: &DiscoverResult) -> Bytes {
    let header = [
        "path",
        "low",
        "low_in_halves_5_percent",
        "low_in_halves_95_percent",
        "high",
        "high_in_halves_5_percent",
        "high_in_halves_95_percent",
        "quasi_p",
        "recurs_share_of_halves",
        "box_p_value",
    ];
    let mut table = Table::new(&header);
    let Finding::Found(found) = &result.finding else { return table.bytes() };
    let optional = |value: Option<f64>| value.map(number).unwrap_or_default();
    let ends = |band: Option<Band>| [optional(band.map(|band| band.low)), optional(band.map(|band| band.high))];
    for one in &found.restrictions {
        let mut cells = vec![text(&result.dimensions[one.dimension].path), optional(one.limits.low)];
        cells.extend(ends(one.low_band));
        cells.push(optional(one.limits.high));
        cells.extend(ends(one.high_band));
        cells.extend([one.quasi_p, one.recurs, found.p_value].map(number));
        table.push(cells, stamp(result));
    }
    table.bytes()
}

/// A row for each world and value; too many for the provenance to stand in each.
fn worlds(result: &DiscoverResult) -> Bytes {
    let header = ["draw", "odds", "odds_standard_error", "of_interest", "inside_box", "path", "value"];
    let mut table = Table::bare(&header);
    for (draw, world) in result.worlds.iter().enumerate() {
        for (dimension, value) in result.dimensions.iter().zip(&world.values) {
            let cells = [
                draw.to_string(),
                number(world.odds),
                world.error.map(number).unwrap_or_default(),
                u8::from(world.hit).to_string(),
                u8::from(world.inside).to_string(),
                text(&dimension.path),
                number(*value),
            ];
            table.push(cells, stamp(result));
        }
    }
    table.bytes()
}
