//! The HTML report in a browser: it opens from disk without a complaint and without asking for anything, whatever names
//! are in it, on a phone and on a desk. `./test.sh` runs these tests; they need Chromium.

use std::path::{Path, PathBuf};

use crate::browser::Browser;
use crate::cli_program::overheard;

pub const PHONE: (u32, u32) = (390, 844);
pub const DESK: (u32, u32) = (1280, 900);

/// Names that want to be more than text.
const HOSTILE: [&str; 7] = [
    "<script>window.harmed = true</script>",
    "<img src=x onerror='window.harmed = true'>",
    "\u{202e}gnp.exe\u{2066}",
    "معرض الطيران السنوي الكبير",
    "😀 family 👨‍👩‍👧‍👦 hall",
    "\"></svg></p><svg onload=alert(1)>",
    "{{ 7 * 7 }} {% for x in y %}",
];

/// A scenario with 30 venues and 30 groups, whose names are those above and long ones.
fn crowded(names: usize) -> String {
    let name = |kind: &str, index: usize| {
        let hostile = HOSTILE[index % HOSTILE.len()];
        let long = if index.is_multiple_of(5) { "long ".repeat(60) } else { String::new() };
        serde_json::to_string(&format!("{kind} {index} {hostile}{long}")).unwrap()
    };
    let mut text =
        format!("format = 1\n[event]\nname = {}\ndays = 3\nharm_unit = {}\n", name("event", 0), name("unit", 1));
    text += "[tolerance]\npoints = [{ harm = 1, probability = 0.3 }, { harm = 30, probability = 0.001 }]\n";
    text += "[channel.approved]\napproved = true\nreadable = 0\n[channel.open]\nreadable = 0.9\n";
    for index in 0..names {
        let venue = name("venue", index);
        text += &format!("[venue.{venue}]\noffers = [\"approved\", \"open\"]\n");
        text += &format!("[group.{}]\ncount = 2\n", name("group", index));
        text += &format!("mistake = {{ low = 0.02, high = 0.2 }}\nwhereabouts = {{ \"00-24\" = {{ {venue} = 1 }} }}\n");
    }
    let each = |kind: &str, value: &str| -> String {
        let all: Vec<String> = (0..names).map(|index| format!("{} = {value}", name(kind, index))).collect();
        format!("{{ {} }}", all.join(", "))
    };
    text += &format!("[conversation.{}]\nrate = {}\n", name("kind", 3), each("group", "1.0"));
    text += "hours = { \"08-20\" = 1 }\nduration_minutes = 20\napproved = { approved = 1 }\nfallback = { open = 1 }\n";
    text += "recognised = 0.5\nharm = { low = 1, high = 20 }\n";
    text += &format!("[campaign.{}.collector.posts]\ncount = 3\n", name("campaign", 4));
    text += &format!("places = {}\npickup_per_hour = {{ open = 2.0 }}\n", each("venue", "1"));
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    text + &format!("[sources]\n\"group.*\" = {{ basis = \"judgement\", text = {} }}\n", quoted(HOSTILE[0]))
}

/// A folder with the reports of a shipped scenario, of hostile names, and of both together.
pub fn reports() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let shipped = format!("{}/scenarios/singapore-airshow-2024.toml", env!("CARGO_MANIFEST_DIR"));
    std::fs::write(dir.path().join("hostile.toml"), crowded(30)).unwrap();
    for (scenario, out) in [(shipped.as_str(), "shipped"), ("hostile.toml", "hostile")] {
        let run = ["run", scenario, "--trials", "4000", "--draws", "40", "--iso-risk", "--report", "--out", out];
        overheard(dir.path()).args(run).assert().success();
    }
    overheard(dir.path()).args(["report", "hostile", "shipped", "--out", "both.html"]).assert().success();
    dir
}

fn files(dir: &Path) -> Vec<PathBuf> {
    ["shipped/report.html", "hostile/report.html", "both.html"].map(|name| dir.join(name)).into()
}

