//! scratch
use overheard::engine::{Effort, Unwatched};
use overheard::model::Estimator;
use overheard::study::run::{RunOptions, run};
fn main() {
    let file = std::env::args().nth(1).unwrap();
    let rel: f64 = std::env::args().nth(2).map_or(0.02, |x| x.parse().unwrap());
    let t0 = std::time::Instant::now();
    let s = match overheard::scenario::load(std::path::Path::new(&file), &[]) {
        Ok(s) => s,
        Err(d) => {
            println!("{d}");
            return;
        }
    };
    for w in s.warnings() {
        println!("warning {}: {}", w.path, w.message);
    }
    println!("loaded {:?}, uncertain {}", t0.elapsed(), s.uncertain().len());
    let o = RunOptions {
        seed: 1,
        draws: None,
        effort: Effort::Precision {
            relative: rel,
            max_trials: std::env::args().nth(3).map_or(1_000_000, |x| x.parse().unwrap()),
        },
        estimator: Estimator::Conditional,
        records: 0,
    };
    let r = run(&s, &o, &Unwatched).unwrap();
    println!(
        "{:?}\n{:?} {:?}\ntrials {} draws {} in {:?}",
        r.odds,
        r.stop,
        r.captures,
        r.provenance.trials,
        r.provenance.draws,
        t0.elapsed()
    );
    println!("{:#?}", r.funnel);
    for (n, a) in [
        ("venue", &r.attribution.venue),
        ("channel", &r.attribution.channel),
        ("group", &r.attribution.group),
        ("kind", &r.attribution.kind),
        ("cause", &r.attribution.cause),
    ] {
        println!(
            "{n}: {:?}",
            a.iter().map(|s| (s.name.clone(), (s.share.mean * 1000.0).round() / 1000.0)).collect::<Vec<_>>()
        );
    }
    println!("weak {:?}", r.weak_link_share);
}
