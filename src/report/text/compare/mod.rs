//! The summary of a comparison for people, in at most 80 columns: what to take, the rows, then what stands behind them.

mod budget;
mod effects;
mod effort;
mod files;
mod interaction;
mod replay;
mod robust;
mod rows;
mod shapley;
mod steps;

use super::layout::{self, Look};
use super::notes as run_notes;
pub use files::{files, sentence as files_sentence};
pub use replay::happened;

use crate::report::{choice, round, safe};
use crate::study::comparison::{CompareResult, Row};

/// The title is cut to this width.
const TITLE_COLUMNS: usize = 78;
/// Other names are cut to this width.
const HEADER_COLUMNS: usize = 60;
/// Names of measures are cut to this width in the sections below the table.
const NAME_COLUMNS: usize = 30;
/// Titles of measures that are listed.
const TITLES_SHOWN: usize = 12;

/// The summary of a comparison.
pub fn comparison(result: &CompareResult, look: Look) -> String {
    let sentence = look.strong(&layout::wrap(&choice::sentence(result), 0));
    let sections = [
        header(result, look),
        format!("{sentence}\n"),
        sureness(result),
        rows::section(result, look),
        effects::section(result),
        budget::section(result, look),
        steps::section(result, look),
        replay::section(result, look),
        interaction::section(result, look),
        robust::section(result, look),
        shapley::section(result, look),
        effort::section(result, look),
        titles(result, look),
        closing(result, look),
    ];
    sections.into_iter().filter(|section| !section.is_empty()).collect::<Vec<_>>().join("\n")
}

fn header(result: &CompareResult, look: Look) -> String {
    let baseline = &result.baseline;
    let mut lines = look.heading(&safe::fit(&baseline.scenario, TITLE_COLUMNS)) + "\n";
    let mut line = |text: String| lines.push_str(&(look.faint(&layout::wrap(&text, 2)) + "\n"));
    line(format!("file {}", safe::fit_end(&baseline.file, HEADER_COLUMNS)));
    for change in &baseline.provenance.overrides {
        line(format!("with {}", safe::fit(change, HEADER_COLUMNS)));
    }
    lines
}

/// How sure the choice is: of chance, and of what is not known; empty where neither can be told.
fn sureness(result: &CompareResult) -> String {
    let taken = choice::taken(result);
    if taken == 0 {
        return String::new();
    }
    let name = name(result, taken, HEADER_COLUMNS);
    let tied = !result.recommendation.tied.is_empty();
    let chance = result
        .recommendation
        .confidence
        .filter(|_| !tied)
        .map(|sure| format!("{name} has the lowest odds with {}, chance alone", choice::at_least_percent(sure)));
    let draws = result.rows[taken].best_share.map(|share| {
        let share = choice::percent(share.mean);
        format!("in {share} of the draws of what is not known nothing of the cost of {name} or less is better")
    });
    let told: Vec<String> = [chance, draws].into_iter().flatten().collect();
    if told.is_empty() {
        return String::new();
    }
    layout::wrap(&format!("How sure: {}.", told.join("; ")), 0) + "\n"
}

/// The titles of the measures, whose names stand everywhere else.
fn titles(result: &CompareResult, look: Look) -> String {
    let alone: Vec<&Row> = result.rows.iter().filter(|row| row.measures.len() == 1).collect();
    let shown = &alone[..alone.len().min(TITLES_SHOWN)];
    let names: Vec<String> = shown.iter().map(|row| safe::fit(&row.measures[0], NAME_COLUMNS)).collect();
    let widest = names.iter().map(|name| safe::width(name)).max().unwrap_or(0);
    let line = |(name, row): (&String, &&Row)| {
        let padding = " ".repeat(widest - safe::width(name));
        hanging(&format!("  {name}{padding}  "), &safe::fit(&row.titles[0], TITLE_COLUMNS))
    };
    let mut lines: String = names.iter().zip(shown).map(line).collect();
    if alone.len() > shown.len() {
        lines.push_str(&format!("  and {} more: rows.csv\n", alone.len() - shown.len()));
    }
    if lines.is_empty() { lines } else { format!("{}\n{lines}", look.heading("Measures")) }
}

/// A text behind a lead; further lines begin where its first does.
fn hanging(lead: &str, text: &str) -> String {
    let indent = safe::width(lead);
    let mut lines = lead.to_owned();
    let mut used = indent;
    for word in text.split(' ') {
        let word = safe::fit(word, layout::COLUMNS.saturating_sub(indent));
        let wide = safe::width(&word);
        if used > indent && used + 1 + wide > layout::COLUMNS {
            lines.push('\n');
            lines.extend(std::iter::repeat_n(' ', indent));
            used = indent;
        } else if used > indent {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(&word);
        used += wide;
    }
    // A lead alone ends where its words do.
    lines.truncate(lines.trim_end().len());
    lines + "\n"
}

/// Rows in aligned columns, each followed by a name that may take several lines.
fn named_at_the_end(rows: &[Vec<String>], sides: &[layout::Side], names: &[String]) -> String {
    let table = layout::columns(rows, sides, 2);
    let widest = table.lines().map(safe::width).max().unwrap_or(0);
    let line = |(line, name): (&str, &String)| {
        let padding = " ".repeat(widest - safe::width(line));
        hanging(&format!("{line}{padding}  "), name)
    };
    table.lines().zip(names).map(line).collect()
}

/// What has to be said with the table, a sentence or two each.
pub fn remarks(result: &CompareResult) -> Vec<String> {
    let lines = |text: String| text.replace('\n', " ").trim().to_owned();
    let effects = effects::lines(result);
    let told = std::iter::once(lines(sureness(result))).chain(effects).chain(notes(result));
    told.filter(|remark| !remark.is_empty()).collect()
}

/// What stands behind the numbers, a sentence or two each.
fn notes(result: &CompareResult) -> Vec<String> {
    let baseline = &result.baseline;
    let mut told = vec![format!("The baseline: {}", lower(&run_notes::stop(baseline)))];
    told.extend(run_notes::aimed(baseline.placing));
    if let Some(factor) = result.pairing {
        told.push(format!(
            "Every row was run on the same random numbers as the baseline: the intervals of the differences are {} times \
             narrower than those of independent runs.",
            round::significant(factor, 2)
        ));
    }
    if result.impossible > 0 {
        told.push(format!(
            "Left out because their measures exclude or require one another: {}.",
            round::count(result.impossible as u64)
        ));
    }
    told.push(format!(
        "The ranking is as good as the scenario's numbers for its measures: see [sources] in {}.",
        safe::fit_end(&baseline.file, HEADER_COLUMNS)
    ));
    told
}

fn closing(result: &CompareResult, look: Look) -> String {
    let baseline = &result.baseline;
    let told: String = notes(result).iter().map(|note| layout::wrap(note, 2) + "\n").collect();
    told + &look.faint(&run_notes::provenance(baseline)) + "\n"
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    let keep = text.starts_with("INTERRUPTED");
    letters
        .next()
        .filter(|_| !keep)
        .map_or_else(|| text.to_owned(), |first| first.to_lowercase().chain(letters).collect())
}

/// The name of a row, cut.
fn name(result: &CompareResult, row: usize, columns: usize) -> String {
    result.rows.get(row).map(|row| safe::fit(&choice::row_name(row), columns)).unwrap_or_default()
}

/// A heading, then lines, each wrapped; empty without lines.
fn listed(heading: &str, lines: &[String], look: Look) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let lines: String = lines.iter().map(|line| layout::wrap(&format!("- {line}"), 2) + "\n").collect();
    format!("{}\n{lines}", look.heading(heading))
}
