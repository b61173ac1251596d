//! What is bought for which cost: cost against the odds that remain, with the efficient frontier.

use super::super::font::{self, Weight};
use super::super::labels::{Crossing, Taken};
use super::super::plot::{Axis, Plot};
use super::super::run::words;
use super::super::scale::{Scale, Unit};
use super::super::scene::{Anchor, Area, Dash, Dot, Label, Mark};
use super::super::sheet::{LINE, Sheet, Words};
use super::super::{Chart, ChartStyle};
use super::{anything_changed, ends, title_name};
use crate::report::choice;
use crate::report::{odds, round, safe};
use crate::study::comparison::{CompareResult, Row};

/// From this ratio of the greatest to the least cost on, the scale is logarithmic.
const WIDE_COSTS: f64 = 12.0;
/// Up to so many rows all are labelled, else those on the frontier only.
const LABELLED: usize = 20;
const TICKS: usize = 7;
/// Labels keep so far from lines [px of a nominal chart].
const CLEAR: f64 = 2.0;
const UNIT_COLUMNS: usize = 20;

const HOW_TO_READ: &str = "Each point is a measure, or measures together: its cost, and the odds of a capture that remain \
    with it; the upright line is the 95 % interval of the odds. The stepped line is the efficient frontier: the lowest \
    odds that each sum of money buys, beginning at the baseline (dashed). What lies above the line (rings) costs more than \
    something that leaves lower odds; a point without a name had no room for it. How sure a step is, its paired difference tells, not the intervals of two odds.";

/// The chart; absent where no row changed anything, or all cost the same.
pub fn chart(result: &CompareResult, style: &ChartStyle) -> Option<Chart> {
    let cost = |row: &Row| row.cost;
    let greatest = result.rows.iter().map(cost).fold(0.0, f64::max);
    if !anything_changed(result) || greatest <= 0.0 {
        return None;
    }
    let positive = result.rows.iter().map(cost).filter(|&cost| cost > 0.0).fold(f64::INFINITY, f64::min);
    let free = result.rows.iter().skip(1).any(|row| row.cost <= 0.0);
    let logarithmic = greatest / positive > WIDE_COSTS && !free;
    let across =
        if logarithmic { Scale::log_over(0.6 * positive, 1.4 * greatest) } else { Scale::Linear(0.0, 1.08 * greatest) };
    let highest = result.rows.iter().map(|row| ends(&row.odds).1).fold(0.0, f64::max);
    let up = Scale::from_zero((1.06 * highest).min(1.0));
    let money = safe::fit(&result.cost_unit, UNIT_COLUMNS);
    let kind = if logarithmic { ", logarithmic" } else { "" };
    let x = Axis::new(across, Unit::Plain, format!("cost ({money}{kind})"), TICKS);
    let y = Axis::new(up, Unit::of_odds(highest), "odds of a capture", TICKS);
    let mut sheet = Sheet::new(style, words_of(result));
    let plot = Plot::new(&mut sheet, &x, &y, |_, _| {});
    Drawing { result, plot, across }.draw(&mut sheet);
    Some(sheet.finish())
}

struct Drawing<'a> {
    result: &'a CompareResult,
    plot: Plot,
    across: Scale,
}

