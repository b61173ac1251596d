//! Why a run ended, what to do about it, and what to bear in mind.

use super::layout;
use crate::report::{round, safe};
use crate::study::result::{Effort, Estimator, Placing, Provenance, RunResult, Stop};

/// Under so many trials with a capture an interval is rough.
const FEW_CONTRIBUTIONS: u64 = 10;
/// Trials suggested are rounded up to a number with one digit.
const SUGGESTION_DIGITS: i32 = 1;

/// What is said of a run whose trials were aimed.
const AIMED: &str = "Trials were aimed at the places where captures are, and count the less for it: a pilot found that \
                     this narrows the odds.";

/// That trials were aimed, if they were.
pub fn aimed(placing: Placing) -> Option<String> {
    (placing == Placing::Aimed).then(|| AIMED.to_owned())
}

/// File names are cut to this width.
const FILE_COLUMNS: usize = 60;

/// Why the run ended, with advice where the precision was not reached.
pub fn stop(result: &RunResult) -> String {
    let trials = round::count(result.provenance.trials);
    let relative = match result.provenance.effort {
        Effort::Precision { relative, .. } => relative,
        Effort::Trials(_) => 0.0,
    };
    let wanted = format!("{} %", round::typed(100.0 * relative, 2));
    let reached = result.odds.estimate.relative_half_width().filter(|reached| reached.is_finite());
    let short =
        reached.map_or_else(String::new, |reached| format!(" (reached: {} %)", round::significant(100.0 * reached, 2)));
    match result.stop {
        Stop::Trials if result.provenance.trials == 1 => "Stopped after the one trial asked for.".to_owned(),
        Stop::Trials => format!("Stopped after the {trials} trials asked for."),
        Stop::Precision => format!("Stopped by itself after {trials} trials, at a precision of {wanted} of the odds."),
        Stop::MaxTrials => format!(
            "Stopped at the limit of {trials} trials, short of a precision of {wanted} of the odds{short}. {}",
            max_trials_advice(result, reached, relative)
        ),
        Stop::Draws => format!(
            "Stopped after {trials} trials, short of a precision of {wanted} of the odds{short}: more trials in the \
             same {} draws would not help enough.{}",
            round::count(result.provenance.draws),
            result.advised_draws.map_or_else(String::new, |draws| format!(" Narrower: --draws {draws}."))
        ),
        Stop::Impossible => format!(
            "Stopped by itself after {trials} trials: by the scenario's numbers no capture is possible, however many \
             are run."
        ),
        Stop::Interrupted => {
            format!("INTERRUPTED after {trials} trials: the numbers rest on those alone. Run it again for the whole.")
        }
    }
}

fn max_trials_advice(result: &RunResult, reached: Option<f64>, relative: f64) -> String {
    match reached {
        Some(_) => format!("Narrower: --max-trials {}.", suggested(result.provenance.trials, reached, relative)),
        None if result.provenance.estimator == Estimator::Analog => {
            "Rare captures: --estimator conditional needs far fewer trials.".to_owned()
        }
        None => "Nothing was captured: more --max-trials only lower the bound.".to_owned(),
    }
}

/// So many more as the square of the missing precision; a whole number to type.
fn suggested(spent: u64, reached: Option<f64>, relative: f64) -> String {
    let factor = reached.map_or(4.0, |reached| (reached / relative).powi(2)).max(2.0);
    let needed = spent as f64 * factor;
    let step = 10f64.powi((needed.log10().floor() as i32) + 1 - SUGGESTION_DIGITS);
    format!("{}", (needed / step).ceil() * step)
}

/// What to bear in mind, one line each.
pub fn hints(result: &RunResult) -> Vec<String> {
    let mut hints = Vec::new();
    hints.extend(aimed(result.placing));
    let contributing = result.contributing_trials;
    if (1..FEW_CONTRIBUTIONS).contains(&contributing) {
        hints.push(format!(
            "Only {contributing} of {} trials had any capture: the intervals are rough. More --trials{}.",
            round::count(result.provenance.trials),
            if result.provenance.estimator == Estimator::Analog { ", or --estimator conditional" } else { "" }
        ));
    }
    let (told, wanted) = (result.stories.len(), result.stories_wanted);
    if told < wanted {
        hints.push(format!(
            "captures.csv tells {told} of the {wanted} captures asked for: the trials that may be run hold no more. \
             More --trials."
        ));
    }
    if result.odds.band.is_none() && result.stop != Stop::Impossible {
        hints.push(
            "The interval is chance alone: how sure the scenario's numbers are does not enter it. Give ranges \
             ({ low = …, high = … }) for what is not known."
                .to_owned(),
        );
    }
    hints.push(format!(
        "The odds are as good as the scenario's numbers: see [sources] in {}.",
        safe::fit_end(&result.file, FILE_COLUMNS)
    ));
    hints
}

/// How the result can be made again.
pub fn provenance(result: &RunResult) -> String {
    made_by(&result.provenance)
}

/// The program, the scenario, the seed and the trials, in a line.
pub fn made_by(from: &Provenance) -> String {
    let draws = if from.draws > 1 { format!(", {} draws", round::count(from.draws)) } else { String::new() };
    let hash: String = from.scenario_hash.chars().take(12).collect();
    let line = format!(
        "overheard {}, scenario {}, seed {}, {} {}{draws}, {} estimator",
        safe::one_line(&from.version),
        safe::one_line(&hash),
        from.seed,
        round::count(from.trials),
        if from.trials == 1 { "trial" } else { "trials" },
        from.estimator.name()
    );
    layout::wrap(&line, 2)
}
