//! The tables of a comparison's page.

use crate::report::choice::{self, OddsUnit};
use crate::report::page::{Cell, Kind, Table};
use crate::report::{guarantee, odds, round, safe};
use crate::statistics::Estimate;
use crate::study::comparison::{CompareResult, Effect, Row};

/// Names longer than this are cut.
const NAME_COLUMNS: usize = 160;
const COST_DIGITS: i32 = 6;
const DIGITS: i32 = 3;
/// Rows, captures and combinations on the page; all stand in the files.
const MOST_ROWS: usize = 200;
const MOST_STORIES: usize = 30;

/// The rows with their headline numbers.
pub fn rows(result: &CompareResult) -> Option<Table> {
    let unit = OddsUnit::of(result);
    let money = safe::fit(&result.cost_unit, NAME_COLUMNS);
    let harm = format!("Harm avoided per {money}");
    let draws = result.rows.iter().any(|row| row.best_share.is_some());
    let heads = [
        ("Measures", Kind::Word),
        (&format!("Cost ({money})"), Kind::Number),
        ("Odds", Kind::Number),
        ("In words", Kind::Word),
        (&format!("Change ({})", unit.points), Kind::Number),
        ("Ratio", Kind::Number),
        (&harm, Kind::Number),
        ("Frontier", Kind::Word),
        ("Effect", Kind::Word),
        ("Best in", Kind::Number),
    ];
    let heads = if draws { &heads[..] } else { &heads[..heads.len() - 1] };
    let row = |row: &Row| {
        let mut cells = vec![
            name(row),
            Cell::number(round::typed(row.cost, COST_DIGITS), row.cost),
            Cell::percent(&row.odds),
            Cell::word(&odds::in_words(&row.odds).map_or_else(String::new, |words| words + " events")),
            against_baseline(row, Some(&row.difference), unit.factor),
            against_baseline(row, row.ratio.as_ref(), 1.0),
            against_baseline(row, row.harm_avoided_per_cost.as_ref(), 1.0),
            Cell::word(if row.on_frontier { "on it" } else { "" }),
            Cell::word(effect(row)),
        ];
        if draws {
            let share = row.best_share.map(|share| share.mean).unwrap_or_default();
            cells.push(Cell::number(choice::percent(share), share));
        }
        cells
    };
    let more = result.rows.len().saturating_sub(MOST_ROWS);
    let more = if more > 0 { format!("; {more} more rows in rows.csv") } else { String::new() };
    let caption = format!("The rows, with 95 % intervals; changes are paired with the baseline{more}");
    Table::new(caption, heads, result.rows.iter().take(MOST_ROWS).map(row).collect())
}

fn name(row: &Row) -> Cell {
    Cell::word(&safe::fit(&choice::row_name(row), NAME_COLUMNS))
}

fn against_baseline(row: &Row, value: Option<&Estimate>, factor: f64) -> Cell {
    match value.filter(|_| row.effect != Effect::Baseline) {
        Some(value) => scaled(value, factor),
        None => Cell::word(""),
    }
}

fn scaled(value: &Estimate, factor: f64) -> Cell {
    Cell::number(round::with_interval(value, factor), value.mean)
}

fn effect(row: &Row) -> &'static str {
    match row.effect {
        Effect::Baseline => "",
        Effect::Lowers if row.tied_with_best => "lowers the odds; lowest or tied with it",
        Effect::Lowers => "lowers the odds",
        Effect::Raises => "RAISES the odds",
        Effect::Unclear => "cannot be told from none",
        Effect::Nothing => "changes nothing",
    }
}

/// What stands behind the rows.
pub fn details(result: &CompareResult) -> Vec<Table> {
    let tables = [
        titles(result),
        budget(result),
        steps(result),
        replay(result),
        overlap(result),
        stories(result),
        interaction(result),
        robust(result),
        break_even(result),
        shapley(result),
        effort(result),
    ];
    tables.into_iter().flatten().collect()
}

fn titles(result: &CompareResult) -> Option<Table> {
    let alone = result.rows.iter().filter(|row| row.measures.len() == 1);
    let row = |row: &Row| vec![name(row), Cell::word(&safe::fit(&row.titles[0], NAME_COLUMNS))];
    Table::new("The measures", &[("Name", Kind::Word), ("Title", Kind::Word)], alone.map(row).collect())
}

