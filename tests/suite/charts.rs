//! Charts of finished runs: what stands in them, and that nothing overlaps.

use overheard::report::charts::font::{self, Weight};
use overheard::report::charts::plot::Axis;
use overheard::report::charts::rows::{self, Role, Row, Shape};
use overheard::report::charts::scale::{Scale, Unit};
use overheard::report::charts::scene::Area;
use overheard::report::charts::sheet::{Sheet, Words};
use overheard::report::charts::{Chart, ChartStyle, Size, Theme, charts_of_run, png};
use overheard::report::direction::bare;
use overheard::statistics::Estimate;
use overheard::study::result::{Attribution, Convergence, Exceedance, RunResult, Share, Survival, VenueHour};

use crate::report_sample::{estimate, hostile, nothing, plain, uncertain};

/// Units of an SVG in a pixel.
const FINE: f64 = 20.0;

/// A run with every chart, whose venues are so many.
fn rich(venues: usize, name: impl Fn(usize) -> String) -> RunResult {
    let mut result = uncertain();
    let share = 1.0 / venues as f64;
    let names: Vec<String> = (0..venues).map(name).collect();
    let venue = |name: &String| Share { name: name.clone(), share: estimate(share, 0.1 * share) };
    let cells = |name: &String| {
        let cell = |hour: u8| VenueHour { venue: name.clone(), hour, share: estimate(share / 8.0, 0.01 * share) };
        (8..16).map(cell).collect::<Vec<_>>()
    };
    result.attribution = Attribution {
        venue: names.iter().map(venue).collect(),
        venue_hour: names.iter().flat_map(cells).collect(),
        ..result.attribution
    };
    let survival = |hour: u32| {
        let survival = 1.0 - 0.0423 * f64::from(hour) / 48.0;
        Survival { hour: f64::from(hour), survival: estimate(survival, 0.000_3) }
    };
    result.first_capture = (0..=48).map(survival).collect();
    let level = |step: i32| Exceedance {
        harm: 10f64.powf(f64::from(step) / 10.0),
        probability: estimate(0.04 * (-0.15 * f64::from(step)).exp(), 1e-5),
    };
    result.harm_exceedance = (0..30).map(level).collect();
    result.tolerance = vec![(2.0, 0.1), (20.0, 0.001), (200.0, 0.0005)];
    result.draw_odds = (0..400).map(|draw| 0.005 + 0.000_2 * f64::from(draw % 200)).collect();
    let looks = [1_000, 2_000, 4_000, 8_000, 36_000];
    result.convergence =
        looks.map(|trials| Convergence { trials, odds: estimate(0.0423, 0.08 / (trials as f64)) }).into();
    result
}

fn usual() -> RunResult {
    rich(3, |index| format!("hotel {index}"))
}

fn crowded() -> RunResult {
    rich(30, |index| format!("The grand hotel number {index} with a name that nobody can remember, by the waterfront"))
}

pub fn styles() -> Vec<ChartStyle> {
    let sizes = [(960, 600), (640, 400), (1600, 900)].map(|(width, height)| Size::new(width, height).unwrap());
    let themes = [Theme::Light, Theme::Dark, Theme::Print];
    themes.into_iter().flat_map(|theme| sizes.map(|size| ChartStyle { theme, size })).collect()
}

pub fn named<'a>(charts: &'a [Chart], name: &str) -> &'a Chart {
    charts.iter().find(|chart| chart.name == name).unwrap_or_else(|| panic!("no chart {name}"))
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

/// The texts of an SVG with the room that each takes, in pixels.
pub fn texts(svg: &str) -> Vec<(String, Area)> {
    let read = |piece: &str| {
        let (tag, rest) = piece.split_once(">\n").unwrap();
        let text = rest.split("\n</text>").next().unwrap();
        let text = bare(text).replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        let number = |name: &str| attribute(tag, name).unwrap().parse::<f64>().unwrap() / FINE;
        let weight = if tag.contains("bold") { Weight::Bold } else { Weight::Normal };
        let (x, y, size) = (number("x"), number("y"), number("font-size"));
        let width = font::width(&text, size, weight);
        let left = match attribute(tag, "text-anchor").unwrap() {
            "start" => x,
            "middle" => x - 0.5 * width,
            _ => x - width,
        };
        (text, Area { left, top: y - 0.45 * size, right: left + width, bottom: y + 0.45 * size })
    };
    svg.split("<text").skip(1).map(read).collect()
}

