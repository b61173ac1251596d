//! Trials for the question who captured what leaked, until the answer is precise.
//!
//! As in a contest, trials are dealt to cells: the draws of the uncertain values, or strands of the trials of one draw.
//! Each cell is summed by itself in the order of its trials, so that the sums do not depend on the number of threads.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::contest::Cells;
use super::findings::{CellSums, Findings};
use super::job::{Monitor, Progress};
use super::plan::{Effort, is_last_look};
use crate::model::{Inquest, Model, Question, Rival, Sets};
use crate::random::{Grouping, Trial};
use crate::statistics::{ALPHA, ALPHA_AT_LOOK, trials_for};

/// The least trials of the first look, over all cells.
const PILOT: u64 = 4_000;
/// Effective number of trials with a match that the first look should hold.
const PILOT_HITS: f64 = 100.0;
/// Where nothing has matched in so many trials, no more are spent on it.
const ENOUGH_WITHOUT_MATCH: u64 = 65_536;
/// The least effective number of trials with a match on which a stated precision may rest.
const LEAST_HITS: f64 = 400.0;
/// Where the finite number of draws takes more than this share of the squared width aimed at, too many trials would be
/// needed to make up for it.
const MOST_DESIGN_SHARE: f64 = 0.75;
/// A step is at most so many times as long as all before it.
const STEP: u64 = 2;

/// What the trials of one draw run on.
#[derive(Debug, Clone)]
pub struct Case {
    /// The model.
    pub model: Arc<Model>,
    /// The rivals of its campaigns.
    pub rivals: Vec<Rival>,
}

/// What to find out.
pub struct Inquiry<'a, E> {
    /// The case of a draw.
    pub case: &'a (dyn Fn(u64) -> Result<Case, E> + Sync),
    /// How the trials are dealt.
    pub cells: Cells,
    /// The seed.
    pub seed: u64,
    /// What is known.
    pub question: &'a Question,
    /// Campaigns and pathways: those who may have captured.
    pub hypotheses: usize,
    /// How much to do.
    pub effort: Effort,
}

/// Why an inquiry ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The stated number of trials was run.
    Trials,
    /// The stated precision was reached.
    Precision,
    /// The greatest number of trials was spent before the precision was reached.
    MaxTrials,
    /// More trials inside the draws would not narrow the interval to the precision: more draws would.
    Draws,
    /// In so many trials nothing fitted what is known that more would hardly help.
    NoMatch,
    /// Interrupted; what was finished is kept.
    Interrupted,
}

/// Runs an inquiry; absent if it was cancelled before anything was finished.
pub fn inquire<E: Send>(job: &Inquiry<E>, monitor: &dyn Monitor) -> Result<Option<Findings>, E> {
    let mut findings = Findings::new(job.cells.clone(), job.hypotheses);
    let runner = Runner { job, monitor, done: AtomicU64::new(0) };
    match job.effort {
        Effort::Trials(trials) => {
            let whole = runner.advance(&mut findings, trials)?;
            (findings.alpha, findings.ending) = (ALPHA, if whole { Ending::Trials } else { Ending::Interrupted });
        }
        Effort::Precision { relative, max_trials } => runner.until_precise(&mut findings, relative, max_trials)?,
    }
    Ok((findings.trials() > 0).then_some(findings))
}

struct Runner<'a, E> {
    job: &'a Inquiry<'a, E>,
    monitor: &'a dyn Monitor,
    done: AtomicU64,
}