impl Drawing<'_> {
    fn draw(&self, sheet: &mut Sheet) {
        let pen = sheet.pen;
        let steps = self.steps();
        self.baseline(sheet);
        let width = pen.px(2.4);
        sheet.scene.add(Mark::Line { points: steps.clone(), ink: pen.palette.main, width, dash: Dash::Solid });
        let mut taken = self.taken(sheet, &steps);
        let mut order: Vec<usize> = self.placed().collect();
        // The frontier last, so that it lies on top.
        order.sort_by_key(|&row| self.result.rows[row].on_frontier);
        for &row in &order {
            self.point(sheet, row);
        }
        let all = order.len() <= LABELLED;
        for &row in order.iter().rev().filter(|&&row| all || self.result.rows[row].on_frontier) {
            let name = words::in_row(&choice::row_name(&self.result.rows[row]));
            let name = font::fit(&name, pen.small(), Weight::Normal, pen.px(230.0).min(0.42 * self.plot.area.width()));
            let on_frontier = self.result.rows[row].on_frontier;
            let crossing = if on_frontier { Crossing::Allowed } else { Crossing::Refused };
            let ink = if on_frontier { pen.palette.text } else { pen.palette.quiet };
            for mark in taken.label(&pen, &name, self.place(row), self.radius(sheet), crossing) {
                sheet.scene.add(if let Mark::Label(label) = mark { Mark::Label(Label { ink, ..label }) } else { mark });
            }
        }
    }

    /// Rows that have a place: on a logarithmic scale the baseline, which costs nothing, is a line only.
    fn placed(&self) -> impl Iterator<Item = usize> {
        (0..self.result.rows.len()).filter(|&row| row > 0 || matches!(self.across, Scale::Linear(..)))
    }

    fn place(&self, row: usize) -> (f64, f64) {
        let row = &self.result.rows[row];
        self.plot.at(row.cost, row.odds.mean)
    }

    fn radius(&self, sheet: &Sheet) -> f64 {
        sheet.pen.px(if self.result.rows.len() > 2 * LABELLED { 3.5 } else { 5.0 })
    }

    /// The frontier as a line of steps, from the left edge to the right.
    fn steps(&self) -> Vec<(f64, f64)> {
        let mut frontier: Vec<&Row> = self.result.rows.iter().filter(|row| row.on_frontier).collect();
        frontier.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        let area = self.plot.area;
        let Some(first) = frontier.first() else { return Vec::new() };
        let mut points = vec![(area.left, self.plot.down(first.odds.mean))];
        for row in frontier {
            let (x, y) = self.plot.at(row.cost, row.odds.mean);
            let before = points[points.len() - 1].1;
            points.extend([(x, before), (x, y)]);
        }
        let end = points[points.len() - 1].1;
        points.push((area.right, end));
        points
    }

    fn baseline(&self, sheet: &mut Sheet) {
        let (pen, area) = (sheet.pen, self.plot.area);
        let row = &self.result.rows[0];
        let y = self.plot.down(row.odds.mean);
        let points = vec![(area.left, y), (area.right, y)];
        sheet.scene.add(Mark::Line { points, ink: pen.palette.quiet, width: pen.px(1.2), dash: Dash::Dashed });
        let text = format!("baseline {}", odds::percentage(&row.odds));
        sheet.label(pen.quiet(text, self.baseline_label(sheet), Anchor::Right));
    }

    fn baseline_label(&self, sheet: &Sheet) -> (f64, f64) {
        let y = self.plot.down(self.result.rows[0].odds.mean);
        (self.plot.area.right, y - 0.5 * LINE * sheet.pen.small())
    }

    fn point(&self, sheet: &mut Sheet, row: usize) {
        let (pen, of) = (sheet.pen, &self.result.rows[row]);
        let (at, radius) = (self.place(row), self.radius(sheet));
        let (low, high) = ends(&of.odds);
        let ink = if of.on_frontier { pen.palette.text } else { pen.palette.side };
        let interval = Mark::Line {
            points: vec![(at.0, self.plot.down(low)), (at.0, self.plot.down(high))],
            ink,
            width: pen.px(1.4),
            dash: Dash::Solid,
        };
        let dot = |ink, kind| Mark::Dot { at, radius, ink, kind };
        let marks = if of.on_frontier {
            vec![interval, dot(pen.palette.main, Dot::Full)]
        } else {
            vec![interval, dot(pen.palette.paper, Dot::Full), dot(pen.palette.side, Dot::Ring)]
        };
        let name = words::in_hover(&choice::row_name(of));
        let hover = format!("{name}: {}, {}", choice::cost(of.cost, self.result), Unit::Percent.told(&of.odds));
        sheet.scene.add_told(hover, marks);
    }

    /// What labels have to keep clear of.
    fn taken(&self, sheet: &Sheet, steps: &[(f64, f64)]) -> Taken {
        let pen = sheet.pen;
        let around = |row: usize| {
            let ((x, _), radius) = (self.place(row), self.radius(sheet));
            let (low, high) = ends(&self.result.rows[row].odds);
            let (y, radius) = (self.place(row).1, radius + pen.px(1.0));
            let dot = Area { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
            let line = Area { left: x - 1.0, top: self.plot.down(high), right: x + 1.0, bottom: self.plot.down(low) };
            (dot, line)
        };
        let (dots, lines): (Vec<Area>, Vec<Area>) = self.placed().map(around).unzip();
        let own = pen.quiet("baseline 00.00 %".to_owned(), self.baseline_label(sheet), Anchor::Right).bounds();
        let clear = pen.px(CLEAR);
        let segment = |pair: &[(f64, f64)]| Area {
            left: pair[0].0.min(pair[1].0) - clear,
            top: pair[0].1.min(pair[1].1) - clear,
            right: pair[0].0.max(pair[1].0) + clear,
            bottom: pair[0].1.max(pair[1].1) + clear,
        };
        let base = self.plot.down(self.result.rows[0].odds.mean);
        let dashed = segment(&[(self.plot.area.left, base), (self.plot.area.right, base)]);
        let firm = steps.windows(2).map(segment).chain([own, dashed]);
        Taken::new(self.plot.area, dots.into_iter().chain(firm).collect(), lines)
    }
}

fn words_of(result: &CompareResult) -> Words {
    let mut words = Words {
        name: "frontier",
        title: title(result),
        subtitle: "Cost against the odds that remain, with their 95 % interval; the line is the efficient frontier"
            .to_owned(),
        note: String::new(),
        how_to_read: HOW_TO_READ,
    };
    let open =
        |step: &&crate::study::comparison::Step| step.difference.interval.is_none_or(|interval| interval.high >= 0.0);
    let open: Vec<String> = result.steps.iter().filter(open).map(|step| title_name(result, step.to)).collect();
    if !open.is_empty() {
        words.note_also(&format!("Cannot be told from the step before: {}.", choice::listed(&open)));
    }
    if result.rows.len() > LABELLED {
        words.note_also("Only what stands on the frontier is named; all rows stand in rows.csv.");
    }
    words.note_also(&words::few(&result.baseline));
    words
}

fn title(result: &CompareResult) -> String {
    let on = result.rows.iter().skip(1).filter(|row| row.on_frontier).count();
    let all = result.rows.len() - 1;
    match (on, result.steps.first()) {
        (0, _) | (_, None) => "Nothing that was compared buys lower odds".to_owned(),
        (1, Some(step)) => words::sentence(&format!("{} is all that is worth its cost", title_name(result, step.to))),
        (_, Some(_)) if on == all => "Each choice buys lower odds than all that cost less".to_owned(),
        (_, Some(_)) => format!(
            "{} of {} choices buy lower odds than all that cost no more; the rest is dominated",
            round::count(on as u64),
            round::count(all as u64)
        ),
    }
}
