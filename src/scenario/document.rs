//! A scenario: a valid document, with the measures in force.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::check::Checker;
use super::correlation::{self, Correlation};
use super::diagnostic::{Diagnostic, Diagnostics, Severity};
use super::format::{ROOT, WORLD_PARTS};
use super::leak::{self, Leak};
use super::limits;
use super::load::{self, Loaded, Override};
use super::measure::{self, Measure};
use super::names::Names;
use super::node::{Node, Value};
use super::path::joined;
use super::read;
use super::register::{self, Basis, SourceNote, TolerancePoint};
use super::seen::Evidence;
use super::source::{Issue, Sources};
use super::uncertain::UncertainValue;
use super::world::World;

/// What a scenario and all its variants under measures have in common.
#[derive(Debug)]
pub(super) struct Document {
    pub sources: Sources,
    pub root: Node,
    pub names: Names,
    hash: String,
    uncertain: Vec<UncertainValue>,
    correlations: Vec<Correlation>,
    pub measures: Vec<Measure>,
    notes: Vec<SourceNote>,
    tolerance: Vec<TolerancePoint>,
    evidence: Vec<Evidence>,
    leak: Option<Leak>,
    pub warnings: Vec<Diagnostic>,
    file: String,
    overrides: Vec<String>,
    name: String,
    harm_unit: String,
    cost_unit: String,
}

/// A valid scenario, with the measures in force; cheap to clone.
#[derive(Debug, Clone)]
pub struct Scenario {
    pub(super) document: Arc<Document>,
    /// The document's tree under the measures in force.
    pub(super) tree: Arc<Node>,
    /// What that tree says otherwise than the document's.
    pub(super) changed: Arc<read::Changed>,
    pub(super) in_force: Vec<String>,
    pub(super) warnings: Vec<Diagnostic>,
}

/// Reads a scenario file and those that it extends, with these overrides.
pub fn load(path: &Path, overrides: &[Override]) -> Result<Scenario, Diagnostics> {
    scenario(&path.display().to_string(), load::files(path)?, overrides)
}

/// As [`load`], of a text that stands in the place of the file if there is one, and without opening what lies outside of
/// these folders (each without links in its path).
pub fn load_within(
    path: &Path,
    text: Option<&str>,
    folders: &[PathBuf],
    overrides: &[Override],
) -> Result<Scenario, Diagnostics> {
    let admits = |path: &Path| folders.iter().any(|folder| path.starts_with(folder));
    scenario(&path.display().to_string(), load::chained(path, text, &admits)?, overrides)
}

/// Reads a scenario from a text, which must not extend a file; `name` stands for the file in diagnostics.
pub fn from_text(name: &str, text: &str, overrides: &[Override]) -> Result<Scenario, Diagnostics> {
    scenario(name, load::text(name, text)?, overrides)
}

fn scenario(file: &str, mut loaded: Loaded, overrides: &[Override]) -> Result<Scenario, Diagnostics> {
    let mut issues = Vec::new();
    load::apply_overrides(&mut loaded, overrides, &mut issues);
    let hash = load::hash(&loaded.root);
    let Loaded { sources, mut root } = loaded;
    let names = Names::of(&root);
    let mut checker = Checker { names: &names, uncertain: Vec::new(), issues };
    checker.check(&mut root, &ROOT, "");
    measure::check_targets(&mut root, &mut checker);
    let Checker { uncertain, mut issues, .. } = checker;
    limits_of(&root, &names, &uncertain, &mut issues);
    let document = Document {
        name: event_text(&root, "name", ""),
        harm_unit: event_text(&root, "harm_unit", "points"),
        cost_unit: event_text(&root, "cost_unit", "EUR"),
        file: file.to_owned(),
        overrides: overrides.iter().map(Override::text).collect(),
        correlations: correlation::read(&root, &uncertain, &|span| sources.is_override(span), &mut issues),
        measures: measure::read(&root, &mut issues),
        notes: register::sources(&root, &mut issues),
        tolerance: register::tolerance(&root),
        evidence: register::evidence(&root, &mut issues),
        leak: leak::read(&root, &mut issues),
        warnings: Vec::new(),
        sources,
        root,
        names,
        hash,
        uncertain,
    };
    document.finish(issues)
}

