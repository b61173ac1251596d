//! A sensitivity analysis for people.

use super::layout::{self, Look, Side};
use super::notes;
use crate::report::sensitivity::{
    by_shapley, by_swing, by_worth, harm_unit, of_choice, of_information, of_odds, set, short, turns,
};
use crate::report::{round, safe};
use crate::statistics::{Estimate, Worth};
use crate::study::sensitivity::result::{Cost, Information, SensitivityResult, Target};

/// Paths in tables are cut to this width, from their beginning.
const PATH_COLUMNS: usize = 36;
const TITLE_COLUMNS: usize = 78;
const FILE_COLUMNS: usize = 60;
/// Rows shown of each table.
const ROWS: usize = 10;
const FEW_ROWS: usize = 6;

/// The cost, said before anything runs.
pub fn cost_of_sensitivity(cost: &Cost) -> String {
    let count = round::count;
    let choice = match cost.rows {
        1 => format!("{} draws x {} trials", count(cost.draws), cost.draw_trials),
        rows => format!("{} draws x {} trials on {rows} sets of measures", count(cost.draws), cost.draw_trials),
    };
    let variants = if cost.variants > 1 { format!(" on {} sets", cost.variants) } else { String::new() };
    let text = format!(
        "{} trials will be run: {choice}; {} pairs x {} points x {} trials, and {} worlds of the tornado x {} trials{variants}",
        count(cost.trials()),
        count(cost.pairs),
        cost.points_per_pair,
        cost.point_trials,
        cost.worlds,
        count(cost.world_trials),
    );
    layout::wrap(&text, 2)
}

/// The summary, in at most 80 columns.
pub fn sensitivity(result: &SensitivityResult, look: Look) -> String {
    let answer: Vec<String> =
        [Some(of_odds(result)), of_choice(result), of_information(result)].into_iter().flatten().collect();
    let answer = answer.iter().map(|sentence| look.strong(&layout::wrap(sentence, 0))).collect::<Vec<_>>().join("\n");
    let mut sections = vec![header(result, look), format!("{answer}\n"), odds(result, look)];
    sections.extend(choice(result, look));
    sections.extend(result.information.as_ref().map(|information| worth(result, information, look)));
    sections.push(closing(result, look));
    sections.join("\n")
}

fn header(result: &SensitivityResult, look: Look) -> String {
    let mut lines = look.heading(&safe::fit(&result.scenario, TITLE_COLUMNS)) + "\n";
    let mut line = |name: &str, text: &str| {
        lines.push_str(&look.faint(&layout::wrap(&format!("{name} {text}"), 2)));
        lines.push('\n');
    };
    line("file", &safe::fit_end(&result.file, FILE_COLUMNS));
    result.measures.iter().for_each(|measure| line("with measure", &safe::fit(measure, FILE_COLUMNS)));
    result.provenance.overrides.iter().for_each(|change| line("with", &safe::fit(change, FILE_COLUMNS)));
    lines
}

fn odds(result: &SensitivityResult, look: Look) -> String {
    let heading = look.heading("What the odds hang on");
    let centre = round::shown(&result.odds.centre, 100.0).mean;
    let ends = |place: usize| {
        let bar = &result.odds.tornado[place];
        let [low, high] = [bar.low, bar.high].map(|end| round::significant(100.0 * end.mean, 2));
        format!("{low} to {high} %")
    };
    let table = match &result.odds.indices {
        Some(indices) => {
            let plain = |index: &Estimate| round::fixed(100.0 * index.mean, 0);
            let rows = by_shapley(indices).into_iter().take(ROWS).map(|place| {
                let own = &indices[place];
                vec![shown(result, place), share(&own.shapley), plain(&own.first), plain(&own.total), ends(place)]
            });
            rows_under(["value", "Shapley, %", "first", "total", "odds, 5 to 95"], rows)
        }
        None => {
            let rows =
                by_swing(&result.odds).into_iter().take(ROWS).map(|place| vec![shown(result, place), ends(place)]);
            rows_under(["value", "odds at its 5 and 95 %"], rows)
        }
    };
    let left = result.values.len().saturating_sub(ROWS);
    let more = if left > 0 { format!("  and {left} more values with less\n") } else { String::new() };
    let mean = layout::wrap(
        &format!(
            "Odds {} % on average, {centre} % with all values at their medians.",
            round::with_interval(&result.odds.mean, 100.0)
        ),
        2,
    );
    format!("{heading}\n{table}{more}{mean}\n")
}

