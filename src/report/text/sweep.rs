//! The summary of a sweep, in at most 80 columns.

use super::layout::{self, Look, Side};
use super::notes;
use crate::report::{round, safe, sweep};
use crate::study::result::Stop;
use crate::study::sweep::result::{Course, Shape, SweepPoint, SweepResult};

/// The title is cut to this width, other names in the header to that.
const TITLE_COLUMNS: usize = 78;
const HEADER_COLUMNS: usize = 60;
/// Values in a table are cut to this width, and names of lines above it.
const VALUE_COLUMNS: usize = 14;
const LINE_COLUMNS: usize = 16;
/// Lines side by side in a table.
const LINES_ABREAST: usize = 3;
/// What marks the greatest odds.
const MARK: &str = "*";

/// The summary.
pub fn summary(result: &SweepResult, look: Look) -> String {
    // A number stays with its sign.
    let finding = layout::wrap(&sweep::finding(result).join(" ").replace(" %", "\u{a0}%"), 0).replace('\u{a0}', " ");
    let sections = [
        header(result, look),
        look.strong(&finding) + "\n",
        if result.axes.len() > 1 { over_two(result, look) } else { along_one(result, look) },
        closing(result, look),
    ];
    sections.join("\n")
}

fn header(result: &SweepResult, look: Look) -> String {
    let mut text = look.heading(&safe::fit(&result.scenario, TITLE_COLUMNS)) + "\n";
    let mut line = |name: &str, what: &str| {
        text.push_str(&look.faint(&layout::wrap(&format!("{name} {what}"), 2)));
        text.push('\n');
    };
    line("file", &safe::fit_end(&result.file, HEADER_COLUMNS));
    for change in &result.provenance.overrides {
        line("with", &safe::fit(change, HEADER_COLUMNS));
    }
    for axis in &result.axes {
        let last = axis.values.len() - 1;
        let ends = if last == 0 {
            sweep::value(axis, 0)
        } else {
            format!("{} to {}, {} values", sweep::value(axis, 0), sweep::value(axis, last), last + 1)
        };
        line("varied", &format!("{}: {ends}", safe::fit_end(&axis.path, HEADER_COLUMNS - 10)));
    }
    text
}

fn along_one(result: &SweepResult, look: Look) -> String {
    let heading = look.heading("Odds at each value");
    if result.lines.len() == 1 {
        return format!("{heading}\n{}", one_line(result));
    }
    let lines: Vec<usize> = (0..result.lines.len()).collect();
    let blocks: Vec<String> = lines.chunks(LINES_ABREAST).map(|lines| abreast(result, lines)).collect();
    format!("{heading}, in %, with half the width of the 95 % interval\n{}", blocks.join("\n"))
}

/// Every value with interval, band and captures.
fn one_line(result: &SweepResult) -> String {
    let has_band = (0..result.columns()).any(|column| result.point(column, 0, 0).odds.band.is_some());
    let mut rows = vec![vec![
        "value".to_owned(),
        "odds".to_owned(),
        "95 % interval".to_owned(),
        if has_band { "5 to 95 % of draws" } else { "" }.to_owned(),
        "to the first".to_owned(),
    ]];
    for column in 0..result.columns() {
        let point = result.point(column, 0, 0);
        let shown = round::shown(&point.odds.estimate, 100.0);
        let interval = shown.interval.map(|(low, high)| format!("{low} to {high} %")).unwrap_or_default();
        let band = point.odds.band.map(|band| {
            let [low, high] = [band.low, band.high].map(|end| round::significant(100.0 * end, 2));
            format!("{low} to {high} %")
        });
        let first = if column == 0 { String::new() } else { signed(&point.to_first) };
        let name = safe::fit(&result.axes[0].values[column].text, VALUE_COLUMNS);
        rows.push(vec![
            format!("{name}{}", mark(result, column, 0)),
            format!("{} %", shown.mean),
            interval,
            band.unwrap_or_default(),
            first,
        ]);
    }
    layout::columns(&rows, &[Side::Left, Side::Right, Side::Left, Side::Left, Side::Right], 2)
}

/// A difference of odds in percentage points, with its sign.
fn signed(difference: &crate::statistics::Estimate) -> String {
    let shown = round::shown(difference, 100.0).mean;
    if difference.mean > 0.0 { format!("+{shown}") } else { shown }
}

/// Some lines side by side.
fn abreast(result: &SweepResult, lines: &[usize]) -> String {
    let name = |line: &usize| safe::fit(&sweep::line(result, *line), LINE_COLUMNS);
    let mut rows = vec![std::iter::once("value".to_owned()).chain(lines.iter().map(name)).collect::<Vec<_>>()];
    for column in 0..result.columns() {
        let value = safe::fit(&result.axes[0].values[column].text, VALUE_COLUMNS);
        let cell = |line: &usize| cell(result.point(column, 0, *line));
        rows.push(std::iter::once(value).chain(lines.iter().map(cell)).collect());
    }
    let sides: Vec<Side> = std::iter::once(Side::Left).chain(lines.iter().map(|_| Side::Right)).collect();
    layout::columns(&rows, &sides, 2)
}

