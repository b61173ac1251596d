//! `report`: pages read back from result folders, which anybody may have written.

use std::collections::BTreeMap;

use overheard::report::files::{self, CHARTS, Looks, MANIFEST, Manifest, PAGE};
use overheard::report::html;
use overheard::report::page::{self, Page, StoredError};

use crate::cli_program::{ended, overheard};
use crate::report_sample::{hostile, nothing, uncertain};

type Files = BTreeMap<String, Vec<u8>>;

fn stored(result: &overheard::study::result::RunResult) -> Files {
    files::of_run(result, &Looks::default()).unwrap().into_iter().map(|file| (file.name, file.bytes)).collect()
}

fn read(files: &Files) -> Result<Page, StoredError> {
    page::read(|name| files.get(name).cloned())
}

/// The folder with another content of a file, and a manifest that fits it.
fn forged(mut files: Files, name: &str, change: impl Fn(&str) -> String) -> Files {
    let bytes = change(std::str::from_utf8(&files[name]).unwrap()).into_bytes();
    let mut manifest: Manifest = serde_json::from_slice(&files[MANIFEST]).unwrap();
    let line = manifest.files.iter_mut().find(|file| file.name == name).unwrap();
    line.sha256 = files::sha256(&bytes);
    files.insert(MANIFEST.to_owned(), serde_json::to_vec(&manifest).unwrap());
    files.insert(name.to_owned(), bytes);
    files
}

fn refusal(files: &Files) -> String {
    read(files).map(|page| page.title).unwrap_err().to_string()
}

#[test]
fn a_page_reads_back_as_it_was_written() {
    for result in [uncertain(), nothing(), hostile()] {
        let files = stored(&result);
        let page = read(&files).unwrap();
        assert_eq!(page.json().unwrap().as_bytes(), files[PAGE]);
        for figure in &page.charts {
            let svg = String::from_utf8(files[&format!("{CHARTS}/{}.svg", figure.name)].clone()).unwrap();
            let marks = |svg: &str| ["<rect", "<text", "<title>", "<polyline"].map(|mark| svg.matches(mark).count());
            assert_eq!(marks(&figure.svg), marks(&svg), "{}", figure.name);
        }
    }
}

#[test]
fn a_folder_that_is_not_as_it_was_written_is_refused_with_what_is_wrong() {
    let whole = stored(&uncertain());
    let without =
        |name: &str| whole.iter().filter(|(other, _)| *other != name).map(|(a, b)| (a.clone(), b.clone())).collect();
    assert!(refusal(&without(MANIFEST)).starts_with("manifest.json is not there: this is no whole result"));
    assert!(refusal(&without(PAGE)).starts_with("page.json is not there"));
    assert!(refusal(&without("charts/funnel.svg")).starts_with("charts/funnel.svg is not there"));
    for name in [PAGE, "charts/funnel.svg"] {
        let mut changed = whole.clone();
        changed.get_mut(name).unwrap().push(b' ');
        assert!(refusal(&changed).starts_with(&format!("{name} is not as it was written")));
    }
    let newer = forged(whole.clone(), PAGE, |text| text.replacen("\"format\": 1", "\"format\": 9", 1));
    assert_eq!(refusal(&newer), "page.json has version 9, this program reads 1: run the command again");
    let other = forged(whole.clone(), PAGE, |_| "{\"x\": 1}".to_owned());
    assert!(refusal(&other).starts_with("page.json is not the page of a result: "));
    assert!(refusal(&forged(whole, MANIFEST_LISTED, |_| "[]".to_owned())).contains(MANIFEST_LISTED));
}

/// A file that the manifest lists and a page needs.
const MANIFEST_LISTED: &str = "charts/funnel.svg";

