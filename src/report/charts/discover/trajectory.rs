//! Coverage against density, from the box that holds everything inwards.

use super::super::labels::{Crossing, Taken, along};
use super::super::plot::{Axis, Plot};
use super::super::scale::{Scale, Unit};
use super::super::scene::{Dash, Dot, Label, Mark};
use super::super::sheet::{Sheet, Words};
use super::super::{Chart, ChartStyle};
use crate::report::{discover, round};
use crate::study::discover::result::{DiscoverResult, Finding, Step};

/// Ticks wanted on each axis.
const TICKS: usize = 6;

const HOW_TO_READ: &str = "Each dot is a box, peeled slice by slice from the one that holds all worlds, at the right: the \
    further left, the fewer of the worlds of interest it holds (coverage), the further up, the more of what it holds is of \
    interest (density). The broken line is the share of interest among all worlds. The ring is the box that was taken, \
    without the limits that it does not need. A curve that rises steeply to the left means that the worlds of interest have \
    much in common.";

/// The chart; absent where nothing could be peeled.
pub fn chart(result: &DiscoverResult, style: &ChartStyle) -> Option<Chart> {
    if result.trajectory.len() < 2 {
        return None;
    }
    let x =
        Axis::new(Scale::Linear(0.0, 1.02), Unit::Percent, "coverage: share of the worlds of interest inside", TICKS);
    let y = Axis::new(Scale::Linear(0.0, 1.04), Unit::Percent, "density: share of interest inside", TICKS);
    let mut sheet = Sheet::new(style, words(result));
    let plot = Plot::new(&mut sheet, &x, &y, |_, _| {});
    let pen = sheet.pen;
    let base = result.hits as f64 / result.worlds.len() as f64;
    plot.line(&mut sheet, &[(0.0, base), (1.0, base)], pen.palette.quiet, Dash::Dashed);
    let path: Vec<(f64, f64)> = result.trajectory.iter().map(|step| place(step, result)).collect();
    plot.line(&mut sheet, &path, pen.palette.main, Dash::Solid);
    for step in &result.trajectory {
        let (coverage, density) = place(step, result);
        let dot =
            Mark::Dot { at: plot.at(coverage, density), radius: pen.px(3.0), ink: pen.palette.main, kind: Dot::Full };
        let hover = format!(
            "{} worlds: coverage {}, density {}",
            round::count(step.inside as u64),
            discover::percent(coverage),
            discover::percent(density)
        );
        sheet.scene.add_told(hover, vec![dot]);
    }
    if let Finding::Found(found) = &result.finding {
        let (coverage, density) = place(&found.step, result);
        let at = plot.at(coverage, density);
        let ring = Mark::Dot { at, radius: pen.px(7.5), ink: pen.palette.limit, kind: Dot::Ring };
        let text = format!("taken: {} and {}", discover::percent(coverage), discover::percent(density));
        sheet.scene.add_told("the box that was taken".to_owned(), vec![ring]);
        let through = |points: &[(f64, f64)]| points.iter().map(|&(x, y)| plot.at(x, y)).collect::<Vec<_>>();
        let lines = [&path[..], &[(0.0, base), (1.0, base)]].map(|points| along(&through(points), pen.px(3.0)));
        let mut taken = Taken::new(plot.area, Vec::new(), lines.concat());
        let ink = pen.theme.letters(pen.palette.limit);
        for mark in taken.label(&pen, &text, at, pen.px(7.5), Crossing::Allowed) {
            sheet.scene.add(if let Mark::Label(label) = mark { Mark::Label(Label { ink, ..label }) } else { mark });
        }
    }
    Some(sheet.finish())
}

fn place(step: &Step, result: &DiscoverResult) -> (f64, f64) {
    (step.coverage(result.hits), step.density())
}

fn words(result: &DiscoverResult) -> Words {
    let base = discover::percent(result.hits as f64 / result.worlds.len() as f64);
    let title = match &result.finding {
        Finding::Found(found) => format!(
            "The box holds {} of the {}; {} of its worlds are such, of all worlds {base}",
            discover::percent(found.step.coverage(result.hits)),
            discover::of_interest(result),
            discover::percent(found.step.density())
        ),
        _ => format!("No box of {} is denser than chance makes them", discover::of_interest(result)),
    };
    Words {
        name: "discover_trajectory",
        title,
        subtitle: "Boxes from the one that holds all worlds (right) inwards".to_owned(),
        note: String::new(),
        how_to_read: HOW_TO_READ,
    }
}
