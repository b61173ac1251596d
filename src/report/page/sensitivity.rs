//! The page of a sensitivity analysis.

use super::{
    CommandLine, Context, Evidence, Figure, Kind, Page, provenance,
    table::{Cell, Table},
};
use crate::report::charts::{Chart, Theme};
use crate::report::sensitivity::{by_shapley, by_swing, by_worth, harm_unit, of_choice, of_information, of_odds, set};
use crate::report::{round, safe};
use crate::statistics::Worth;
use crate::study::result::Estimator;
use crate::study::sensitivity::result::{Information, SensitivityResult, Target};

/// Names longer than this are cut.
const NAME_COLUMNS: usize = 120;

const QUESTION: &str = "Which of the values that nobody knows do the odds hang on, which decide between the measures, and \
    what would it be worth to learn them?";
const SUMMED: &str = "Shapley effects are shares of the variance over what is not known; they sum to 100 %. First-order: what \
    knowing the value alone would take away; total: what would be left if it alone were unknown. The noise of the trials is \
    in none of them.";
const CORRELATED: &str = "Some values are correlated: the first-order index of such a value counts what goes with it, and its \
    total index leaves that out, so that it can be the smaller one. Go by the Shapley effects.";
const LEARNING: &str = "What learning is worth: the expected harm that is saved because one would choose otherwise, knowing \
    the value. It says nothing of what learning costs.";

/// The page of an analysis, with its charts, and with what its numbers rest on.
pub fn of_sensitivity(result: &SensitivityResult, charts: &[Chart], theme: Theme, evidence: &Evidence) -> Page {
    let answer: Vec<String> =
        [Some(of_odds(result)), of_choice(result), of_information(result)].into_iter().flatten().collect();
    let mut remarks = vec![SUMMED.to_owned()];
    remarks.extend(result.correlated.then(|| CORRELATED.to_owned()));
    remarks.extend(result.information.as_ref().map(|_| LEARNING.to_owned()));
    if result.idle > 0 {
        remarks.push(format!("{} uncertain values are used by nothing here, and left out.", result.idle));
    }
    let choice = result.choice.as_ref().and_then(|choice| {
        hanging(result, &choice.difference, "What the difference between the two best hangs on", Cell::plain)
    });
    let worth = result.information.as_ref().map(|information| learning(result, information));
    let odds = hanging(result, &result.odds, "What the odds hang on", Cell::percent);
    Page {
        context: Context::usual(&result.measures, &result.provenance.overrides),
        figures: result.information.as_ref().and_then(|information| alternatives(result, information)),
        remarks,
        charts: charts.iter().map(Figure::of).collect(),
        tables: [odds, choice, worth.flatten()].into_iter().flatten().collect(),
        evidence_summary: evidence.summary(),
        evidence: evidence.tables(),
        provenance: provenance(&result.file, &result.provenance),
        command: command(result),
        ..Page::new("sensitivity", &result.scenario, QUESTION, answer.join(" "), theme)
    }
}

fn command(result: &SensitivityResult) -> String {
    let cost = &result.cost;
    let line = CommandLine::new("sensitivity", &result.file)
        .options("--set", &result.provenance.overrides)
        .options("--measure", &result.measures)
        .option("--pairs", &cost.pairs.to_string())
        .option("--point-trials", &cost.point_trials.to_string())
        .option("--tornado-trials", &cost.world_trials.to_string())
        .option("--draws", &cost.draws.to_string())
        .option("--draw-trials", &cost.draw_trials.to_string())
        .option("--seed", &result.provenance.seed.to_string());
    let analog = result.provenance.estimator == Estimator::Analog;
    let line = if analog { line.option("--estimator", result.provenance.estimator.name()) } else { line };
    result.asked.iter().fold(line, |line, (option, value)| line.option(option, value)).text()
}

fn hanging(
    result: &SensitivityResult,
    target: &Target,
    caption: &str,
    shown: fn(&crate::statistics::Estimate) -> Cell,
) -> Option<Table> {
    let order = target.indices.as_deref().map_or_else(|| by_swing(target), by_shapley);
    let row = |place: usize| {
        let share = |part: fn(&crate::statistics::ValueIndices) -> crate::statistics::Estimate| {
            target
                .indices
                .as_ref()
                .map_or_else(|| Cell::word("unclear"), |all| Cell::plain(&scaled(&part(&all[place]))))
        };
        let bar = &target.tornado[place];
        vec![
            Cell::name(&result.values[place].path, NAME_COLUMNS),
            share(|all| all.shapley),
            share(|all| all.first),
            share(|all| all.total),
            shown(&bar.low),
            shown(&bar.high),
        ]
    };
    Table::new(
        format!("{caption}, with 95 % intervals"),
        &[
            ("Value", Kind::Word),
            ("Shapley effect, %", Kind::Number),
            ("First-order, %", Kind::Number),
            ("Total, %", Kind::Number),
            ("At its 5 % point", Kind::Number),
            ("At its 95 % point", Kind::Number),
        ],
        order.into_iter().map(row).collect(),
    )
}

/// A share as a percentage.
fn scaled(estimate: &crate::statistics::Estimate) -> crate::statistics::Estimate {
    let interval = estimate.interval.map(|interval| crate::statistics::Interval {
        standard_error: 100.0 * interval.standard_error,
        low: 100.0 * interval.low,
        high: 100.0 * interval.high,
    });
    crate::statistics::Estimate { mean: 100.0 * estimate.mean, interval }
}

fn alternatives(result: &SensitivityResult, information: &Information) -> Option<Table> {
    let rows = information.rows.iter().map(|row| {
        vec![
            Cell::name(&set(&row.measures), NAME_COLUMNS),
            Cell::number(round::typed(row.cost, 6), row.cost),
            Cell::plain(&row.harm),
            Cell::number(format!("{} %", round::fixed(100.0 * row.best_share, 0)), row.best_share),
        ]
    });
    Table::new(
        format!(
            "The measures to choose from: cost in {}, harm in {}",
            safe::fit(&result.cost_unit, 12),
            harm_unit(result)
        ),
        &[
            ("Measures", Kind::Word),
            ("Cost", Kind::Number),
            ("Expected harm", Kind::Number),
            ("Seems best in draws", Kind::Number),
        ],
        rows.collect(),
    )
}

fn learning(result: &SensitivityResult, information: &Information) -> Option<Table> {
    let row = |name: &str, worth: &Worth| {
        let changes = Cell::number(format!("{} %", round::fixed(100.0 * worth.changes, 1)), worth.changes);
        vec![Cell::name(name, NAME_COLUMNS), Cell::plain(&worth.worth), changes]
    };
    let mut rows = vec![row("everything", &information.perfect)];
    let groups = information.groups.iter();
    rows.extend(groups.map(|group| row(&format!("{} ({} values)", group.name, group.members.len()), &group.worth)));
    rows.extend(
        by_worth(information).into_iter().map(|place| row(&result.values[place].path, &information.values[place])),
    );
    Table::new(
        format!("What learning is worth for the choice, in {}, with 95 % intervals", harm_unit(result)),
        &[("Learning", Kind::Word), ("Is worth", Kind::Number), ("Changes the choice in", Kind::Number)],
        rows,
    )
}
