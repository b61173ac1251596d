//! Whole scenarios compared, each with the first.

use super::rows::{one_in, plus_minus};
use super::{HEADER_COLUMNS, named_at_the_end};
use crate::report::text::layout::{self, Look, Side};
use crate::report::text::notes as run_notes;
use crate::report::{choice, odds, round, safe};
use crate::study::comparison::{Effect, FileRow, FilesResult};

/// Files named one by one.
const NAMED: usize = 4;

/// The summary of scenarios compared.
pub fn files(result: &FilesResult, look: Look) -> String {
    let sentence = look.strong(&layout::wrap(&sentence(result), 0));
    let sections = [
        look.heading(&format!("{} scenarios on common random numbers", result.rows.len())) + "\n",
        format!("{sentence}\n"),
        table(result, look),
        closing(result, look),
    ];
    sections.into_iter().filter(|section| !section.is_empty()).collect::<Vec<_>>().join("\n")
}

/// What was found, in a sentence.
pub fn sentence(result: &FilesResult) -> String {
    let best = &result.rows[result.best];
    let name = |row: &FileRow| safe::fit_end(&row.file, HEADER_COLUMNS);
    let words =
        |row: &FileRow| odds::in_words(&row.odds).map_or_else(|| "none seen".to_owned(), |words| words + " events");
    let tied: Vec<String> = result.tied.iter().map(|&row| name(&result.rows[row])).collect();
    if tied.len() + 1 == result.rows.len() {
        return format!("The scenarios cannot be told apart at so many trials: {} in {}.", words(best), name(best));
    }
    if !tied.is_empty() {
        let all: Vec<String> = std::iter::once(name(best)).chain(tied).collect();
        return format!("{} have the lowest odds and cannot be told apart: {}.", choice::listed(&all), words(best));
    }
    let against = match (result.best, best.ratio) {
        (0, _) | (_, None) => String::new(),
        (_, Some(ratio)) => {
            format!(", {} times those of {}", round::with_interval(&ratio, 1.0), name(&result.rows[0]))
        }
    };
    format!("{} has the lowest odds: {}{against}.", name(best), words(best))
}

fn table(result: &FilesResult, look: Look) -> String {
    let unit = choice::OddsUnit::over(result.rows.iter().map(|row| row.odds.mean));
    let mut lines = vec![["odds", "1 in", "change", "ratio", "shared", ""].map(str::to_owned).to_vec()];
    lines.push([unit.odds, "", unit.points, "", "names", ""].map(str::to_owned).to_vec());
    for (index, row) in result.rows.iter().enumerate() {
        let mark = if index == result.best || result.tied.contains(&index) { "=" } else { "" };
        let told = |text: String| if index == 0 { String::new() } else { text };
        lines.push(vec![
            round::shown(&row.odds, unit.factor).mean,
            one_in(&row.odds),
            told(plus_minus(&row.difference, unit.factor)),
            told(row.ratio.map(|ratio| round::significant(ratio.mean, 2)).unwrap_or_default()),
            told(choice::percent(row.shared_entities)),
            mark.to_owned(),
        ]);
    }
    let mut names = vec!["file".to_owned(), String::new()];
    names.extend(result.rows.iter().map(|row| safe::fit_end(&row.file, HEADER_COLUMNS / 2)));
    let sides = [Side::Right, Side::Right, Side::Right, Side::Right, Side::Right, Side::Left];
    let table = named_at_the_end(&lines, &sides, &names);
    let legend = format!(
        "change: paired difference of the odds to the first file, in {}, ± half its 95 % interval; ratio: odds over the \
         first file's; shared names: venues, channels, groups, conversations and campaigns that both have, what is not \
         shared is drawn apart; = not told apart from the lowest odds",
        unit.points_in_words
    );
    format!("{}\n{table}{}\n", look.heading("Files"), look.faint(&layout::wrap(&legend, 0)))
}

fn closing(result: &FilesResult, look: Look) -> String {
    let mut lines = Vec::new();
    for (effect, text) in
        [(Effect::Nothing, "Comes out as the first in every trial"), (Effect::Unclear, "Cannot be told from the first")]
    {
        let rows = result.rows.iter().filter(|row| row.effect == effect);
        let mut names: Vec<String> = rows.map(|row| safe::fit_end(&row.file, HEADER_COLUMNS / 2)).collect();
        let more = names.len().saturating_sub(NAMED);
        names.truncate(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        if !names.is_empty() {
            lines.push(format!("{text}: {}{more}.", names.join(", ")));
        }
    }
    for row in result.rows.iter().skip(1).filter_map(|row| Some((row, row.pairing?))).take(NAMED) {
        let file = safe::fit_end(&row.0.file, HEADER_COLUMNS / 2);
        lines.push(format!(
            "{file}: the interval of the difference is {} times narrower than that of independent runs.",
            round::significant(row.1, 2)
        ));
    }
    let told: String = lines.iter().map(|line| layout::wrap(line, 2) + "\n").collect();
    let from = result.runs.first().map(|run| look.faint(&run_notes::provenance(run)) + "\n").unwrap_or_default();
    told + &from
}
