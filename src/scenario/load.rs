//! Files to one tree: `extends` merged, `--set` applied.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::diagnostic::{Diagnostic, Diagnostics, quoted};
use super::edit::{Absent, Walk};
use super::format::ROOT;
use super::limits;
use super::node::{Entry, Node, Value};
use super::parse;
use super::path::{Pattern, Step};
use super::shape::Shape;
use super::source::{Issue, Origin, Sources, Span};
use super::system;

/// A change of one value from outside the file: `PATH=VALUE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    path: String,
    value: String,
    option: &'static str,
}

impl Override {
    /// Reads `PATH=VALUE`. The value is TOML; a word that is not TOML is taken as a text. Steps of the path with dots in
    /// them are quoted; `*` stands for every name.
    pub fn parse(text: &str) -> Result<Self, Diagnostics> {
        let refused = |message: String| {
            let help = "for example --set group.generals.mistake=0.02".to_owned();
            Diagnostics::from(Diagnostic::about_file(&format!("--set {text}"), message, Some(help)))
        };
        let split = split_at_equals(text).ok_or_else(|| refused("not of the form PATH=VALUE".to_owned()))?;
        let (path, value) = (text[..split].trim(), text[split + 1..].trim());
        Pattern::parse(path).map_err(|error| refused(format!("not a path: {error}")))?;
        if value.is_empty() {
            return Err(refused("the value after `=` is missing".to_owned()));
        }
        Ok(Self { path: path.to_owned(), value: value.to_owned(), option: "--set" })
    }

    /// A value that a sweep puts at a path.
    pub(super) fn varied(path: &str, value: &str) -> Self {
        Self { path: path.to_owned(), value: value.to_owned(), option: "--vary, at" }
    }

    /// The override as it was given: `PATH=VALUE`.
    pub fn text(&self) -> String {
        format!("{}={}", self.path, self.value)
    }

    /// What it looks like on the command line.
    fn shown(&self) -> String {
        format!("{} {}", self.option, self.text())
    }
}

pub(super) fn split_at_equals(text: &str) -> Option<usize> {
    let mut quote = None;
    text.char_indices().find_map(|(at, c)| {
        match (quote, c) {
            (None, '=') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
        None
    })
}

/// A tree with the texts that its places refer to.
pub(super) struct Loaded {
    pub sources: Sources,
    pub root: Node,
}

/// Reads a file and those that it extends.
pub(super) fn files(path: &Path) -> Result<Loaded, Diagnostics> {
    chained(path, None, &|_| true)
}

/// Reads a file, or a text in its place, and those that it extends as far as they may be opened.
pub(super) fn chained(path: &Path, text: Option<&str>, admits: &dyn Fn(&Path) -> bool) -> Result<Loaded, Diagnostics> {
    let mut chain = Chain { sources: Sources::default(), open: Vec::new(), admits };
    let name = path.display().to_string();
    let text = text.map_or_else(|| read_text(path), |text| Ok(text.to_owned())).map_err(|message| {
        let help = "name a scenario file; `overheard init` writes one to begin with".to_owned();
        Diagnostics::from(Diagnostic::about_file(&name, message, Some(help)))
    })?;
    match chain.tree(path, &text) {
        Ok(root) => Ok(Loaded { sources: chain.sources, root }),
        Err(issues) => Err(Diagnostics(chain.sources.diagnostics(issues))),
    }
}

/// Reads one text, which cannot extend another.
pub(super) fn text(name: &str, text: &str) -> Result<Loaded, Diagnostics> {
    let mut sources = Sources::default();
    let source = sources.add(name, text, Origin::File);
    let parsed = parse::document(source, text).and_then(|root| match root.get("extends") {
        Some(node) => Err(vec![Issue::error(node.span, "extends", "a text without a file cannot extend another")]),
        None => Ok(root),
    });
    match parsed {
        Ok(root) => Ok(Loaded { sources, root }),
        Err(issues) => Err(Diagnostics(sources.diagnostics(issues))),
    }
}

fn read_text(path: &Path) -> Result<String, String> {
    let too_large =
        || format!("larger than {} MB, the limit for a scenario file; is it one?", limits::FILE_BYTES / 1_000_000);
    let file = File::open(path).map_err(|error| format!("cannot be read: {}", system::in_words(&error)))?;
    if file.metadata().is_ok_and(|metadata| metadata.len() > limits::FILE_BYTES) {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    file.take(limits::FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("cannot be read: {}", system::in_words(&error)))?;
    if bytes.len() as u64 > limits::FILE_BYTES {
        return Err(too_large());
    }
    String::from_utf8(bytes).map_err(|error| format!("not UTF-8 text: byte {}", error.utf8_error().valid_up_to() + 1))
}

/// The files that are being read, each extending the next.
struct Chain<'a> {
    sources: Sources,
    open: Vec<PathBuf>,
    /// Whether the file at a path without links in it may be opened.
    admits: &'a dyn Fn(&Path) -> bool,
}

impl Chain<'_> {
    fn tree(&mut self, path: &Path, text: &str) -> Result<Node, Vec<Issue>> {
        self.open.push(path.canonicalize().unwrap_or_else(|_| path.to_owned()));
        let source = self.sources.add(&path.display().to_string(), text, Origin::File);
        let mut root = parse::document(source, text)?;
        let Value::Table(table) = &mut root.value else { return Ok(root) };
        let Some(extends) = table.remove("extends") else { return Ok(root) };
        let base = self.base(path, &extends.node)?;
        Ok(merged(base, root, Some(&ROOT)))
    }

    fn base(&mut self, from: &Path, extends: &Node) -> Result<Node, Vec<Issue>> {
        let refused = |message: String| vec![Issue::error(extends.span, "extends", message)];
        let Some(relative) = extends.text() else {
            return Err(refused(format!("{} stands here, the path of a file is needed", extends.describe())));
        };
        let path = from.parent().unwrap_or(Path::new("")).join(relative);
        let identity = path.canonicalize().unwrap_or_else(|_| path.clone());
        if self.open.contains(&identity) {
            return Err(refused(format!("{} extends itself, directly or through others", quoted(relative))));
        }
        if self.open.len() > limits::EXTENDS {
            return Err(refused(format!("more than {} files extend each other", limits::EXTENDS)));
        }
        if !(self.admits)(&identity) {
            return Err(refused(format!("{} lies outside of the folders from which it may be read", quoted(relative))));
        }
        let text = read_text(&path).map_err(|message| refused(format!("{}: {message}", path.display())))?;
        self.tree(&path, &text)
    }
}

