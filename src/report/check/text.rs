//! What was checked, for people.

use super::law::Law;
use super::plans::{MeasureTold, PathwayTold};
use super::{Checked, DIGITS};
use crate::report::text::layout::{self, Look, Side};
use crate::report::{round, safe};
use crate::scenario::Severity;

const TITLE_COLUMNS: usize = 60;

/// For people, in at most 80 columns where names and paths leave it at that.
pub fn text(checked: &[Checked], look: Look) -> String {
    checked.iter().map(|one| section(one, look)).collect::<Vec<_>>().join("\n")
}

fn section(checked: &Checked, look: Look) -> String {
    let file = safe::fit_end(&checked.file, TITLE_COLUMNS);
    let Some(implied) = &checked.implied else {
        return look.strong(&format!("{file}: invalid, {}", counted(checked.count(Severity::Error), "error"))) + "\n";
    };
    let verdict = match checked.count(Severity::Warning) {
        0 => "valid".to_owned(),
        warnings => format!("valid, {}", counted(warnings, "warning")),
    };
    let mut text = look.strong(&format!("{file}: {verdict}")) + "\n";
    text.push_str(&format!("  {}\n", safe::fit(&implied.scenario, layout::COLUMNS - 2)));
    let people = counted_in_full(implied.people, "person", "people");
    let conversations = round::significant(implied.expected_conversations, DIGITS);
    let medians = if implied.uncertain.is_empty() { "" } else { ", at the medians below" };
    text.push_str(&format!("  {people}, {conversations} conversations expected per event{medians}\n"));
    text.push_str(&table("Uncertain values", &implied.uncertain, look));
    text.push_str(&table("Distributions", &implied.distributions, look));
    text.push_str(&list("Measures", implied.measures.iter().map(MeasureTold::line), look));
    text.push_str(&list("Pathways", implied.pathways.iter().map(PathwayTold::line), look));
    text
}

/// Lines of any length under a heading; none without lines.
fn list(title: &str, lines: impl Iterator<Item = String>, look: Look) -> String {
    let lines: String = lines.map(|line| layout::wrap(&line, 2) + "\n").collect();
    if lines.is_empty() { lines } else { format!("\n{}\n{lines}", look.heading(title)) }
}

fn table(title: &str, laws: &[Law], look: Look) -> String {
    if laws.is_empty() {
        return String::new();
    }
    let heading = ["", "law", "mean", "5 %", "50 %", "95 %"].map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(heading).chain(laws.iter().map(Law::row)).collect();
    let sides = [Side::Left, Side::Left, Side::Right, Side::Right, Side::Right, Side::Right];
    format!("\n{}\n{}", look.heading(title), whole_first_cells(rows, &sides))
}

/// The rows in columns. A first cell is never cut, so that a path can be copied: where it leaves no room for the other
/// columns, it has a line of its own above them.
fn whole_first_cells(mut rows: Vec<Vec<String>>, sides: &[Side]) -> String {
    let widest = |column: usize| rows.iter().map(|row| safe::width(&row[column])).max().unwrap_or(0) + 2;
    let room = layout::COLUMNS.saturating_sub((1..sides.len()).map(widest).sum());
    let above: Vec<Option<String>> =
        rows.iter_mut().map(|row| (safe::width(&row[0]) > room).then(|| std::mem::take(&mut row[0]))).collect();
    let table = layout::columns(&rows, sides, 0);
    let lines = table.lines().zip(above).map(|(line, above)| above.into_iter().chain([line.to_owned()]));
    lines.flatten().map(|line| line + "\n").collect()
}

fn counted(number: usize, noun: &str) -> String {
    counted_in_full(number as u64, noun, &format!("{noun}s"))
}

fn counted_in_full(number: u64, one: &str, several: &str) -> String {
    format!("{} {}", round::count(number), if number == 1 { one } else { several })
}
