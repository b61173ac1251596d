//! Running until the odds are as precise as was asked for.

use super::course::Course;
use super::plan::is_last_look;
use super::run::{Extent, Runner};
use super::sample::{Sample, Stop};
use crate::statistics::{ALPHA_AT_LOOK, trials_for};

/// Where the finite number of draws takes more than this share of the squared width aimed at, too many trials would be
/// needed to make up for it.
const MOST_DESIGN_SHARE: f64 = 0.75;

impl Runner<'_> {
    /// At most four looks: a pilot that sizes the second, which mostly is the last; then one more try, then the limit.
    pub(super) fn until_precise(&self, course: &mut Course, relative: f64, max_trials: u64) {
        let most = max_trials.div_ceil(self.grid.draws);
        if course.goal == 0 {
            course.goal = self.grid.pilot().min(most);
        }
        for (look, &alpha) in ALPHA_AT_LOOK.iter().enumerate().skip(course.look) {
            course.look = look;
            let extent = self.advance(course, &|_| u64::MAX);
            let sample = &mut course.sample;
            sample.alpha = alpha;
            if extent == Extent::Cancelled {
                sample.stop = Stop::Interrupted;
                return;
            }
            sample.stop = Stop::MaxTrials;
            if let Some(stop) = self.verdict(sample, relative, alpha) {
                sample.stop = stop;
                return;
            }
            if course.done >= most {
                return;
            }
            let next = if is_last_look(look + 1) { most } else { self.next_goal(sample, relative, look) };
            course.goal = next.clamp(course.done, most);
        }
    }

    /// Whether the precision is reached, or cannot be by more trials of the same draws.
    fn verdict(&self, sample: &Sample, relative: f64, alpha: f64) -> Option<Stop> {
        let odds = sample.odds(self.job.indicators(), alpha);
        if odds.relative_half_width().is_some_and(|width| width <= relative) {
            return Some(Stop::Precision);
        }
        let target = relative * odds.mean;
        let widths = sample.half_widths(alpha)?;
        let hopeless = widths.design.powi(2) > MOST_DESIGN_SHARE * target.powi(2);
        (sample.draws.len() > 1 && odds.mean > 0.0 && hopeless && widths.chance <= target).then_some(Stop::Draws)
    }

    /// Trials in each draw at which the next look should find the precision reached.
    fn next_goal(&self, sample: &Sample, relative: f64, look: usize) -> u64 {
        let odds = sample.odds(self.job.indicators(), ALPHA_AT_LOOK[look]);
        let target = relative * odds.mean;
        let Some(widths) = sample.half_widths(ALPHA_AT_LOOK[look + 1]).filter(|_| target > 0.0) else {
            return u64::MAX;
        };
        // What the design takes of the width is left to chance no more; where it takes too much, chance may have it all.
        let design = widths.design.powi(2);
        let left = if design > MOST_DESIGN_SHARE * target.powi(2) { target.powi(2) } else { target.powi(2) - design };
        self.grid.per_draw(trials_for(left.sqrt(), sample.trials(), widths.chance))
    }
}
