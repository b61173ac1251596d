//! Where lines of a sweep cross.

use super::super::labels::{Crossing, Taken, along};
use super::super::plot::{Plot, Point};
use super::super::scene::{Area, Dash, Dot, Mark};
use super::super::sheet::Sheet;
use crate::report::sweep;
use crate::study::sweep::result::{Meeting, Pair, SweepResult};

/// Radius of the ring around a crossing [px of a nominal chart].
const RADIUS: f64 = 6.0;
/// Labels keep so far from lines [px of a nominal chart].
const CLEAR: f64 = 2.5;

/// Where a crossing of two lines stands, as values of the axes.
pub type Place<'a> = &'a dyn Fn(&Pair, &Meeting) -> Option<(f64, f64)>;

/// A ring where two lines cross, with its value and interval where no line is; `lines` are those that are drawn.
pub fn crossings(
    sheet: &mut Sheet,
    plot: &Plot,
    result: &SweepResult,
    (lines, drawn): (&[usize], &[Vec<Point>]),
    place: Place,
) {
    let shown: Vec<(&Pair, &Meeting, (f64, f64))> = result
        .pairs
        .iter()
        .filter(|pair| [pair.lines.0, pair.lines.1].iter().all(|line| *line == 0 || lines.contains(line)))
        .flat_map(|pair| pair.crossings.iter().map(move |meeting| (pair, meeting)))
        .filter_map(|(pair, meeting)| place(pair, meeting).map(|(x, y)| (pair, meeting, plot.at(x, y))))
        .collect();
    let (pen, radius) = (sheet.pen, sheet.pen.px(RADIUS));
    let mut taken = Taken::new(plot.area, drawn_over(sheet, plot, drawn), Vec::new());
    taken.solid.extend(shown.iter().map(|&(_, _, at)| around(at, radius)));
    taken.solid.extend(shown.iter().map(|&(_, meeting, at)| spanned(plot, meeting, at, pen.px(CLEAR))));
    for (pair, meeting, at) in shown {
        let span = spanned(plot, meeting, at, 0.0);
        let line = Mark::Line {
            points: vec![(span.left, at.1), (span.right, at.1)],
            ink: pen.palette.text,
            width: pen.px(1.6),
            dash: Dash::Solid,
        };
        let ring = Mark::Dot { at, radius, ink: pen.palette.text, kind: Dot::Ring };
        let text = sweep::place(&result.axes[0], meeting);
        let (one, other) = (sweep::line(result, pair.lines.0), sweep::line(result, pair.lines.1));
        let mut marks = vec![line, ring];
        marks.extend(taken.label(&pen, &text, at, radius, Crossing::Refused));
        sheet.scene.add_told(format!("{one} and {other} cross at {text}"), marks);
    }
}

/// What the lines and their dots cover.
fn drawn_over(sheet: &Sheet, plot: &Plot, drawn: &[Vec<Point>]) -> Vec<Area> {
    let places = |points: &Vec<Point>| points.iter().map(|point| plot.at(point.x, point.y)).collect::<Vec<_>>();
    drawn.iter().flat_map(|points| along(&places(points), sheet.pen.px(CLEAR))).collect()
}

fn around((x, y): (f64, f64), half: f64) -> Area {
    Area { left: x - half, top: y - half, right: x + half, bottom: y + half }
}

/// The interval of a crossing, as far as it lies inside of the plot.
fn spanned(plot: &Plot, meeting: &Meeting, (_, y): (f64, f64), half: f64) -> Area {
    let inside = |x: f64| plot.across(x).clamp(plot.area.left, plot.area.right);
    Area { left: inside(meeting.low), top: y - half, right: inside(meeting.high), bottom: y + half }
}
