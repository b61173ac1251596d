//! Finished answers, and what can be taken along of them.

use std::sync::Arc;

use crate::report::charts::{self, Chart, ChartStyle, Theme};
use crate::report::files::ReportError;
use crate::report::page::{self, Evidence, Page};
use crate::report::tables::{self, OutputFile};
use crate::report::{html, json};
use crate::study::comparison::CompareResult;
use crate::study::explain::explanation::Explanation;
use crate::study::result::RunResult;

/// A finished answer.
#[derive(Debug, Clone)]
pub enum Answer {
    /// The odds.
    Run(Arc<RunResult>),
    /// Which measure buys the most.
    Compare(Arc<CompareResult>),
    /// Who captured it.
    Explain(Arc<Explanation>),
}

/// Something that is not there to be taken along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What there is.
    pub names: Vec<String>,
}

impl Answer {
    /// Its numbers, as the command prints them with `--format json`.
    pub fn json(&self) -> Result<String, ReportError> {
        Ok(match self {
            Self::Run(result) => json::summary(std::slice::from_ref(result))?,
            Self::Compare(result) => json::comparison(result)?,
            Self::Explain(found) => json::explain::explanation(found)?,
        })
    }

    /// Its page, without charts.
    pub fn page(&self, evidence: &Evidence) -> Page {
        self.page_with(&[], Theme::default(), evidence)
    }

    /// The report for people: one file of HTML.
    pub fn html(&self, style: &ChartStyle, evidence: &Evidence) -> Result<Vec<u8>, ReportError> {
        let page = self.page_with(&self.charts(style), style.theme, evidence);
        Ok(html::report(&[page], style.theme)?)
    }

    /// One of its tables.
    pub fn table(&self, name: &str) -> Result<Result<Vec<u8>, Missing>, ReportError> {
        let tables = match self {
            Self::Run(result) => tables::all(result)?,
            Self::Compare(result) => tables::of_comparison(result)?,
            Self::Explain(found) => tables::explain::all(found)?,
        };
        let stem = |file: &OutputFile| file.name.trim_end_matches(".csv").to_owned();
        let names = tables.iter().map(stem).collect();
        Ok(tables.into_iter().find(|file| stem(file) == name).map(|file| file.bytes).ok_or(Missing { names }))
    }

    /// One of its charts.
    pub fn chart(&self, name: &str, style: &ChartStyle) -> Result<Chart, Missing> {
        let charts = self.charts(style);
        let names = charts.iter().map(|chart| chart.name.to_owned()).collect();
        charts.into_iter().find(|chart| chart.name == name).ok_or(Missing { names })
    }

    /// The table that is taken where none is named.
    pub fn first_table(&self) -> &'static str {
        match self {
            Self::Run(_) => "summary",
            Self::Compare(_) => "rows",
            Self::Explain(_) => "hypotheses",
        }
    }

    /// The chart that is taken where none is named.
    pub fn first_chart(&self) -> &'static str {
        match self {
            Self::Run(_) => "funnel",
            Self::Compare(_) => "forest",
            Self::Explain(_) => "posterior",
        }
    }

    /// How many numbers it holds, roughly.
    pub fn size(&self) -> usize {
        let run = |result: &RunResult| {
            result.blocks.len() + result.draw_odds.len() + result.harm_exceedance.len() + result.first_capture.len()
        };
        match self {
            Self::Run(result) => run(result),
            Self::Compare(result) => run(&result.baseline) + 100 * result.rows.len() + 20 * result.replay.stories.len(),
            Self::Explain(found) => 100 * (found.hypotheses.len() + found.prevention.len()),
        }
    }

    fn charts(&self, style: &ChartStyle) -> Vec<Chart> {
        match self {
            Self::Run(result) => charts::charts_of_run(result, style),
            Self::Compare(result) => charts::charts_of_compare(result, style),
            Self::Explain(found) => charts::charts_of_explanation(found, style),
        }
    }

    fn page_with(&self, charts: &[Chart], theme: Theme, evidence: &Evidence) -> Page {
        match self {
            Self::Run(result) => page::of_run(result, charts, theme, evidence),
            Self::Compare(result) => page::of_compare(result, charts, theme, evidence),
            Self::Explain(found) => page::of_explanation(found, charts, theme, evidence),
        }
    }
}
