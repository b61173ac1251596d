//! The page of whole scenarios compared.

use crate::report::charts::{Chart, Theme};
use crate::report::choice::OddsUnit;
use crate::report::page::{Cell, CommandLine, Context, Evidence, Figure, Kind, Page, SIGN_OFF, Table, provenance};
use crate::report::text::compare::files_sentence;
use crate::report::{choice, odds, round, safe};
use crate::study::comparison::FilesResult;

/// Names longer than this are cut.
const NAME_COLUMNS: usize = 160;

const QUESTION: &str = "Which of these scenarios has the lowest odds that at least one sensitive conversation is captured \
    by chance, and how sure is the difference?";
const NOTHING_DRAWN: &str = "There is nothing that could be drawn honestly: the scenarios came out alike.";

/// The page of scenarios compared, with what the numbers of each rest on.
pub fn of_files(result: &FilesResult, charts: &[Chart], theme: Theme, evidence: &[Evidence]) -> Page {
    let overrides = result.runs.first().map(|run| run.provenance.overrides.clone()).unwrap_or_default();
    let registers = result.rows.iter().zip(evidence).flat_map(|(row, evidence)| {
        let of_file = |table: Table| {
            let caption = format!("{}: {}", safe::fit_end(&row.file, NAME_COLUMNS), table.caption);
            Table { caption, ..table }
        };
        evidence.tables().into_iter().map(of_file)
    });
    let title = result.rows.iter().map(|row| row.file.as_str()).collect::<Vec<_>>().join(" and ");
    Page {
        context: Context::usual(&[], &overrides),
        figures: figures(result),
        charts: charts.iter().map(Figure::of).collect(),
        no_charts: NOTHING_DRAWN.to_owned(),
        evidence: registers.collect(),
        sign_off: SIGN_OFF.map(str::to_owned).into(),
        provenance: result.runs.iter().flat_map(|run| provenance(&run.file, &run.provenance)).collect(),
        command: command(result),
        ..Page::new("compare", &title, QUESTION, files_sentence(result), theme)
    }
}

fn command(result: &FilesResult) -> String {
    let Some(first) = result.runs.first() else { return String::new() };
    let line = CommandLine::new("compare", &first.file);
    let line = result.runs.iter().skip(1).fold(line, |line, run| line.file(&run.file));
    line.trials(&first.provenance, &[]).text()
}

fn figures(result: &FilesResult) -> Option<Table> {
    let unit = OddsUnit::over(result.rows.iter().map(|row| row.odds.mean));
    let rows = result.rows.iter().enumerate().map(|(index, row)| {
        let change = if index == 0 {
            Cell::word("")
        } else {
            Cell::number(round::with_interval(&row.difference, unit.factor), row.difference.mean)
        };
        let ratio = row.ratio.filter(|_| index > 0).map_or_else(|| Cell::word(""), |ratio| Cell::plain(&ratio));
        let lowest = index == result.best || result.tied.contains(&index);
        vec![
            Cell::word(&safe::fit_end(&row.file, NAME_COLUMNS)),
            Cell::word(&safe::fit(&row.scenario, NAME_COLUMNS)),
            Cell::percent(&row.odds),
            Cell::word(&odds::in_words(&row.odds).map_or_else(String::new, |words| words + " events")),
            change,
            ratio,
            Cell::number(choice::percent(row.shared_entities), row.shared_entities),
            Cell::word(if lowest { "lowest, or not told apart from it" } else { "" }),
        ]
    });
    let heads = [
        ("File", Kind::Word),
        ("Event", Kind::Word),
        ("Odds", Kind::Number),
        ("In words", Kind::Word),
        (&format!("Change ({})", unit.points), Kind::Number),
        ("Ratio", Kind::Number),
        ("Shared names", Kind::Number),
        ("", Kind::Word),
    ];
    Table::new("The files, with 95 % intervals; changes are paired with the first", &heads, rows.collect())
}
