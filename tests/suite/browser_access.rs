//! Whether everybody can use the report: what can be told by a program of the Web Content Accessibility Guidelines 2.2, in a
//! browser, of the page as it is laid out. `./test.sh` runs these tests; they need Chromium.

use crate::browser::Browser;
use crate::browser_report::{DESK, PHONE, reports};
use crate::cli_program::overheard;

/// What fails on a page, a line each; each check names its success criterion.
const CHECKS: &str = r##"
(() => {
  const failed = [];
  const fail = (what, element) => failed.push(`${what}: ${element.outerHTML.slice(0, 160)}`);
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  // 3.1.1, 2.4.2: language and title.
  if (document.documentElement.lang !== "en" || !document.title.trim()) fail("3.1.1 or 2.4.2", document.documentElement);
  // 1.3.1: one main part, headings in steps.
  if (all("main").length !== 1) fail("1.3.1 main", document.body);
  let level = 0;
  for (const heading of all("h1, h2, h3, h4, h5, h6")) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) fail(`1.3.1 h${own} after h${level}`, heading);
    if (!heading.textContent.trim()) fail("2.4.6 empty heading", heading);
    level = own;
  }
  // 1.1.1: pictures have words. 4.1.2: what is pressed, framed or scrolled has a name.
  for (const picture of all("svg, img")) {
    if (picture.getAttribute("role") !== "img" || !picture.getAttribute("aria-label")?.trim()) fail("1.1.1", picture);
  }
  for (const control of all("button, a[href], [role=region], nav, section")) {
    if (!(control.getAttribute("aria-label") || control.textContent).trim()) fail("4.1.2 no name", control);
  }
  const names = all("[role=region], section").map((part) => part.getAttribute("aria-label"));
  const twice = names.filter((name, at) => names.indexOf(name) !== at && all("article").length < 2);
  if (twice.length) failed.push(`4.1.2 regions of one name: ${twice}`);
  // 1.3.1: tables have captions or headings that say what they head.
  for (const table of all("table")) {
    if (!Array.from(table.tHead.rows[0].cells).every((cell) => cell.scope === "col")) fail("1.3.1 scope", table);
    if (table.classList.contains("sortable") && !table.caption?.textContent.trim()) fail("1.3.1 caption", table);
  }
  // 4.1.2: references lead somewhere, no id twice.
  const ids = all("[id]").map((element) => element.id);
  if (new Set(ids).size !== ids.length) failed.push("4.1.2 an id twice");
  for (const element of all("[aria-labelledby], a[href^='#']")) {
    const id = element.getAttribute("aria-labelledby") ?? element.getAttribute("href").slice(1);
    if (!document.getElementById(id)) fail("4.1.2 leads nowhere", element);
  }
  // 2.1.1: what scrolls can be reached by the keyboard. 2.4.3: the order of the page is that of the keyboard.
  for (const element of all("*")) {
    if (element.tabIndex > 0) fail("2.4.3", element);
    const scrolls = element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX === "auto";
    if (scrolls && element.tabIndex !== 0) fail("2.1.1", element);
  }
  // 1.4.3: contrast of every text with what is behind it, 3 for large and 4.5 for other letters.
  const rgb = (colour) => {
    const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
    return alpha === 0 ? null : [red, green, blue];
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((value) => value / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [x, y] = [light(a), light(b)].sort((one, other) => other - one);
    return (x + 0.05) / (y + 0.05);
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour) return colour;
    }
    return [255, 255, 255];
  };
  let texts = 0;
  for (const element of all("body *:not(svg *):not(script):not(.unseen)")) {
    const own = Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own) continue;
    texts += 1;
    const style = getComputedStyle(element);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    const found = contrast(rgb(style.color), behind(element));
    if (found < (large ? 3 : 4.5)) fail(`1.4.3 ${found.toFixed(2)}`, element);
  }
  // 1.4.3 in the charts: against the topmost mark that is drawn before a text and lies behind its middle.
  for (const text of all("svg text")) {
    texts += 1;
    const svg = text.ownerSVGElement;
    const { left, right, top, bottom } = text.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const ground = Array.from(svg.querySelectorAll("rect"))
      .filter((mark) => mark.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)
      .filter((mark) => Number(mark.getAttribute("opacity") ?? 1) > 0.7)
      .filter((mark) => { const box = mark.getBoundingClientRect(); return box.left <= x && x <= box.right && box.top <= y && y <= box.bottom; })
      .pop();
    const found = contrast(rgb(getComputedStyle(text).fill), rgb(getComputedStyle(ground).fill));
    if (found < 4.5) fail(`1.4.3 ${found.toFixed(2)} in ${svg.querySelector("title").textContent}`, text);
  }
  if (texts < 100) failed.push(`only ${texts} texts were looked at`);
  return failed;
})()
"##;

#[test]
#[ignore = "needs Chromium: ./test.sh runs it"]
fn everybody_can_use_the_report_on_a_phone_and_a_desk_in_light_and_dark() {
    let dir = reports();
    let shipped = format!("{}/scenarios/singapore-airshow-2024.toml", env!("CARGO_MANIFEST_DIR"));
    for theme in ["dark", "print"] {
        let compare = ["compare", &shipped, "--trials", "2000", "--draws", "40", "--report", "--theme", theme, "--out"];
        overheard(dir.path()).args(compare).arg(theme).assert().success();
    }
    for (width, height) in [PHONE, DESK] {
        let mut browser = Browser::start(width, height);
        for name in ["shipped/report.html", "hostile/report.html", "both.html", "dark/report.html", "print/report.html"]
        {
            browser.open(&dir.path().join(name));
            assert_eq!(browser.value(CHECKS), serde_json::json!([]), "{name} at {width} pixels");
        }
    }
}

#[test]
#[ignore = "needs Chromium: ./test.sh runs it"]
fn a_page_that_some_cannot_use_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("bad.html");
    let page = "<!doctype html><html><title>x</title><body style='background:#fff'><main><h1>a</h1><h3>b</h3><svg></svg>\
                <p style='color:#999'>pale</p><button></button><a href='#nowhere'>x</a><p id=a></p><p id=a></p>\
                <div style='width:50px;overflow-x:auto'><pre style='width:900px'>wide</pre></div></main>";
    std::fs::write(&file, page).unwrap();
    let mut browser = Browser::start(DESK.0, DESK.1);
    browser.open(&file);
    let told = browser.value(CHECKS).to_string();
    for criterion in
        ["3.1.1", "1.3.1 h3", "1.1.1", "1.4.3 2.85", "4.1.2 no name", "leads nowhere", "an id twice", "2.1.1"]
    {
        assert!(told.contains(criterion), "{criterion} in {told}");
    }
}
