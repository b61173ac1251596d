//! What pairing is worth on the shipped scenario of Singapore.

use std::path::Path;

use overheard::engine::{Effort, Unwatched};
use overheard::model::Estimator;
use overheard::scenario;
use overheard::study::compare::{CompareOptions, Detail, compare};
use overheard::study::run::RunOptions;

/// The interval of the paired difference is at least this many times narrower than that of two independent runs.
const WORTH: f64 = 5.0;

/// Measures that only scale single numbers. One that takes the share `f` off every trial alike cannot be worth more than
/// `sqrt(1 + (1 - f)^2) / f`, which is 8 for these two and less than 4 for the greater effect of `line-check`. The factor
/// of one run is known to about an eighth of itself (40 replicates), so that of four is to a sixteenth.
#[test]
fn pairing_is_worth_a_factor_of_five_for_measures_that_scale_single_numbers() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/singapore-airshow-2024.toml");
    let scenario = scenario::load(&path, &[]).unwrap();
    let worth = |seed: u64| -> Vec<f64> {
        let effort = Effort::Trials(4000);
        let run = RunOptions { seed, draws: None, effort, estimator: Estimator::Conditional, records: 0 };
        let options = CompareOptions {
            run,
            combine: 1,
            budget: None,
            measures: Some(vec!["briefing".into(), "warning-at-join".into()]),
            tolerable: None,
            confidence: None,
            detail: Detail::Rows,
        };
        let rows = compare(&scenario, &options, &Unwatched).unwrap().rows;
        rows.iter().filter_map(|row| row.pairing).collect()
    };
    let logs: Vec<Vec<f64>> = (1..=4).map(|seed| worth(seed).into_iter().map(f64::ln).collect()).collect();
    for row in 0..2 {
        let mean = (logs.iter().map(|logs| logs[row]).sum::<f64>() / logs.len() as f64).exp();
        assert!(mean >= WORTH, "row {row}: {mean}, of {logs:?}");
    }
}
