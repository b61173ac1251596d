//! A finished sample to a result.

use super::SweepOptions;
use super::effort::{Ended, reached};
use super::result::*;
use super::variants::Variants;
use crate::engine::VariantSums;
use crate::model::most_counted;
use crate::scenario::Vary;
use crate::statistics::{ALPHA, Curve, Interval, Range, Replicated, Side, band, student_quantile};
use crate::study::result::{Odds, Provenance};

const ODDS: fn(&VariantSums) -> f64 = |sums| sums.odds;
const CAPTURES: fn(&VariantSums) -> f64 = |sums| sums.captures;
const HARM: fn(&VariantSums) -> f64 = |sums| sums.harm;

pub(super) struct Reading<'a> {
    pub options: &'a SweepOptions,
    pub variants: &'a Variants,
    pub ended: &'a Ended,
    pub replicates: usize,
    /// The odds of each variant.
    odds: Vec<Replicated>,
}

impl<'a> Reading<'a> {
    pub fn new(options: &'a SweepOptions, variants: &'a Variants, ended: &'a Ended, replicates: usize) -> Self {
        let odds = (0..ended.sample.variants()).map(|variant| ended.sample.mean(variant, ODDS)).collect();
        Self { options, variants, ended, replicates, odds }
    }

    pub fn result(&self) -> SweepResult {
        let scenario = &self.variants.base;
        let sample = &self.ended.sample;
        SweepResult {
            scenario: scenario.name().to_owned(),
            file: scenario.file().to_owned(),
            harm_unit: scenario.harm_unit().to_owned(),
            provenance: Provenance {
                version: env!("CARGO_PKG_VERSION").to_owned(),
                scenario_hash: scenario.hash().to_owned(),
                seed: self.options.seed,
                trials: sample.trials(),
                draws: sample.cells().draws(),
                estimator: self.options.estimator,
                overrides: scenario.overrides().to_vec(),
                effort: self.options.effort,
            },
            placing: self.ended.sample.placing(),
            stop: self.ended.stop,
            reached: reached(sample, self.ended.alpha),
            axes: self.options.axes.iter().map(axis).collect(),
            lines: self.variants.lines.clone(),
            points: self.places().map(|(column, row, line)| self.point(column, row, line)).collect(),
            courses: self.series().map(|(row, line)| self.course(row, line)).collect(),
            pairs: self.pairs(),
        }
    }

    fn places(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        let Variants { columns, rows, lines, .. } = self.variants;
        let (columns, lines) = (*columns, lines.len());
        (0..*rows)
            .flat_map(move |row| (0..columns).flat_map(move |column| (0..lines).map(move |line| (column, row, line))))
    }

    fn series(&self) -> impl Iterator<Item = (usize, usize)> {
        let lines = self.variants.lines.len();
        (0..self.variants.rows).flat_map(move |row| (0..lines).map(move |line| (row, line)))
    }

    fn point(&self, column: usize, row: usize, line: usize) -> SweepPoint {
        let at = |column, line| self.variants.position(column, row, line);
        let variant = at(column, line);
        let mean = |value, range| self.ended.sample.mean(variant, value).estimate(range, ALPHA);
        let less = |other: usize| self.odds[variant].minus(&self.odds[other]).estimate(Range::Any, self.ended.alpha);
        SweepPoint {
            odds: self.odds(variant),
            captures: mean(CAPTURES, Range::NonNegative),
            harm: mean(HARM, Range::NonNegative),
            to_first: less(at(0, line)),
            to_baseline: (line > 0).then(|| less(at(column, 0))),
        }
    }

    fn odds(&self, variant: usize) -> Odds {
        let (sample, alpha) = (&self.ended.sample, self.ended.alpha);
        let mut estimate = self.odds[variant].estimate(Range::Probability, alpha);
        if estimate.mean == 0.0 && self.variants.can_capture(variant) {
            // Nothing captured is not odds of 0: the exact bound, as if each trial were one event.
            let high = (-most_counted(sample.placing()) * (alpha.ln() / sample.trials() as f64).exp_m1()).min(1.0);
            estimate.interval = Some(Interval { standard_error: 0.0, low: 0.0, high });
        }
        let draws = sample.odds_with_errors(variant);
        let noisy: Option<Vec<(f64, f64)>> = draws.into_iter().map(|(mean, error)| Some((mean, error?))).collect();
        Odds {
            estimate,
            chance_error: sample.chance_error(variant),
            band: noisy.filter(|_| sample.cells().draws() > 1).as_deref().and_then(band),
        }
    }

