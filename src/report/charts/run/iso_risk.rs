//! Lines of equal odds by size of the delegation and odds of a lapse.

use super::super::contour::Field;
use super::super::plot::{Axis, Plot};
use super::super::scale::{Scale, Unit};
use super::super::scene::{Anchor, Area, Dash, Dot, Label, Mark};
use super::super::sheet::{LINE, Sheet, Words};
use super::super::{Chart, ChartStyle};
use super::words;
use crate::report::round;
use crate::statistics::Estimate;
use crate::study::result::{IsoCell, IsoRisk, RunResult};

/// Lines, at most.
const MOST_LINES: usize = 7;
/// First digits of the odds to which lines are drawn, from many lines to few.
const DIGITS: [&[f64]; 5] =
    [&[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0], &[1.0, 2.0, 3.0, 5.0], &[1.0, 2.0, 5.0], &[1.0, 3.0], &[1.0]];
/// Places along a line at which its label may stand, the best first.
const PLACES: [f64; 15] = [0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8, 0.14, 0.86, 0.1, 0.9];
/// Room beside the outermost runs, as a part of what lies between them.
const ROOM: f64 = 0.025;
/// Groups that a note names.
const NAMED: usize = 3;

const HOW_TO_READ: &str = "Along a line the odds of at least one capture are the same. To the right the delegation is larger, \
    further up every odds of a lapse is higher, as many times as the axis says; the large dot is the scenario as it is. A \
    line tells what a larger delegation costs: how much rarer lapses must become to keep the odds. The scenario was run anew \
    at each small dot (point at one for its odds with their 95 % interval), with as many conversations for each person as \
    before; between the dots lines are interpolated. The band around a line is where it may lie by chance in the simulation.";

/// The chart; absent unless the grid was run, and where it has no two sizes or no line.
pub fn chart(result: &RunResult, style: &ChartStyle) -> Option<Chart> {
    let iso = result.iso_risk.as_ref()?;
    let (sizes, factors) = (steps(iso, |cell| f64::from(cell.people)), steps(iso, |cell| cell.lapse_factor));
    let levels = levels(iso);
    if sizes.len() < 2 || factors.len() < 2 || levels.is_empty() {
        return None;
    }
    let x = axis(&sizes, "people in the delegation (logarithmic)", |size| round::typed(size, 7));
    let y =
        axis(&factors, "odds of a lapse, times the scenario's (logarithmic)", |factor| format!("×{}", shown(factor)));
    let mut sheet = Sheet::new(style, words(result, iso));
    let plot = Plot::new(&mut sheet, &x, &y, |_, _| {});
    let here = plot.at(f64::from(iso.people), 1.0);
    let mut taken: Vec<Area> = iso.cells.iter().map(|cell| around(place(&plot, cell), sheet.pen.px(4.0))).collect();
    let marker = marker(&mut sheet, &plot, result, here);
    taken.push(marker.bounds());
    taken.push(around(here, sheet.pen.px(9.0)));
    draw_lines(&mut sheet, &plot, iso, &levels, &mut taken);
    draw_points(&mut sheet, &plot, iso);
    let (radius, ink) = (sheet.pen.px(7.0), sheet.pen.palette.limit);
    let dot = Mark::Dot { at: here, radius, ink, kind: Dot::Full };
    let told = format!("the scenario as it is: {}", words::told_odds(&result.odds.estimate));
    sheet.scene.add_told(told, vec![dot]);
    boxed(&mut sheet, marker);
    Some(sheet.finish())
}

/// The values of one axis, ascending.
fn steps(iso: &IsoRisk, value: impl Fn(&IsoCell) -> f64) -> Vec<f64> {
    let mut values: Vec<f64> = iso.cells.iter().map(value).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}

fn axis(values: &[f64], title: &str, text: impl Fn(f64) -> String) -> Axis {
    let ticks = values.iter().map(|&value| (value, text(value))).collect();
    // Dots at the ends stay clear of the ticks.
    let (first, last) = (values[0], values[values.len() - 1]);
    let room = (last / first).powf(ROOM);
    Axis { scale: Scale::Log(first / room, last * room), title: title.to_owned(), ticks }
}

fn shown(factor: f64) -> String {
    match factor {
        0.25 => "¼".to_owned(),
        0.5 => "½".to_owned(),
        _ => round::typed(factor, 3),
    }
}

/// The odds to which lines are drawn: round ones between the lowest and the highest of the grid.
fn levels(iso: &IsoRisk) -> Vec<f64> {
    let odds = || iso.cells.iter().map(|cell| cell.odds.mean).filter(|&odds| odds > 0.0);
    let (low, high) = (odds().fold(f64::INFINITY, f64::min), odds().fold(0.0, f64::max));
    if low >= high {
        return Vec::new();
    }
    let series = |digits: &[f64]| -> Vec<f64> {
        let powers = (low.log10().floor() as i32)..=(high.log10().ceil() as i32);
        let all = powers.flat_map(|power| digits.iter().map(move |digit| format!("{digit}e{power}").parse::<f64>()));
        all.flatten().filter(|&level| low < level && level < high).collect()
    };
    let fits = |levels: &Vec<f64>| levels.len() <= MOST_LINES;
    DIGITS.iter().map(|digits| series(digits)).find(fits).unwrap_or_default()
}

