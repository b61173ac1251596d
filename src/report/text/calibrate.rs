//! A calibration for people.

use super::layout::{self, Look, Side};
use super::notes;
use crate::report::calibrate::{answer, by_change, law, moved_pairs, warning};
use crate::report::sensitivity::short;
use crate::report::{round, safe};
use crate::study::calibrate::result::{Believed, CalibrateResult};

/// Paths in tables are cut to this width.
const PATH_COLUMNS: usize = 38;
const TITLE_COLUMNS: usize = 78;
const FILE_COLUMNS: usize = 60;
/// Values and pairs shown.
const ROWS: usize = 12;
const PAIRS: usize = 5;

/// The summary, in at most 80 columns.
pub fn calibrate(result: &CalibrateResult, look: Look) -> String {
    let answer = look.strong(&layout::wrap(&answer(result), 0));
    let mut sections = vec![header(result, look), format!("{answer}\n"), odds(result, look)];
    sections.extend(values(result, look));
    sections.extend(pairs(result, look));
    sections.push(closing(result, look));
    sections.join("\n")
}

fn header(result: &CalibrateResult, look: Look) -> String {
    let mut lines = look.heading(&safe::fit(&result.scenario, TITLE_COLUMNS)) + "\n";
    let mut line = |name: &str, text: &str| {
        lines.push_str(&look.faint(&layout::wrap(&format!("{name} {text}"), 2)));
        lines.push('\n');
    };
    line("file", &safe::fit_end(&result.file, FILE_COLUMNS));
    result.measures.iter().for_each(|measure| line("with measure", &safe::fit(measure, FILE_COLUMNS)));
    result.provenance.overrides.iter().for_each(|change| line("with", &safe::fit(change, FILE_COLUMNS)));
    result.evidence.iter().for_each(|evidence| line("seen", &evidence.to_string()));
    lines
}

fn odds(result: &CalibrateResult, look: Look) -> String {
    let row = |name: &str, believed: &Believed| {
        let band = believed.band.map_or_else(String::new, |band| {
            let ends = [band.low, band.high].map(|end| round::significant(100.0 * end, 2));
            format!("{} to {} %", ends[0], ends[1])
        });
        vec![name.to_owned(), format!("{} %", round::with_interval(&believed.odds, 100.0)), band]
    };
    let heads = ["odds of an event", "mean", "5 to 95 % of what may be"].map(str::to_owned).to_vec();
    let rows = [heads, row("before", &result.before), row("given what was seen", &result.after)];
    format!("{}\n{}", look.heading("The odds"), layout::columns(&rows, &[Side::Left; 3], 2))
}

fn values(result: &CalibrateResult, look: Look) -> Option<String> {
    let changed = by_change(result);
    if changed.is_empty() {
        return None;
    }
    let heads = ["value", "before", "now"].map(str::to_owned).to_vec();
    let rows = changed.iter().take(ROWS).map(|&place| {
        let value = &result.values[place];
        let now = value.after.as_ref().map(law).unwrap_or_default();
        vec![short(&value.path, PATH_COLUMNS), law(&value.before), now]
    });
    let rows: Vec<Vec<String>> = std::iter::once(heads).chain(rows).collect();
    let more = match changed.len().saturating_sub(ROWS) {
        0 => String::new(),
        more => format!("  and {more} more that moved less\n"),
    };
    Some(format!(
        "{}\n{}{more}",
        look.heading("What it says of the values"),
        layout::columns(&rows, &[Side::Left; 3], 2)
    ))
}

fn pairs(result: &CalibrateResult, look: Look) -> Option<String> {
    let pairs = moved_pairs(result);
    if pairs.is_empty() {
        return None;
    }
    let rows: Vec<Vec<String>> = pairs
        .iter()
        .take(PAIRS)
        .map(|pair| {
            let (one, other) = pair.between;
            let names = [one, other].map(|place| short(&result.values[place].path, PATH_COLUMNS - 6));
            let [one, other] = names;
            vec![one, other, format!("{} to {}", round::fixed(pair.before, 2), round::fixed(pair.after, 2))]
        })
        .collect();
    let table = layout::columns(&rows, &[Side::Left; 3], 2);
    Some(format!("{}\n{table}", look.heading("Rank correlations, before and now")))
}

fn closing(result: &CalibrateResult, look: Look) -> String {
    let mut notes = vec![format!(
        "{} draws, worth {} of equal weight{}; {} trials in each.",
        round::count(result.provenance.draws),
        round::fixed(result.effective_draws, 0),
        if result.rounds > 1 {
            format!(", after {} rounds towards what was seen", result.rounds)
        } else {
            String::new()
        },
        round::count(result.trials_per_draw)
    )];
    notes.extend(warning(result));
    let lines: String = notes.iter().map(|note| layout::wrap(note, 2) + "\n").collect();
    lines + &look.faint(&notes::made_by(&result.provenance)) + "\n"
}
