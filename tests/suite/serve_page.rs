//! The page of `serve` in a browser: what it shows is what the command line prints, it complains of nothing, and asks for
//! nothing but what the server has. `./test.sh` runs these tests; they need Chromium.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::browser::Browser;

const PHONE: (u32, u32) = (390, 844);
const DESK: (u32, u32) = (1280, 900);
const ESCAPE: u32 = 27;

/// A small scenario with what every view needs: three measures, a rival, something known of a leak, a value that is not
/// known. Its names want to be more than text.
const SCENARIO: &str = r#"format = 1
event = { name = "Three days <img src=x onerror='window.harmed = true'>", days = 3, cost_unit = "EUR" }
[channel]
approved-app = { approved = true, readable = 0.0 }
open-wifi = { readable = { low = 0.3, high = 0.7 } }
[venue]
hotel = { offers = ["approved-app", "open-wifi"] }
city = { offers = ["approved-app", "open-wifi"] }
[group.delegates]
count = 10
mistake = 0.1
whereabouts = { "00-24" = { hotel = 3, city = 1 } }
[conversation.talk]
rate = { delegates = 0.5 }
joined_by = { delegates = 1 }
duration_minutes = 30
approved = { approved-app = 1 }
fallback = { open-wifi = 1 }
recognised = 0.5
harm = 10
[campaign.scattered.collector.post]
count = 1
places = { hotel = 1, city = 4 }
pickup_per_hour = { open-wifi = 0.5 }
[measure.briefing]
title = "A briefing <script>window.harmed = true</script>"
kind = "organisational"
cost = 1000
changes = [ { at = "group.delegates.mistake", scale = 0.85 } ]
[measure.fewer]
title = "Half of them stay at home"
kind = "organisational"
cost = 5000
changes = [ { at = "group.delegates.count", set = 5 } ]
[measure.no-wifi]
title = "No open Wi-Fi at the hotel"
kind = "technical"
cost = 3000
changes = [ { at = "venue.hotel.blocked", insert = ["open-wifi"] } ]
[pathway.insider]
prior = 0.02
captures = 0.5
"#;

/// `serve` over a folder with that scenario, and a browser at its page.
struct Served {
    process: Child,
    address: String,
    dir: tempfile::TempDir,
}