/// What is linear in the logarithms of size and lapse odds where captures come one by one: the logarithm of the expected
/// number that such odds stand for; none where nothing was captured.
fn straightened(odds: f64) -> f64 {
    if odds > 0.0 { (-(-odds.min(1.0 - 1e-12)).ln_1p()).ln() } else { f64::NAN }
}

fn field(plot: &Plot, iso: &IsoRisk, value: impl Fn(&Estimate) -> f64) -> Field {
    let (sizes, factors) = (steps(iso, |cell| f64::from(cell.people)), steps(iso, |cell| cell.lapse_factor));
    let at = |size: f64, factor: f64| {
        let cell = iso.cells.iter().find(|cell| f64::from(cell.people) == size && cell.lapse_factor == factor);
        cell.map_or(f64::NAN, |cell| straightened(value(&cell.odds)))
    };
    Field {
        columns: sizes.iter().map(|&size| plot.across(size)).collect(),
        rows: factors.iter().map(|&factor| plot.down(factor)).collect(),
        values: sizes.iter().map(|&size| factors.iter().map(|&factor| at(size, factor)).collect()).collect(),
    }
}

fn draw_lines(sheet: &mut Sheet, plot: &Plot, iso: &IsoRisk, levels: &[f64], taken: &mut Vec<Area>) {
    let pen = sheet.pen;
    let mean = field(plot, iso, |odds| odds.mean);
    let low = field(plot, iso, |odds| odds.interval.map_or(odds.mean, |interval| interval.low));
    let high = field(plot, iso, |odds| odds.interval.map_or(odds.mean, |interval| interval.high));
    let lines: Vec<Vec<Vec<(f64, f64)>>> = levels.iter().map(|&level| mean.lines(straightened(level))).collect();
    let grid = grid(plot, iso);
    for &level in levels {
        draw_band(sheet, &grid, &low.lines(straightened(level)), &high.lines(straightened(level)));
    }
    for points in lines.iter().flatten() {
        let line = Mark::Line { points: points.clone(), ink: pen.palette.main, width: pen.px(2.0), dash: Dash::Solid };
        sheet.scene.add(line);
    }
    let unit = Unit::of_odds(levels[0]);
    for (&level, lines) in levels.iter().zip(&lines) {
        let longest = lines.iter().max_by_key(|line| line.len());
        let label =
            |&at: &(f64, f64)| Label { ink: pen.palette.main, ..pen.label(unit.tick(level), at, Anchor::Middle) };
        let free = |label: &Label| {
            let bounds = label.bounds();
            plot.area.holds(&bounds) && taken.iter().all(|other| !other.overlaps(&bounds))
        };
        let places = PLACES.iter().filter_map(|part| longest?.get((part * longest?.len() as f64) as usize));
        if let Some(label) = places.map(label).find(free) {
            taken.push(label.bounds());
            boxed(sheet, label);
        }
    }
}

/// Where a line may lie: between the lines of the ends of the intervals, which bound one shape where each is whole.
fn draw_band(sheet: &mut Sheet, area: &Area, low: &[Vec<(f64, f64)>], high: &[Vec<(f64, f64)>]) {
    let pen = sheet.pen;
    let ([one], [other]) = (low, high) else {
        for points in low.iter().chain(high) {
            let (ink, width) = (pen.palette.band, pen.px(1.5));
            sheet.scene.add(Mark::Line { points: points.clone(), ink, width, dash: Dash::Solid });
        }
        return;
    };
    let (Some(&first), Some(&last)) = (one.first(), one.last()) else { return };
    let apart = |(x, y): (f64, f64), end: Option<&(f64, f64)>| end.map_or(0.0, |end| (x - end.0).hypot(y - end.1));
    let runs_alike = apart(last, other.last()) <= apart(last, other.first());
    let back: Vec<(f64, f64)> = if runs_alike { other.iter().rev().copied().collect() } else { other.clone() };
    let turn = |from: (f64, f64), to: Option<&(f64, f64)>| to.and_then(|to| corner(area, from, *to));
    let there = turn(last, back.first());
    let again = turn(first, back.last());
    let shape = one.iter().copied().chain(there).chain(back.iter().copied()).chain(again).collect();
    sheet.scene.add(Mark::Shape(shape, pen.palette.band));
}

/// What lies between the outermost runs, where lines begin and end.
fn grid(plot: &Plot, iso: &IsoRisk) -> Area {
    let none = Area { left: f64::INFINITY, top: f64::INFINITY, right: f64::NEG_INFINITY, bottom: f64::NEG_INFINITY };
    iso.cells.iter().map(|cell| place(plot, cell)).fold(none, |area, (x, y)| Area {
        left: area.left.min(x),
        top: area.top.min(y),
        right: area.right.max(x),
        bottom: area.bottom.max(y),
    })
}