fn event_text(root: &Node, key: &str, default: &str) -> String {
    let stated = root.get("event").and_then(|event| event.get(key)).and_then(Node::text);
    stated.unwrap_or(default).to_owned()
}

fn limits_of(root: &Node, names: &Names, uncertain: &[UncertainValue], issues: &mut Vec<Issue>) {
    if uncertain.len() > limits::UNCERTAIN {
        let message = format!("{} uncertain values are above the limit of {}", uncertain.len(), limits::UNCERTAIN);
        issues.push(Issue::error(root.span, "", message).help("give those that matter little as plain numbers"));
    }
    let measures = names.all(super::shape::Entity::Measure).len();
    if measures > limits::MEASURES {
        let message = format!("{measures} measures are above the limit of {}", limits::MEASURES);
        let span = root.get("measure").map_or(root.span, |node| node.span);
        issues.push(Issue::error(span, "measure", message).help("split them over several files"));
    }
}

impl Document {
    /// Checks what the numbers make of it, alone and under each measure, and lists what is odd.
    fn finish(mut self, mut issues: Vec<Issue>) -> Result<Scenario, Diagnostics> {
        // What the world is not made from would only be copied with every variant.
        if let Value::Table(parts) = &mut self.root.value {
            parts.retain(|part, _| WORLD_PARTS.contains(&part.as_str()));
        }
        let valid = |issues: &[Issue]| !issues.iter().any(|issue| issue.severity == Severity::Error);
        let central = central_values(&self.uncertain);
        let many = self.uncertain.len() > limits::UNCERTAIN || self.measures.len() > limits::MEASURES;
        match read::world(&self.root, &self.names, &central, None) {
            Ok(world) => issues.extend(read::warnings(&self.root, &world)),
            Err(_) if valid(&issues) => issues.extend(self.settled(&self.root, &central).err().unwrap_or_default()),
            Err(wrong) => issues.extend(wrong),
        }
        if valid(&issues) && !many {
            for measure in &self.measures {
                issues.extend(self.alone(measure, &central));
            }
        }
        if !valid(&issues) {
            return Err(Diagnostics(self.sources.diagnostics(issues)));
        }
        let warnings = self.sources.diagnostics(issues);
        self.warnings = warnings.clone();
        let tree = Arc::new(self.root.clone());
        let changed = Arc::new(read::Changed::between(&tree, &tree));
        Ok(Scenario { document: Arc::new(self), tree, changed, in_force: Vec::new(), warnings })
    }

    /// The world of a tree whose structure was checked.
    pub fn settled(&self, tree: &Node, values: &[f64]) -> Result<World, Vec<Issue>> {
        read::world(tree, &self.names, values, None).map_err(|issues| match &issues[..] {
            // Should a value get past the check that the reader then cannot use, it is still no valid scenario.
            [] => vec![Issue::error(tree.span, "", "the scenario holds a value that cannot be used")],
            _ => issues,
        })
    }

    /// What is wrong or odd about a measure by itself.
    fn alone(&self, measure: &Measure, central: &[f64]) -> Vec<Issue> {
        match measure::apply(&self.root, &[measure]) {
            Err(issues) => issues,
            Ok(applied) => match self.settled(&applied.tree, central) {
                Err(issues) => issues.into_iter().map(|issue| measure.blamed(issue)).collect(),
                Ok(_) if applied.changed == [true] => Vec::new(),
                Ok(_) => {
                    let path = joined("measure", &measure.name);
                    vec![Issue::warning(measure.span, path, "the measure changes nothing")]
                }
            },
        }
    }
}

fn central_values(uncertain: &[UncertainValue]) -> Vec<f64> {
    uncertain.iter().map(|value| value.law.quantile(0.5)).collect()
}

impl Scenario {
    /// Name of the event, as the file gives it: untrusted where it is shown.
    pub fn name(&self) -> &str {
        &self.document.name
    }