    /// The values of the first axis on the scale on which they are evenly spread, if they have an order.
    fn places_along(&self) -> Option<Vec<f64>> {
        let numbers = self.options.axes[0].numbers()?;
        Some(match self.options.axes[0].spacing {
            crate::scenario::Spacing::Log => numbers.iter().map(|number| number.ln()).collect(),
            _ => numbers,
        })
    }

    /// A quantile of Student's law with as many degrees of freedom as the replicates leave.
    fn quantile(&self, alpha: f64) -> f64 {
        student_quantile(alpha, (self.replicates as f64 - 1.0).max(1.0))
    }

    fn combined(&self, mix: &[(usize, f64)]) -> (f64, Option<f64>) {
        let none = Replicated::exactly(0.0, self.replicates);
        let sum = mix.iter().fold(none, |sum, &(variant, factor)| sum.plus(factor, &self.odds[variant]));
        (sum.mean, sum.standard_error())
    }

    fn course(&self, row: usize, line: usize) -> Course {
        let at = |(column, factor): &(usize, f64)| (self.variants.position(*column, row, line), *factor);
        let combined = |mix: &[(usize, f64)]| self.combined(&mix.iter().map(at).collect::<Vec<_>>());
        let columns: Vec<f64> = (0..self.variants.columns).map(|column| column as f64).collect();
        let last = columns.len() - 1;
        let curve = Curve { x: &columns, combined: &combined };
        // One-sided, shared by all other values.
        let greatest = curve.greatest(self.quantile(2.0 * ALPHA / last.max(1) as f64));
        let constant = (1..=last).all(|column| combined(&[(column, 1.0), (0, -1.0)]) == (0.0, Some(0.0)));
        let shape = match (greatest.low == 0, greatest.high == last) {
            _ if constant => Shape::Constant,
            _ if self.places_along().is_none() => Shape::Unordered,
            (true, true) => Shape::Level,
            (false, true) => Shape::Rising,
            (true, false) => Shape::Falling,
            (false, false) => Shape::Ridge,
        };
        let row = self.row(row);
        Course { row, line, greatest: greatest.at, span: (greatest.low, greatest.high), shape }
    }

    fn row(&self, row: usize) -> Option<usize> {
        (self.options.axes.len() > 1).then_some(row)
    }

    fn pairs(&self) -> Vec<Pair> {
        let lines = self.variants.lines.len();
        let of_row = |row| {
            let pairs = (0..lines).flat_map(|first| (first + 1..lines).map(move |second| (first, second)));
            pairs.map(move |lines| self.pair(row, lines))
        };
        (0..self.variants.rows).flat_map(of_row).collect()
    }

    /// Two lines: where the difference of their odds changes its sign. A sign counts where it could be told from noise
    /// even if all lines were alike everywhere: 5 % over all values and pairs of a row.
    fn pair(&self, row: usize, (first, second): (usize, usize)) -> Pair {
        let both = |(column, factor): &(usize, f64)| {
            let at = |line| self.variants.position(*column, row, line);
            [(at(first), *factor), (at(second), -*factor)]
        };
        let combined = |mix: &[(usize, f64)]| self.combined(&mix.iter().flat_map(both).collect::<Vec<_>>());
        let places = self.places_along();
        let unordered: Vec<f64> = (0..self.variants.columns).map(|column| column as f64).collect();
        let curve = Curve { x: places.as_deref().unwrap_or(&unordered), combined: &combined };
        let lines = self.variants.lines.len();
        let looks = self.variants.columns * lines * (lines - 1) / 2;
        let told = self.quantile(ALPHA / looks as f64);
        let sides = curve.sides(told);
        let any = |side| sides.contains(&Some(side));
        let verdict = match (any(Side::Below), any(Side::Above)) {
            (true, true) => Verdict::Cross,
            (true, false) => Verdict::FirstLower,
            (false, true) => Verdict::SecondLower,
            (false, false) => Verdict::Alike,
        };
        let found = if places.is_some() { curve.crossings(told, self.quantile(ALPHA)) } else { Vec::new() };
        let crossings = found.into_iter().map(|crossing| self.meeting(crossing)).collect();
        Pair { row: self.row(row), lines: (first, second), crossings, verdict }
    }

    fn meeting(&self, crossing: crate::statistics::Crossing) -> Meeting {
        let value = |place: f64| match self.options.axes[0].spacing {
            crate::scenario::Spacing::Log => place.exp(),
            _ => place,
        };
        let crate::statistics::Crossing { at, low, high, way } = crossing;
        Meeting { at: value(at), low: value(low), high: value(high), way }
    }
}

fn axis(vary: &Vary) -> Axis {
    Axis { path: vary.path.clone(), spacing: vary.spacing, whole: vary.whole, values: vary.values.clone() }
}