fn budget(result: &CompareResult) -> Option<Table> {
    let search = result.budget_search.as_ref().ok()?;
    let unit = OddsUnit::of(result);
    let sets = std::iter::once(&search.best).chain(&search.rivals);
    let rows = sets.map(|set| {
        vec![
            Cell::word(&safe::fit(&choice::set_name(&set.measures), NAME_COLUMNS)),
            Cell::number(round::typed(set.cost, COST_DIGITS), set.cost),
            Cell::percent(&set.odds),
            set.behind.as_ref().map_or_else(|| Cell::word(""), |behind| scaled(behind, unit.factor)),
        ]
    });
    Table::new(
        format!(
            "Best sets within {}, with 95 % intervals. {}",
            choice::cost(search.budget, result),
            guarantee::in_words(result, search)
        ),
        &[
            ("Measures", Kind::Word),
            ("Cost", Kind::Number),
            ("Odds", Kind::Number),
            (&format!("Behind ({})", unit.points), Kind::Number),
        ],
        rows.collect(),
    )
}

fn steps(result: &CompareResult) -> Option<Table> {
    let unit = OddsUnit::of(result);
    let row = |step: &crate::study::comparison::Step| {
        vec![
            Cell::number(round::typed(step.extra_cost, COST_DIGITS), step.extra_cost),
            name(&result.rows[step.from]),
            name(&result.rows[step.to]),
            scaled(&step.difference, unit.factor),
            Cell::plain(&step.harm_avoided),
        ]
    };
    Table::new(
        "What the next money buys, along the frontier of cost against odds; with 95 % intervals",
        &[
            (&format!("More ({})", safe::fit(&result.cost_unit, NAME_COLUMNS)), Kind::Number),
            ("From", Kind::Word),
            ("To", Kind::Word),
            (&format!("Change ({})", unit.points), Kind::Number),
            ("Harm avoided", Kind::Number),
        ],
        result.steps.iter().map(row).collect(),
    )
}

fn replay(result: &CompareResult) -> Option<Table> {
    let replay = &result.replay;
    let rows = replay.measures.iter().zip(&replay.prevented).filter_map(|(measure, share)| {
        Some(vec![Cell::word(&safe::fit(measure, NAME_COLUMNS)), Cell::percent(share.as_ref()?)])
    });
    let caption = format!(
        "Who would have been saved by what: share of {} replayed captures that each measure alone would have prevented \
         ({} by none)",
        replay.captures, replay.by_none
    );
    Table::new(caption, &[("Measure", Kind::Word), ("Prevented", Kind::Number)], rows.collect())
}

fn overlap(result: &CompareResult) -> Option<Table> {
    let replay = &result.replay;
    let mut rows = Vec::new();
    for (a, first) in replay.measures.iter().enumerate().filter(|_| replay.captures > 0) {
        for (b, second) in replay.measures.iter().enumerate().skip(a + 1).filter(|&(b, _)| replay.both[a][b] > 0) {
            let (first, second) = (safe::fit(first, NAME_COLUMNS), safe::fit(second, NAME_COLUMNS));
            let both = replay.both[a][b];
            rows.push(vec![Cell::word(&first), Cell::word(&second), Cell::number(both.to_string(), both as f64)]);
        }
    }
    rows.sort_by(|a, b| b[2].key.partial_cmp(&a[2].key).unwrap_or(std::cmp::Ordering::Equal));
    rows.truncate(MOST_ROWS);
    let heads = [("Measure", Kind::Word), ("And", Kind::Word), ("Captures", Kind::Number)];
    Table::new("Captures that each of two measures would have prevented", &heads, rows)
}

fn stories(result: &CompareResult) -> Option<Table> {
    let told = result.replay.stories.iter().take(MOST_STORIES);
    let rows = told.map(|replayed| {
        let prevented = safe::fit(&replayed.prevented_by.join(", "), NAME_COLUMNS);
        let prevented = if prevented.is_empty() { "none".to_owned() } else { prevented };
        vec![
            Cell::word(&crate::report::text::compare::happened(result, replayed)),
            Cell::word(&safe::fit(&replayed.story.kind, NAME_COLUMNS)),
            Cell::word(&prevented),
        ]
    });
    let heads = [("What happened", Kind::Word), ("Kind", Kind::Word), ("Prevented by each of", Kind::Word)];
    Table::new("The first of the replayed captures", &heads, rows.collect())
}

