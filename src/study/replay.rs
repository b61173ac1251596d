//! Who would have been saved by what: captures of the baseline, replayed under each measure in the same trial.

use super::comparison::{Replay, Replayed};
use super::prepare::Prepared;
use super::stories::{Found, Search, search};
use crate::engine::Monitor;
use crate::model::{Estimator, Family, FamilyWorkspace};
use crate::random::Trial;
use crate::scenario::Scenario;
use crate::statistics::{ALPHA, Estimate, Interval, clopper_pearson};

/// Replays the first captures of the baseline's analog trials under variants, each with one measure in force.
///
/// A measure prevents a capture if under it the same conversation of the same trial, with all its draws that the measure
/// does not concern, is not captured.
pub(super) fn replay(
    prepared: &Prepared,
    names: &[String],
    variants: &[Scenario],
    wanted: Search,
    monitor: &dyn Monitor,
) -> Replay {
    let again = |draw: u64, trial: &Trial, found: Vec<Found>| {
        let worlds = variants.iter().map(|variant| prepared.world(variant, draw));
        let worlds: Result<Vec<_>, _> = worlds.collect();
        let family = Family::compile(&worlds.expect("every draw of every variant was run before"));
        let mut room = FamilyWorkspace::new(&family);
        room.run(&family, trial, Estimator::Analog);
        let prevented = |found: &Found| (0..names.len()).filter(|&row| !room.captures(row, found.key)).collect();
        found.into_iter().map(|found| (prevented(&found), found)).collect::<Vec<(Vec<usize>, Found)>>()
    };
    let replayed = search(prepared, wanted, monitor, &again);
    let count = replayed.len();
    let hits = |test: &dyn Fn(&[usize]) -> bool| replayed.iter().filter(|(prevented, _)| test(prevented)).count();
    let both = |a: usize, b: usize| hits(&|prevented| prevented.contains(&a) && prevented.contains(&b));
    Replay {
        measures: names.to_vec(),
        captures: count,
        prevented: (0..names.len()).map(|row| share(hits(&|prevented| prevented.contains(&row)), count)).collect(),
        both: (0..names.len()).map(|a| (0..names.len()).map(|b| both(a, b)).collect()).collect(),
        by_none: hits(&|prevented| prevented.is_empty()),
        stories: replayed
            .into_iter()
            .map(|(prevented, found)| Replayed {
                story: found.story,
                prevented_by: prevented.into_iter().map(|row| names[row].clone()).collect(),
            })
            .collect(),
    }
}

/// A share of replayed captures with its exact binomial interval; absent where nothing was replayed.
fn share(hits: usize, count: usize) -> Option<Estimate> {
    let mean = hits as f64 / count as f64;
    let (low, high) = clopper_pearson(hits as u64, count as u64, ALPHA);
    let standard_error = (mean * (1.0 - mean) / count as f64).sqrt();
    (count > 0).then_some(Estimate { mean, interval: Some(Interval { standard_error, low, high }) })
}
