//! A page of the report: what one command found, in the order in which people read it. Every command fills one, whatever
//! it found; `page.json` and `charts/` keep it in the result's folder, and `overheard report` puts the pages of any
//! folders into one HTML file without running anything again.
//!
//! # How a command gets its page
//!
//! 1. `report/page/<command>.rs` has a function from the command's result, its charts and its [`Evidence`] to a [`Page`]:
//!    tables by [`Table::new`] with [`Cell::word`] and [`Cell::number`], figures by [`Figure::of`], and for what most
//!    pages share [`provenance`], [`CommandLine`], [`Evidence::tables`], [`SIGN_OFF`]. Texts of scenarios go through
//!    `report::safe`, as everywhere; the template escapes them.
//! 2. `report/files/<command>.rs` calls [`crate::report::files::page_files`], which gives the charts as SVG and PNG,
//!    `page.json`, and `report.html` if one is wanted; the manifest comes last.

mod calibrate;
mod command;
mod compare;
mod discover;
mod evidence;
mod explain;
mod inert;
mod run;
mod sensitivity;
mod stored;
mod sweep;
mod table;

use serde::{Deserialize, Serialize};

pub use calibrate::of_calibrate;
pub use command::CommandLine;
pub use compare::{of_compare, of_files};
pub use discover::of_discovery;
pub use evidence::{Evidence, Note, Number, Told};
pub use explain::of_explanation;
pub use run::of_run;
pub use sensitivity::of_sensitivity;
pub use stored::{StoredError, read};
pub use sweep::of_sweep;
pub use table::{Cell, Head, Kind, Table};

use super::charts::{Chart, Theme};
use super::{round, safe};
use crate::study::result::{Effort, Provenance};

/// Version of `page.json`; another one is refused when it is read back.
const FORMAT: u32 = 1;
/// Names in headings longer than this are cut.
const NAME_COLUMNS: usize = 200;

/// What whoever signs has to bear in mind, whatever was asked.
pub const SIGN_OFF: [&str; 5] = [
    "The scenario describes this event: days, venues, groups, channels, conversations.",
    "Numbers that rest on judgement were discussed by those who know.",
    "The band of ignorance was looked at, and not the odds alone.",
    "It is understood that these are odds over many such events, not a forecast of this one.",
    "Targeted interception, insiders and compromised devices are judged elsewhere: they are not in these odds.",
];

/// A page. Its texts are safe to show, though not yet escaped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Version of this form.
    pub format: u32,
    /// The command that it is of: `run`, `compare`…
    pub kind: String,
    /// What it is about: mostly the event's name.
    pub title: String,
    /// The question.
    pub question: String,
    /// What holds for the whole page: measures in force, changes of the scenario.
    pub context: Vec<Context>,
    /// The answer, in one or two sentences.
    pub answer: String,
    /// The numbers that belong to it.
    pub figures: Option<Table>,
    /// What else has to be said with it, a sentence or paragraph each.
    pub remarks: Vec<String>,
    /// Colours of the charts.
    pub theme: Theme,
    /// The charts.
    pub charts: Vec<Figure>,
    /// Why there are none, where there are none.
    pub no_charts: String,
    /// The numbers behind the charts.
    pub tables: Vec<Table>,
    /// What share of what is not known rests on what, in sentences.
    pub evidence_summary: Vec<String>,
    /// The evidence register.
    pub evidence: Vec<Table>,
    /// What whoever signs has to bear in mind; without any there is nothing to sign.
    pub sign_off: Vec<String>,
    /// Where the numbers come from, by name.
    pub provenance: Vec<(String, String)>,
    /// The command that makes the same numbers again, for a POSIX shell.
    pub command: String,
}

/// Something that holds for a whole page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// "With these measures in force".
    pub label: String,
    /// The measures.
    pub items: Vec<String>,
}

/// A chart on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Its file name without extension: letters of ASCII, digits, `_` and `-`.
    pub name: String,
    /// The finding.
    pub title: String,
    /// How it is read.
    pub how_to_read: String,
    /// The chart, which a result's folder holds as a file of its own.
    #[serde(skip)]
    pub svg: String,
}

impl Figure {
    /// The chart as it stands on a page.
    pub fn of(chart: &Chart) -> Self {
        Self {
            name: chart.name.to_owned(),
            title: chart.title.clone(),
            how_to_read: chart.how_to_read.to_owned(),
            svg: chart.svg.clone(),
        }
    }
}

impl Context {
    /// Names under a label; nothing without names.
    pub fn new(label: &str, items: &[String]) -> Option<Self> {
        let shown = || items.iter().map(|name| safe::fit(name, NAME_COLUMNS)).collect();
        (!items.is_empty()).then(|| Self { label: label.to_owned(), items: shown() })
    }

    /// What holds for most pages: measures in force, and changes of the scenario.
    pub fn usual(measures: &[String], overrides: &[String]) -> Vec<Self> {
        let measures = Self::new("With these measures in force", measures);
        let overrides = Self::new("Changed from the file", overrides);
        [measures, overrides].into_iter().flatten().collect()
    }
}

impl Page {
    /// A page with what no command can do without; the rest is empty.
    pub fn new(kind: &str, title: &str, question: &str, answer: String, theme: Theme) -> Self {
        Self {
            format: FORMAT,
            kind: kind.to_owned(),
            title: safe::fit(title, NAME_COLUMNS),
            question: question.to_owned(),
            context: Vec::new(),
            answer,
            figures: None,
            remarks: Vec::new(),
            theme,
            charts: Vec::new(),
            no_charts: String::new(),
            tables: Vec::new(),
            evidence_summary: Vec::new(),
            evidence: Vec::new(),
            sign_off: SIGN_OFF.map(str::to_owned).into(),
            provenance: Vec::new(),
            command: String::new(),
        }
    }

    /// The page as `page.json` holds it.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        Ok(safe::json(&serde_json::to_string_pretty(self)?) + "\n")
    }
}

/// Where the numbers of trials come from.
pub fn provenance(file: &str, from: &Provenance) -> Vec<(String, String)> {
    let effort = match from.effort {
        Effort::Trials(trials) => format!("{} trials", round::count(trials)),
        Effort::Precision { relative, max_trials } => format!(
            "until the half-width of the 95 % interval is under {} % of the odds, at most {} trials",
            round::typed(100.0 * relative, 3),
            round::count(max_trials)
        ),
    };
    let rows = [
        ("Program", format!("overheard {}", safe::one_line(&from.version))),
        ("Scenario file", safe::one_line(file)),
        ("Hash of the scenario", safe::one_line(&from.scenario_hash)),
        ("Seed", from.seed.to_string()),
        ("Trials", round::count(from.trials)),
        ("Draws of the uncertain values", round::count(from.draws)),
        ("Estimator", from.estimator.name().to_owned()),
        ("Asked for", effort),
    ];
    rows.map(|(name, value)| (name.to_owned(), value)).into()
}
