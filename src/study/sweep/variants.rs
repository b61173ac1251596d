//! The scenarios of a sweep: one for each point and line.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::result::{Line, position};
use super::{Loader, SweepError, SweepOptions};
use crate::engine::{Cells, Design, Job, Models, placing};
use crate::model::{Family, Layout, Model};
use crate::random::Placing;
use crate::scenario::world::World;
use crate::scenario::{Diagnostics, Scenario, Vary};
use crate::study::prepare::{RunError, design, settle, values_of};

/// The scenarios of all points, under each line.
pub(super) struct Variants {
    /// The scenario with nothing varied.
    pub base: Scenario,
    pub lines: Vec<Line>,
    pub columns: usize,
    pub rows: usize,
    /// By position.
    scenarios: Vec<Scenario>,
    /// What each point is, as it would be set.
    named: Vec<String>,
    /// By point; all of the same draws and replicates. None where no point uses uncertain values.
    designs: Option<Vec<Design>>,
}

impl Variants {
    /// Reads the scenario at each point, or says what is wrong with all that are not valid.
    pub fn read(load: Loader, options: &SweepOptions) -> Result<Self, SweepError> {
        let columns = options.axes[0].values.len();
        let rows = options.axes.get(1).map_or(1, |axis| axis.values.len());
        let base = load(&[]).map_err(SweepError::Scenario)?;
        let (mut scenarios, mut named, mut wrong) = (Vec::new(), Vec::new(), Diagnostics::default());
        for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
            named.push(point_text(&options.axes, column, row));
            match under_lines(load, options, column, row) {
                Ok(under) => scenarios.extend(under),
                Err(diagnostics) => wrong.0.extend(diagnostics.0),
            }
        }
        if !wrong.0.is_empty() {
            return Err(SweepError::Scenario(without_repetition(wrong)));
        }
        let lines = lines(&base, &options.measures);
        let mut variants = Self { base, lines, columns, rows, scenarios, named, designs: None };
        if variants.scenarios.iter().any(|scenario| scenario.uses().contains(&true)) {
            let of = |scenario| design(scenario, options.seed, options.draws, options.effort);
            let designs: Result<Vec<Design>, RunError> = variants.first_of_each_point().map(of).collect();
            variants.designs = Some(designs?);
        }
        Ok(variants)
    }

    fn first_of_each_point(&self) -> impl Iterator<Item = &Scenario> {
        self.scenarios.iter().step_by(self.lines.len())
    }

    /// What the points and lines are: the same for two sweeps only if all their variants are.
    pub fn subject(&self) -> String {
        let variants: Vec<_> = self.scenarios.iter().map(|scenario| (scenario.hash(), scenario.in_force())).collect();
        let digest: String = Sha256::digest(format!("{variants:?}")).iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{} variants {digest}", self.scenarios.len())
    }

    pub fn cells(&self) -> Cells {
        match self.designs.as_deref() {
            Some([first, ..]) => Cells::all_draws(first.replicate_of()),
            _ => Cells::Strands,
        }
    }

    /// All of them in a draw.
    pub fn family(&self, draw: u64) -> Result<Family, SweepError> {
        let worlds: Result<Vec<_>, SweepError> =
            (0..self.scenarios.len()).map(|variant| self.world(variant, draw)).collect();
        Ok(Family::compile(&worlds?))
    }

    fn world(&self, variant: usize, draw: u64) -> Result<World, SweepError> {
        let point = variant / self.lines.len();
        let scenario = &self.scenarios[variant];
        let values = values_of(scenario, self.designs.as_ref().map(|designs| &designs[point]), draw);
        let named = |error| SweepError::Run { point: Some(self.named[point].clone()), error };
        settle(scenario, &values, draw).map_err(named)
    }

    /// Whether anything can be captured under a variant, in any draw.
    pub fn can_capture(&self, variant: usize) -> bool {
        let draws = self.cells().draws();
        (0..draws).any(|draw| self.world(variant, draw).is_ok_and(|world| Model::compile(&world).can_capture()))
    }

    /// How the collectors of all points are placed: as is best at the point whose trials differ most in where posts are.
    pub fn placing(&self, options: &SweepOptions) -> Placing {
        let variation = |variant: usize| {
            let model = self.world(variant, 0).map(|world| Model::compile(&world));
            (variant, model.map_or(0.0, |model| model.variation_of_places()))
        };
        let most = (0..self.scenarios.len()).map(variation).max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((variant, _)) = most.filter(|(_, variation)| *variation > 0.0) else { return Placing::AsIs };
        let models: Result<Vec<_>, _> = (0..self.cells().draws()).map(|draw| self.world(variant, draw)).collect();
        // A point that is not valid in every draw is told of by the sweep.
        let Ok(worlds) = models else { return Placing::AsIs };
        let layout = Layout::new(&worlds[0]);
        let replicate_of = self.designs.as_ref().map_or(&[0][..], |designs| designs[0].replicate_of());
        let &SweepOptions { seed, estimator, effort, .. } = options;
        let models = &Worlds(worlds);
        placing(&Job { models, layout, replicate_of, seed, estimator, effort, placing: Placing::AsIs })
    }

    pub fn position(&self, column: usize, row: usize, line: usize) -> usize {
        position(column, row, line, self.columns, self.lines.len())
    }
}

/// The worlds of a variant, by draw.
struct Worlds(Vec<World>);

impl Models for Worlds {
    fn model(&self, draw: u64) -> Arc<Model> {
        Arc::new(Model::compile(&self.0[draw as usize]))
    }
}

/// A point, as it would be set: `a=1, b=2`.
fn point_text(axes: &[Vary], column: usize, row: usize) -> String {
    let changes = axes.iter().zip([column, row]).map(|(axis, value)| axis.change(value).text());
    changes.collect::<Vec<_>>().join(", ")
}

/// The scenario at a point: as it is, then under each measure.
fn under_lines(load: Loader, options: &SweepOptions, column: usize, row: usize) -> Result<Vec<Scenario>, Diagnostics> {
    let changes: Vec<_> = options.axes.iter().zip([column, row]).map(|(axis, value)| axis.change(value)).collect();
    let scenario = load(&changes)?;
    let under = options.measures.iter().map(|name| scenario.with_measures(std::slice::from_ref(name)));
    let under: Result<Vec<Scenario>, Diagnostics> = under.collect();
    Ok(std::iter::once(scenario).chain(under?).collect())
}

fn lines(scenario: &Scenario, measures: &[String]) -> Vec<Line> {
    let title = |name: &String| {
        let known = scenario.measures().iter().find(|measure| measure.name == *name);
        known.map_or_else(|| name.clone(), |measure| measure.title.clone())
    };
    let measured = measures.iter().map(|name| Line { measure: Some(name.clone()), title: title(name) });
    std::iter::once(Line { measure: None, title: "as it is".to_owned() }).chain(measured).collect()
}

/// Each thing that is wrong once: what is wrong with the file, or with a path, is wrong at every point.
fn without_repetition(diagnostics: Diagnostics) -> Diagnostics {
    let mut kept: Vec<crate::scenario::Diagnostic> = Vec::new();
    for diagnostic in diagnostics.0 {
        let same = |other: &crate::scenario::Diagnostic| {
            (&other.path, &other.message, &other.help, other.line)
                == (&diagnostic.path, &diagnostic.message, &diagnostic.help, diagnostic.line)
        };
        if !kept.iter().any(same) {
            kept.push(diagnostic);
        }
    }
    Diagnostics(kept)
}