/// Tables merged key by key; elsewhere the upper value wins. An uncertain value or a distribution in another form than
/// the lower one replaces it whole.
fn merged(base: Node, upper: Node, shape: Option<&'static Shape>) -> Node {
    let one_value = shape.is_some_and(|shape| shape.number().is_some());
    match (base.value, upper.value) {
        (Value::Table(below), Value::Table(above)) if one_value && !above.keys().all(|key| below.contains_key(key)) => {
            Node { span: upper.span, value: Value::Table(above) }
        }
        (Value::Table(mut below), Value::Table(above)) => {
            for (key, entry) in above {
                let inner = shape.and_then(|shape| shape.below(&key));
                let entry = match below.remove(&key) {
                    Some(old) => Entry { key: entry.key, node: merged(old.node, entry.node, inner) },
                    None => entry,
                };
                below.insert(key, entry);
            }
            Node { span: upper.span, value: Value::Table(below) }
        }
        (_, value) => Node { span: upper.span, value },
    }
}

/// Applies overrides in turn; what is wrong is added to the issues.
pub(super) fn apply_overrides(loaded: &mut Loaded, overrides: &[Override], issues: &mut Vec<Issue>) {
    for change in overrides {
        let source = loaded.sources.add(&change.shown(), &change.value, Origin::Override);
        let whole = Span::new(source, 0..change.value.len());
        let value = override_value(source, whole, &change.value);
        let (value, pattern) = match (value, Pattern::parse(&change.path)) {
            (Ok(value), Ok(pattern)) => (value, pattern),
            (Err(wrong), _) => {
                issues.extend(wrong.into_iter().map(|issue| Issue { path: change.path.clone(), ..issue }));
                continue;
            }
            (_, Err(error)) => {
                issues.push(Issue::error(whole, &change.path, format!("not a path: {error}")));
                continue;
            }
        };
        if matches!(&pattern.0[0], Step::Key(key) if key == "extends") {
            issues.push(Issue::error(whole, &change.path, "what a file extends cannot be overridden"));
            continue;
        }
        let replace = |node: &mut Node, _| *node = value.clone();
        if let Err(help) = Walk::run(&mut loaded.root, &pattern, Absent::Create, whole, replace) {
            issues.push(Issue::error(whole, &change.path, "matches nothing").help(help));
        }
    }
}

fn override_value(source: usize, whole: Span, text: &str) -> Result<Node, Vec<Issue>> {
    const TOML_MARKS: [char; 9] = ['"', '\'', '[', ']', '{', '}', '=', ',', '#'];
    parse::value(source, text).or_else(|issues| {
        if text.contains(TOML_MARKS) || text.contains(char::is_control) {
            Err(issues)
        } else {
            Ok(Node { span: whole, value: Value::Text(text.to_owned()) })
        }
    })
}

/// SHA-256 of what the tree says, in hexadecimal: the same whatever the order of the keys, the comments, the layout, and
/// whether a number is written 1 or 1.0.
pub(super) fn hash(root: &Node) -> String {
    let mut hasher = Sha256::new();
    digest(root, &mut hasher);
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn digest(node: &Node, hasher: &mut Sha256) {
    let sized = |hasher: &mut Sha256, mark: u8, length: usize| {
        hasher.update([mark]);
        hasher.update((length as u64).to_le_bytes());
    };
    match &node.value {
        Value::Table(table) => digest_table(table, hasher),
        Value::Array(items) => {
            sized(hasher, b'a', items.len());
            items.iter().for_each(|item| digest(item, hasher));
        }
        Value::Text(text) => {
            sized(hasher, b's', text.len());
            hasher.update(text.as_bytes());
        }
        Value::Bool(value) => hasher.update([b'b', u8::from(*value)]),
        Value::Number(quantity) => {
            hasher.update([b'n']);
            // + 0.0: -0.0 is 0.
            hasher.update((quantity.settled(&[]) + 0.0).to_bits().to_le_bytes());
        }
        Value::Date(date) => {
            let text = date.to_string();
            sized(hasher, b'd', text.len());
            hasher.update(text.as_bytes());
        }
    }
}

fn digest_table(table: &BTreeMap<String, Entry>, hasher: &mut Sha256) {
    hasher.update([b't']);
    hasher.update((table.len() as u64).to_le_bytes());
    for (key, entry) in table {
        hasher.update((key.len() as u64).to_le_bytes());
        hasher.update(key.as_bytes());
        digest(&entry.node, hasher);
    }
}