pub fn assert_nothing_overlaps(chart: &Chart, style: &ChartStyle) {
    let texts = texts(&chart.svg);
    assert!(texts.len() > 5, "{}: {} texts", chart.name, texts.len());
    let (width, height) = (f64::from(style.size.width()), f64::from(style.size.height()));
    let sheet = Area { left: 0.0, top: 0.0, right: width, bottom: height };
    for (index, (text, area)) in texts.iter().enumerate() {
        assert!(sheet.holds(area), "{} {width}: \"{text}\" leaves the chart: {area:?}", chart.name);
        for (other, there) in &texts[index + 1..] {
            assert!(!area.overlaps(there), "{} {width}: \"{text}\" lies over \"{other}\"", chart.name);
        }
    }
}

#[test]
fn a_run_with_uncertain_values_has_every_chart() {
    let charts = charts_of_run(&usual(), &ChartStyle::default());
    let names: Vec<&str> = charts.iter().map(|chart| chart.name).collect();
    let expected = [
        "funnel",
        "contributions_venue",
        "contributions_channel",
        "contributions_group",
        "contributions_cause",
        "venue_hour",
        "first_capture",
        "captures",
        "harm",
        "draws",
        "convergence",
    ];
    assert_eq!(names, expected);
    for chart in &charts {
        assert!(chart.svg.contains(&format!("<title>{}", &chart.title[..10])), "{}", chart.title);
        assert!(chart.alt.contains(&chart.title) && !chart.how_to_read.is_empty());
    }
}

#[test]
fn titles_state_what_was_found() {
    let charts = charts_of_run(&usual(), &ChartStyle::default());
    let title = |name: &str| named(&charts, name).title.clone();
    assert_eq!(title("contributions_cause"), "Three quarters of all captures go back to a knowing workaround");
    assert_eq!(title("contributions_venue"), "Hotel 0 (33 %) and hotel 1 (33 %) lead; which of them is first is open");
    assert_eq!(title("first_capture"), "1 in 24 events see a capture, in half of them by 24 h of day 1");
    assert_eq!(title("captures"), "1 in 24 events see a capture; 17 % of those see another");
    assert!(title("harm").starts_with("More harm than is tolerated, from "), "{}", title("harm"));
    assert_eq!(title("draws"), "What is not known puts the odds anywhere from 1.2 to 11 %");
}

#[test]
fn a_bar_stands_for_each_name_and_tells_its_value() {
    let chart = charts_of_run(&plain(), &ChartStyle::default());
    let chart = named(&chart, "contributions_group");
    let hovers = chart.svg.matches("<g><title>").count();
    assert_eq!(hovers, plain().attribution.group.len());
    assert!(
        chart.svg.contains("<g><title>generals: 41.0 % (38.1 to 43.9 %) of captured legs</title>"),
        "{}",
        chart.svg
    );
}

#[test]
fn bars_begin_at_zero_and_are_as_long_as_their_values() {
    let charts = charts_of_run(&plain(), &ChartStyle::default());
    let svg = &named(&charts, "contributions_cause").svg;
    let bars: Vec<(f64, f64)> = svg
        .split("<g><title>")
        .skip(1)
        .map(|group| {
            let tag = group.split("<rect").nth(1).unwrap();
            let number = |name: &str| attribute(tag, name).unwrap().parse::<f64>().unwrap();
            (number("x"), number("width"))
        })
        .collect();
    assert_eq!(bars.len(), 2);
    assert_eq!(bars[0].0, bars[1].0);
    assert!((bars[0].1 / bars[1].1 - 0.74 / 0.26).abs() < 0.01, "{bars:?}");
}