#[test]
fn a_forged_page_names_no_file_outside_and_puts_nothing_into_the_report_but_text() {
    let whole = stored(&uncertain());
    let outside = forged(whole.clone(), PAGE, |text| text.replacen("\"funnel\"", "\"../../secret\"", 1));
    assert!(refusal(&outside).contains("a chart called \"../../secret\""), "{}", refusal(&outside));
    let ragged = forged(whole.clone(), PAGE, |text| {
        text.replacen("\"heads\": [", "\"heads\": [{\"text\":\"x\",\"kind\":\"word\"},", 1)
    });
    assert!(refusal(&ragged).contains("whose rows are not as long as its heading"));
    let script =
        forged(whole.clone(), "charts/funnel.svg", |svg| svg.replace("</svg>", "<script>alert(1)</script></svg>"));
    assert_eq!(
        refusal(&script),
        "charts/funnel.svg is not a chart of this program: it holds <script>, which no chart has"
    );
    let text = "</p><script>alert(1)</script>\u{202e}";
    let answer = forged(whole, PAGE, |page| {
        let mut page: serde_json::Value = serde_json::from_str(page).unwrap();
        for field in ["answer", "title", "question", "kind", "command", "no_charts"] {
            page[field] = text.into();
        }
        page["charts"][0]["title"] = text.into();
        page["tables"][0]["caption"] = text.into();
        page["tables"][0]["rows"][0][0]["text"] = text.into();
        page.to_string()
    });
    let html = html::report(&[read(&answer).unwrap()], Default::default()).unwrap();
    let html = String::from_utf8(html).unwrap();
    assert_eq!(html.matches("<script>").count(), 1, "only the report's own");
    assert!(!html.contains('\u{202e}') && html.contains("alert(1)"));
}

/// A folder with the results of two runs, in `one` and `two`.
fn two_results() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let scenario = format!("{}/scenarios/minimal.toml", env!("CARGO_MANIFEST_DIR"));
    for (out, seed, theme) in [("one", "1", "light"), ("two", "2", "dark")] {
        let run = ["run", &scenario, "--trials", "2000", "--seed", seed, "--theme", theme, "--out", out, "--quiet"];
        overheard(dir.path()).args(run).assert().success();
    }
    dir
}

#[test]
fn the_command_puts_results_of_any_folders_into_one_file() {
    let dir = two_results();
    let written = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
    overheard(dir.path()).args(["report", "one", "two", "--out", "both.html"]).assert().success();
    let html = written("both.html");
    assert!(html.starts_with(html::BEGINNING) && html.contains("data-theme=\"light\""));
    assert_eq!(html.matches("<article").count(), 2);
    assert!(html.contains("--seed 1</code>") && html.contains("--seed 2</code>"));
    overheard(dir.path()).args(["report", "two", "--out", "both.html"]).assert().success();
    assert!(written("both.html").contains("data-theme=\"dark\""), "a report is replaced");
    let printed = ended(overheard(dir.path()).args(["report", "two", "--out", "-"]));
    assert_eq!(printed.stdout, written("both.html"));
    assert_eq!(ended(overheard(dir.path()).args(["report", "two", "--quiet"])).stderr, "");
    assert_eq!(written("report.html"), written("both.html"));
}

#[test]
fn the_command_says_what_is_wrong_with_a_folder_or_a_target() {
    let dir = two_results();
    std::fs::write(dir.path().join("notes.txt"), "mine").unwrap();
    for (arguments, message) in [
        (&["report", "notes.txt"][..], "notes.txt: this is not a folder"),
        (&["report", "nowhere"], "nowhere: there is no such folder"),
        (&["report", "."], "manifest.json is not there: this is no whole result"),
        (&["report", "one", "--out", "notes.txt"], "notes.txt: it is there, and no report of this program"),
        (&["report", "one", "--out", "two"], "two: it is a folder"),
    ] {
        let refused = ended(overheard(dir.path()).args(arguments));
        assert_eq!(refused.code, Some(1), "{arguments:?}");
        assert!(refused.stderr.contains(message), "{arguments:?}: {}", refused.stderr);
    }
    assert_eq!(std::fs::read_to_string(dir.path().join("notes.txt")).unwrap(), "mine");
    overheard(dir.path()).args(["report", "one", "--out", "notes.txt", "--force"]).assert().success();
}
