//! The summary, the JSON, the tables and the files of a comparison.

use overheard::report::charts::ChartStyle;
use overheard::report::files::{self, Looks, Manifest, Wanted};
use overheard::report::page::Evidence;
use overheard::report::text::comparison;
use overheard::report::text::layout::Look;
use overheard::report::{choice, json, recorded, safe, tables};
use overheard::study::comparison::{Absence, CompareResult, Effect, RaceOutcome};
use serde_json::Value;

use crate::compare_sample::{alone, combined, crowded, files, hostile, nothing};
use crate::golden;

fn text(result: &CompareResult) -> String {
    comparison(result, Look::Plain)
}

fn parsed(result: &CompareResult) -> Value {
    serde_json::from_str(&json::comparison(result).unwrap()).unwrap()
}

#[test]
fn the_summary_of_measures_alone_is_as_it_was() {
    golden::check("compare.txt", &text(&alone()));
}

#[test]
fn the_summary_with_all_that_can_be_asked_for_is_as_it_was() {
    golden::check("compare_combined.txt", &text(&combined()));
}

#[test]
fn the_summary_of_nothing_captured_is_as_it_was() {
    golden::check("compare_nothing.txt", &text(&nothing()));
}

#[test]
fn the_summary_of_hostile_names_is_plain_text() {
    let text = text(&hostile());
    golden::check("compare_hostile.txt", &text);
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
    assert!(!text.contains(['\u{202e}', '\u{2066}', '\u{2028}']));
}

#[test]
fn no_line_is_wider_than_80_columns() {
    let mut race = combined();
    if let Some(race) = &mut race.race {
        race.outcome = RaceOutcome::MaxTrials;
    }
    for result in [alone(), combined(), nothing(), crowded(30), crowded(300), hostile(), race] {
        for line in text(&result).lines() {
            assert!(safe::width(line) <= 80, "{} columns: {line}", safe::width(line));
        }
    }
}

#[test]
fn a_long_table_is_folded_to_the_rows_that_matter() {
    let text = text(&crowded(300));
    assert!(text.contains("and 285 more rows: rows.csv"), "{text}");
    for row in [0, 1, 2, 4, 8, 12, 16] {
        let name = choice::row_name(&crowded(300).rows[row]);
        assert!(text.contains(&name), "{name} is recommended, or on the frontier");
    }
}

#[test]
fn the_sentence_hedges_as_the_numbers_do() {
    let told = |result: &CompareResult| choice::sentence(result);
    assert!(told(&alone()).starts_with("\"Title of room\" (room) leaves the lowest odds of the 5 measures: 1 in 45"));
    let tied = told(&combined());
    assert!(tied.starts_with("room and briefing + room leave the lowest odds"), "{tied}");
    assert!(tied.contains("cannot be told apart; the cheaper, room, leaves"), "{tied}");
    let mut three = combined();
    three.recommendation.tied = vec![2, 5];
    assert!(told(&three).starts_with("briefing is the cheapest of 3 that leave the lowest odds"), "{}", told(&three));
    let mut open = alone();
    open.recommendation.tied = vec![0, 4];
    open.rows.iter_mut().skip(1).for_each(|row| row.effect = Effect::Unclear);
    assert!(told(&open).starts_with("No measure can be told from doing nothing (1 in 24 events)"), "{}", told(&open));
    open.rows.iter_mut().skip(1).for_each(|row| row.effect = Effect::Raises);
    assert!(told(&open).starts_with("Nothing of what was compared lowers the odds"), "{}", told(&open));
    assert!(told(&nothing()).starts_with("Nothing was captured in the baseline"), "{}", told(&nothing()));
}

#[test]
fn measures_without_a_clear_effect_are_said_to_be_so() {
    let text = text(&alone());
    assert!(text.contains("RAISES the odds: louder (+0.200 ±0.020 points)."), "{text}");
    assert!(text.contains("No effect that can be told from zero: posters (-0.005"), "{text}");
    assert!(text.contains("Changes nothing, no trial came out otherwise: idle."), "{text}");
}

#[test]
fn a_capture_is_told_as_a_story() {
    let text = text(&alone()).replace("\n  ", " ");
    assert!(
        text.contains(
            "Wednesday 22:40, hotel, hotel-wifi, one workaround: room would have prevented it, briefing would not."
        ),
        "{text}"
    );
    assert!(text.contains("hall, hotel-wifi, one workaround: none of the measures would have helped."), "{text}");
}

#[test]
fn tiny_odds_are_told_in_a_million_events() {
    let mut result = alone();
    for row in &mut result.rows {
        row.odds = crate::report_sample::estimate(row.odds.mean * 1e-4, 1e-8);
        row.difference = crate::report_sample::estimate(row.difference.mean * 1e-4, 1e-8);
    }
    let text = text(&result);
    assert!(text.contains("per million") && text.lines().all(|line| safe::width(line) <= 80), "{text}");
}

#[test]
fn the_json_has_the_fields_that_are_promised() {
    golden::check("compare.json", &json::comparison(&combined()).unwrap());
    let told = parsed(&alone());
    assert_eq!(told["baseline"]["provenance"]["trials"], 36_000);
    let row = &told["rows"][5];
    assert_eq!(row["measures"], serde_json::json!(["room"]));
    assert_eq!(row["cost"], 25_000.0);
    for (field, parts) in [
        ("odds", &["mean", "standard_error", "low", "high"][..]),
        ("difference", &["mean", "standard_error", "low", "high"]),
        ("ratio", &["mean", "low", "high"]),
        ("harm_avoided", &["mean", "low", "high"]),
    ] {
        assert!(parts.iter().all(|part| row[field][part].is_number()), "{field}: {}", row[field]);
    }
    assert!(row["odds_best"].is_null(), "there are no draws: no invented share");
    assert_eq!(row["on_frontier"], true);
    assert_eq!(parsed(&combined())["rows"][5]["odds_best"], 0.5);
    assert_eq!(told["shapley"], Value::Null);
    assert_eq!(told["absent"]["shapley"], "not_asked");
}

