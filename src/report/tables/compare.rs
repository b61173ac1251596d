//! CSV tables of a comparison.

use super::table::{Stamp, Table, estimate, number, text};
use super::{Bytes, OutputFile};
use crate::report::choice::{effect_name, row_name};
use crate::statistics::Estimate;
use crate::study::comparison::{Candidate, CompareResult, Side};

/// Every table of the comparison; those that would have no row are left out.
pub fn of_comparison(result: &CompareResult) -> Result<Vec<OutputFile>, csv::Error> {
    let mut tables = vec![("rows.csv", comparison(result)), ("differences.csv", differences(result))];
    if !result.steps.is_empty() {
        tables.push(("steps.csv", steps(result)));
    }
    if result.rows.iter().any(|row| row.interaction.is_some()) {
        tables.push(("interaction.csv", interaction(result)));
    }
    if result.rows.iter().any(|row| row.best_share.is_some()) {
        tables.push(("robustness.csv", robustness(result)));
    }
    if result.replay.captures > 0 {
        tables.push(("replay.csv", replay(result)));
        tables.push(("replay_overlap.csv", overlap(result)));
        tables.push(("replay_captures.csv", captures(result)));
        tables.push(("stories.csv", stories(result)));
    }
    if result.shapley.is_ok() {
        tables.push(("shapley.csv", shapley(result)));
    }
    if result.break_even.is_ok() {
        tables.push(("break_even.csv", break_even(result)));
    }
    if result.race.is_some() {
        tables.push(("effort.csv", effort(result)));
    }
    if result.budget_search.is_ok() {
        tables.push(("budget.csv", budget(result)));
    }
    tables.into_iter().map(|(name, bytes)| Ok(OutputFile { name: name.to_owned(), bytes: bytes? })).collect()
}

/// Where a row comes from: the baseline's run, with the row's measures in force.
fn stamp<'a>(result: &'a CompareResult, measures: &'a [String]) -> Stamp<'a> {
    Stamp { measures, ..Stamp::from(&result.baseline) }
}

fn yes(answer: Option<()>) -> String {
    if answer.is_some() { "yes" } else { "no" }.to_owned()
}

fn optional(value: Option<&Estimate>) -> [String; 4] {
    value.map(estimate).unwrap_or_default()
}

/// The rows with their headline numbers.
pub fn comparison(result: &CompareResult) -> Bytes {
    let mut table = Table::new(&[
        "row",
        "titles",
        "cost",
        "cost_unit",
        "odds",
        "odds_standard_error",
        "odds_low",
        "odds_high",
        "difference",
        "difference_standard_error",
        "difference_low",
        "difference_high",
        "ratio",
        "ratio_low",
        "ratio_high",
        "harm_avoided",
        "harm_avoided_low",
        "harm_avoided_high",
        "harm_unit",
        "share_of_draws_best",
        "effect",
        "on_frontier",
        "on_harm_frontier",
        "tied_with_best",
        "row_trials",
    ]);
    for row in &result.rows {
        let told = |holds: bool| yes(holds.then_some(()));
        let [ratio, _, ratio_low, ratio_high] = optional(row.ratio.as_ref());
        let [avoided, _, avoided_low, avoided_high] = estimate(&row.harm_avoided);
        let mut cells =
            vec![text(&row_name(row)), text(&row.titles.join("; ")), number(row.cost), text(&result.cost_unit)];
        cells.extend(estimate(&row.odds).into_iter().chain(estimate(&row.difference)));
        cells.extend([ratio, ratio_low, ratio_high, avoided, avoided_low, avoided_high]);
        cells.push(text(&result.baseline.harm_unit));
        cells.push(row.best_share.map(|share| number(share.mean)).unwrap_or_default());
        cells.push(effect_name(row.effect).to_owned());
        cells.extend([row.on_frontier, row.on_harm_frontier, row.tied_with_best].map(told));
        cells.push(row.trials.to_string());
        table.push(cells, stamp(result, &row.measures));
    }
    table.bytes()
}

