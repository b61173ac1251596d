//! The odds along one path of the scenario, or over two, with measures as lines: all on common random numbers.

mod effort;
mod reading;
pub mod result;
mod variants;

use super::prepare::RunError;
use super::result::{Effort, Estimator};
use crate::engine::{Contest, Monitor, Rivals};
use crate::scenario::{Diagnostics, Override, Scenario, Vary};
use effort::Ended;
use reading::Reading;
use result::SweepResult;
use variants::Variants;

/// The most points times lines of one sweep: its memory grows with them times the draws.
pub const MOST_VARIANTS: usize = 1024;
/// The most paths that are varied together.
pub const MOST_AXES: usize = 2;

/// What to sweep, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct SweepOptions {
    /// The paths and their values: one or two.
    pub axes: Vec<Vary>,
    /// Measures that get a line of their own, beside the scenario as it is.
    pub measures: Vec<String>,
    /// The seed.
    pub seed: u64,
    /// Draws of the uncertain values that are not varied; absent: 1,000 if there are any.
    pub draws: Option<u64>,
    /// How much to do at each point; a precision is that of the worst point.
    pub effort: Effort,
    /// The estimator.
    pub estimator: Estimator,
}

/// Why a sweep cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// No path, or more than two.
    #[error("{0} paths are varied; a sweep is along one or over two: give --vary once or twice")]
    Axes(usize),
    /// The same path twice.
    #[error("`{0}` is varied twice; for other values of it give them in one --vary, separated by commas")]
    SamePath(String),
    /// Too many points.
    #[error(
        "{found} points (values times lines) are more than the {MOST_VARIANTS} that one sweep takes: give fewer values or measures"
    )]
    TooMany {
        /// How many.
        found: usize,
    },
    /// Some points are not valid.
    #[error("{0}")]
    Scenario(Diagnostics),
    /// A point failed when its uncertain values were drawn, or all of them did.
    #[error("{}{error}", at(point))]
    Run {
        /// The point, where it was one.
        point: Option<String>,
        /// What went wrong.
        error: RunError,
    },
}

fn at(point: &Option<String>) -> String {
    point.as_ref().map_or_else(String::new, |point| format!("at {point}: "))
}

impl From<RunError> for SweepError {
    fn from(error: RunError) -> Self {
        Self::Run { point: None, error }
    }
}

/// The scenario with more changes than it was read with.
pub type Loader<'a> = &'a dyn Fn(&[Override]) -> Result<Scenario, Diagnostics>;

/// Runs a share of a sweep's trials.
pub fn share(load: Loader, options: &SweepOptions, monitor: &dyn Monitor) -> Result<(), SweepError> {
    admit(options)?;
    sample(&Variants::read(load, options)?, options, monitor).map(drop)
}

/// Sweeps. `load` reads the scenario with the changes of a point on top of whatever else is changed.
pub fn sweep(load: Loader, options: &SweepOptions, monitor: &dyn Monitor) -> Result<SweepResult, SweepError> {
    admit(options)?;
    let variants = Variants::read(load, options)?;
    let ended = sample(&variants, options, monitor)?;
    Ok(Reading::new(options, &variants, &ended, variants.cells().replicates()).result())
}

fn sample(variants: &Variants, options: &SweepOptions, monitor: &dyn Monitor) -> Result<Ended, SweepError> {
    let family = |_: usize, draw: u64| variants.family(draw).map(Rivals::Family);
    let (cells, estimator) = (variants.cells(), options.estimator);
    let replicates = cells.replicates();
    let (seed, placing) = (options.seed, variants.placing(options));
    let mut job = Contest { rivals: &family, cells, seed, estimator, placing, trials: 0..0 };
    let ended = effort::run(&variants.subject(), &mut job, options.effort, replicates, monitor)?;
    Ok(ended.ok_or(RunError::NothingFinished)?)
}

fn admit(options: &SweepOptions) -> Result<(), SweepError> {
    if !(1..=MOST_AXES).contains(&options.axes.len()) {
        return Err(SweepError::Axes(options.axes.len()));
    }
    match &options.axes[..] {
        [first, second] if first.path == second.path => return Err(SweepError::SamePath(first.path.clone())),
        _ => {}
    }
    let points: usize = options.axes.iter().map(|axis| axis.values.len()).product();
    match points * (options.measures.len() + 1) {
        found if found > MOST_VARIANTS => Err(SweepError::TooMany { found }),
        _ => Ok(()),
    }
}