#[test]
fn every_absence_has_its_reason() {
    let reasons = [
        (Absence::NothingCaptured, "nothing_captured"),
        (Absence::NothingUncertain, "nothing_uncertain"),
        (Absence::TooFewDraws { needed: 200 }, "too_few_draws"),
        (Absence::Impossible, "impossible"),
        (Absence::Interrupted, "interrupted"),
    ];
    for (absence, expected) in reasons {
        let result = CompareResult { break_even: Err(absence), ..combined() };
        assert_eq!(parsed(&result)["absent"]["break_even"], expected);
    }
    let few = CompareResult { break_even: Err(Absence::TooFewDraws { needed: 200 }), ..combined() };
    assert!(text(&few).contains("it needs 200 draws (--draws)"));
}

#[test]
fn the_tables_are_as_they_were() {
    let mut all = String::new();
    for file in tables::of_comparison(&combined()).unwrap() {
        all.push_str(&format!("== {}\n{}", file.name, String::from_utf8(file.bytes).unwrap()));
    }
    golden::check("compare_tables.txt", &all);
}

#[test]
fn every_table_reads_back_and_no_cell_is_a_formula() {
    for result in [alone(), combined(), nothing(), crowded(30), hostile()] {
        for file in tables::of_comparison(&result).unwrap() {
            let mut reader = csv::Reader::from_reader(&file.bytes[..]);
            let width = reader.headers().unwrap().len();
            let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            assert!(!records.is_empty() && records.iter().all(|record| record.len() == width), "{}", file.name);
            for cell in records.iter().flatten() {
                let formula =
                    cell.starts_with(['=', '+', '@']) || cell.starts_with('-') && cell.parse::<f64>().is_err();
                assert!(!formula && !cell.contains(['\u{1b}', '\u{202e}', '\n']), "{}: {cell}", file.name);
            }
        }
    }
}

#[test]
fn the_files_name_their_scenario_and_their_manifest_lists_them() {
    let files = files::of_compare(&alone(), &Looks::default()).unwrap();
    let bytes_of = |name: &str| files.iter().find(|file| file.name == name).map(|file| file.bytes.clone()).unwrap();
    assert_eq!(recorded::subject(&bytes_of(files::SUMMARY)).unwrap(), "scenarios/air-show.toml");
    let manifest: Manifest = serde_json::from_slice(&bytes_of(files::MANIFEST)).unwrap();
    assert_eq!(manifest.files.len(), files.len() - 1);
    assert!(recorded::is_of_comparison(&bytes_of(files::SUMMARY)));
}

#[test]
fn scenarios_compared_are_told_as_they_were() {
    let text = overheard::report::text::files(&files(), Look::Plain);
    golden::check("compare_files.txt", &text);
    assert!(text.lines().all(|line| safe::width(line) <= 80), "{text}");
    golden::check("compare_files.csv", &String::from_utf8(tables::files(&files()).unwrap()).unwrap());
    let told: Value = serde_json::from_str(&json::files(&files()).unwrap()).unwrap();
    assert_eq!((&told["best"], &told["rows"][2]["effect"]), (&Value::from(1), &Value::from("unclear")));
    assert_eq!(told["runs"].as_array().unwrap().len(), 3);
    let mut open = files();
    open.tied = vec![0, 2];
    let text = overheard::report::text::files(&open, Look::Plain);
    assert!(text.contains("The scenarios cannot be told apart at so many trials"), "{text}");
}

#[test]
fn the_files_of_scenarios_compared_name_all_of_them() {
    let evidence = [Evidence::default(), Evidence::default(), Evidence::default()];
    let files = files::of_files(&files(), &ChartStyle::default(), &evidence, Wanted::Yes).unwrap();
    let summary = files.iter().find(|file| file.name == files::SUMMARY).unwrap();
    let subject = recorded::subject(&summary.bytes).unwrap();
    assert!(subject.starts_with("scenarios/this-year.toml + scenarios/next-year.toml + "), "{subject}");
    for name in ["charts/files.svg", "page.json", "report.html", "files.csv"] {
        assert!(files.iter().any(|file| file.name == name), "{name}");
    }
}

#[test]
fn the_page_of_a_comparison_answers_first_and_names_the_command() {
    let looks = Looks { report: Wanted::Yes, ..Looks::default() };
    let files = files::of_compare(&combined(), &looks).unwrap();
    let report = files.iter().find(|file| file.name == files::REPORT).unwrap();
    let report = String::from_utf8(report.bytes.clone()).unwrap();
    let places = ["room and briefing + room leave the lowest odds", "<svg", "What the next money buys", "Sign-off"];
    let found = places.map(|text| report.find(text).unwrap_or_else(|| panic!("no \"{text}\"")));
    assert!(found.is_sorted(), "{found:?}");
    assert!(report.contains("--combine 2 --budget 30000 --tolerable 0.01"));
    assert!(report.contains("Proven in the search") && report.contains("ruled out, given that measures act in them"));
    let hostile = files::of_compare(&hostile(), &looks).unwrap();
    let report = hostile.iter().find(|file| file.name == files::REPORT).unwrap();
    let report = String::from_utf8(report.bytes.clone()).unwrap();
    assert_eq!(report.matches("<script>").count(), 1, "only the report's own");
    assert!(!report.contains(['\u{202e}', '\u{1b}']));
}
