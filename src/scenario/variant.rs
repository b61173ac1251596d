//! A scenario under measures, and what its variants have in common.

use std::sync::Arc;

use super::check::hint;
use super::diagnostic::{Diagnostic, Diagnostics, quoted};
use super::document::Scenario;
use super::measure::{self, Action, Measure};
use super::node::Node;
use super::path::joined;
use super::read;
use super::source::Issue;
use super::world::World;

impl Scenario {
    /// Whether this is the same document under the same measures.
    pub fn is_same_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.document, &other.document) && self.in_force == other.in_force
    }

    /// The worlds of variants of this scenario, each as [`Scenario::world`] gives it: what a variant has in common with
    /// the scenario without measures is settled once, and shared.
    pub fn worlds<'s>(
        &self,
        variants: impl IntoIterator<Item = &'s Self>,
        values: &[f64],
    ) -> Result<Vec<World>, Diagnostics> {
        let without = read::world(&self.document.root, &self.document.names, values, None).ok();
        let of_variant = |variant: &Self| {
            let known = without.as_ref().filter(|_| Arc::ptr_eq(&variant.document, &self.document));
            let beside = known.map(|world| read::Beside { world, changed: &variant.changed });
            // What is wrong is told as without anything to start from.
            read::world(&variant.tree, variant.names(), values, beside.as_ref()).or_else(|_| variant.world(values))
        };
        variants.into_iter().map(of_variant).collect()
    }

    /// The scenario with exactly these measures in force, whatever was in force before.
    ///
    /// Changes act in an order of their own, whatever the order of the names: first what is `set`, then `insert` and
    /// `remove`, then `scale` and `add`; in each step by the names of the measures, then as listed. Two measures that
    /// set the same path to different values cannot be combined.
    pub fn with_measures(&self, names: &[String]) -> Result<Self, Diagnostics> {
        let chosen = self.chosen(names)?;
        let refused = |issues| Diagnostics(self.document.sources.diagnostics(issues));
        conflicts(&chosen).map_err(refused)?;
        let applied = measure::apply(&self.document.root, &chosen).map_err(refused)?;
        let central = self.central_values();
        let world = self.document.settled(&applied.tree, &central).map_err(|issues| match chosen[..] {
            [one] => refused(issues.into_iter().map(|issue| one.blamed(issue)).collect()),
            _ => refused(issues),
        })?;
        let warnings = match chosen[..] {
            [] => self.document.warnings.clone(),
            _ => self.document.sources.diagnostics(read::warnings(&applied.tree, &world)),
        };
        let in_force = chosen.iter().map(|measure| measure.name.clone()).collect();
        let changed = Arc::new(read::Changed::between(&self.document.root, &applied.tree));
        Ok(Self { document: Arc::clone(&self.document), tree: Arc::new(applied.tree), changed, in_force, warnings })
    }

    /// The measures of these names, ascending, each once; refused if one is unknown or they do not go together.
    fn chosen(&self, names: &[String]) -> Result<Vec<&Measure>, Diagnostics> {
        let mut wrong = Vec::new();
        let mut refuse = |message: String, help: String| {
            wrong.push(Diagnostic::about_file(self.file(), message, Some(help)));
        };
        let known = || self.measures().iter().map(|measure| measure.name.as_str());
        for name in names.iter().filter(|name| !known().any(|known| known == **name)) {
            refuse(format!("no measure is called {}", quoted(name)), hint(name, known(), "defined"));
        }
        let chosen: Vec<&Measure> = self.measures().iter().filter(|measure| names.contains(&measure.name)).collect();
        for measure in &chosen {
            for other in measure.excludes.iter().filter(|other| names.contains(other)) {
                refuse(format!("measure {} excludes {other}", measure.name), "leave one of them out".to_owned());
            }
            for other in measure.requires.iter().filter(|other| !names.contains(other)) {
                refuse(format!("measure {} requires {other}", measure.name), format!("add --measure {other}"));
            }
        }
        if wrong.is_empty() { Ok(chosen) } else { Err(Diagnostics(wrong)) }
    }
}

/// Two measures that set the same path to different values.
fn conflicts(chosen: &[&Measure]) -> Result<(), Vec<Issue>> {
    let sets = |measure: &'_ &Measure| -> Vec<(String, Node, super::source::Span)> {
        let set = |change: &measure::Change| match &change.action {
            Action::Set(node) => Some((change.at.to_string(), node.clone(), change.at_span)),
            _ => None,
        };
        measure.changes.iter().filter_map(set).collect()
    };
    let mut issues = Vec::new();
    for (index, one) in chosen.iter().enumerate() {
        for (at, value, _) in sets(one) {
            for other in &chosen[index + 1..] {
                for (_, _, span) in sets(other).iter().filter(|(path, node, _)| *path == at && !node.same(&value)) {
                    let message = format!("measures {} and {} set `{at}` to different values", one.name, other.name);
                    let help = format!("leave one of them out, or state excludes = [\"{}\"]", one.name);
                    issues.push(Issue::error(*span, joined("measure", &other.name), message).help(help));
                }
            }
        }
    }
    if issues.is_empty() { Ok(()) } else { Err(issues) }
}
