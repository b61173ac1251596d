//! Pairs of measures that do more or less together than by themselves.

use super::super::font::{self, Weight};
use super::super::run::words;
use super::super::scene::{Anchor, Area, Label, Mark};
use super::super::sheet::{LINE, Pen, Sheet, Words};
use super::super::style::{Ink, readable_on};
use super::super::{Chart, ChartStyle};
use super::ends;
use crate::report::choice::OddsUnit;
use crate::report::round;
use crate::statistics::Estimate;
use crate::study::comparison::CompareResult;

/// Measures in the matrix; those with the strongest interactions are kept.
const MOST_MEASURES: usize = 12;
/// Share of the width that names may take.
const NAMES: f64 = 0.3;
/// Rows are no higher than this [px of a nominal chart].
const MOST_STEP: f64 = 60.0;
/// How much of its colour the weakest interaction keeps.
const LEAST_COLOUR: f64 = 0.2;
/// The three kinds of cells, in the key.
const KINDS: [&str; 3] = ["less than the parts add up to", "more than they add up to", "cannot be told from none"];

const HOW_TO_READ: &str = "Each cell is a pair of measures: by how much the two together change the odds beyond the sum of \
    what each does alone. Above 0 (orange) they do less together, mostly because either would prevent the same captures; \
    below 0 (blue) one needs the other to work. Stronger colour is a stronger interaction; ± is half the 95 % interval. An \
    empty cell is a pair that excludes one another or was not asked for.";

/// A pair by the positions of its measures, the greater first.
struct Pair {
    row: usize,
    column: usize,
    value: Estimate,
}

/// The chart; absent where no pair was compared.
pub fn chart(result: &CompareResult, style: &ChartStyle) -> Option<Chart> {
    let names = names(result);
    let pairs = pairs(result, &names);
    if pairs.is_empty() {
        return None;
    }
    let mut sheet = Sheet::new(style, words_of(result, &names, &pairs));
    draw(&mut sheet, &names, &pairs, OddsUnit::of(result));
    Some(sheet.finish())
}

fn compared(result: &CompareResult) -> impl Iterator<Item = (&[String], Estimate)> {
    let pairs = result.rows.iter().filter(|row| row.measures.len() == 2);
    pairs.filter_map(|row| Some((&row.measures[..], row.interaction?)))
}

/// The measures of the matrix: those with the strongest interactions, in the order of the rows.
fn names(result: &CompareResult) -> Vec<&str> {
    let alone: Vec<&str> =
        result.rows.iter().filter(|row| row.measures.len() == 1).map(|row| row.measures[0].as_str()).collect();
    let strength = |name: &str| {
        let own = compared(result).filter(|(pair, _)| pair.iter().any(|other| other == name));
        own.map(|(_, value)| value.mean.abs())
            .fold(None, |most: Option<f64>, own| Some(most.map_or(own, |m| m.max(own))))
    };
    let mut kept: Vec<(usize, f64)> =
        alone.iter().enumerate().filter_map(|(index, name)| Some((index, strength(name)?))).collect();
    kept.sort_by(|a, b| b.1.total_cmp(&a.1));
    kept.truncate(MOST_MEASURES);
    kept.sort_by_key(|&(index, _)| index);
    kept.into_iter().map(|(index, _)| alone[index]).collect()
}

fn pairs(result: &CompareResult, names: &[&str]) -> Vec<Pair> {
    let position = |name: &String| names.iter().position(|other| other == name);
    let pair = |(pair, value): (&[String], Estimate)| {
        let (a, b) = (position(&pair[0])?, position(&pair[1])?);
        Some(Pair { row: a.max(b), column: a.min(b), value })
    };
    compared(result).filter_map(pair).collect()
}

fn is_told(value: &Estimate) -> bool {
    let (low, high) = ends(value);
    low > 0.0 || high < 0.0
}

/// The ink of an interaction, by its sign and its strength from 0 to 1.
fn ink_of(pen: &Pen, value: f64, strength: f64) -> Ink {
    let full = if value > 0.0 { pen.palette.limit } else { pen.palette.main };
    let kept = LEAST_COLOUR + (1.0 - LEAST_COLOUR) * strength;
    let paper = pen.palette.paper;
    let mix = |ink: u8, paper: u8| (kept * f64::from(ink) + (1.0 - kept) * f64::from(paper)).round() as u8;
    plotters::style::RGBAColor(mix(full.0, paper.0), mix(full.1, paper.1), mix(full.2, paper.2), 1.0)
}