fn interaction(result: &CompareResult) -> Option<Table> {
    let unit = OddsUnit::of(result);
    let rows = result.rows.iter().filter_map(|row| Some(vec![name(row), scaled(&row.interaction?, unit.factor)]));
    Table::new(
        "More (below 0) or less (above 0) together than by themselves, with 95 % intervals",
        &[("Measures", Kind::Word), (&format!("Beyond the sum of the parts ({})", unit.points), Kind::Number)],
        rows.take(MOST_ROWS).collect(),
    )
}

fn robust(result: &CompareResult) -> Option<Table> {
    let unit = OddsUnit::of(result);
    let row = |row: &Row| {
        let greatest = row.greatest_regret?;
        let share = |share: Option<Estimate>| share.map_or_else(|| Cell::word(""), |share| Cell::percent(&share));
        Some(vec![
            name(row),
            scaled(&row.expected_regret?, unit.factor),
            Cell::number(round::significant(unit.factor * greatest, DIGITS), greatest),
            share(row.best_share),
            share(row.tolerable_share),
        ])
    };
    let tolerable = result.tolerable.map_or_else(
        || "Tolerable in (not asked)".to_owned(),
        |odds| format!("Odds of at most {} % in", round::typed(100.0 * odds, DIGITS)),
    );
    let heads = [
        ("Measures", Kind::Word),
        (&format!("Expected regret ({})", unit.points), Kind::Number),
        ("Greatest regret", Kind::Number),
        ("Best of its cost or less in", Kind::Number),
        (&tolerable, Kind::Number),
    ];
    let caption =
        "Over the draws of what is not known: odds less those of the draw's best row, and shares of the draws";
    Table::new(caption, &heads, result.rows.iter().filter_map(row).take(MOST_ROWS).collect())
}

fn break_even(result: &CompareResult) -> Option<Table> {
    let turns = result.break_even.as_ref().ok()?;
    let rows = turns.iter().map(|turn| {
        let at = turn.flip.map_or_else(|| Cell::word("does not flip"), |flip| Cell::plain(&flip.at));
        let rival = turn.flip.and_then(|flip| result.rows.get(flip.rival)).map_or_else(|| Cell::word(""), name);
        let searched = [turn.range.0, turn.range.1].map(|end| round::typed(end, DIGITS)).join(" to ");
        vec![
            Cell::word(&safe::fit(&turn.path, NAME_COLUMNS)),
            Cell::number(searched, turn.range.0),
            at,
            rival,
            turn.weight.map_or_else(|| Cell::word(""), |weight| Cell::number(choice::percent(weight), weight)),
        ]
    });
    let heads = [
        ("Value", Kind::Word),
        ("Searched", Kind::Number),
        ("Flips at", Kind::Number),
        ("To", Kind::Word),
        ("Weight in the decision", Kind::Number),
    ];
    Table::new("Where the recommendation flips along what is not known", &heads, rows.collect())
}

fn shapley(result: &CompareResult) -> Option<Table> {
    let shapley = result.shapley.as_ref().ok()?;
    let unit = OddsUnit::of(result);
    let rows = shapley.parts.iter().map(|part| {
        vec![
            Cell::word(&safe::fit(&part.measure, NAME_COLUMNS)),
            scaled(&part.reduction, unit.factor),
            part.share.as_ref().map_or_else(|| Cell::word(""), Cell::percent),
        ]
    });
    let heads =
        [("Measure", Kind::Word), (&format!("Takes off ({})", unit.points), Kind::Number), ("Share", Kind::Number)];
    Table::new("Fair shares (Shapley) in what all measures together do, with 95 % intervals", &heads, rows.collect())
}

fn effort(result: &CompareResult) -> Option<Table> {
    let race = result.race.as_ref()?;
    let rows = result.rows.iter().zip(&race.out_at).map(|(row, out)| {
        let out = out.map_or_else(|| Cell::word("left at the end"), |at| Cell::number(round::count(at), at as f64));
        vec![name(row), Cell::number(round::count(row.trials), row.trials as f64), out]
    });
    let heads = [("Measures", Kind::Word), ("Trials", Kind::Number), ("Told to be worse at", Kind::Number)];
    Table::new("Where the trials went", &heads, rows.collect())
}
