//! Loss exceedance: how probable it is that harm exceeds a level, beside what is tolerated.

use super::super::plot::{Axis, Plot, Point};
use super::super::scale::{Scale, Unit};
use super::super::scene::{Anchor, Dash, Dot, Label, Mark};
use super::super::sheet::{Sheet, Words};
use super::super::style::faded;
use super::super::{Chart, ChartStyle};
use super::words;
use crate::report::round;
use crate::study::result::{Exceedance, RunResult};

/// Ticks wanted on each axis.
const TICKS: usize = 7;
/// Probabilities that are this much below the greatest one are left out.
const DEPTH: f64 = 1e-4;
/// Small levels of harm that are exceeded nearly as often as the smallest are left out.
const FLAT: f64 = 0.98;
/// Digits of a level of harm in words.
const DIGITS: i32 = 2;

const HOW_TO_READ: &str = "The line is the probability that the harm of the event exceeds a level; both axes are \
    logarithmic, so that common small harm and rare large harm can both be read. It has steps where harm comes in few amounts: \
    a step stands at most one level (12 %) to the right of its amount. The band is the 95 % interval. The broken \
    line is what the scenario states as tolerable: where the line lies above it, that level of harm is more probable than is \
    borne.";

/// The chart; absent where no harm was done.
pub fn chart(result: &RunResult, style: &ChartStyle) -> Option<Chart> {
    let greatest = result.harm_exceedance.iter().map(|point| point.probability.mean).fold(0.0, f64::max);
    let mut drawn: Vec<&Exceedance> = result
        .harm_exceedance
        .iter()
        .filter(|point| point.harm > 0.0 && point.probability.mean > DEPTH * greatest)
        .collect();
    let flat = drawn.iter().take_while(|point| point.probability.mean > FLAT * greatest).count();
    let drawn = drawn.split_off(flat.saturating_sub(1));
    if drawn.len() < 2 {
        return None;
    }
    let unit = words::in_title(&result.harm_unit);
    let points: Vec<Point> = drawn.iter().map(|at| point(at, &unit)).collect();
    let tolerance: Vec<(f64, f64)> =
        result.tolerance.iter().copied().filter(|&(harm, probability)| harm > 0.0 && probability > 0.0).collect();
    let crossing = above(&drawn, &tolerance);
    let mut sheet = Sheet::new(style, words(result, &drawn, &tolerance, &crossing));
    let (x, y) = axes(&points, &tolerance, &unit);
    let plot = Plot::new(&mut sheet, &x, &y, |_, _| {});
    let pen = sheet.pen;
    let heights: Vec<f64> = points.iter().map(|point| point.y).collect();
    let shape = if in_steps(&heights) { stepped(&points) } else { points.clone() };
    plot.band(&mut sheet, &shape, pen.palette.band);
    let line: Vec<(f64, f64)> = shape.iter().map(|point| (point.x, point.y)).collect();
    plot.line(&mut sheet, &line, pen.palette.main, Dash::Solid);
    draw_tolerance(&mut sheet, &plot, &tolerance, &crossing);
    plot.tell(&mut sheet, &points, faded(pen.palette.paper, 0.001));
    Some(sheet.finish())
}

fn point(of: &Exceedance, unit: &str) -> Point {
    let interval = of.probability.interval.filter(|interval| interval.low > 0.0);
    let level = round::typed(of.harm, 3);
    Point {
        x: of.harm,
        y: of.probability.mean,
        ends: interval.map(|interval| (interval.low, interval.high)),
        hover: format!("more than {level} {unit}: {}", Unit::Percent.told(&of.probability)),
    }
}

/// Whether harm comes in few amounts only, as where each capture does the same: most levels are then exceeded just as often
/// as the next.
fn in_steps(probabilities: &[f64]) -> bool {
    let alike = probabilities.windows(2).filter(|pair| pair[0] == pair[1]).count();
    2 * alike + 1 >= probabilities.len()
}

/// The same as steps: between two levels harm is exceeded at most as often as at the lower one.
fn stepped(points: &[Point]) -> Vec<Point> {
    let corner = |pair: &[Point]| Point { x: pair[1].x, hover: String::new(), ..pair[0].clone() };
    let ahead = points.windows(2).flat_map(|pair| [corner(pair), pair[1].clone()]);
    points.first().cloned().into_iter().chain(ahead).collect()
}

fn axes(points: &[Point], tolerance: &[(f64, f64)], unit: &str) -> (Axis, Axis) {
    let places = || points.iter().map(|point| (point.x, point.y)).chain(tolerance.iter().copied());
    let least = |values: &mut dyn Iterator<Item = f64>| values.fold(f64::INFINITY, f64::min);
    let greatest = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0, f64::max);
    let (low, high) = (least(&mut places().map(|(_, y)| y)), greatest(&mut places().map(|(_, y)| y)));
    let across = Scale::log_over(least(&mut places().map(|(x, _)| x)), greatest(&mut places().map(|(x, _)| x)));
    let down = Scale::log_over(0.7 * low, 2.5 * high);
    let x = Axis::new(across, Unit::Plain, format!("harm of the event [{unit}] (logarithmic)"), TICKS);
    let y = Axis::new(down, Unit::of_odds(low), "probability of more harm (logarithmic)", TICKS);
    (x, y)
}