/// What each row does against the baseline, one quantity a line.
fn differences(result: &CompareResult) -> Bytes {
    let mut table = Table::new(&["row", "quantity", "unit", "mean", "standard_error", "low", "high"]);
    let harm = format!("{} per event", result.baseline.harm_unit);
    let per_cost = format!("{harm} and {}", result.cost_unit);
    for row in result.rows.iter().skip(1) {
        let quantities = [
            ("odds_difference", "probability", Some(&row.difference)),
            ("odds_ratio", "ratio", row.ratio.as_ref()),
            ("harm_avoided", &harm, Some(&row.harm_avoided)),
            ("harm_avoided_per_cost", &per_cost, row.harm_avoided_per_cost.as_ref()),
        ];
        for (quantity, unit, value) in quantities.into_iter().filter_map(|(a, b, value)| Some((a, b, value?))) {
            let name = [text(&row_name(row)), quantity.to_owned(), text(unit)];
            table.push(name.into_iter().chain(estimate(value)), stamp(result, &row.measures));
        }
    }
    table.bytes()
}

/// What the next money buys, along the frontier.
fn steps(result: &CompareResult) -> Bytes {
    let mut table = Table::new(&[
        "from_row",
        "to_row",
        "extra_cost",
        "cost_unit",
        "quantity",
        "unit",
        "mean",
        "standard_error",
        "low",
        "high",
    ]);
    let harm = format!("{} per event", result.baseline.harm_unit);
    for step in &result.steps {
        let (from, to) = (&result.rows[step.from], &result.rows[step.to]);
        let name = [text(&row_name(from)), text(&row_name(to)), number(step.extra_cost), text(&result.cost_unit)];
        let quantities =
            [("odds_difference", "probability", &step.difference), ("harm_avoided", &harm, &step.harm_avoided)];
        for (quantity, unit, value) in quantities {
            let cells = name.iter().cloned().chain([quantity.to_owned(), text(unit)]).chain(estimate(value));
            table.push(cells, stamp(result, &to.measures));
        }
    }
    table.bytes()
}

fn interaction(result: &CompareResult) -> Bytes {
    let mut table = Table::new(&["row", "interaction", "standard_error", "low", "high"]);
    for (row, value) in result.rows.iter().filter_map(|row| Some((row, row.interaction.as_ref()?))) {
        let cells = [text(&row_name(row))].into_iter().chain(estimate(value));
        table.push(cells, stamp(result, &row.measures));
    }
    table.bytes()
}

fn robustness(result: &CompareResult) -> Bytes {
    let mut table = Table::new(&["row", "quantity", "unit", "mean", "standard_error", "low", "high"]);
    for row in &result.rows {
        let greatest = row.greatest_regret.map(Estimate::bare);
        let quantities = [
            ("share_of_draws_best", "share of draws", row.best_share),
            ("expected_regret", "probability", row.expected_regret),
            ("greatest_regret", "probability", greatest),
            ("share_of_draws_tolerable", "share of draws", row.tolerable_share),
        ];
        for (quantity, unit, value) in quantities.into_iter().filter_map(|(a, b, value)| Some((a, b, value?))) {
            let name = [text(&row_name(row)), quantity.to_owned(), unit.to_owned()];
            table.push(name.into_iter().chain(estimate(&value)), stamp(result, &row.measures));
        }
    }
    table.bytes()
}

fn replay(result: &CompareResult) -> Bytes {
    let mut table = Table::new(&["measure", "captures_replayed", "share_prevented", "standard_error", "low", "high"]);
    let replay = &result.replay;
    for (measure, share) in replay.measures.iter().zip(&replay.prevented) {
        let name = [text(measure), replay.captures.to_string()];
        let cells = name.into_iter().chain(optional(share.as_ref()));
        table.push(cells, stamp(result, std::slice::from_ref(measure)));
    }
    table.bytes()
}

fn overlap(result: &CompareResult) -> Bytes {
    let mut table = Table::new(&["measure", "other_measure", "captures_prevented_by_either", "captures_replayed"]);
    let replay = &result.replay;
    for (measure, row) in replay.measures.iter().zip(&replay.both) {
        for (other, both) in replay.measures.iter().zip(row) {
            let cells = [text(measure), text(other), both.to_string(), replay.captures.to_string()];
            table.push(cells, &result.baseline);
        }
    }
    table.bytes()
}

/// The matrix of captures and measures, a cell a line.
fn captures(result: &CompareResult) -> Bytes {
    let mut table = Table::new(&["capture", "measure", "prevented"]);
    for (number, replayed) in (1u64..).zip(&result.replay.stories) {
        for measure in &result.replay.measures {
            let prevented = yes(replayed.prevented_by.contains(measure).then_some(()));
            table.push([number.to_string(), text(measure), prevented], &result.baseline);
        }
    }
    table.bytes()
}