#[test]
#[ignore = "needs Chromium: ./test.sh runs it"]
fn the_report_opens_without_a_complaint_or_a_request_and_fits_phone_and_desk() {
    let dir = reports();
    for (width, height) in [PHONE, DESK] {
        let mut browser = Browser::start(width, height);
        for file in files(dir.path()) {
            browser.open(&file);
            let shown = file.display();
            assert_eq!(browser.value("document.querySelectorAll('table.sortable').length > 5"), true, "{shown}");
            // A phone widens its window to what does not fit.
            let overflow =
                browser.value(&format!("Math.max(document.documentElement.scrollWidth, window.innerWidth) - {width}"));
            assert!(overflow.as_i64().unwrap() <= 0, "{shown} is {overflow} px wider than {width}");
            let text_size = browser.value("parseFloat(getComputedStyle(document.body).fontSize)");
            assert!(text_size.as_f64().unwrap() >= 15.0, "{shown}: {text_size}");
            assert_eq!(browser.value("window.harmed === undefined"), true, "{shown}");
            assert_eq!(browser.complaints(), Vec::<&serde_json::Value>::new(), "{shown}");
            let asked = browser.requests().into_iter().filter(|url| !url.starts_with("data:font/woff2"));
            assert_eq!(asked.collect::<Vec<_>>(), [format!("file://{shown}")]);
        }
    }
}

#[test]
#[ignore = "needs Chromium: ./test.sh runs it"]
fn hostile_names_are_text_and_nothing_else() {
    let dir = reports();
    let mut browser = Browser::start(DESK.0, DESK.1);
    browser.open(&dir.path().join("both.html"));
    assert_eq!(browser.value("document.scripts.length"), 1);
    for selector in
        ["img", "iframe", "object", "link", "a[href^='http']", "svg svg", "[onload]", "[onerror]", "foreignObject"]
    {
        assert_eq!(browser.value(&format!("document.querySelectorAll(\"{selector}\").length")), 0, "{selector}");
    }
    let text = browser.value("document.body.textContent");
    let text = text.as_str().unwrap();
    for name in ["<script>window.harmed = true</script>", "معرض الطيران", "👨‍👩‍👧‍👦", "{{ 7 * 7 }}", "\\u{202e}gnp.exe"]
    {
        assert!(text.contains(name), "{name}");
    }
    assert!(!text.contains(['\u{202e}', '\u{2066}']));
}

#[test]
#[ignore = "needs Chromium: ./test.sh runs it"]
fn tables_sort_and_the_keyboard_reaches_everything() {
    let dir = reports();
    let mut browser = Browser::start(DESK.0, DESK.1);
    browser.open(&dir.path().join("shipped/report.html"));
    browser.press("Tab", 9, "");
    assert_eq!(browser.value("document.activeElement.className"), "skip");
    let keys = "Array.from(document.querySelectorAll('table.sortable')[1].tBodies[0].rows, row => Number(row.cells[1].dataset.key))";
    let numbers = |value: serde_json::Value| -> Vec<f64> { serde_json::from_value(value).unwrap() };
    let before = numbers(browser.value(keys));
    browser
        .value("document.querySelectorAll('table.sortable')[1].tHead.rows[0].cells[1].querySelector('button').focus()");
    browser.press("Enter", 13, "\r");
    let upward = numbers(browser.value(keys));
    assert!(upward.is_sorted() && upward.len() == before.len() && upward != before, "{upward:?}");
    browser.press("Enter", 13, "\r");
    assert!(numbers(browser.value(keys)).is_sorted_by(|a, b| a >= b));
    assert_eq!(browser.value("document.activeElement.closest('th').getAttribute('aria-sort')"), "descending");
    let told = browser.value("document.querySelectorAll('figure svg g > title').length");
    assert!(told.as_i64().unwrap() > 50, "values are told when a pointer rests on their mark: {told}");
}

#[test]
#[ignore = "needs Chromium: ./test.sh runs it"]
fn a_page_that_complains_or_asks_for_something_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("bad.html");
    let page = "<!doctype html><title>x</title><img src=nothing.png><script>console.error(1); nowhere()</script>";
    std::fs::write(&file, page).unwrap();
    let mut browser = Browser::start(DESK.0, DESK.1);
    browser.open(&file);
    assert!(browser.complaints().len() >= 2, "{:?}", browser.complaints());
    assert_eq!(browser.requests().len(), 2, "{:?}", browser.requests());
}
