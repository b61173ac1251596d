//! A scenario made ready to run: its draws, settled and checked, and a model of each.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::engine::{Design, Effort, Job, Models, RankCorrelation, Work, placing};
use crate::model::{Estimator, Family, Layout, Model};
use crate::quantity::HOURS_PER_DAY;
use crate::random::Placing;
use crate::scenario::world::{Collector, World};
use crate::scenario::{Diagnostics, Scenario};

/// Draws of the uncertain values, where a scenario has any and nothing else is asked for.
pub const DEFAULT_DRAWS: u64 = 1000;
/// Trials that a draw should have at least, if the draws are not stated.
const TRIALS_PER_DRAW: u64 = 4;
/// Models of all draws are kept up to this size together; larger ones are compiled as they are needed.
const KEPT_BYTES: usize = 200_000_000;
/// Rough size of a model's tables for one kind at one venue, for one channel there, for one group, for one tabulated
/// law, and of the rest.
const BYTES_OF_LINES: usize = 400;
const BYTES_OF_CHANNEL: usize = 34;
const BYTES_OF_GROUP: usize = 3_000;
const BYTES_OF_TABLE: usize = 2_600;
const BYTES_OF_MODEL: usize = 4_000;

/// Why a run cannot start, or gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The values of a draw are not valid together.
    #[error(
        "draw {draw} of the uncertain values is not valid, so the scenario cannot be run as it is (narrow the range, or choose a law that stays in bounds):\n{diagnostics}"
    )]
    Draw {
        /// The draw, from 0.
        draw: u64,
        /// What is wrong with it.
        diagnostics: Diagnostics,
    },
    /// Fewer trials than draws.
    #[error(
        "{trials} trials are fewer than {draws} draws of the uncertain values; each draw needs one at least: raise --trials or lower --draws"
    )]
    TooFewTrials {
        /// Trials asked for.
        trials: u64,
        /// Draws asked for.
        draws: u64,
    },
    /// Interrupted before the first step was done.
    #[error("interrupted before anything was finished; there is no result")]
    NothingFinished,
}

/// A scenario with its design.
pub struct Prepared<'a> {
    scenario: &'a Scenario,
    design: Option<Design>,
    /// By draw; empty where all of them would take too much room.
    kept: Vec<OnceLock<Arc<Model>>>,
    /// The world of the central values: its names stand for those of all draws.
    pub names: World,
    /// The layout of all draws.
    pub layout: Layout,
}

impl<'a> Prepared<'a> {
    /// Draws the uncertain values and checks every draw.
    pub fn new(
        scenario: &'a Scenario,
        seed: u64,
        draws: Option<u64>,
        effort: Effort,
        compile: Compile,
    ) -> Result<Self, RunError> {
        Self::with_variants(scenario, &[], seed, draws, effort, compile)
    }

    /// The same, with draws also if only variants of the scenario use uncertain values.
    pub fn with_variants(
        scenario: &'a Scenario,
        variants: &[Scenario],
        seed: u64,
        draws: Option<u64>,
        effort: Effort,
        compile: Compile,
    ) -> Result<Self, RunError> {
        let uncertain = variants.iter().chain([scenario]).any(|variant| variant.uses().contains(&true));
        let design = if uncertain { Some(design(scenario, seed, draws, effort)?) } else { None };
        Self::designed(scenario, design, compile)
    }

    /// Trials on its draws.
    pub fn job(&self, seed: u64, estimator: Estimator, effort: Effort) -> Job<'_> {
        let (layout, replicate_of) = (self.layout.clone(), self.replicate_of());
        let job = Job { models: self, layout, replicate_of, seed, estimator, effort, placing: Placing::AsIs };
        Job { placing: placing(&job), ..job }
    }

    /// The same, with draws also if only the rival pathways use uncertain values.
    pub fn with_pathways(
        scenario: &'a Scenario,
        variants: &[Scenario],
        seed: u64,
        draws: Option<u64>,
        effort: Effort,
    ) -> Result<Self, RunError> {
        let uses = |variant: &Scenario| variant.uses().contains(&true) || variant.pathway_uses().contains(&true);
        let uncertain = variants.iter().chain([scenario]).any(uses);
        let design = if uncertain { Some(design(scenario, seed, draws, effort)?) } else { None };
        Self::designed(scenario, design, Compile::Ahead)
    }

    fn designed(scenario: &'a Scenario, design: Option<Design>, compile: Compile) -> Result<Self, RunError> {
        let first = values_of(scenario, design.as_ref(), 0);
        let names = settle(scenario, &first, 0)?;
        let layout = Layout::new(&names);
        let mut prepared = Self { scenario, design, kept: Vec::new(), names, layout };
        prepared.kept = prepared.check_all(compile)?;
        Ok(prepared)
    }

    /// The replicate of each draw.
    pub fn replicate_of(&self) -> &[usize] {
        self.design.as_ref().map_or(&[0], Design::replicate_of)
    }

    /// How many draws; 1 without uncertain values.
    pub fn draws(&self) -> u64 {
        self.replicate_of().len() as u64
    }

    /// Whether uncertain values were drawn.
    pub fn has_draws(&self) -> bool {
        self.design.is_some()
    }

    /// The world of a variant of the scenario in a draw.
    pub fn world(&self, variant: &Scenario, draw: u64) -> Result<World, RunError> {
        settle(variant, &self.values(draw), draw)
    }

    /// The family of variants of the scenario in a draw, the first of them the baseline.
    pub fn family<'s>(&self, variants: impl IntoIterator<Item = &'s Scenario>, draw: u64) -> Result<Family, RunError> {
        let mut variants = variants.into_iter().peekable();
        let known = self.kept.get(draw as usize).and_then(OnceLock::get);
        let known = known.filter(|_| variants.peek().is_some_and(|baseline| baseline.is_same_as(self.scenario)));
        let worlds = self.worlds(variants, draw)?;
        Ok(match known {
            Some(baseline) => Family::compile_with(Arc::clone(baseline), &worlds),
            None => Family::compile(&worlds),
        })
    }

    /// The worlds of variants of the scenario in a draw.
    pub fn worlds<'s>(
        &self,
        variants: impl IntoIterator<Item = &'s Scenario>,
        draw: u64,
    ) -> Result<Vec<World>, RunError> {
        let worlds = self.scenario.worlds(variants, &self.values(draw));
        worlds.map_err(|diagnostics| RunError::Draw { draw, diagnostics })
    }

    /// The settled uncertain values of a draw.
    pub fn values(&self, draw: u64) -> Vec<f64> {
        values_of(self.scenario, self.design.as_ref(), draw)
    }

    /// The probabilities of a draw, one for each uncertain value; absent where none was drawn.
    pub fn probabilities(&self, draw: u64) -> Option<&[f64]> {
        self.design.as_ref().map(|design| design.point(draw as usize))
    }

    fn check_all(&self, compile: Compile) -> Result<Vec<OnceLock<Arc<Model>>>, RunError> {
        let keep = (self.draws() as usize).saturating_mul(model_bytes(&self.names)) <= KEPT_BYTES;
        let checked: Result<Vec<OnceLock<Arc<Model>>>, RunError> = (0..self.draws())
            .into_par_iter()
            .map(|draw| {
                let world = settle(self.scenario, &self.values(draw), draw)?;
                Ok(match compile {
                    Compile::Ahead if keep => OnceLock::from(Arc::new(Model::compile(&world))),
                    _ => OnceLock::new(),
                })
            })
            .collect();
        let checked = checked?;
        Ok(if keep { checked } else { Vec::new() })
    }

    fn compiled(&self, draw: u64) -> Arc<Model> {
        let world = settle(self.scenario, &self.values(draw), draw);
        Arc::new(Model::compile(&world.expect("every draw was checked before the run")))
    }
}

