//! Findings to an explanation: with names, in order, and with what may be said of them.

use super::explanation::*;
use super::{ESTIMATOR, ExplainOptions};
use crate::engine::Findings;
use crate::model::{Question, Sets};
use crate::scenario::{Fact, Scenario};
use crate::statistics::{Band, Estimate, Rates, share_bands};
use crate::study::prepare::Prepared;
use crate::study::result::Provenance;

/// Finished findings, to be read.
pub(super) struct Reading<'a> {
    pub scenario: &'a Scenario,
    pub options: &'a ExplainOptions,
    pub prepared: &'a Prepared<'a>,
    pub question: &'a Question,
    pub findings: &'a Findings,
}

impl Reading<'_> {
    pub fn explanation(&self) -> Explanation {
        let order = self.order();
        let bands = self.bands();
        let hypotheses: Vec<Hypothesis> = order.iter().map(|&row| self.hypothesis(row, bands[row])).collect();
        Explanation {
            scenario: self.scenario.name().to_owned(),
            file: self.scenario.file().to_owned(),
            measures: self.scenario.in_force().to_vec(),
            provenance: self.provenance(),
            ending: self.findings.ending,
            known: self.known(),
            given: self.options.known.again.clone(),
            verdict: self.verdict(&hypotheses),
            hypotheses,
            effective_hits: self.findings.all_effective_hits(Sets::ALL),
            prevention: Vec::new(),
            prevention_trials: 0,
            left_out: Vec::new(),
        }
    }

    fn provenance(&self) -> Provenance {
        Provenance {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario_hash: self.scenario.hash().to_owned(),
            seed: self.options.seed,
            trials: self.findings.trials(),
            draws: self.prepared.draws(),
            estimator: ESTIMATOR,
            overrides: self.scenario.overrides().to_vec(),
            effort: self.options.effort,
        }
    }

    /// Rows of the hypotheses, by descending posterior, else prior, then as they are in the file.
    fn order(&self) -> Vec<usize> {
        let set = if self.fits() { Sets::ALL } else { Sets::NOTHING };
        let world = &self.prepared.names;
        let mut order: Vec<usize> = (0..world.campaigns.len() + world.pathways.len()).collect();
        order.sort_by(|&a, &b| self.findings.sum(b, set).total_cmp(&self.findings.sum(a, set)).then(a.cmp(&b)));
        order
    }

    /// The row of the leading hypothesis.
    pub fn leader(&self) -> usize {
        self.findings.leader(Sets::ALL)
    }

    /// Whether any capture fits what is known.
    pub fn fits(&self) -> bool {
        self.findings.total(Sets::ALL) > 0.0
    }

    fn hypothesis(&self, row: usize, band: Option<Band>) -> Hypothesis {
        let (findings, world) = (self.findings, &self.prepared.names);
        let leader = self.leader();
        let campaigns = world.campaigns.len();
        let (name, sort) = match world.campaigns.get(row) {
            Some(campaign) => (&campaign.name, Sort::Campaign { focus: self.focus(row) }),
            None => (&world.pathways[row - campaigns].name, Sort::Pathway),
        };
        Hypothesis {
            name: name.clone(),
            sort,
            expected: findings.rate(row, Sets::NOTHING),
            prior: self.share(row, Sets::NOTHING),
            likelihood: findings.likelihood(row),
            posterior: self.share(row, Sets::ALL),
            band,
            favoured_by: findings.bayes_factor_over_rest(row),
            leader_favoured_by: findings.bayes_factor(leader, row).filter(|_| row != leader),
            overturns_at: findings.posterior_odds(leader, row).filter(|_| row != leader),
            effective_hits: findings.effective_hits(row, Sets::ALL),
            matched_trials: findings.matched(row),
            collectors: if row < campaigns { self.collectors(row) } else { Vec::new() },
        }
    }

    /// The central value of a campaign's focus.
    fn focus(&self, campaign: usize) -> f64 {
        let central = self.scenario.world(&self.scenario.central_values());
        let world = central.as_ref().unwrap_or(&self.prepared.names);
        world.campaigns[campaign].focus.get()
    }

    fn collectors(&self, campaign: usize) -> Vec<Collector> {
        let world = &self.prepared.names;
        let before: usize = world.campaigns[..campaign].iter().map(|campaign| campaign.collectors.len()).sum();
        let first = world.campaigns.len() + world.pathways.len() + before;
        let kinds = &world.campaigns[campaign].collectors;
        if kinds.len() < 2 {
            return Vec::new();
        }
        let one = |(row, name): (usize, &String)| Collector {
            name: name.clone(),
            prior: self.share(row, Sets::NOTHING),
            likelihood: self.findings.likelihood(row),
            posterior: self.share(row, Sets::ALL),
        };
        (first..).zip(kinds.iter().map(|kind| &kind.name)).map(one).collect()
    }

    fn share(&self, row: usize, set: usize) -> Option<Estimate> {
        (self.findings.total(set) > 0.0).then(|| self.findings.share(row, set))
    }

    fn known(&self) -> Vec<Known> {
        let sets = &self.question.sets;
        let facts = self.options.known.leak.facts();
        facts.into_iter().enumerate().map(|(position, (fact, value))| self.fact(sets, position, fact, value)).collect()
    }

    fn fact(&self, sets: &Sets, position: usize, fact: Fact, value: String) -> Known {
        debug_assert_eq!(sets.facts()[position], fact);
        let told = if self.options.known.given.contains(&fact) { Told::Given } else { Told::File };
        let path = format!("leak.{}", fact.name());
        // Of several notes the one that names the fact says more than one with a `*`.
        let notes = || self.scenario.sources().iter().filter(|note| note.covers(&path));
        let note = notes().find(|note| note.path == path).or_else(|| notes().next());
        let without = sets.without(position);
        Known {
            field: fact.name(),
            value,
            told,
            basis: note.filter(|_| told == Told::File).map(|note| note.basis),
            leader_without: if self.fits() { self.share(self.leader(), without) } else { None },
            hits_without: self.findings.all_effective_hits(without),
            hits_alone: self.findings.all_effective_hits(sets.alone(position)),
        }
    }

    fn verdict(&self, hypotheses: &[Hypothesis]) -> Verdict {
        let findings = self.findings;
        if findings.total(Sets::NOTHING) == 0.0 {
            return Verdict::NothingCaptured;
        }
        let Some(first) = hypotheses.first().filter(|_| self.fits()) else { return Verdict::NoMatch };
        if first.effective_hits < CONFIDENT_HITS {
            return Verdict::TooFew;
        }
        let able = hypotheses.iter().filter(|hypothesis| hypothesis.expected.mean > 0.0).count();
        if able < 2 {
            return Verdict::NoRival;
        }
        let unclear = |other: &&Hypothesis| {
            other.overturns_at.is_some_and(|factor| factor.interval.is_none_or(|interval| interval.low <= 1.0))
        };
        match hypotheses[1..].iter().filter(unclear).count() {
            0 => Verdict::Leads,
            tied => Verdict::Tied(tied),
        }
    }

    fn bands(&self) -> Vec<Option<Band>> {
        let by_draw = self.findings.rates_by_draw();
        let count = self.prepared.names.campaigns.len() + self.prepared.names.pathways.len();
        let known = by_draw.iter().flatten().all(|rate| rate.is_finite());
        if !self.findings.has_draws() || !known || !self.fits() {
            return vec![None; count];
        }
        let of = |row: usize| {
            let noise = self.findings.noise_by_draw(row)?;
            Some(Rates { by_draw: by_draw.iter().map(|rates| rates[row]).collect(), noise })
        };
        let rates: Option<Vec<Rates>> = (0..count).map(of).collect();
        rates.map_or_else(|| vec![None; count], |rates| share_bands(&rates))
    }
}