/// What is tolerated at a level of harm: on straight lines between the stated points, both axes logarithmic; nothing
/// beyond them.
fn tolerated(tolerance: &[(f64, f64)], harm: f64) -> Option<f64> {
    let pair = tolerance.windows(2).find(|pair| pair[0].0 <= harm && harm <= pair[1].0)?;
    let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
    if x1 <= x0 {
        return Some(y0);
    }
    let along = (harm / x0).ln() / (x1 / x0).ln();
    Some((y0.ln() + along * (y1 / y0).ln()).exp())
}

/// The points of the line that lie above what is tolerated.
fn above(points: &[&Exceedance], tolerance: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let over =
        |point: &&&Exceedance| tolerated(tolerance, point.harm).is_some_and(|limit| point.probability.mean > limit);
    points.iter().filter(over).map(|point| (point.harm, point.probability.mean)).collect()
}

/// Whether an interval reaches what is tolerated.
fn near(points: &[&Exceedance], tolerance: &[(f64, f64)]) -> bool {
    let high = |point: &Exceedance| point.probability.interval.map_or(point.probability.mean, |interval| interval.high);
    points.iter().any(|point| tolerated(tolerance, point.harm).is_some_and(|limit| high(point) > limit))
}

fn draw_tolerance(sheet: &mut Sheet, plot: &Plot, tolerance: &[(f64, f64)], above: &[(f64, f64)]) {
    let pen = sheet.pen;
    if tolerance.is_empty() {
        return;
    }
    plot.line(sheet, tolerance, pen.palette.limit, Dash::Dashed);
    for &(x, y) in tolerance {
        let at = plot.at(x, y);
        sheet.scene.add(Mark::Dot { at, radius: pen.px(4.0), ink: pen.palette.limit, kind: Dot::Full });
    }
    if above.len() > 1 {
        let width = pen.px(4.5);
        let points = above.iter().map(|&(x, y)| plot.at(x, y)).collect();
        sheet.scene.add(Mark::Line { points, ink: pen.palette.limit, width, dash: Dash::Solid });
    }
    let (x, y) = plot.at(tolerance[0].0, tolerance[0].1);
    let text = "tolerated";
    let x = (x + pen.px(2.0)).min(plot.area.right - pen.width(text));
    let label = pen.label(text, (x, (y - pen.px(13.0)).max(plot.area.top)), Anchor::Left);
    sheet.label(Label { ink: pen.theme.letters(pen.palette.limit), ..label });
}

/// The level of the title: in the middle, or, where harm comes in few amounts, after the first of them.
fn telling<'a>(drawn: &[&'a Exceedance]) -> &'a Exceedance {
    let values: Vec<f64> = drawn.iter().map(|point| point.probability.mean).collect();
    let after_first = values.iter().position(|&value| value < values[0]).unwrap_or(0);
    drawn[if in_steps(&values) { after_first } else { drawn.len() / 2 }]
}

fn words(result: &RunResult, drawn: &[&Exceedance], tolerance: &[(f64, f64)], above: &[(f64, f64)]) -> Words {
    let unit = words::in_title(&result.harm_unit);
    let level = |harm: f64| format!("{} {unit}", round::typed(harm, DIGITS));
    let title = match (above.first(), above.last()) {
        (Some(first), Some(last)) if above.len() > 1 => {
            format!("More harm than is tolerated, from {} to {}", level(first.0), level(last.0))
        }
        (Some(at), _) => format!("More harm than is tolerated at {}", level(at.0)),
        _ if near(drawn, tolerance) => "Harm comes so near to what is tolerated that more trials must tell".to_owned(),
        _ if tolerance.len() > 1 => {
            let (first, last) = (tolerance[0].0, tolerance[tolerance.len() - 1].0);
            format!("Harm stays below what is tolerated, from {} to {}", level(first), level(last))
        }
        _ => {
            let told = telling(drawn);
            let events = words::sentence(&words::events(&told.probability));
            format!("{events} do more harm than {}", level(told.harm))
        }
    };
    let mut words = Words {
        name: "harm",
        title,
        subtitle: format!(
            "Probability that the harm of an event exceeds a level, with its 95 % interval; {} {unit} are expected",
            round::shown(&result.harm, 1.0).mean
        ),
        note: String::new(),
        how_to_read: HOW_TO_READ,
    };
    if tolerance.is_empty() {
        words.note_also("The scenario states no tolerance.");
    }
    words.note_also(&words::few(result));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(values: &[(f64, f64)]) -> Vec<Point> {
        let point = |&(x, y): &(f64, f64)| Point { x, y, ends: Some((0.9 * y, 1.1 * y)), hover: format!("at {x}") };
        values.iter().map(point).collect()
    }

    #[test]
    fn harm_of_few_amounts_is_drawn_in_steps_and_other_harm_is_not() {
        let amounts = points(&[(9.0, 0.03), (10.0, 0.002), (12.0, 0.002), (20.0, 0.002), (22.0, 0.0001)]);
        assert!(in_steps(&[0.03, 0.002, 0.002, 0.002, 0.0001]));
        assert!(!in_steps(&[0.3, 0.2, 0.1, 0.1, 0.05]));
        let shape = stepped(&amounts);
        let level = |pair: &[Point]| pair[0].y == pair[1].y && pair[0].ends == pair[1].ends;
        let upright = |pair: &[Point]| pair[0].x == pair[1].x && pair[0].y >= pair[1].y;
        assert!(shape.windows(2).all(|pair| level(pair) || upright(pair)), "{shape:?}");
        assert!(amounts.iter().all(|point| shape.contains(point)), "no level is lost");
        assert!(shape.iter().any(|point| (point.x, point.y) == (10.0, 0.03)), "the step stands at the amount");
    }
}