fn cell(point: &SweepPoint) -> String {
    let odds = &point.odds.estimate;
    let shown = round::shown(odds, 100.0);
    let Some(interval) = odds.interval.filter(|interval| interval.high > interval.low) else { return shown.mean };
    if odds.mean == 0.0 {
        return format!("below {}", round::significant(100.0 * interval.high, 2));
    }
    format!("{} ±{}", shown.mean, round::significant(50.0 * (interval.high - interval.low), 2))
}

fn course(result: &SweepResult, row: usize, line: usize) -> Option<&Course> {
    result.courses.iter().find(|course| course.row.unwrap_or(0) == row && course.line == line)
}

fn mark(result: &SweepResult, column: usize, row: usize) -> &'static str {
    let ridge = course(result, row, 0).filter(|course| course.shape == Shape::Ridge);
    if ridge.is_some_and(|course| course.greatest == column) { MARK } else { "" }
}

/// The odds over both paths, then the ridge of each row.
fn over_two(result: &SweepResult, look: Look) -> String {
    let mut text = format!("{}, in %\n", look.heading("Odds at each value"));
    text.push_str(&layout::wrap(
        &format!("down: {}; across: {}", sweep::path(&result.axes[0]), sweep::path(&result.axes[1])),
        2,
    ));
    text.push('\n');
    let sides = |columns: usize| vec![Side::Right; columns + 1];
    let mut first = 0;
    while first < result.rows() {
        let fits = (first + 1..=result.rows()).rev().find(|&end| {
            let table = layout::columns(&grid(result, first, end), &sides(end - first), 2);
            end == first + 1 || table.lines().all(|line| safe::width(line) <= layout::COLUMNS)
        });
        let end = fits.unwrap_or(first + 1);
        text.push_str(&layout::columns(&grid(result, first, end), &sides(end - first), 2));
        text.push('\n');
        first = end;
    }
    text + &ridges(result, look)
}

fn grid(result: &SweepResult, first: usize, end: usize) -> Vec<Vec<String>> {
    let head = |row: usize| safe::fit(&result.axes[1].values[row].text, VALUE_COLUMNS) + " ";
    let mut rows = vec![std::iter::once(String::new()).chain((first..end).map(head)).collect::<Vec<_>>()];
    for column in 0..result.columns() {
        let name = safe::fit(&result.axes[0].values[column].text, VALUE_COLUMNS);
        let cell = |row: usize| {
            let mark = if mark(result, column, row).is_empty() { " " } else { MARK };
            round::shown(&result.point(column, row, 0).odds.estimate, 100.0).mean + mark
        };
        rows.push(std::iter::once(name).chain((first..end).map(cell)).collect());
    }
    rows
}

fn ridges(result: &SweepResult, look: Look) -> String {
    let mut rows = vec![["", "greatest odds", "at", "beyond"].map(str::to_owned).to_vec()];
    for row in 0..result.rows() {
        let Some(course) = course(result, row, 0) else { continue };
        let odds = &result.point(course.greatest, row, 0).odds.estimate;
        let beyond = match course.shape {
            Shape::Ridge => "falls",
            Shape::Rising => "no ridge inside the range: rises to the end",
            Shape::Falling => "no ridge inside the range: falls from the first",
            Shape::Level => "no ridge: level",
            Shape::Constant => "the same everywhere",
            Shape::Unordered => "",
        };
        rows.push(vec![
            safe::fit(&result.axes[1].values[row].text, VALUE_COLUMNS),
            sweep::percent(odds),
            sweep::spanned(&result.axes[0], course),
            beyond.to_owned(),
        ]);
    }
    let heading = look.heading(&format!("The ridge along {}", sweep::path(&result.axes[0])));
    let what = "of the values tried; in brackets those that cannot be told from it at 95 %";
    let table = layout::columns(&rows, &[Side::Left, Side::Right, Side::Left, Side::Left], 2);
    format!("{heading}\n  {what}\n{table}")
}

fn closing(result: &SweepResult, look: Look) -> String {
    let trials = round::count(result.provenance.trials);
    let reached = result.reached.map(|reached| format!("{} %", round::significant(100.0 * reached, 2)));
    let reached = reached.unwrap_or_else(|| "unknown".to_owned());
    let ended = match result.stop {
        Stop::Trials => format!("Ran {trials} trials at every point; the worst is precise to {reached} of its odds."),
        Stop::Precision => {
            format!("Stopped after {trials} trials at every point; the worst is precise to {reached} of its odds.")
        }
        Stop::Draws => format!(
            "Stopped after {trials} trials at every point; the worst is precise to {reached} of its odds, and more trials in \
             the same {} draws would not help enough: raise --draws.",
            round::count(result.provenance.draws)
        ),
        Stop::Interrupted => {
            format!("Interrupted: all points have {trials} trials; the worst is precise to {reached} of its odds.")
        }
        _ => format!(
            "Stopped after {trials} trials at every point, the most that were allowed; the worst is precise to {reached} of \
             its odds. Raise --max-trials, or leave out values with small odds."
        ),
    };
    let shared = "All points share their random numbers: differences between them are surer than each by itself.";
    let told = std::iter::once(ended).chain(notes::aimed(result.placing)).chain(std::iter::once(shared.to_owned()));
    let lines: String = told.map(|line| layout::wrap(&line, 2) + "\n").collect();
    lines + &look.faint(&notes::made_by(&result.provenance)) + "\n"
}