impl<E: Send> Runner<'_, E> {
    /// At most four looks, as in a run; what is looked at is the interval of the leading explanation's posterior.
    fn until_precise(&self, findings: &mut Findings, relative: f64, max_trials: u64) -> Result<(), E> {
        let count = self.job.cells.count() as u64;
        let whole = |trials: u64| trials.div_ceil(count).saturating_mul(count).min(max_trials);
        let mut goal = whole(PILOT);
        // The pilot grows until it holds enough to size the next look by; how wide the interval is has no say in that.
        while goal < max_trials.min(ENOUGH_WITHOUT_MATCH) && self.advance(findings, goal)? && !holds_enough(findings) {
            goal = whole((STEP * goal).min(ENOUGH_WITHOUT_MATCH));
        }
        for (look, &alpha) in ALPHA_AT_LOOK.iter().enumerate() {
            findings.alpha = alpha;
            if !self.advance(findings, goal)? {
                findings.ending = Ending::Interrupted;
                return Ok(());
            }
            findings.ending = Ending::MaxTrials;
            if let Some(ending) = verdict(findings, relative) {
                findings.ending = ending;
                return Ok(());
            }
            if goal >= max_trials {
                return Ok(());
            }
            let wanted = if is_last_look(look + 1) { max_trials } else { next_goal(findings, relative, look) };
            goal = whole(wanted.clamp(goal, max_trials)).max(goal);
        }
        Ok(())
    }

    /// Runs every cell up to its share of so many trials, in steps; false if cancelled, with only whole steps added.
    fn advance(&self, findings: &mut Findings, goal: u64) -> Result<bool, E> {
        let mut from = findings.trials();
        while from < goal {
            let to = goal.min((STEP * from).max(PILOT));
            let cells: Result<Vec<Option<CellSums>>, E> =
                (0..self.job.cells.count()).into_par_iter().map(|cell| self.cell(cell, from, to, goal)).collect();
            let Some(cells) = cells?.into_iter().collect::<Option<Vec<_>>>() else { return Ok(false) };
            findings.add(&cells);
            from = to;
        }
        Ok(true)
    }

    /// The sums of a cell's share of the trials from `from` to `to`.
    fn cell(&self, cell: usize, from: u64, to: u64, goal: u64) -> Result<Option<CellSums>, E> {
        let (cells, question) = (&self.job.cells, self.job.question);
        let range = cells.share_of(cell, from, Grouping::Single)..cells.share_of(cell, to, Grouping::Single);
        let mut sums = CellSums::new(self.job.hypotheses);
        if self.monitor.cancelled() {
            return Ok(None);
        }
        if range.is_empty() {
            return Ok(Some(sums));
        }
        let case = (self.job.case)(cells.draw(cell))?;
        let mut room = Inquest::new(&case.model);
        let trials = range.end - range.start;
        for index in range {
            if index % 64 == 63 && self.monitor.cancelled() {
                return Ok(None);
            }
            room.draw(
                &case.model,
                question,
                &Trial::new(self.job.seed, cells.draw(cell), cells.trial(cell, index, Grouping::Single)),
            );
            room.ask(&case.model, &case.rivals, question);
            sums.add(room.row(), question.sets.len());
        }
        let trials_done = self.done.fetch_add(trials, Ordering::Relaxed) + trials;
        self.monitor.progress(&Progress { trials_done, trials_planned: goal, odds: None });
        Ok(Some(sums))
    }
}

/// Whether a pilot holds enough captures by the leading hypothesis.
fn holds_enough(findings: &Findings) -> bool {
    findings.effective_hits(findings.leader(Sets::ALL), Sets::ALL) >= PILOT_HITS
}

/// Whether the precision is reached, or cannot be.
fn verdict(findings: &Findings, relative: f64) -> Option<Ending> {
    if findings.total(Sets::ALL) == 0.0 {
        return (findings.trials() >= ENOUGH_WITHOUT_MATCH).then_some(Ending::NoMatch);
    }
    let leader = findings.leader(Sets::ALL);
    let posterior = findings.share(leader, Sets::ALL);
    let enough = findings.effective_hits(leader, Sets::ALL) >= LEAST_HITS;
    let width = posterior.relative_half_width()?;
    if enough && width <= relative {
        return Some(Ending::Precision);
    }
    let target = relative * posterior.mean;
    let widths = findings.half_widths(leader, findings.alpha)?;
    let hopeless = widths.design.powi(2) > MOST_DESIGN_SHARE * target.powi(2) && widths.chance <= target;
    (enough && findings.has_draws() && hopeless).then_some(Ending::Draws)
}

/// Trials at which the next look should find the precision reached.
fn next_goal(findings: &Findings, relative: f64, look: usize) -> u64 {
    let trials = findings.trials();
    if findings.total(Sets::ALL) == 0.0 {
        return ENOUGH_WITHOUT_MATCH;
    }
    let leader = findings.leader(Sets::ALL);
    let posterior = findings.share(leader, Sets::ALL).mean;
    let hits = findings.effective_hits(leader, Sets::ALL);
    let for_hits = (trials as f64 * LEAST_HITS / hits * HITS_MARGIN).ceil() as u64;
    let target = relative * posterior;
    let Some(widths) = findings.half_widths(leader, ALPHA_AT_LOOK[look + 1]) else { return for_hits };
    // What the design takes of the width is left to chance no more; where it takes too much, chance may have it all.
    let design = widths.design.powi(2);
    let left = if design > MOST_DESIGN_SHARE * target.powi(2) { target.powi(2) } else { target.powi(2) - design };
    for_hits.max(trials_for(left.sqrt(), trials, widths.chance))
}

/// Share added to the trials that should bring enough hits, so that it seldom just misses.
const HITS_MARGIN: f64 = 1.2;