    /// The file and those that it extends, as they were opened.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.document.sources.files()
    }

    /// The file it was read from, as it was given.
    pub fn file(&self) -> &str {
        &self.document.file
    }

    /// The overrides that were applied, each as `PATH=VALUE`.
    pub fn overrides(&self) -> &[String] {
        &self.document.overrides
    }

    /// SHA-256 in hexadecimal of the document after `extends` and overrides, whatever the order of keys, comments and
    /// layout. The measures in force are not in it.
    pub fn hash(&self) -> &str {
        &self.document.hash
    }

    /// How harm is counted.
    pub fn harm_unit(&self) -> &str {
        &self.document.harm_unit
    }

    /// What the cost of measures is counted in.
    pub fn cost_unit(&self) -> &str {
        &self.document.cost_unit
    }

    /// Every uncertain value of the file, those of measures and pathways included; the same list whatever measures are
    /// in force.
    pub fn uncertain(&self) -> &[UncertainValue] {
        &self.document.uncertain
    }

    /// For each uncertain value, whether the odds can hang on it with the measures in force. Values of measures that are
    /// not in force, of what a measure replaced, of the costs of measures and of pathways cannot.
    pub fn uses(&self) -> Vec<bool> {
        self.uses_of(&["event", "channel", "venue", "group", "conversation", "campaign"])
    }

    /// As [`Scenario::uses`], for the rival pathways.
    pub fn pathway_uses(&self) -> Vec<bool> {
        self.uses_of(&["pathway"])
    }

    fn uses_of(&self, parts: &[&str]) -> Vec<bool> {
        let mut used = vec![false; self.document.uncertain.len()];
        parts.iter().filter_map(|part| self.tree.get(part)).for_each(|part| part.mark_uncertain(&mut used));
        used
    }

    /// Rank correlations between uncertain values; the matrix that they imply is positive semi-definite.
    pub fn correlations(&self) -> &[Correlation] {
        &self.document.correlations
    }

    /// The measures of the file, by name.
    pub fn measures(&self) -> &[Measure] {
        &self.document.measures
    }

    /// Names of the measures in force, ascending.
    pub fn in_force(&self) -> &[String] {
        &self.in_force
    }

    /// Where the numbers come from, by path.
    pub fn sources(&self) -> &[SourceNote] {
        &self.document.notes
    }

    /// What the world is made from, under the measures in force.
    pub(super) fn tree(&self) -> &Node {
        &self.tree
    }

    /// Which of [`Scenario::sources`] says where the number at a path comes from: the closest of those that cover it.
    pub fn source_of(&self, path: &str) -> Option<usize> {
        let notes = self.document.notes.iter().enumerate().filter(|(_, note)| note.covers(path));
        notes.max_by_key(|(_, note)| note.closeness()).map(|(index, _)| index)
    }

    /// What the number at a path rests on; absent where the file does not say it.
    pub fn basis_of(&self, path: &str) -> Option<Basis> {
        self.source_of(path).map(|note| self.document.notes[note].basis)
    }

    /// What the organiser is ready to bear, by ascending harm.
    pub fn tolerance(&self) -> &[TolerancePoint] {
        &self.document.tolerance
    }

    /// What was seen at events like this one.
    pub fn evidence(&self) -> &[Evidence] {
        &self.document.evidence
    }

    /// Days of the event.
    pub(super) fn days(&self) -> u32 {
        let days = self.tree.get("event").and_then(|event| event.get("days")).and_then(Node::number);
        days.map_or(1, |days| days.settled(&[]) as u32)
    }

    pub(super) fn names(&self) -> &Names {
        &self.document.names
    }

    /// What the file says of a leak.
    pub fn leak(&self) -> Option<&Leak> {
        self.document.leak.as_ref()
    }

    /// What is odd about the scenario, or about it under the measures in force.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// The medians of the uncertain values.
    pub fn central_values(&self) -> Vec<f64> {
        central_values(&self.document.uncertain)
    }

    /// The scenario with its uncertain values settled: one value for each of [`Scenario::uncertain`]. A value may be out
    /// of range in some draws only; the diagnostics then say what was drawn.
    ///
    /// # Panics
    ///
    /// If the number of values is not that of the uncertain values.
    pub fn world(&self, values: &[f64]) -> Result<World, Diagnostics> {
        assert_eq!(values.len(), self.document.uncertain.len(), "one value for each uncertain value is needed");
        let settled = self.document.settled(&self.tree, values);
        settled.map_err(|issues| Diagnostics(self.document.sources.diagnostics(issues)))
    }
}
