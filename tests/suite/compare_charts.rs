//! Charts of a comparison: what stands in them, and that nothing overlaps.

use overheard::report::charts::{Chart, ChartStyle, charts_of_compare, charts_of_files, png};
use overheard::study::comparison::{CompareResult, Effect, Row};

use crate::charts::{assert_nothing_overlaps, named, styles, texts};
use crate::compare_sample::{alone, combined, crowded, files, hostile, nothing, paired};
use crate::report_sample::estimate;

fn charts(result: &CompareResult) -> Vec<Chart> {
    charts_of_compare(result, &ChartStyle::default())
}

fn names(result: &CompareResult) -> Vec<&'static str> {
    charts(result).iter().map(|chart| chart.name).collect()
}

/// As `combined`, with enough captures for the chart of what would have been prevented.
fn whole() -> CompareResult {
    let mut result = combined();
    result.replay.captures = 200;
    result
}

#[test]
fn a_comparison_has_the_charts_that_its_answers_allow() {
    assert_eq!(names(&whole()), ["forest", "frontier", "saved", "interaction", "shapley"]);
    assert_eq!(
        names(&alone()),
        ["forest", "frontier"],
        "four captures are too few to be drawn, and no pair was asked for"
    );
    assert_eq!(charts(&nothing()), [], "nothing was captured");
    let mut idle = alone();
    idle.rows.truncate(2);
    assert_eq!(charts(&idle), [], "nothing changed");
    for chart in charts(&whole()) {
        assert!(chart.alt.contains(&chart.title) && !chart.how_to_read.is_empty());
    }
}

#[test]
fn titles_state_what_was_found_and_hedge() {
    let title = |result: &CompareResult, name: &str| named(&charts(result), name).title.clone();
    assert_eq!(title(&alone(), "forest"), "Room lowers the odds most, by 2.000 percentage points");
    assert_eq!(title(&whole(), "forest"), "Briefing + room and room lower the odds most; their order is open");
    assert_eq!(
        title(&alone(), "frontier"),
        "2 of 5 choices buy lower odds than all that cost no more; the rest is dominated"
    );
    assert_eq!(title(&whole(), "interaction"), "Briefing and room overlap most, by 0.200 percentage points");
    assert_eq!(title(&whole(), "shapley"), "83 % of what all measures do together is the part of room");
    let mut open = alone();
    open.recommendation.tied = vec![0];
    assert_eq!(title(&open, "forest"), "Nothing that was compared can be told from doing nothing");
}

#[test]
fn the_forest_plot_has_a_point_and_an_interval_for_each_row_and_rings_for_what_is_not_told() {
    let chart = charts(&alone());
    let svg = &named(&chart, "forest").svg;
    assert_eq!(svg.matches("<g><title>").count(), 5);
    assert!(svg.contains("<g><title>room: -2.000 (-2.020 to -1.980) percentage points, 25,000 EUR</title>"), "{svg}");
    // A ring is drawn as two circles: one of paper, one line.
    assert_eq!(svg.matches("<circle").count(), 3 + 2 * 2);
    assert!(svg.contains("Rings: cannot be told from no effect."));
    let place = |name: &str| texts(svg).into_iter().find(|(text, _)| text == name).map(|(_, area)| area.top).unwrap();
    assert!(place("room") < place("briefing") && place("briefing") < place("louder"), "by what they do");
}

#[test]
fn the_frontier_begins_at_zero_odds_and_names_its_points() {
    let chart = charts(&alone());
    let told = texts(&named(&chart, "frontier").svg);
    for name in ["0 %", "room", "briefing", "louder", "posters", "baseline 4.230 %"] {
        assert!(told.iter().any(|(text, _)| text == name), "{name}: {told:?}");
    }
    assert!(told.iter().any(|(text, _)| text == "cost (EUR, logarithmic)"), "costs from 1,000 to 25,000");
    let mut free = alone();
    free.rows[1].cost = 0.0;
    let chart = charts(&free);
    assert!(named(&chart, "frontier").svg.contains("cost (EUR)"), "what is free has no place on a logarithmic scale");
    let mut open = alone();
    open.steps[1].difference = estimate(-0.000_1, 0.000_1);
    assert!(named(&charts(&open), "frontier").svg.contains("Cannot be told from the step before: room."));
}

#[test]
fn an_interaction_that_is_not_told_from_none_has_no_colour() {
    let result = paired(4, |index| format!("m{index}"));
    let chart = charts(&result);
    let svg = &named(&chart, "interaction").svg;
    assert_eq!(svg.matches("<g><title>").count(), 6, "a cell for each pair");
    let fill = |pair: &str| {
        let group = svg.split(&format!("<g><title>{pair}:")).nth(1).unwrap();
        group.split("fill=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    // The sizes are 0.02 times (first + 2 * second - 4) points: 0 for m0 and m2.
    assert_eq!(fill("m0 and m2"), "#EEF1F5");
    assert_ne!(fill("m2 and m3"), "#EEF1F5");
    let name = named(&chart, "interaction").title.clone();
    assert_eq!(name, "M2 and m3 overlap most, by 0.080 percentage points");
}

#[test]
fn labels_do_not_overlap_with_three_or_thirty_rows_at_any_size() {
    let long = |index: usize| format!("measure-{index}-with-a-name-that-nobody-can-remember");
    let results = [
        alone(),
        whole(),
        crowded(30),
        crowded(300),
        paired(3, |index| format!("m{index}")),
        paired(12, long),
        paired(20, long),
    ];
    for style in styles() {
        for result in &results {
            for chart in charts_of_compare(result, &style) {
                assert_nothing_overlaps(&chart, &style);
            }
        }
    }
}

#[test]
fn one_measure_alone_is_drawn_too() {
    let mut result = alone();
    result.rows.truncate(1);
    result.rows.push(Row { on_frontier: true, ..alone().rows[5].clone() });
    result.recommendation.best = 1;
    result.steps = vec![overheard::study::comparison::Step { from: 0, to: 1, ..alone().steps[0] }];
    assert_eq!(result.rows[1].effect, Effect::Lowers);
    assert_eq!(named(&charts(&result), "frontier").title, "Room is all that is worth its cost");
}

#[test]
fn hostile_names_come_out_as_text() {
    let mut result = hostile();
    result.replay.captures = 200;
    for style in styles() {
        for chart in charts_of_compare(&result, &style) {
            assert!(!chart.svg.contains("<script") && !chart.svg.contains('\u{202e}'), "{}", chart.name);
            assert!(!chart.svg.contains(|c: char| c.is_control() && c != '\n'), "{}", chart.name);
            assert!(png(&chart).is_ok(), "{} is XML", chart.name);
            assert_nothing_overlaps(&chart, &style);
        }
    }
}

#[test]
fn files_are_drawn_against_the_first() {
    for style in styles() {
        let charts = charts_of_files(&files(), &style);
        assert_eq!(charts.len(), 1);
        assert_eq!(charts[0].svg.matches("<g><title>").count(), 2);
        assert_nothing_overlaps(&charts[0], &style);
    }
    let mut same = files();
    same.rows.iter_mut().skip(1).for_each(|row| row.effect = Effect::Nothing);
    assert_eq!(charts_of_files(&same, &ChartStyle::default()), []);
}

#[test]
fn the_same_result_gives_the_same_bytes() {
    assert_eq!(charts(&whole()), charts(&whole()));
}
