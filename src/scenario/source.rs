//! The texts that a scenario is made of, and places in them.

use super::diagnostic::{Diagnostic, Severity};
use super::limits;

/// A stretch of one source text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub source: u32,
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(source: usize, range: std::ops::Range<usize>) -> Self {
        let narrow = |x: usize| u32::try_from(x).unwrap_or(u32::MAX);
        Self { source: narrow(source), start: narrow(range.start), end: narrow(range.end.max(range.start)) }
    }

    pub fn contains(self, other: Self) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }
}

/// Where a text came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    File,
    /// Its name is the whole `--set PATH=VALUE`, its text the value.
    Override,
}

#[derive(Debug, Clone)]
pub(super) struct Source {
    pub name: String,
    pub text: String,
    pub origin: Origin,
}

/// Something to say about a place in a source; becomes a [`Diagnostic`] when it leaves the layer.
#[derive(Debug, Clone)]
pub(super) struct Issue {
    pub severity: Severity,
    pub span: Span,
    pub path: String,
    pub message: String,
    pub help: Option<String>,
}

impl Issue {
    pub fn error(span: Span, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, span, path: path.into(), message: message.into(), help: None }
    }

    pub fn warning(span: Span, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(span, path, message) }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// All source texts of a scenario.
#[derive(Debug, Clone, Default)]
pub(super) struct Sources(Vec<Source>);

impl Sources {
    /// Keeps a text and returns its number.
    pub fn add(&mut self, name: &str, text: &str, origin: Origin) -> usize {
        self.0.push(Source { name: name.to_owned(), text: text.to_owned(), origin });
        self.0.len() - 1
    }

    /// The files, as they were opened.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|source| source.origin == Origin::File).map(|source| source.name.as_str())
    }

    /// Whether the place is in a value of `--set`.
    pub fn is_override(&self, span: Span) -> bool {
        self.0[span.source as usize].origin == Origin::Override
    }

    fn diagnostic(&self, issue: Issue) -> Diagnostic {
        let source = &self.0[issue.span.source as usize];
        Diagnostic::new(source, issue)
    }

    /// The issues in the order of the files and of the places in them, as many as are kept.
    pub fn diagnostics(&self, mut issues: Vec<Issue>) -> Vec<Diagnostic> {
        issues.sort_by_key(|issue| (issue.span.source, issue.span.start));
        issues.truncate(limits::ISSUES);
        issues.into_iter().map(|issue| self.diagnostic(issue)).collect()
    }
}
