//! The summary for people.

use overheard::report::safe;
use overheard::report::text::layout::Look;
use overheard::report::text::summary;
use overheard::statistics::Estimate;
use overheard::study::result::{RunResult, Stop};

use crate::golden;
use crate::report_sample::{hostile, nothing, plain, uncertain};

fn plain_text(results: &[RunResult]) -> String {
    summary(results, Look::Plain)
}

#[test]
fn the_summary_of_a_run_is_as_it_was() {
    golden::check("summary.txt", &plain_text(&[plain()]));
}

#[test]
fn the_summary_with_uncertain_values_is_as_it_was() {
    golden::check("summary_uncertain.txt", &plain_text(&[uncertain()]));
}

#[test]
fn the_summary_of_nothing_captured_is_as_it_was() {
    golden::check("summary_nothing.txt", &plain_text(&[nothing()]));
}

#[test]
fn captured_conversations_are_told_without_a_ratio() {
    let text = plain_text(&[plain()]);
    let line = text.lines().find(|line| line.starts_with("  captured conversations")).unwrap();
    assert!(line.ends_with("0.05120 (0.05002 to 0.05238)"), "{line}");
}

#[test]
fn several_scenarios_stand_side_by_side() {
    golden::check("summary_side_by_side.txt", &plain_text(&[plain(), uncertain(), nothing(), hostile()]));
}

#[test]
fn hostile_names_come_out_as_text() {
    let text = plain_text(&[hostile()]);
    golden::check("summary_hostile.txt", &text);
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
    assert!(!text.contains(['\u{202e}', '\u{2066}', '\u{2028}']));
}

#[test]
fn no_line_is_wider_than_80_columns() {
    let mut results = vec![plain(), uncertain(), nothing(), hostile()];
    for stop in [Stop::Trials, Stop::MaxTrials, Stop::Draws, Stop::Interrupted] {
        results.push(RunResult { stop, ..hostile() });
    }
    for text in results.iter().map(|result| plain_text(std::slice::from_ref(result))).chain([plain_text(&results)]) {
        for line in text.lines() {
            assert!(safe::width(line) <= 80, "{} columns: {line}", safe::width(line));
        }
    }
}

#[test]
fn a_run_short_of_its_precision_says_what_to_type() {
    let text = plain_text(&[RunResult { stop: Stop::MaxTrials, ..uncertain() }]);
    assert!(text.contains("--max-trials"), "{text}");
    assert!(plain_text(&[uncertain()]).contains("--draws"));
}

#[test]
fn an_interrupted_run_says_so() {
    assert!(plain_text(&[RunResult { stop: Stop::Interrupted, ..plain() }]).contains("INTERRUPTED"));
}

#[test]
fn odds_of_one_and_unknown_errors_are_shown_without_an_interval() {
    let mut result = plain();
    result.odds.estimate = Estimate::bare(1.0);
    let text = plain_text(&[result]);
    assert!(text.contains("In all such events"), "{text}");
    assert!(!text.contains("NaN"));
}
