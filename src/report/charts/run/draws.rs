//! The odds over the draws of the uncertain values.

use super::super::plot::{Axis, Plot};
use super::super::scale::{Scale, Unit};
use super::super::scene::{Anchor, Area, Dash, Mark};
use super::super::sheet::{Sheet, Words};
use super::super::{Chart, ChartStyle};
use super::words;
use crate::report::round;
use crate::study::result::RunResult;

/// Draws below which no distribution is shown.
const FEWEST_DRAWS: usize = 20;
/// Classes of the histogram.
const CLASSES: usize = 32;
/// From this ratio of the band's ends on, the classes are of equal ratio rather than of equal width.
const WIDE_BAND: f64 = 12.0;
/// Ticks wanted on each axis.
const TICKS: usize = 6;

const HOW_TO_READ: &str = "Each draw settles every uncertain value of the scenario at one possible truth; the bars count \
    the draws by the odds that came out. The stretch marked below them is the band in which 9 of 10 draws lie: it is \
    ignorance, and more trials do not narrow it, better evidence does. The bars still hold the noise of the few trials in \
    each draw, so they are somewhat wider than the band, which is corrected for it.";

/// The chart; absent without uncertain values, or where no draw had any odds.
pub fn chart(result: &RunResult, style: &ChartStyle) -> Option<Chart> {
    let positive: Vec<f64> = result.draw_odds.iter().copied().filter(|&odds| odds > 0.0).collect();
    if result.draw_odds.len() < FEWEST_DRAWS || positive.is_empty() {
        return None;
    }
    let scale = scale(result, &positive);
    let drawn = if matches!(scale, Scale::Log(..)) { &positive } else { &result.draw_odds };
    let counts = counts(drawn, scale);
    let greatest = counts.iter().copied().max().unwrap_or(1);
    let mut sheet = Sheet::new(style, words(result, drawn.len(), scale));
    let logarithmic = if matches!(scale, Scale::Log(..)) { " (logarithmic)" } else { "" };
    let x =
        Axis::new(scale, Unit::of_odds(scale.ends().0.max(1e-12)), format!("odds of a capture{logarithmic}"), TICKS);
    let x = if matches!(scale, Scale::Linear(..)) { Axis::new(scale, Unit::Percent, x.title, TICKS) } else { x };
    let y = Axis::new(Scale::Linear(0.0, 1.22 * greatest as f64), Unit::Plain, "draws", TICKS);
    let y = Axis { ticks: y.ticks.into_iter().filter(|(value, _)| value.fract() == 0.0).collect(), ..y };
    let plot = Plot::new(&mut sheet, &x, &y, |_, _| {});
    bars(&mut sheet, &plot, scale, &counts);
    marks(&mut sheet, &plot, result, greatest);
    Some(sheet.finish())
}

fn scale(result: &RunResult, positive: &[f64]) -> Scale {
    let (least, greatest) =
        (positive.iter().copied().fold(1.0, f64::min), positive.iter().copied().fold(0.0, f64::max));
    let wide = result.odds.band.is_some_and(|band| band.low <= 0.0 || band.high / band.low > WIDE_BAND);
    if wide && greatest / least > WIDE_BAND {
        Scale::log_over(least, 1.001 * greatest)
    } else {
        Scale::from_zero(greatest)
    }
}

/// How many draws fall into each class, the classes being equally wide on the chart.
fn counts(odds: &[f64], scale: Scale) -> Vec<u32> {
    let mut counts = vec![0; CLASSES];
    for &value in odds {
        let class = scale.place(value, 0.0, CLASSES as f64) as usize;
        counts[class.min(CLASSES - 1)] += 1;
    }
    counts
}

fn bars(sheet: &mut Sheet, plot: &Plot, scale: Scale, counts: &[u32]) {
    let pen = sheet.pen;
    let (low, high) = scale.ends();
    let border = |class: usize| {
        let along = class as f64 / CLASSES as f64;
        match scale {
            Scale::Linear(..) => low + along * (high - low),
            Scale::Log(..) => low * (high / low).powf(along),
        }
    };
    for (class, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let (from, to) = (border(class), border(class + 1));
        let area = Area {
            left: plot.across(from) + pen.px(0.8),
            right: plot.across(to) - pen.px(0.8),
            top: plot.down(f64::from(count)),
            bottom: plot.down(0.0),
        };
        let percent = |odds: f64| round::typed(100.0 * odds, 3);
        let hover = format!("{count} draws with odds of {} to {} %", percent(from), percent(to));
        sheet.scene.add_told(hover, vec![Mark::Box(area, pen.palette.main)]);
    }
}

/// The band above the bars, and the predictive odds as a line.
fn marks(sheet: &mut Sheet, plot: &Plot, result: &RunResult, greatest: u32) {
    let pen = sheet.pen;
    let y = plot.down(1.06 * f64::from(greatest));
    let cap = pen.px(5.0);
    if let Some(band) = result.odds.band {
        let (low, high) = (plot.across(band.low), plot.across(band.high));
        for (from, to) in [((low, y), (high, y)), ((low, y - cap), (low, y + cap)), ((high, y - cap), (high, y + cap))]
        {
            sheet.scene.add_line(from, to, pen.palette.text, pen.px(2.0));
        }
        let text = "9 of 10 draws";
        let half = 0.5 * pen.width(text);
        let x = (0.5 * (low + high)).clamp(plot.area.left + half, plot.area.right - half);
        sheet.label(pen.label(text, (x, y - pen.px(13.0)), Anchor::Middle));
    }
    let mean = plot.across(result.odds.estimate.mean);
    let points = vec![(mean, plot.area.bottom), (mean, y)];
    let line = Mark::Line { points, ink: pen.palette.limit, width: pen.px(2.0), dash: Dash::Dashed };
    sheet.scene.add_told(format!("predictive odds {}", words::told_odds(&result.odds.estimate)), vec![line]);
}

fn words(result: &RunResult, drawn: usize, scale: Scale) -> Words {
    let percent = |odds: f64| round::typed(100.0 * odds, 2);
    let title = match result.odds.band {
        Some(band) => {
            format!("What is not known puts the odds anywhere from {} to {} %", percent(band.low), percent(band.high))
        }
        None => "The odds differ from draw to draw of what is not known".to_owned(),
    };
    let mut words = Words {
        name: "draws",
        title,
        subtitle: format!(
            "Odds in {} draws of the uncertain values; broken line: the predictive odds, {}",
            round::count(result.draw_odds.len() as u64),
            words::told_odds(&result.odds.estimate)
        ),
        note: String::new(),
        how_to_read: HOW_TO_READ,
    };
    let nothing = result.draw_odds.len() - drawn;
    if nothing > 0 && matches!(scale, Scale::Log(..)) {
        let draws = round::count(nothing as u64);
        words.note_also(&format!("{draws} draws with odds of 0 are not shown: a logarithmic scale has no 0."));
    }
    if result.odds.band.is_none() {
        words.note_also("No band: the noise inside the draws is not known.");
    }
    words
}
