//! The rows of a comparison: which sets of measures, and what they cost.

use super::compare::{CompareError, CompareOptions};
use super::prepare::Prepared;
use crate::scenario::{Measure, Scenario};

/// The most rows of one comparison: its memory grows with rows x draws.
const MOST_ROWS: usize = 1024;
/// The most rows that a budget alone brings: where it allows more sets, the measures alone are shown, and the best sets.
const MOST_WITHIN_BUDGET: usize = 128;

/// A set of measures, by ascending name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Combination {
    pub names: Vec<String>,
}

/// The rows, the baseline first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plan {
    pub rows: Vec<Combination>,
    /// Sets left out because their measures exclude or lack one another.
    pub impossible: usize,
}

impl Plan {
    /// The scenario of each row.
    pub fn variants(&self, scenario: &Scenario) -> Result<Vec<Scenario>, CompareError> {
        self.rows.iter().map(|row| scenario.with_measures(&row.names).map_err(CompareError::Measure)).collect()
    }

    /// Adds sets of measures that are not yet rows.
    pub fn add(&mut self, sets: &[Vec<String>]) {
        for set in sets {
            if !self.rows.iter().any(|row| row.names == *set) {
                self.rows.push(Combination { names: set.clone() });
            }
        }
    }
}

impl Combination {
    /// The titles of its measures.
    pub fn titles(&self, scenario: &Scenario) -> Vec<String> {
        let title = |name: &String| {
            let measure = scenario.measures().iter().find(|measure| measure.name == *name);
            measure.map_or_else(|| name.clone(), |measure| measure.title.clone())
        };
        self.names.iter().map(title).collect()
    }
}

/// The rows that the options ask for.
pub(super) fn plan(scenario: &Scenario, options: &CompareOptions) -> Result<Plan, CompareError> {
    if options.budget.is_none() || options.combine > 1 {
        return planned(scenario, options, options.combine.max(1), MOST_ROWS);
    }
    match planned(scenario, options, usize::MAX, MOST_WITHIN_BUDGET) {
        Err(CompareError::TooManyRows { .. }) => planned(scenario, options, 1, MOST_ROWS),
        plan => plan,
    }
}

/// Rows of up to `most` measures, refused if there are more than `limit`.
fn planned(scenario: &Scenario, options: &CompareOptions, most: usize, limit: usize) -> Result<Plan, CompareError> {
    let measures = chosen(scenario, options.measures.as_deref())?;
    let central = scenario.central_values();
    let mut search = Search {
        costs: measures.iter().map(|measure| measure.cost(&central)).collect(),
        measures,
        most,
        limit,
        budget: options.budget.unwrap_or(f64::INFINITY),
        found: Vec::new(),
        impossible: 0,
    };
    search.grow(0, &mut Vec::new(), 0.0)?;
    let Search { measures, costs, mut found, impossible, .. } = search;
    let cost = |set: &Vec<usize>| set.iter().map(|&index| costs[index]).sum::<f64>();
    found.sort_by(|a, b| a.len().cmp(&b.len()).then(cost(a).total_cmp(&cost(b))).then(a.cmp(b)));
    let named = |set: Vec<usize>| Combination { names: set.iter().map(|&i| measures[i].name.clone()).collect() };
    let rows = std::iter::once(Combination { names: Vec::new() }).chain(found.into_iter().map(named));
    Ok(Plan { rows: rows.collect(), impossible })
}

/// Names of the measures that a comparison is about, ascending.
pub(super) fn measure_names(scenario: &Scenario, names: Option<&[String]>) -> Result<Vec<String>, CompareError> {
    Ok(chosen(scenario, names)?.into_iter().map(|measure| measure.name.clone()).collect())
}

fn chosen<'a>(scenario: &'a Scenario, names: Option<&[String]>) -> Result<Vec<&'a Measure>, CompareError> {
    let all: Vec<&Measure> = scenario.measures().iter().collect();
    if all.is_empty() {
        return Err(CompareError::NoMeasures);
    }
    let Some(names) = names else { return Ok(all) };
    let mut chosen: Vec<&Measure> = Vec::new();
    for name in names {
        let known = all.iter().find(|measure| measure.name == *name);
        let measure =
            known.ok_or_else(|| CompareError::UnknownMeasure { name: name.clone(), hint: hint(name, &all) })?;
        if !chosen.iter().any(|other| other.name == *name) {
            chosen.push(measure);
        }
    }
    chosen.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(chosen)
}

fn hint(name: &str, measures: &[&Measure]) -> String {
    let nearest = measures.iter().min_by_key(|measure| strsim::damerau_levenshtein(name, &measure.name));
    match nearest {
        Some(measure) if strsim::normalized_damerau_levenshtein(name, &measure.name) > 0.5 => {
            format!("; did you mean \"{}\"?", measure.name)
        }
        _ => {
            let names: Vec<&str> = measures.iter().map(|measure| measure.name.as_str()).collect();
            format!("; there are: {}", names.join(", "))
        }
    }
}

/// Depth-first search over sets of measures in ascending order.
struct Search<'a> {
    measures: Vec<&'a Measure>,
    costs: Vec<f64>,
    most: usize,
    limit: usize,
    budget: f64,
    found: Vec<Vec<usize>>,
    impossible: usize,
}

impl Search<'_> {
    fn grow(&mut self, from: usize, set: &mut Vec<usize>, cost: f64) -> Result<(), CompareError> {
        for index in from..self.measures.len() {
            let with = cost + self.costs[index];
            if set.len() == self.most || with > self.budget {
                continue;
            }
            set.push(index);
            if self.excluded(set) {
                // No set that holds this one is possible either.
                self.impossible += 1;
            } else {
                self.keep(set)?;
                self.grow(index + 1, set, with)?;
            }
            set.pop();
        }
        Ok(())
    }

    fn keep(&mut self, set: &[usize]) -> Result<(), CompareError> {
        let has = |name: &String| set.iter().any(|&index| self.measures[index].name == *name);
        if set.iter().all(|&index| self.measures[index].requires.iter().all(has)) {
            self.found.push(set.to_vec());
        } else {
            self.impossible += 1;
        }
        if self.found.len() >= self.limit {
            return Err(CompareError::TooManyRows { rows: self.found.len() + 1, limit: self.limit });
        }
        Ok(())
    }

    fn excluded(&self, set: &[usize]) -> bool {
        let excludes = |a: usize, b: usize| self.measures[a].excludes.contains(&self.measures[b].name);
        set.iter().any(|&a| set.iter().any(|&b| excludes(a, b)))
    }
}

/// The cost of each row: the mean over the draws where a cost is uncertain.
pub(super) fn costs(scenario: &Scenario, rows: &[Combination], prepared: &Prepared) -> Vec<f64> {
    let draws = prepared.draws();
    let mut totals = vec![0.0; rows.len()];
    for draw in 0..draws {
        let values = prepared.values(draw);
        for (total, row) in totals.iter_mut().zip(rows) {
            let measures = scenario.measures().iter().filter(|measure| row.names.contains(&measure.name));
            *total += measures.map(|measure| measure.cost(&values)).sum::<f64>();
        }
    }
    totals.iter().map(|total| total / draws as f64).collect()
}
