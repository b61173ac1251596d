//! What is said about a scenario file, and how it is shown.

use std::fmt;

use annotate_snippets::renderer::DEFAULT_TERM_WIDTH;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

use super::source::{Issue, Origin, Source};

/// More than this many diagnostics are counted, not shown.
const SHOWN: usize = 50;
/// Bytes of a line that an excerpt shows whole.
const WHOLE_LINE: usize = 130;
/// Bytes of a longer line that it keeps on each side of the place.
const EXCERPT_MARGIN: usize = 60;
/// Characters that a text taken from a file keeps in a message.
const QUOTED: usize = 80;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Valid, but odd.
    Warning,
    /// Not a valid scenario.
    Error,
}

/// One thing to say about one place of a scenario file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The file, or the whole `--set PATH=VALUE` that the value came from.
    pub file: String,
    /// Line, from 1; absent for a value of `--set`.
    pub line: Option<usize>,
    /// Column in characters, from 1; absent for a value of `--set`.
    pub column: Option<usize>,
    /// Column after the last character, on the same line; absent for a value of `--set`.
    pub end: Option<usize>,
    /// Path of the value, such as `group.generals.mistake`; empty where the text is not even TOML.
    pub path: String,
    /// What was found and what is required.
    pub message: String,
    /// What to try.
    pub help: Option<String>,
    #[serde(skip)]
    excerpt: Option<Excerpt>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Excerpt {
    line: String,
    start: usize,
    end: usize,
}

impl Diagnostic {
    pub(super) fn new(source: &Source, issue: Issue) -> Self {
        let at = |byte: u32| floor_boundary(&source.text, byte as usize);
        let (start, end) = (at(issue.span.start), at(issue.span.end));
        let line_start = source.text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = source.text[start..].find('\n').map_or(source.text.len(), |newline| start + newline);
        let end = end.clamp(start, line_end);
        let column = source.text[line_start..start].chars().count() + 1;
        let in_file = source.origin == Origin::File;
        Self {
            severity: issue.severity,
            file: source.name.clone(),
            line: in_file.then(|| source.text[..start].matches('\n').count() + 1),
            column: in_file.then_some(column),
            end: in_file.then(|| column + source.text[start..end].chars().count()),
            path: issue.path,
            message: issue.message,
            help: issue.help,
            excerpt: in_file
                .then(|| Excerpt::cut(&source.text[line_start..line_end], start - line_start, end - line_start)),
        }
    }

    /// A diagnostic about a file as a whole, or one that cannot be read.
    pub(super) fn about_file(file: &str, message: impl Into<String>, help: Option<String>) -> Self {
        Self {
            severity: Severity::Error,
            file: file.to_owned(),
            line: None,
            column: None,
            end: None,
            path: String::new(),
            message: message.into(),
            help,
            excerpt: None,
        }
    }

    /// On one line, without the excerpt: file, place, path and message, safe to show.
    pub fn headline(&self) -> String {
        let mut text = escaped(&self.file);
        if let (Some(line), Some(column)) = (self.line, self.column) {
            text += &format!(":{line}:{column}");
        }
        if self.severity == Severity::Warning {
            text += ": warning";
        }
        if !self.path.is_empty() {
            text += &format!(": {}", escaped(&self.path));
        }
        text + &format!(": {}", escaped(&self.message))
    }

    fn render_with(&self, renderer: &Renderer) -> String {
        let mut text = self.headline();
        if let (Some(line), Some(excerpt)) = (self.line, &self.excerpt) {
            let level = if self.severity == Severity::Error { Level::ERROR } else { Level::WARNING };
            let mark = AnnotationKind::Primary.span(excerpt.start..excerpt.end);
            let snippet = Snippet::source(excerpt.line.as_str()).line_start(line).annotation(mark);
            text += "\n";
            text += &renderer.render(&[Group::with_level(level).element(snippet)]);
        }
        if let Some(help) = &self.help {
            text += &format!("\nhelp: {}", escaped(help));
        }
        text
    }
}

impl Excerpt {
    /// The line, cut around the place if it is long.
    fn cut(line: &str, start: usize, end: usize) -> Self {
        let line = line.trim_end_matches('\r');
        let (start, end) = (start.min(line.len()), end.min(line.len()));
        if line.len() <= WHOLE_LINE {
            return Self { line: line.to_owned(), start, end };
        }
        let from = floor_boundary(line, start.saturating_sub(EXCERPT_MARGIN));
        let to = floor_boundary(line, start.saturating_add(EXCERPT_MARGIN).min(line.len()));
        let (before, after) = (if from > 0 { "…" } else { "" }, if to < line.len() { "…" } else { "" });
        let shift = |byte: usize| byte.clamp(from, to) - from + before.len();
        Self { line: format!("{before}{}{after}", &line[from..to]), start: shift(start), end: shift(end) }
    }
}

fn floor_boundary(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

/// Text from a file made safe to show: control characters and those that turn the direction of writing are escaped.
fn escaped(text: &str) -> String {
    let dangerous = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{061c}' | '\u{feff}')
    };
    if text.chars().any(dangerous) {
        text.chars().map(|c| if dangerous(c) { c.escape_unicode().to_string() } else { c.to_string() }).collect()
    } else {
        text.to_owned()
    }
}

/// A text from a file in quotes, cut if it is long.
pub(super) fn quoted(text: &str) -> String {
    let mut shown: String = text.chars().take(QUOTED).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    format!("\"{shown}\"")
}

/// The nearest of the known names, if one is near enough to be a slip of the pen.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 200;
    if name.len() > LONGEST {
        return None;
    }
    let close = |other: &str| (name.chars().count().max(other.chars().count()) / 3).max(1);
    known
        .into_iter()
        .filter(|other| other.len() <= LONGEST)
        .map(|other| (strsim::damerau_levenshtein(name, other), other))
        .filter(|(distance, other)| *distance <= close(other))
        .min()
        .map(|(_, other)| other)
}

/// Why a scenario was refused; errors and warnings in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// As text with excerpts: `Renderer::plain()` without colour, `Renderer::styled()` with it.
    fn render_with(&self, renderer: &Renderer) -> String {
        let mut text: Vec<String> = self.0.iter().take(SHOWN).map(|one| one.render_with(renderer)).collect();
        if self.0.len() > SHOWN {
            text.push(format!("and {} more", self.0.len() - SHOWN));
        }
        text.join("\n\n")
    }

    /// As text with excerpts, in colour if asked for.
    pub fn render(&self, color: Color) -> String {
        let renderer = match color {
            Color::Never => Renderer::plain(),
            Color::Always => Renderer::styled(),
        };
        self.render_with(&renderer.term_width(DEFAULT_TERM_WIDTH))
    }
}

/// Whether diagnostics are shown in colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// Plain text.
    Never,
    /// With terminal colours.
    Always,
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Color::Never))
    }
}

impl std::error::Error for Diagnostics {}

impl From<Diagnostic> for Diagnostics {
    fn from(one: Diagnostic) -> Self {
        Self(vec![one])
    }
}
