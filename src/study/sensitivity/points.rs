//! Points in the space of the uncertain values, and what is looked at there.

use super::Analysis;
use super::draws::Drawn;
use crate::engine::Probe;
use crate::model::{Brief, Family, normal_below};
use crate::scenario::Scenario;
use crate::statistics::{Gauss, Outcomes};
use crate::study::prepare::RunError;

/// Draws of points begin here, beyond those of any run, so that no trial is used twice.
pub(in crate::study) const FIRST_DRAW: u64 = 1 << 20;

/// The law of the uncertain values, in normal scores.
pub(in crate::study) fn law(scenario: &Scenario) -> Gauss {
    let correlations: Vec<_> = scenario.correlations().iter().map(|one| (one.between, one.normal())).collect();
    Gauss::new(scenario.uncertain().len(), &correlations)
}

/// The values at normal scores.
pub(in crate::study) fn values_at(scenario: &Scenario, scores: &[f64]) -> Vec<f64> {
    let inside = |z: f64| normal_below(z).clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON);
    scenario.uncertain().iter().zip(scores).map(|(value, &z)| value.law.quantile(inside(z))).collect()
}

/// What is looked at: the odds under the baseline, and the loss of the second best set of measures less the best one's.
pub(super) struct Points<'a> {
    pub analysis: &'a Analysis<'a>,
    /// What the draws tell of it.
    pub drawn: Drawn,
    /// Places of the sets of measures that are run, ascending, the baseline first.
    variants: Vec<usize>,
    /// Places in `variants` of the best and of the second best.
    pair: Option<(usize, usize)>,
}

impl<'a> Points<'a> {
    pub fn new(analysis: &'a Analysis<'a>, drawn: Drawn) -> Self {
        let mut variants: Vec<usize> =
            std::iter::once(0).chain(drawn.pair.into_iter().flat_map(|(a, b)| [a, b])).collect();
        variants.sort_unstable();
        variants.dedup();
        let place = |row: usize| variants.iter().position(|&variant| variant == row);
        let pair = drawn.pair.and_then(|(best, second)| Some((place(best)?, place(second)?)));
        Self { analysis, drawn, variants, pair }
    }

    /// What is looked at, in so many trials each: the same for two analyses only if all points give the same.
    pub fn subject(&self, trials: u64) -> String {
        let Analysis { scenario, options, rows, active, .. } = self.analysis;
        let rows: Vec<&[String]> = self.variants.iter().map(|&variant| &rows[variant].names[..]).collect();
        format!(
            "{} under {:?}, values {active:?}, sets {rows:?}, pair {:?}, money {:?}: seed {}, {} estimator, {trials} trials",
            scenario.hash(),
            scenario.in_force(),
            self.pair,
            options.harm_cost,
            options.seed,
            options.estimator.name(),
        )
    }

    /// How many quantities are looked at.
    pub fn quantities(&self) -> usize {
        1 + usize::from(self.pair.is_some())
    }

    /// The family of the variants at several points: point by point, each with all variants.
    pub fn family(&self, points: &[Vec<f64>]) -> Result<Family, RunError> {
        let mut worlds = Vec::new();
        for values in points {
            let variants = self.variants.iter().map(|&variant| &self.analysis.variants[variant]);
            let all = self.analysis.scenario.worlds(variants, values);
            worlds.extend(all.map_err(|diagnostics| RunError::Draw { draw: FIRST_DRAW, diagnostics })?);
        }
        Ok(Family::compile(&worlds))
    }

    /// The probe of trials under a draw of its own.
    pub fn probe(&self, draw: u64, trials: std::ops::Range<u64>) -> Probe {
        let options = &self.analysis.options;
        Probe { seed: options.seed, draw: FIRST_DRAW + draw, trials, estimator: options.estimator }
    }

    /// What the trials at one of a family's points gave, by quantity.
    pub fn outcomes(&self, briefs: &[Vec<Brief>], point: usize, values: &[f64]) -> Outcomes {
        let of = |variant: usize| &briefs[point * self.variants.len() + variant];
        let mut outcomes = vec![of(0).iter().map(|brief| brief.odds).collect()];
        if let Some((best, second)) = self.pair {
            let apart =
                self.analysis.price(self.variants[second], values) - self.analysis.price(self.variants[best], values);
            let differences = of(second).iter().zip(of(best)).map(|(second, best)| second.harm - best.harm + apart);
            outcomes.push(differences.collect());
        }
        outcomes
    }

    /// The outcomes at normal scores.
    pub fn at(&self, scores: &[f64], probe: &Probe) -> Result<Outcomes, RunError> {
        let values = values_at(self.analysis.scenario, scores);
        let family = self.family(std::slice::from_ref(&values))?;
        Ok(self.outcomes(&probe.briefs(&family), 0, &values))
    }
}

impl Analysis<'_> {
    /// The cost of a set of measures, in units of harm; 0 where money does not count.
    pub(super) fn price(&self, row: usize, values: &[f64]) -> f64 {
        let Some(rate) = self.options.harm_cost else { return 0.0 };
        self.spending(row, values) / rate
    }

    /// The cost of a set of measures.
    pub(super) fn spending(&self, row: usize, values: &[f64]) -> f64 {
        let names = &self.rows[row].names;
        let measures = self.scenario.measures().iter().filter(|measure| names.contains(&measure.name));
        measures.map(|measure| measure.cost(values)).sum()
    }
}