/// A triangle: the rows from the second measure on, the columns up to the last but one.
fn draw(sheet: &mut Sheet, names: &[&str], pairs: &[Pair], unit: OddsUnit) {
    let (pen, free) = (sheet.pen, sheet.free);
    let count = names.len();
    let numbered: Vec<String> =
        names.iter().enumerate().map(|(index, name)| format!("{}  {}", index + 1, words::in_row(name))).collect();
    let widest = numbered.iter().map(|name| pen.width(name)).fold(0.0, f64::max).min(NAMES * free.width());
    let top = free.top + LINE * pen.small() + pen.px(8.0);
    let below = LINE * pen.small() + pen.px(6.0);
    let step = ((free.bottom - below - top) / count as f64).min(pen.px(MOST_STEP));
    let left = free.left + widest + pen.px(12.0);
    let width = ((free.right - left) / (count - 1).max(1) as f64).min(3.2 * step.max(pen.px(30.0)));
    key(sheet, left);
    for (index, name) in numbered.iter().enumerate() {
        let y = top + step * (index as f64 + 0.5);
        let size = pen.body().min(0.95 * step);
        let name = font::fit(name, size, Weight::Normal, widest);
        sheet.label(Label { size, ..pen.label(name, (free.left + widest, y), Anchor::Right) });
        if index + 1 < count {
            let at = (left + width * (index as f64 + 0.5), top + step * count as f64 + 0.5 * LINE * pen.small());
            sheet.label(pen.quiet((index + 1).to_string(), at, Anchor::Middle));
        }
    }
    let greatest = pairs.iter().map(|pair| pair.value.mean.abs()).fold(0.0, f64::max);
    for pair in pairs {
        let gap = pen.px(1.0);
        let (x, y) = (left + width * pair.column as f64, top + step * pair.row as f64);
        let at = Area { left: x + gap, top: y + gap, right: x + width - gap, bottom: y + step - gap };
        let strength = if greatest > 0.0 { pair.value.mean.abs() / greatest } else { 0.0 };
        let hover = format!(
            "{} and {}: {} {}",
            words::in_hover(names[pair.column]),
            words::in_hover(names[pair.row]),
            round::with_interval(&pair.value, unit.factor),
            unit.points_in_words
        );
        let marks = cell(&pen, &at, &pair.value, strength, unit);
        sheet.scene.add_told(hover, marks);
    }
}

/// A cell: its colour, its value, and half its interval where there is room.
fn cell(pen: &Pen, at: &Area, value: &Estimate, strength: f64, unit: OddsUnit) -> Vec<Mark> {
    let ink = if is_told(value) { ink_of(pen, value.mean, strength) } else { pen.palette.shade };
    let mut marks = vec![Mark::Box(*at, ink)];
    let (low, high) = ends(value);
    let shown = round::shown(value, unit.factor).mean;
    let shown = if value.mean > 0.0 { format!("+{shown}") } else { shown };
    let error = value.interval.map_or(0.0, |interval| interval.standard_error);
    let half = format!("±{}", round::fixed(0.5 * unit.factor * (high - low), round::decimals(unit.factor * error)));
    let size = pen.small().min(0.8 * at.height());
    let fits = |text: &str| font::width(text, size, Weight::Normal) < at.width() - pen.px(3.0);
    let middle = (0.5 * (at.left + at.right), 0.5 * (at.top + at.bottom));
    let label = |text: String, y: f64| {
        Mark::Label(Label { size, ink: readable_on(ink), ..pen.quiet(text, (middle.0, y), Anchor::Middle) })
    };
    let both = format!("{shown} {half}");
    if fits(&both) {
        marks.push(label(both, middle.1));
    } else if at.height() > 2.2 * size && fits(&shown) && fits(&half) {
        marks.push(label(shown, middle.1 - 0.55 * size));
        marks.push(label(half, middle.1 + 0.55 * size));
    } else if fits(&shown) {
        marks.push(label(shown, middle.1));
    }
    marks
}

/// What the colours stand for, above the matrix; as many as there is room for.
fn key(sheet: &mut Sheet, left: f64) {
    let pen = sheet.pen;
    let y = sheet.free.top + 0.5 * pen.small();
    let inks = [ink_of(&pen, 1.0, 0.7), ink_of(&pen, -1.0, 0.7), pen.palette.shade];
    let wide: f64 = KINDS.iter().map(|text| pen.small_width(text) + pen.px(40.0)).sum();
    let mut x = if left + wide > sheet.free.right { sheet.free.left } else { left };
    for (ink, text) in inks.into_iter().zip(KINDS) {
        let side = pen.px(11.0);
        if x + side + pen.px(6.0) + pen.small_width(text) > sheet.free.right {
            break;
        }
        sheet.scene.add(Mark::Box(Area { left: x, top: y - 0.5 * side, right: x + side, bottom: y + 0.5 * side }, ink));
        let at = (x + side + pen.px(6.0), y);
        sheet.label(pen.quiet(text.to_owned(), at, Anchor::Left));
        x = at.0 + pen.small_width(text) + pen.px(20.0);
    }
}

fn words_of(result: &CompareResult, names: &[&str], pairs: &[Pair]) -> Words {
    let unit = OddsUnit::of(result);
    let mut words = Words {
        name: "interaction",
        title: title(names, pairs, unit),
        subtitle: format!(
            "What two measures together do to the odds beyond the sum of each alone, {}, ± half its 95 % interval",
            unit.points_in_words
        ),
        note: String::new(),
        how_to_read: HOW_TO_READ,
    };
    if pairs.len() < compared(result).count() {
        words.note_also(&format!(
            "The {} measures with the strongest interactions; all pairs stand in interaction.csv.",
            names.len()
        ));
    }
    words.note_also(&words::few(&result.baseline));
    words
}

fn title(names: &[&str], pairs: &[Pair], unit: OddsUnit) -> String {
    let told = pairs.iter().filter(|pair| is_told(&pair.value));
    let Some(strongest) = told.max_by(|a, b| a.value.mean.abs().total_cmp(&b.value.mean.abs())) else {
        return "No two measures do more or less together than by themselves, as far as can be told".to_owned();
    };
    let [one, other] = [strongest.column, strongest.row].map(|index| words::in_title(names[index]));
    let kind = if strongest.value.mean > 0.0 { "overlap" } else { "need one another" };
    let size = round::shown(&Estimate { mean: strongest.value.mean.abs(), ..strongest.value }, unit.factor).mean;
    words::sentence(&format!("{one} and {other} {kind} most, by {size} {}", unit.points_in_words))
}
