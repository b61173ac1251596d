//! Whether rare odds cost more: the figure of merit of the benchmark scenario at odds near 1e-2, 1e-4 and 1e-6.
//!
//! `cargo bench --bench merit`. The figure is the squared coefficient of variation of the estimated odds times the processor
//! time that it took: seconds to an error of 100 % of the odds; the time to another error is the figure over its square.
//! The default estimator is set against crude Monte Carlo: the analog estimator, whose figure is (1 - p) / p times its time
//! per trial, for at 1e-6 no run of it would see a capture. Medians over interleaved rounds on one thread.

mod common;

use common::{benchmark, is_asked, median, on_threads, processor_time, reaches, trials, under};
use overheard::model::Estimator;

const ROUNDS: usize = 5;
const TRIALS: u64 = 40_000;
const TRIALS_OF_CRUDE: u64 = 2_000;

/// Odds, the odds of recognition that give them, and how much better than crude the figure is meant to be.
const RARE: [(&str, &str, Option<f64>); 3] =
    [("1e-2", "3.44e-4", None), ("1e-4", "3.42e-6", Some(100.0)), ("1e-6", "3.42e-8", Some(10_000.0))];
/// From the first to the last the figure is meant to worsen by less than this factor.
const WORSENS: f64 = 3.0;

struct Merit {
    odds: f64,
    figure: f64,
    crude: f64,
    better: f64,
}

fn measured(recognised: &str) -> Merit {
    let scenario = benchmark(&[("recognised = 0.001", &format!("recognised = {recognised}"))]);
    let (mut figures, mut crude_figures, mut better, mut odds) = (Vec::new(), Vec::new(), Vec::new(), 0.0);
    for _ in 0..ROUNDS {
        let (result, time) = processor_time(|| trials(&scenario, Estimator::Conditional, TRIALS));
        let estimate = result.odds.estimate;
        odds = estimate.mean;
        let error = estimate.interval.expect("captures are seen").standard_error / odds;
        let (_, time_of_crude) = processor_time(|| trials(&scenario, Estimator::Analog, TRIALS_OF_CRUDE));
        let figure = error * error * time;
        let crude = (1.0 - odds) / odds * time_of_crude / TRIALS_OF_CRUDE as f64;
        figures.push(figure);
        crude_figures.push(crude);
        better.push(crude / figure);
    }
    Merit { odds, figure: median(figures), crude: median(crude_figures), better: median(better) }
}

fn main() {
    if !is_asked() {
        return;
    }
    let merits = on_threads(1, || RARE.map(|(_, recognised, _)| measured(recognised)));
    println!("odds near  odds       figure [s]  crude [s]  times better");
    for ((near, _, bar), merit) in RARE.iter().zip(&merits) {
        let Merit { odds, figure, crude, better } = merit;
        let told = bar.map(|bar| format!("; {}", reaches(*better, bar)));
        println!("{near:<9}  {odds:.3e}  {figure:<10.2e}  {crude:<9.2e}  {better:.0}{}", told.unwrap_or_default());
    }
    let worse = merits[RARE.len() - 1].figure / merits[0].figure;
    println!("from 1e-2 to 1e-6 the figure worsens by {worse:.2} times; {}", under(worse, WORSENS));
}