fn stories(result: &CompareResult) -> Bytes {
    let mut table = Table::new(&[
        "capture",
        "prevented_by",
        "draw",
        "trial",
        "day",
        "start_hour_of_day",
        "duration_hours",
        "kind",
        "group",
        "venue",
        "channel",
        "cause",
        "participants",
        "lapsed_legs",
        "captured_legs",
        "campaign",
        "harm",
        "harm_unit",
    ]);
    for (capture, replayed) in (1u64..).zip(&result.replay.stories) {
        let mut cells = vec![capture.to_string(), text(&replayed.prevented_by.join("; "))];
        cells.extend(super::run::story(&replayed.story, &result.baseline));
        table.push(cells, &result.baseline);
    }
    table.bytes()
}

fn shapley(result: &CompareResult) -> Bytes {
    let mut table = Table::new(&["measure", "quantity", "unit", "mean", "standard_error", "low", "high"]);
    let Ok(shapley) = &result.shapley else { return table.bytes() };
    for part in &shapley.parts {
        let quantities =
            [("reduction", "probability", Some(part.reduction)), ("share_of_joint_reduction", "share", part.share)];
        for (quantity, unit, value) in quantities.into_iter().filter_map(|(a, b, value)| Some((a, b, value?))) {
            let name = [text(&part.measure), quantity.to_owned(), unit.to_owned()];
            table.push(name.into_iter().chain(estimate(&value)), &result.baseline);
        }
    }
    table.bytes()
}

fn break_even(result: &CompareResult) -> Bytes {
    let mut table = Table::new(&[
        "path",
        "searched_low",
        "searched_high",
        "weight_in_the_decision",
        "flips_at",
        "standard_error",
        "low",
        "high",
        "probability_below",
        "rival_is_best",
        "rival",
    ]);
    for turn in result.break_even.as_ref().map_or(&[][..], Vec::as_slice) {
        let mut cells = vec![
            text(&turn.path),
            number(turn.range.0),
            number(turn.range.1),
            turn.weight.map_or_else(String::new, number),
        ];
        cells.extend(optional(turn.flip.as_ref().map(|flip| &flip.at)));
        match &turn.flip {
            None => cells.extend([String::new(), String::new(), String::new()]),
            Some(flip) => cells.extend([
                number(flip.probability_below),
                if flip.side == Side::Below { "below" } else { "above" }.to_owned(),
                result.rows.get(flip.rival).map(|row| text(&row_name(row))).unwrap_or_default(),
            ]),
        }
        table.push(cells, &result.baseline);
    }
    table.bytes()
}

fn effort(result: &CompareResult) -> Bytes {
    let mut table = Table::new(&["row", "row_trials", "told_to_be_worse_at_trials"]);
    let Some(race) = &result.race else { return table.bytes() };
    for (row, out_at) in result.rows.iter().zip(&race.out_at) {
        let out_at = out_at.map(|trials| trials.to_string()).unwrap_or_default();
        table.push([text(&row_name(row)), row.trials.to_string(), out_at], stamp(result, &row.measures));
    }
    table.bytes()
}

fn budget(result: &CompareResult) -> Bytes {
    let mut table = Table::new(&[
        "rank",
        "set",
        "cost",
        "cost_unit",
        "odds",
        "odds_standard_error",
        "odds_low",
        "odds_high",
        "difference",
        "difference_standard_error",
        "difference_low",
        "difference_high",
        "behind_best",
        "behind_best_standard_error",
        "behind_best_low",
        "behind_best_high",
    ]);
    let Ok(search) = &result.budget_search else { return table.bytes() };
    for (rank, set) in (1u64..).zip(std::iter::once(&search.best).chain(&search.rivals)) {
        let Candidate { measures, cost, odds, difference, behind } = set;
        let name = crate::report::choice::set_name(measures);
        let mut cells = vec![rank.to_string(), text(&name), number(*cost), text(&result.cost_unit)];
        cells.extend(estimate(odds).into_iter().chain(estimate(difference)).chain(optional(behind.as_ref())));
        table.push(cells, stamp(result, measures));
    }
    table.bytes()
}