/// When the models of the draws are compiled, which takes longer than to check them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compile {
    /// With the check: all of them will be run.
    Ahead,
    /// Each when it is asked for.
    AsNeeded,
}

impl Compile {
    /// A share of a run meets some of the draws; where the shares are gathered hardly any is run.
    pub fn by(work: Work) -> Self {
        match work {
            Work::Whole | Work::Kept(_) => Self::Ahead,
            Work::Share(_) | Work::Gathered(_) => Self::AsNeeded,
        }
    }
}

impl Models for Prepared<'_> {
    fn subject(&self) -> String {
        // The hash stands for the laws of the uncertain values, the world for what measures and variants made of it.
        let world = format!("{:?} {:?}", self.names, self.scenario.in_force());
        let world: String = Sha256::digest(world.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{} as {world}", self.scenario.hash())
    }

    fn model(&self, draw: u64) -> Arc<Model> {
        match self.kept.get(draw as usize) {
            Some(kept) => Arc::clone(kept.get_or_init(|| self.compiled(draw))),
            None => self.compiled(draw),
        }
    }
}

/// Roughly the bytes of a model of this world.
fn model_bytes(world: &World) -> usize {
    let (kinds, groups, venues) = (world.kinds.len(), world.groups.len(), world.venues.len());
    let lines = kinds * venues * (BYTES_OF_LINES + BYTES_OF_CHANNEL * world.channels.len());
    let hours = f64::from(world.event.days) * HOURS_PER_DAY as f64;
    let intervals =
        |post: &Arc<Collector>| post.rotation.map_or(1, |rotation| (hours / rotation.get()).ceil() as usize);
    let worths: usize = world.campaigns.iter().flat_map(|campaign| &campaign.collectors).map(intervals).sum();
    let posts: usize = world.campaigns.iter().map(|campaign| campaign.collectors.len()).sum();
    let of_posts =
        posts * (world.channels.len() + venues) * 3 * size_of::<f64>() + worths * venues * 2 * size_of::<f64>();
    // A group tabulates two laws, a kind three; where people are is listed for every hour.
    let laws = (2 * groups + 3 * kinds) * BYTES_OF_TABLE;
    BYTES_OF_MODEL + lines + of_posts + laws + groups * (BYTES_OF_GROUP + HOURS_PER_DAY * venues * 12)
}

pub(super) fn settle(scenario: &Scenario, values: &[f64], draw: u64) -> Result<World, RunError> {
    scenario.world(values).map_err(|diagnostics| RunError::Draw { draw, diagnostics })
}

pub(super) fn values_of(scenario: &Scenario, design: Option<&Design>, draw: u64) -> Vec<f64> {
    match design {
        Some(design) => {
            let laws = scenario.uncertain().iter();
            laws.zip(design.point(draw as usize)).map(|(value, &probability)| value.law.quantile(probability)).collect()
        }
        None => scenario.central_values(),
    }
}

pub(super) fn design(scenario: &Scenario, seed: u64, draws: Option<u64>, effort: Effort) -> Result<Design, RunError> {
    let trials = effort.most_trials();
    let draws = draws.unwrap_or_else(|| DEFAULT_DRAWS.min(trials / TRIALS_PER_DRAW).max(1));
    if trials < draws {
        return Err(RunError::TooFewTrials { trials, draws });
    }
    let names: Vec<&str> = scenario.uncertain().iter().map(|value| value.path.as_str()).collect();
    let correlations: Vec<RankCorrelation> = scenario
        .correlations()
        .iter()
        .map(|correlation| RankCorrelation { between: correlation.between, rank: correlation.rank })
        .collect();
    Ok(Design::new(&names, &correlations, seed, draws as usize))
}
