//! Pages as one HTML file for people: it asks for nothing from the network, and runs nothing but the script that it
//! brings.

mod base64;
mod fonts;
mod policy;

use minijinja::{Environment, Error, Output, State, Value, context, escape_formatter};

use super::charts::{Theme, escaped};
use super::page::Page;
use super::{direction, safe};

const TEMPLATE: &str = include_str!("../../../assets/report/report.html");
const STYLE: &str = include_str!("../../../assets/report/report.css");
const SCRIPT: &str = include_str!("../../../assets/report/report.js");
/// The name decides that what is put in is escaped.
const TEMPLATE_NAME: &str = "report.html";
/// What every report begins with, by which one is told from other files.
pub const BEGINNING: &str = "<!doctype html>\n<!-- a report of overheard -->\n";

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
#[error("the report cannot be written: {0}")]
pub struct HtmlError(#[from] minijinja::Error);

/// The report of one page or of several, in a theme that should be that of most charts.
pub fn report(pages: &[Page], theme: Theme) -> Result<Vec<u8>, HtmlError> {
    let mut environment = Environment::new();
    environment.set_formatter(shown);
    environment.add_filter("copied", copied);
    environment.add_template(TEMPLATE_NAME, TEMPLATE)?;
    let charts: Vec<Vec<&str>> =
        pages.iter().map(|page| page.charts.iter().map(|figure| figure.svg.as_str()).collect()).collect();
    let style = format!("{STYLE}{}", fonts::faces());
    let page = environment.get_template(TEMPLATE_NAME)?.render(context! {
        pages,
        charts,
        theme,
        beginning => BEGINNING,
        style,
        script => SCRIPT,
        policy => policy::of(&style, SCRIPT),
    })?;
    Ok(page.into_bytes())
}

/// Texts as they are shown: escaped, and without anything that turns the direction of what stands beside them;
/// right-to-left words stand for themselves.
fn shown(out: &mut Output, state: &State, value: &Value) -> Result<(), Error> {
    match value.as_str().filter(|_| !value.is_safe()) {
        Some(text) => escape_formatter(out, state, &Value::from(direction::isolated(&safe::one_line(text)))),
        None => escape_formatter(out, state, value),
    }
}

/// A text that is there to be copied: escaped, and without invisible signs.
fn copied(text: &str) -> Value {
    Value::from_safe_string(escaped(&safe::one_line(text)))
}