fn choice(result: &SensitivityResult, look: Look) -> Option<String> {
    let (choice, information) = (result.choice.as_ref()?, result.information.as_ref()?);
    let [best, second] = [choice.best, choice.second].map(|row| set(&information.rows[row].measures));
    let heading = look.heading("What the choice between the two best hangs on");
    let target = &choice.difference;
    let order = target.indices.as_deref().map_or_else(|| by_swing(target), by_shapley);
    let rows = order.into_iter().take(FEW_ROWS).map(|place| {
        let share_of = target.indices.as_ref().map_or_else(|| "unclear".to_owned(), |all| share(&all[place].shapley));
        vec![shown(result, place), share_of, ends_of(target, place)]
    });
    let table = rows_under(["value", "Shapley, %", "difference at 5 and 95 %"], rows);
    let told = layout::wrap(
        &format!(
            "Harm under {second} less that under {best}: {} {} on average; below 0 it would be the better one.",
            round::with_interval(&target.mean, 1.0),
            harm_unit(result)
        ),
        2,
    );
    Some(format!("{heading}\n{table}{told}\n"))
}

fn ends_of(target: &Target, place: usize) -> String {
    let bar = &target.tornado[place];
    let [low, high] = [bar.low, bar.high].map(|end| round::significant(end.mean, 2));
    let turn = if turns(target, place) { " turns" } else { "" };
    format!("{low} to {high}{turn}")
}

fn worth(result: &SensitivityResult, information: &Information, look: Look) -> String {
    let heading = look.heading(&format!("What learning is worth for the choice, {}", harm_unit(result)));
    let row = |name: String, worth: &Worth| {
        vec![
            name,
            round::with_interval(&worth.worth, 1.0),
            format!("{} %", round::significant(100.0 * worth.changes, 2)),
        ]
    };
    let mut rows = vec![row("everything".to_owned(), &information.perfect)];
    let mut groups: Vec<_> = information.groups.iter().collect();
    groups.sort_by(|a, b| b.worth.worth.mean.total_cmp(&a.worth.worth.mean));
    let group = |name: &str, members: usize| format!("{} ({members} values)", short(name, PATH_COLUMNS - 12));
    rows.extend(groups.iter().take(FEW_ROWS).map(|one| row(group(&one.name, one.members.len()), &one.worth)));
    rows.extend(
        by_worth(information)
            .into_iter()
            .take(FEW_ROWS)
            .map(|place| row(shown(result, place), &information.values[place])),
    );
    format!("{heading}\n{}", rows_under(["learning", "is worth", "turns choice in"], rows.into_iter()))
}

fn shown(result: &SensitivityResult, place: usize) -> String {
    short(&result.values[place].path, PATH_COLUMNS)
}

fn share(estimate: &Estimate) -> String {
    let ends = estimate.interval.map(|interval| [interval.low, interval.high].map(|end| round::fixed(100.0 * end, 0)));
    let mean = round::fixed(100.0 * estimate.mean, 0);
    ends.map_or(mean.clone(), |[low, high]| format!("{mean} ({low} to {high})"))
}

fn rows_under<const N: usize>(heads: [&str; N], rows: impl Iterator<Item = Vec<String>>) -> String {
    let heads = heads.map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(heads).chain(rows).collect();
    layout::columns(&rows, &[Side::Left; N], 2)
}

fn closing(result: &SensitivityResult, look: Look) -> String {
    let mut notes = vec![
        "Shapley effects are shares of the variance over what is not known; they sum to 100 %. First-order: what knowing \
         the value alone takes away; total: what is left if it alone is unknown. The noise of the trials is in none."
            .to_owned(),
    ];
    if result.correlated {
        notes.push(
            "Some values are correlated: first-order and total indices then count what goes with a value, and leave \
             it out; go by the Shapley effects."
                .to_owned(),
        );
    }
    if result.idle > 0 {
        notes.push(format!("{} uncertain values are used by nothing here, and left out.", result.idle));
    }
    let lines: String = notes.iter().map(|note| layout::wrap(note, 2) + "\n").collect();
    lines + &look.faint(&notes::made_by(&result.provenance)) + "\n"
}
