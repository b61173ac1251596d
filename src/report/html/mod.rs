//! One HTML file for people: the question, the answer, the charts, the tables, what the numbers rest on, a page to sign, and
//! how it was made. It asks for nothing from the network, and runs nothing but the script that it brings.

mod command;
mod evidence;
mod page;
mod policy;
mod tables;

use minijinja::{Environment, context};

pub use evidence::{Evidence, Note, Uncertain};

use super::charts::{Chart, Theme};
use crate::study::result::RunResult;

const TEMPLATE: &str = include_str!("../../../assets/report/report.html");
const STYLE: &str = include_str!("../../../assets/report/report.css");
const SCRIPT: &str = include_str!("../../../assets/report/report.js");
/// The name decides that what is put in is escaped.
const TEMPLATE_NAME: &str = "report.html";

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
#[error("the report cannot be written: {0}")]
pub struct HtmlError(#[from] minijinja::Error);

/// What the report says of one run.
#[derive(Debug, Clone, Copy)]
pub struct Section<'a> {
    /// The result.
    pub result: &'a RunResult,
    /// Its charts.
    pub charts: &'a [Chart],
    /// What its numbers rest on.
    pub evidence: &'a Evidence,
}

/// The report of one run or of several, in a theme that should be that of the charts.
pub fn report(sections: &[Section], theme: Theme) -> Result<Vec<u8>, HtmlError> {
    let mut environment = Environment::new();
    environment.add_template(TEMPLATE_NAME, TEMPLATE)?;
    let sections: Vec<page::Page> =
        sections.iter().enumerate().map(|(index, section)| page::Page::new(index + 1, section)).collect();
    let page = environment.get_template(TEMPLATE_NAME)?.render(context! {
        sections,
        style => STYLE,
        script => SCRIPT,
        policy => policy::of(STYLE, SCRIPT),
        theme => match theme {
            Theme::Light => "light",
            Theme::Dark => "dark",
            Theme::Print => "print",
        },
    })?;
    Ok(page.into_bytes())
}