#[test]
fn beyond_fifteen_rows_the_rest_is_summed() {
    let charts = charts_of_run(&crowded(), &ChartStyle::default());
    for name in ["contributions_venue", "venue_hour"] {
        let told = texts(&named(&charts, name).svg);
        assert!(told.iter().any(|(text, _)| text == "16 others"), "{name}");
    }
    assert!(named(&charts, "contributions_venue").svg.contains("no interval is known for their sum"));
}

/// The fill of the cells of a heat map's row, by the beginning of what they tell.
fn fills(svg: &str, told: &str) -> Vec<String> {
    let begin = format!("<g><title>{told}");
    let cells = svg.split(&begin).skip(1);
    cells.map(|cell| attribute(cell.split("<rect").nth(1).unwrap(), "fill").unwrap().to_owned()).collect()
}

#[test]
fn a_sum_of_many_venues_sets_no_colours_and_has_none() {
    let mut result = rich(30, |index| format!("v{index}"));
    for (index, venue) in result.attribution.venue.iter_mut().enumerate() {
        venue.share.mean = if index < 14 { 0.04 } else { 0.44 / 16.0 };
    }
    for cell in &mut result.attribution.venue_hour {
        cell.share.mean = if cell.venue[1..].parse::<usize>().unwrap() < 14 { 0.04 / 8.0 } else { 0.44 / 128.0 };
    }
    let charts = charts_of_run(&result, &ChartStyle::default());
    let svg = &named(&charts, "venue_hour").svg;
    let (single, summed) = (fills(svg, "v0, "), fills(svg, "16 others, "));
    assert_eq!((single.len(), summed.len()), (8, 8));
    let darkest = Theme::Light.heat(1.0);
    assert_eq!(single[0], format!("#{:02X}{:02X}{:02X}", darkest.0, darkest.1, darkest.2));
    assert!(summed.iter().all(|ink| *ink == summed[0] && *ink != single[0]), "{summed:?}");
    assert!(svg.contains("0.50 % of captured legs"), "the key is that of single venues");
    assert!(svg.contains("The last row is a sum and has no colours."));
}

#[test]
fn right_to_left_names_do_not_drag_along_what_stands_beside_them() {
    let mut result = usual();
    for (venue, name) in result.attribution.venue.iter_mut().zip(["معرض الطيران", "אולם 3 גדול"]) {
        venue.name = name.to_owned();
    }
    let charts = charts_of_run(&result, &ChartStyle::default());
    let chart = named(&charts, "contributions_venue");
    let title = "\u{2068}معرض الطيران\u{2069} (33 %) and \u{2068}אולם 3 גדול\u{2069} (33 %) lead";
    assert!(chart.svg.contains(&format!("<title>{title}")), "{}", chart.svg);
    assert!(chart.svg.contains(&format!(">\n{title}")), "{}", chart.svg);
    assert!(png(chart).is_ok());
}

#[test]
fn texts_keep_their_width_in_another_font() {
    let charts = charts_of_run(&rich(3, |index| format!("漢字 {index}")), &ChartStyle::default());
    let svg = &named(&charts, "contributions_venue").svg;
    let told: Vec<&str> = svg.split("<text").skip(1).map(|text| text.split(">\n").next().unwrap()).collect();
    let sized = told.iter().filter_map(|tag| attribute(tag, "textLength"));
    let widths: Vec<f64> = sized.map(|width| width.parse::<f64>().unwrap() / FINE).collect();
    let measured = texts(svg).into_iter().filter(|(text, _)| !text.contains('漢'));
    let measured: Vec<f64> = measured.map(|(_, area)| area.width()).collect();
    assert_eq!(widths.len(), measured.len(), "letters that were not measured keep the width of whatever font has them");
    assert!(widths.len() < told.len() && widths.len() > 5);
    assert!(
        widths.iter().zip(&measured).all(|(told, measured)| (told - measured).abs() < 0.5),
        "{widths:?} {measured:?}"
    );
}

#[test]
fn labels_do_not_overlap_with_three_or_thirty_names_at_any_size() {
    for style in styles() {
        for result in [usual(), crowded(), plain(), nothing()] {
            for chart in charts_of_run(&result, &style) {
                assert_nothing_overlaps(&chart, &style);
            }
        }
    }
}