/// The corner of the grid between two ends of lines at borders that meet in it.
fn corner(area: &Area, one: (f64, f64), other: (f64, f64)) -> Option<(f64, f64)> {
    let near = |a: f64, b: f64| (a - b).abs() < 0.01;
    let at_side = |(x, _): (f64, f64)| near(x, area.left) || near(x, area.right);
    let at_end = |(_, y): (f64, f64)| near(y, area.top) || near(y, area.bottom);
    match (at_side(one) && at_end(other), at_side(other) && at_end(one)) {
        (true, false) => Some((one.0, other.1)),
        (false, true) => Some((other.0, one.1)),
        _ => None,
    }
}

fn draw_points(sheet: &mut Sheet, plot: &Plot, iso: &IsoRisk) {
    let pen = sheet.pen;
    for cell in &iso.cells {
        let dot = Mark::Dot { at: place(plot, cell), radius: pen.px(2.6), ink: pen.palette.quiet, kind: Dot::Full };
        let told = Unit::Percent.told(&cell.odds);
        let people = if cell.people == 1 { "person" } else { "people" };
        let hover = format!("{} {people}, lapses ×{}: {told}", cell.people, shown(cell.lapse_factor));
        sheet.scene.add_told(hover, vec![dot]);
    }
}

fn place(plot: &Plot, cell: &IsoCell) -> (f64, f64) {
    plot.at(f64::from(cell.people), cell.lapse_factor)
}

fn around((x, y): (f64, f64), half: f64) -> Area {
    Area { left: x - half, top: y - half, right: x + half, bottom: y + half }
}

/// The label of the scenario as it is, beside its dot and inside of the plot.
fn marker(sheet: &mut Sheet, plot: &Plot, result: &RunResult, (x, y): (f64, f64)) -> Label {
    let pen = sheet.pen;
    let text = format!("this scenario: {} %", round::significant(100.0 * result.odds.estimate.mean, 2));
    let (room, half) = (pen.width(&text), 0.5 * LINE * pen.body());
    let left = x + pen.px(12.0);
    let at = if left + room < plot.area.right { (left, Anchor::Left) } else { (x - pen.px(12.0), Anchor::Right) };
    let y = (y + pen.px(16.0)).min(plot.area.bottom - half);
    Label { ink: pen.theme.letters(pen.palette.limit), ..pen.label(text, (at.0, y), at.1) }
}

/// A label on paper of its own, so that lines do not run through it.
fn boxed(sheet: &mut Sheet, label: Label) {
    let bounds = label.bounds();
    let margin = sheet.pen.px(3.0);
    let paper = Area { left: bounds.left - margin, right: bounds.right + margin, ..bounds };
    sheet.scene.add(Mark::Box(paper, sheet.pen.palette.paper));
    sheet.label(label);
}

fn words(result: &RunResult, iso: &IsoRisk) -> Words {
    let mut words = Words {
        name: "iso_risk",
        title: title(result, iso),
        subtitle: format!(
            "Lines of equal odds of at least one capture, from {} runs; bands: 95 % interval of each line",
            iso.cells.len()
        ),
        note: delegation(iso),
        how_to_read: HOW_TO_READ,
    };
    if iso.cells.iter().any(|cell| cell.odds.mean <= 0.0) {
        words.note_also("There are no lines where nothing was captured.");
    }
    words.note_also(&words::few(result));
    words
}

/// Who is counted.
fn delegation(iso: &IsoRisk) -> String {
    let mut names: Vec<String> = iso.groups.iter().take(NAMED).map(|name| words::in_title(name)).collect();
    if iso.groups.len() > NAMED {
        names.push(format!("{} more groups", iso.groups.len() - NAMED));
    }
    let people = if iso.people == 1 { "person" } else { "people" };
    let count = round::count(iso.people.into());
    format!("The delegation is all whose legs can lapse: {count} {people} ({}).", names.join(", "))
}

/// What half of either would give; of a delegation that cannot be halved, what twice its size would.
fn title(result: &RunResult, iso: &IsoRisk) -> String {
    let now = result.odds.estimate.mean;
    let percent = |odds: f64| round::significant(100.0 * odds, 2);
    let cell = |people: u32, factor: f64| {
        iso.cells.iter().find(|cell| cell.people == people && cell.lapse_factor == factor).map(|cell| cell.odds.mean)
    };
    let sizes = steps(iso, |cell| f64::from(cell.people));
    let at = sizes.iter().position(|&size| size == f64::from(iso.people)).unwrap_or(0);
    let smaller = at.checked_sub(1).and_then(|before| sizes.get(before)).map(|&size| size as u32);
    let larger = sizes.get(at + 1).map(|&size| size as u32);
    let lapses = cell(iso.people, 0.5).map_or_else(String::new, percent);
    let other = smaller.or(larger).and_then(|people| Some((people, cell(people, 1.0)?)));
    match other {
        Some((people, odds)) => format!(
            "From odds of {} %, half the lapses would lead to {lapses} %, {} people instead of {} to {} %",
            percent(now),
            round::count(people.into()),
            round::count(iso.people.into()),
            percent(odds)
        ),
        None => format!("From odds of {} %, half the lapses would lead to {lapses} %", percent(now)),
    }
}
