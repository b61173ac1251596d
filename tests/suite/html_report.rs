//! The HTML report: what stands in it, and that it neither loads nor runs anything else.

use overheard::report::charts::{ChartStyle, Theme, charts_of_run};
use overheard::report::html::report;
use overheard::report::page::{Evidence, Note, Number, Page, Told, of_run};
use overheard::scenario::{Basis, Ignorance};
use overheard::study::result::RunResult;

use crate::report_sample::{hostile, nothing, plain, uncertain};

fn evidence() -> Evidence {
    Evidence {
        notes: vec![Note {
            path: "group.*.mistake".to_owned(),
            basis: Basis::Judgement,
            text: "<img src=x onerror=alert(1)> a guess; see https://example.org".to_owned(),
        }],
        numbers: vec![
            Number {
                path: "group.generals.mistake".to_owned(),
                value: Told::Believed(Ignorance::LogitNormal { low: 0.01, high: 0.1 }),
                note: Some(0),
            },
            Number { path: "group.generals.count".to_owned(), value: Told::Known(3.0), note: None },
        ],
        uncertain: vec![Some(Basis::Judgement)],
    }
}

fn page(results: &[RunResult]) -> String {
    let evidence = evidence();
    let charts: Vec<_> = results.iter().map(|result| charts_of_run(result, &ChartStyle::default())).collect();
    let pages: Vec<Page> =
        results.iter().zip(&charts).map(|(result, charts)| of_run(result, charts, Theme::Light, &evidence)).collect();
    String::from_utf8(report(&pages, Theme::Light).unwrap()).unwrap()
}

#[test]
fn the_report_answers_first_and_ends_with_how_it_was_made() {
    let page = page(&[uncertain()]);
    let places = [
        "How likely is it that at least one sensitive conversation",
        "In about 1 in 24 such events",
        "Band of ignorance",
        "<svg",
        "How to read it.",
        "Share of captures by venue",
        "2 numbers: 1 judgement, 1 not stated. 1 of them are not known: 1 judgement.",
        "Where the numbers come from",
        "0.01 to 0.1 (90 %)",
        "Sign-off",
        "--measure briefing --precision 0.02",
    ];
    let found = places.map(|text| page.find(text).unwrap_or_else(|| panic!("no \"{text}\"")));
    assert!(found[..2].is_sorted() && found[2..9].iter().all(|place| *place > found[1]), "{found:?}");
    assert!(found[9] > found[6] && found[10] > found[9], "{found:?}");
}

#[test]
fn the_report_loads_nothing() {
    let page = page(&[uncertain()]);
    let page = page.replace("url(data:font/woff2;base64,", "");
    for loader in ["<link", "<img", "<iframe", "<object", "url(", "@import", "<script src", "fetch(", "javascript:"] {
        assert!(!page.contains(loader), "{loader}");
    }
    let without_namespace = page.replace("http://www.w3.org/2000/svg", "");
    assert!(!without_namespace.contains("http://") && !without_namespace.contains("href=\"http"));
    assert!(page.contains("default-src &#x27;none&#x27;; style-src &#x27;sha256-"), "the policy is in force");
}

#[test]
fn hostile_names_come_out_as_text() {
    let mut result = hostile();
    result.scenario = "</title><script>alert(1)</script>\u{202e} \u{0} 😀 معرض".to_owned();
    result.attribution.venue[0].name = "\"><svg onload=alert(1)>".to_owned();
    let page = page(&[result]);
    assert_eq!(page.matches("<script>").count(), 1, "only the report's own");
    assert!(!page.contains("<svg onload") && !page.contains("<img"));
    assert!(page.contains("&lt;script&gt;alert(1)"));
    assert!(!page.contains(['\u{202e}', '\u{2066}', '\u{1b}', '\u{0}', '\u{7}']));
}

#[test]
fn every_chart_and_table_has_its_name_and_headings_go_down_in_steps() {
    let page = page(&[uncertain()]);
    assert_eq!(page.matches("<svg").count(), page.matches("role=\"img\" aria-label=").count());
    assert_eq!(page.matches("<table class=\"sortable\">").count(), page.matches("<caption>").count());
    let levels: Vec<u32> =
        page.match_indices("<h").filter_map(|(at, _)| page[at + 2..].chars().next()?.to_digit(10)).collect();
    assert_eq!(levels[0], 1);
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
}

#[test]
fn several_runs_have_a_section_each_and_no_id_twice() {
    let page = page(&[plain(), nothing()]);
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
    assert_eq!(page.matches("<article").count(), 2);
}

#[test]
fn the_same_result_gives_the_same_bytes() {
    assert_eq!(page(&[uncertain()]), page(&[uncertain()]));
}