#[test]
fn a_forest_plot_marks_what_its_rows_are_compared_to() {
    let row = |index: usize| Row {
        name: format!("measure {index}"),
        value: estimate(-0.01 * index as f64, 0.002),
        told: "x".to_owned(),
        aside: String::new(),
        hover: String::new(),
        role: Role::Main,
    };
    let rows: Vec<Row> = (0..30).map(row).collect();
    let axis = Axis::new(Scale::Linear(-0.35, 0.05), Unit::Percent, "change of the odds", 5);
    let mut sheet = Sheet::new(&ChartStyle::default(), Words { name: "forest", ..Words::default() });
    rows::draw(&mut sheet, &rows, &axis, Shape::Point { reference: Some(0.0) });
    let labels: Vec<Area> = sheet.scene.labels().map(|label| label.bounds()).collect();
    for (index, label) in labels.iter().enumerate() {
        assert!(labels[index + 1..].iter().all(|other| !label.overlaps(other)));
    }
    assert_eq!(sheet.finish().svg.matches("<circle").count(), 30);
}

#[test]
fn nothing_is_drawn_of_no_data_but_the_funnel() {
    let charts = charts_of_run(&nothing(), &ChartStyle::default());
    assert_eq!(charts.iter().map(|chart| chart.name).collect::<Vec<_>>(), ["funnel"]);
    assert!(charts[0].title.contains("none is captured"), "{}", charts[0].title);
    assert!(charts[0].svg.contains("A stage that nothing reached has no dot"));
    let mut empty = nothing();
    for count in [&mut empty.funnel.conversations, &mut empty.funnel.legs, &mut empty.funnel.lapsed] {
        *count = Estimate::bare(0.0);
    }
    for count in [&mut empty.funnel.covered, &mut empty.funnel.recorded, &mut empty.funnel.readable] {
        *count = Estimate::bare(0.0);
    }
    empty.funnel.reviewed = Estimate::bare(0.0);
    assert_eq!(charts_of_run(&empty, &ChartStyle::default()), []);
}

#[test]
fn few_captures_are_noted_under_the_charts() {
    let mut result = usual();
    result.contributing_trials = 12;
    let charts = charts_of_run(&result, &ChartStyle::default());
    let noted = |chart: &&Chart| chart.svg.contains("only 12 of 36,000 trials had any");
    assert_eq!(charts.iter().filter(noted).count(), charts.len() - 1, "all but that of the draws");
}

#[test]
fn the_same_result_gives_the_same_bytes() {
    let style = ChartStyle::default();
    let (one, other) = (charts_of_run(&crowded(), &style), charts_of_run(&crowded(), &style));
    assert_eq!(one, other);
    assert_eq!(png(&one[0]).unwrap(), png(&other[0]).unwrap());
}

#[test]
fn a_picture_has_twice_the_size() {
    let style = ChartStyle { size: Size::new(640, 400).unwrap(), ..ChartStyle::default() };
    let picture = png(&charts_of_run(&plain(), &style)[0]).unwrap();
    assert_eq!(&picture[..8], b"\x89PNG\r\n\x1a\n");
    let side = |from: usize| u32::from_be_bytes(picture[from..from + 4].try_into().unwrap());
    assert_eq!((side(16), side(20)), (1280, 800));
}

#[test]
fn hostile_names_come_out_as_text() {
    let mut result = hostile();
    result.attribution.venue[0].name = "<script>alert(\"1\")</script> & \u{202e}gnp 😀 معرض".to_owned();
    result.attribution.venue_hour[0].venue = result.attribution.venue[0].name.clone();
    for style in styles() {
        for chart in charts_of_run(&result, &style) {
            assert!(!chart.svg.contains("<script") && !chart.svg.contains('\u{202e}'), "{}", chart.name);
            assert!(!chart.svg.contains(|c: char| c.is_control() && c != '\n'), "{}", chart.name);
            assert!(png(&chart).is_ok(), "{} is XML", chart.name);
            assert_nothing_overlaps(&chart, &style);
        }
    }
}