impl Served {
    fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("served")).unwrap();
        std::fs::write(dir.path().join("served/small.toml"), SCENARIO).unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_overheard"))
            .current_dir(dir.path())
            .args(["serve", "served"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { process, address: address.trim().to_owned(), dir }
    }

    /// The address without the token.
    fn origin(&self) -> &str {
        self.address.split("/?").next().unwrap()
    }

    /// A page of its own, with a view opened.
    fn page(&self, (width, height): (u32, u32), hash: &str) -> Browser {
        let mut browser = Browser::start(width, height);
        // The cookie is had first: a redirect would lose the part after the `#`.
        browser.visit(&self.address);
        browser.until("document.querySelector('[role=tab]')");
        browser.visit("about:blank");
        browser.visit(&format!("{}/{hash}", self.origin()));
        browser
    }

    /// What a command that the page shows prints, run by a shell as somebody would.
    fn printed(&self, command: &str, more: &str) -> String {
        let rest = command.strip_prefix("overheard ").unwrap();
        let output = Command::new("sh")
            .current_dir(self.dir.path())
            .args(["-c", &format!("\"$0\" {rest} {more}"), env!("CARGO_BIN_EXE_overheard")])
            .output()
            .unwrap();
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Nothing was complained of, nothing was asked of anybody else, and no name became more than text.
    fn assert_quiet(&self, browser: &mut Browser) {
        assert_eq!(browser.complaints(), Vec::<&Value>::new());
        let own = |address: &&str| {
            ["blob:", "data:"].iter().any(|local| address.starts_with(local)) || address.starts_with(self.origin())
        };
        let foreign: Vec<&str> = browser.requests().into_iter().filter(|address| !own(address)).collect();
        assert_eq!(foreign, Vec::<&str>::new());
        assert_eq!(browser.value("window.harmed === undefined"), true);
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Explore, once it rests.
const FINAL: &str = "document.querySelector('#figure')?.dataset.final === 'true'";
const COMMAND: &str = "document.querySelector('.panel:not([hidden]) .command code').textContent";

fn text(browser: &mut Browser, expression: &str) -> String {
    browser.value(expression).as_str().unwrap_or_default().to_owned()
}

fn shown(browser: &mut Browser, selector: &str) -> String {
    text(browser, &format!("document.querySelector({selector:?}).textContent"))
}

/// A view, once its answer is final.
fn done(view: &str) -> String {
    format!("document.querySelector('#panel-{view} .status')?.dataset.state === 'done'")
}

#[test]
#[ignore = "needs Chromium: ./test.sh runs it"]
fn a_slider_that_is_dragged_in_the_browser_ends_at_what_run_prints() {
    let served = Served::start();
    let mut browser = served.page(DESK, "#/explore?scenario=small");
    browser.until(FINAL);
    let before = shown(&mut browser, "#figure");
    let slider = "[data-path='group.delegates.mistake'] input[type=range]";
    browser.value("document.querySelectorAll('details').forEach((part) => { part.open = true; })");
    browser.drag(slider, 0.7, 25);
    browser.until("document.querySelector('[data-path=\"group.delegates.mistake\"].changed')");
    browser.until(&format!("{FINAL} && document.querySelector('#figure').textContent !== {before:?}"));
    browser.click("[data-measure=briefing]");
    browser.until(&format!("{COMMAND}.includes('--measure') && {FINAL}"));

    let command = text(&mut browser, COMMAND);
    assert!(command.contains("--set group.delegates.mistake="), "{command}");
    let printed = served.printed(&command, "--quiet");
    let odds = printed.lines().find(|line| line.trim_start().starts_with("odds")).unwrap();
    let (figure, words) = (shown(&mut browser, "#figure"), shown(&mut browser, ".figure span"));
    assert!(odds.contains(&figure) && odds.contains(&words), "{figure}, {words}: {odds}");
    let difference = shown(&mut browser, "#difference");
    assert!(difference.contains("points"), "{difference}");
    served.assert_quiet(&mut browser);
}

#[test]
#[ignore = "needs Chromium: ./test.sh runs it"]
fn a_link_in_the_browser_holds_all_that_was_set() {
    let served = Served::start();
    let state = "#/explore?scenario=small&set=group.delegates.mistake%3D0.3&measure=fewer&seed=7";
    let mut browser = served.page(DESK, state);
    browser.until(FINAL);
    let (figure, command) = (shown(&mut browser, "#figure"), text(&mut browser, COMMAND));
    assert!(command.contains("mistake=0.3") && command.contains("fewer") && command.contains("--seed 7"), "{command}");
    let hash = text(&mut browser, "location.hash");
    browser.visit("about:blank");
    browser.visit(&format!("{}/{hash}", served.origin()));
    browser.until(FINAL);
    assert_eq!(shown(&mut browser, "#figure"), figure);
    assert_eq!(text(&mut browser, COMMAND), command);
    served.assert_quiet(&mut browser);
}

#[test]
#[ignore = "needs Chromium: ./test.sh runs it"]
fn measures_are_compared_live_in_the_browser() {
    let served = Served::start();
    let mut browser = served.page(DESK, "#/compare?scenario=small");
    browser.until(&done("compare"));
    assert_eq!(browser.value("document.querySelectorAll('#panel-compare .rows tbody tr').length >= 4"), true);
    assert_eq!(browser.value("document.querySelectorAll('#panel-compare .drawing svg').length"), 2);

    // A budget that only the cheapest fits in, by the keyboard.
    browser.value("document.querySelector('#budget').focus()");
    browser.press("Home", 36, "");
    browser.until("document.querySelectorAll('#panel-compare tr.over').length > 0");
    browser.click("#panel-compare .segments label:nth-child(2) input");
    browser.until("location.hash.includes('combine=2') && location.hash.includes('budget=0')");
    browser.click("[aria-label='No limit']");
    browser
        .until(&format!("{COMMAND}.includes('--combine 2') && !{COMMAND}.includes('--budget') && {}", done("compare")));
    let names =
        "Array.from(document.querySelectorAll('#panel-compare .rows tbody th'), (head) => head.firstChild.textContent)";
    let together = browser.value(names);
    assert!(together.as_array().unwrap().iter().any(|name| name == "briefing + no-wifi"), "{together}");

    let command = text(&mut browser, COMMAND);
    let result: Value = serde_json::from_str(&served.printed(&command, "--quiet --format json")).unwrap();
    let sentence = result["recommendation"]["sentence"].as_str().unwrap();
    assert_eq!(shown(&mut browser, "#compare-answer"), sentence);

    // By the cost, and back.
    browser.click("#panel-compare .rows thead th:nth-child(2) button");
    assert_eq!(browser.value(names)[0], "baseline");
    browser.click("#panel-compare .rows thead th:nth-child(2) button");
    assert_ne!(browser.value(names)[0], "baseline");
    served.assert_quiet(&mut browser);
}

#[test]
#[ignore = "needs Chromium: ./test.sh runs it"]
fn the_form_of_a_leak_is_filled_in_the_browser() {
    let served = Served::start();
    let mut browser = served.page(DESK, "#/explain?scenario=small");
    browser.until(&done("explain"));
    let before = shown(&mut browser, "#explain-answer");
    browser.value("document.querySelector('[data-field=venue] select').focus()");
    // Opens nothing: letters choose in a list that has the focus.
    browser.press("h", 72, "h");
    browser.until("document.querySelector('[data-field=venue].told')");
    browser.value("document.querySelector('[data-field=lapsed_legs] input').focus()");
    browser.types("1");
    browser.until(&format!("{COMMAND}.includes('lapsed_legs=1') && {}", done("explain")));
    let command = text(&mut browser, COMMAND);
    assert!(command.contains("--given venue=hotel"), "{command}");
    let answer = shown(&mut browser, "#explain-answer");
    assert_ne!(answer, before);
    let result: Value = serde_json::from_str(&served.printed(&command, "--quiet --format json")).unwrap();
    assert_eq!(result["answer"], Value::from(answer));
    assert_eq!(browser.value("document.querySelectorAll('.posterior tbody tr').length"), 2);
    served.assert_quiet(&mut browser);
}

#[test]
#[ignore = "needs Chromium: ./test.sh runs it"]
fn a_line_edited_into_an_error_in_the_browser_is_told_undone_and_saved() {
    let served = Served::start();
    let mut browser = served.page(DESK, "#/edit?scenario=small");
    browser.until("document.querySelector('#check-status.done')");
    let line = SCENARIO.lines().position(|line| line.starts_with("mistake")).unwrap() + 1;
    let place = format!(".cm-line:nth-child({line})");
    browser.click(&place);
    browser.press("End", 35, "");
    // `0.1` becomes `0.1e3`, which is no probability.
    browser.types("e3");
    browser.until("document.querySelector('.cm-lintRange-error')");
    browser.until("document.querySelector('#check-status.failed')");
    let told = shown(&mut browser, ".problems li");
    assert!(told.starts_with(&format!("Line {line}: ")) && told.contains("probability"), "{told}");
    served.undo_until_right(&mut browser);

    browser.click(&place);
    browser.press("Home", 36, "");
    browser.types("mistakes_of_mine = 1\n");
    browser.until("document.querySelector('#check-status.failed')");
    let told = shown(&mut browser, ".problems li");
    assert!(told.starts_with(&format!("Line {line}: ")) && told.contains("mistakes_of_mine"), "{told}");
    served.undo_until_right(&mut browser);

    browser.click(&place);
    browser.press("Home", 36, "");
    browser.types("# changed\n");
    served.save(&mut browser);
    browser.until("location.hash.includes('small-copy')");
    let saved = std::fs::read_to_string(served.dir.path().join("served/small-copy.toml")).unwrap();
    assert_eq!(saved, SCENARIO.replace("mistake = 0.1", "# changed\nmistake = 0.1"));
    assert_eq!(std::fs::read_to_string(served.dir.path().join("served/small.toml")).unwrap(), SCENARIO);
    served.assert_quiet(&mut browser);
}

impl Served {
    fn undo_until_right(&self, browser: &mut Browser) {
        browser.click(".editor-bar .buttons button");
        browser.until("document.querySelector('#check-status.done') && !document.querySelector('.file .hint')");
    }

    fn save(&self, browser: &mut Browser) {
        browser.click(".editor-bar button.primary");
        browser.until("document.querySelector('dialog[open]')");
        browser.press("Escape", ESCAPE, "");
        browser.until("!document.querySelector('dialog')");
        browser.click(".editor-bar button.primary");
        browser.until("document.querySelector('dialog[open]')");
        browser.click("dialog button[type=submit]");
        browser.until("!document.querySelector('dialog[open]')");
    }
}

#[test]
#[ignore = "needs Chromium: ./test.sh runs it"]
fn a_file_that_is_there_is_replaced_in_the_browser_only_after_a_question() {
    let served = Served::start();
    let file = served.dir.path().join("served/small.toml");
    // One that the page has not seen: the server tells of it.
    let unseen = served.dir.path().join("served/unseen.txt.toml");
    let mut browser = served.page(DESK, "#/edit?scenario=small");
    browser.until("document.querySelector('#check-status.done')");
    std::fs::write(&unseen, "somebody's").unwrap();
    browser.click(".cm-line");
    browser.press("Home", 36, "");
    browser.types("# changed\n");
    for (name, path, before) in [("small", &file, SCENARIO), ("unseen.txt.toml", &unseen, "somebody's")] {
        browser.click(".editor-bar button.primary");
        browser.until("document.querySelector('dialog[open]')");
        let button = "document.querySelector('dialog button[type=submit]').textContent";
        browser.value("document.querySelector('dialog input').select()");
        browser.types(name);
        browser.click("dialog button[type=submit]");
        browser.until(&format!("{button} === 'Replace it' && document.querySelector('#save-wrong').textContent"));
        assert_eq!(std::fs::read_to_string(path).unwrap(), before, "nothing is replaced before it is asked for");
        // Another name is another question.
        browser.value("document.querySelector('dialog input').focus()");
        browser.press("End", 35, "");
        browser.types("-2");
        browser.until(&format!("{button} === 'Save' && !document.querySelector('#save-wrong').textContent"));
        browser.value("document.querySelector('dialog input').select()");
        browser.types(name);
        browser.click("dialog button[type=submit]");
        browser.until(&format!("{button} === 'Replace it'"));
        browser.click("dialog button[type=submit]");
        browser.until("!document.querySelector('dialog[open]')");
        assert_eq!(std::fs::read_to_string(path).unwrap(), format!("# changed\n{SCENARIO}"));
    }
}

#[test]
#[ignore = "needs Chromium: ./test.sh runs it"]
fn every_format_is_downloaded_in_the_browser() {
    let served = Served::start();
    let folder = served.dir.path().join("taken");
    std::fs::create_dir(&folder).unwrap();
    let mut browser = served.page(DESK, "#/explore?scenario=small&measure=fewer");
    browser.downloads_to(&folder);
    browser.until(FINAL);
    let command = text(&mut browser, COMMAND);
    served.printed(&command, "--quiet --report --out out");
    for format in ["html", "json", "csv", "svg", "png"] {
        browser.click(&format!("#panel-explore [data-format={format}]"));
        let bytes = taken(&folder, format, &mut browser);
        match format {
            "html" => assert!(bytes.starts_with(b"<!doctype html>") || bytes.starts_with(b"<!DOCTYPE html>")),
            "json" => {
                let own: Value = serde_json::from_slice(&bytes).unwrap();
                let theirs = std::fs::read(served.dir.path().join("out/summary.json")).unwrap();
                let theirs: Value = serde_json::from_slice(&theirs).unwrap();
                assert_eq!(own["odds"], theirs["odds"]);
            }
            "csv" => assert!(bytes.iter().filter(|&&byte| byte == b'\n').count() >= 2),
            "svg" => assert!(bytes.starts_with(b"<svg ")),
            _ => assert!(bytes.starts_with(b"\x89PNG")),
        }
    }
    served.assert_quiet(&mut browser);
}

/// The file of that kind, once it is whole.
fn taken(folder: &Path, format: &str, browser: &mut Browser) -> Vec<u8> {
    let found = || -> Option<PathBuf> {
        let mut files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        // The browser keeps the name with an empty file until it has the whole.
        files.find(|file| {
            file.extension().is_some_and(|extension| extension == format)
                && file.metadata().is_ok_and(|about| about.len() > 0)
        })
    };
    while found().is_none() {
        // A file that cannot be made is said on the page.
        assert_eq!(
            browser.value("document.querySelector('.panel:not([hidden]) .take .bad')?.textContent"),
            Value::Null
        );
    }
    std::fs::read(found().unwrap()).unwrap()
}

#[test]
#[ignore = "needs Chromium: ./test.sh runs it"]
fn every_view_fits_phone_and_desk_and_the_keyboard_reaches_them_in_the_browser() {
    let served = Served::start();
    for size in [PHONE, DESK] {
        let mut browser = served.page(size, "#/explore?scenario=small");
        browser.until(FINAL);
        browser.value("document.querySelector('#tab-explore').focus()");
        for view in ["explore", "compare", "explain", "edit"] {
            let ready = if view == "edit" { "document.querySelector('#check-status.done')".into() } else { done(view) };
            browser.until(&ready);
            assert_eq!(browser.value("document.activeElement.getAttribute('aria-controls')"), format!("panel-{view}"));
            let overflow = browser.value(&format!(
                // A phone widens its window to what does not fit.
                "Math.max(document.documentElement.scrollWidth, window.innerWidth) - {}",
                size.0
            ));
            assert!(overflow.as_i64().unwrap() <= 0, "{view} is {overflow} px wider than {}", size.0);
            browser.press("ArrowRight", 39, "");
        }
        served.assert_quiet(&mut browser);
    }
}
