//! TOML text to a tree.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::limits;
use super::node::{Entry, Node, Quantity, Value};
use super::source::{Issue, Span};

/// The tree of a document; `source` is the number of the text.
pub(super) fn document(source: usize, text: &str) -> Result<Node, Vec<Issue>> {
    guard(source, text)?;
    let parsed = DeTable::parse(text).map_err(|error| vec![syntax(source, text, &error)])?;
    let mut converter = Converter { source, issues: Vec::new() };
    let range = 0..text.len();
    let value = converter.table(parsed.into_inner(), 0);
    let node = Node { span: Span::new(source, range), value };
    if converter.issues.is_empty() { Ok(node) } else { Err(converter.issues) }
}

/// The tree of one value.
pub(super) fn value(source: usize, text: &str) -> Result<Node, Vec<Issue>> {
    guard(source, text)?;
    let parsed = DeValue::parse(text).map_err(|error| vec![syntax(source, text, &error)])?;
    let mut converter = Converter { source, issues: Vec::new() };
    let node = converter.node(parsed, 0);
    if converter.issues.is_empty() { Ok(node) } else { Err(converter.issues) }
}

fn syntax(source: usize, text: &str, error: &toml::de::Error) -> Issue {
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    let range = error.span().unwrap_or(text.len()..text.len());
    Issue::error(Span::new(source, range), "", format!("not TOML: {message}"))
}

struct Converter {
    source: usize,
    issues: Vec<Issue>,
}

impl Converter {
    fn node(&mut self, spanned: Spanned<DeValue<'_>>, depth: usize) -> Node {
        let span = Span::new(self.source, spanned.span());
        let value = match spanned.into_inner() {
            DeValue::Table(table) => self.table(table, depth + 1),
            DeValue::Array(items) if depth < limits::DEPTH => {
                Value::Array(items.into_iter().map(|item| self.node(item, depth + 1)).collect())
            }
            DeValue::Array(_) => self.too_deep(span),
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Boolean(value) => Value::Bool(value),
            DeValue::Datetime(date) => Value::Date(date),
            DeValue::Integer(integer) => {
                let parsed = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
                self.number(span, parsed.map(|value| value as f64), integer.as_str())
            }
            DeValue::Float(float) => self.number(span, float.as_str().parse().ok(), float.as_str()),
        };
        Node { span, value }
    }

    fn table(&mut self, table: DeTable<'_>, depth: usize) -> Value {
        let mut entries = BTreeMap::new();
        for (key, value) in table {
            let key_span = Span::new(self.source, key.span());
            if depth >= limits::DEPTH {
                return self.too_deep(key_span);
            }
            let is_table = matches!(value.get_ref(), DeValue::Table(_));
            let mut node = self.node(value, depth);
            // A table that is opened by a header or by dotted keys is best shown by its key.
            if is_table && !self.is_inline(&node, key_span) {
                node.span = key_span;
            }
            entries.insert(key.into_inner().into_owned(), Entry { key: key_span, node });
        }
        Value::Table(entries)
    }

    fn is_inline(&self, node: &Node, key: Span) -> bool {
        node.span.start > key.end
    }

    fn number(&mut self, span: Span, parsed: Option<f64>, text: &str) -> Value {
        if parsed.is_none() {
            self.issues.push(Issue::error(span, "", format!("{text} is too large a number")));
        }
        Value::Number(Quantity::plain(parsed.unwrap_or(0.0)))
    }

    fn too_deep(&mut self, span: Span) -> Value {
        if self.issues.is_empty() {
            self.issues.push(too_deep(span));
        }
        Value::Bool(false)
    }
}

fn too_deep(span: Span) -> Issue {
    Issue::error(span, "", format!("nested more than {} deep", limits::DEPTH))
        .help("a scenario needs no more than a few levels: is a bracket left open?")
}

fn too_many(span: Span) -> Issue {
    Issue::error(span, "", format!("more than {} values in one file", limits::VALUES))
        .help("join groups, venues or measures that are alike, or split the scenario")
}

/// Refuses deep nesting and masses of values before the parser sees them: a parser that recurses, and the tables that
/// dotted keys open inside each other, would exhaust the stack.
fn guard(source: usize, text: &str) -> Result<(), Vec<Issue>> {
    let bytes = text.as_bytes();
    let mut scanner = Scanner::default();
    let mut at = 0;
    while at < bytes.len() {
        let next = skip_quiet(bytes, at).unwrap_or(at + 1);
        if next == at + 1 {
            scanner.step(bytes[at]);
        }
        if scanner.depth() > limits::DEPTH {
            return Err(vec![too_deep(Span::new(source, Range { start: at, end: at + 1 }))]);
        }
        if scanner.values > limits::VALUES {
            return Err(vec![too_many(Span::new(source, Range { start: at, end: at + 1 }))]);
        }
        at = next;
    }
    Ok(())
}

/// Open brackets, with the dots of the key that is being read inside each, and the values so far.
#[derive(Default)]
struct Scanner {
    outer: Vec<usize>,
    outer_dots: usize,
    dots: usize,
    /// Marks that a value or a further one stands at: `=` and `,`.
    values: usize,
}

impl Scanner {
    fn depth(&self) -> usize {
        self.outer.len() + self.outer_dots + self.dots
    }

    fn step(&mut self, byte: u8) {
        match byte {
            b'[' | b'{' => {
                self.outer.push(self.dots);
                self.outer_dots += self.dots;
                self.dots = 0;
            }
            b']' | b'}' => {
                self.dots = self.outer.pop().unwrap_or(0);
                self.outer_dots -= self.dots;
            }
            b'.' => self.dots += 1,
            b'\n' if self.outer.is_empty() => self.dots = 0,
            b',' => {
                self.dots = 0;
                self.values += 1;
            }
            b'=' => self.values += 1,
            _ => {}
        }
    }
}

/// The end of the string or comment that starts here, if one does.
fn skip_quiet(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = &bytes[at..];
    let quote = rest[0];
    if quote == b'#' {
        return Some(at + rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len()).max(1));
    }
    if quote != b'"' && quote != b'\'' {
        return None;
    }
    let long = rest.len() >= 3 && rest[1] == quote && rest[2] == quote;
    let mut i = if long { 3 } else { 1 };
    while i < rest.len() {
        match rest[i] {
            b'\\' if quote == b'"' => i += 1,
            b'\n' if !long => break,
            b if b == quote && !long => return Some(at + i + 1),
            b if b == quote
                && rest[i..].iter().take(3).filter(|&&c| c == quote).count() == 3
                && rest.len() >= i + 3 =>
            {
                return Some(at + i + 3);
            }
            _ => {}
        }
        i += 1;
    }
    Some((at + i).min(bytes.len()))
}
