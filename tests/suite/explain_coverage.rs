//! Intervals of an explanation hold the truth as often as they say, and its band is where quadrature puts it.

use overheard::engine::Effort;
use overheard::study::explain::explanation::{Ending, Explanation, Verdict};

use crate::explain::{TEXT, asked, near, of, read};

/// Of 200 intervals at 95 % 190 are expected to hold, with a standard deviation of 3.1; 178 is four of them below.
const REPETITIONS: u64 = 200;
const LEAST_INSIDE: usize = 178;

fn holds(estimate: Option<overheard::statistics::Estimate>, truth: f64) -> bool {
    let interval = estimate.unwrap().interval.unwrap();
    interval.low <= truth && truth <= interval.high
}

/// What is asked of an explanation, and whether its interval holds the truth.
type Check<'a> = (&'a str, &'a dyn Fn(&Explanation) -> bool);

#[test]
fn intervals_cover_at_a_stated_number_of_trials() {
    let scenario = read(TEXT);
    let given = ["venue=hall", "lapsed_legs=1", "kind=plan"];
    let found: Vec<Explanation> =
        (0..REPETITIONS).map(|seed| asked(&scenario, &given, 100 + seed, Effort::Trials(1_200))).collect();
    let fits = [0.2, 0.01, 0.009];
    let total: f64 = fits.iter().sum();
    let inside = |check: &dyn Fn(&Explanation) -> bool| found.iter().filter(|one| check(one)).count();
    let checks: [Check; 6] = [
        ("posterior", &|one| holds(of(one, "broad").posterior, fits[0] / total)),
        ("posterior of a pathway", &|one| holds(of(one, "platform").posterior, fits[2] / total)),
        ("likelihood", &|one| holds(of(one, "insider").likelihood, 0.1)),
        ("Bayes factor", &|one| holds(of(one, "insider").leader_favoured_by, 5.0)),
        ("prior to overturn", &|one| holds(of(one, "insider").overturns_at, 20.0)),
        ("prevention", &|one| {
            let wifi = one.prevention.iter().find(|one| one.measure == "no-wifi").unwrap();
            holds(wifi.if_leader, 0.75)
        }),
    ];
    for (name, check) in checks {
        let covered = inside(check);
        assert!(covered >= LEAST_INSIDE, "{name}: {covered} of {REPETITIONS}");
    }
}

#[test]
fn an_inquiry_that_stops_by_itself_covers_although_it_looked_on_the_way() {
    let scenario = read(&TEXT.split("[measure").next().unwrap().replace("prior = 0.5", "prior = 5"));
    let effort = Effort::Precision { relative: 0.04, max_trials: 1_000_000 };
    let given = ["venue=hall", "lapsed_legs=1", "kind=plan"];
    let fits = [0.2, 0.1, 0.009];
    let covered = (0..REPETITIONS).filter(|seed| {
        let found = asked(&scenario, &given, 500 + seed, effort);
        assert_eq!(found.ending, Ending::Precision);
        let posterior = of(&found, "broad").posterior;
        assert!(posterior.unwrap().relative_half_width().unwrap() <= 0.04);
        holds(posterior, fits[0] / fits.iter().sum::<f64>())
    });
    let covered = covered.count();
    assert!(covered >= LEAST_INSIDE, "{covered} of {REPETITIONS}");
}

#[test]
fn what_the_draws_say_is_weighed_by_how_probable_they_make_the_leak() {
    // The campaign's rate is proportional to what is recognised, uniform from 0 to 0.8: PERT with its mode in the middle
    // is symmetric, so its mean is 0.4. The mean of the ratios would be another number than the ratio of the means.
    let text = TEXT
        .split("[measure")
        .next()
        .unwrap()
        .replace("recognised = 0.4", "recognised = { min = 0.0, mode = 0.4, max = 0.8 }");
    let text = text
        .replace("prior = 0.01", "prior = { min = 0.0, mode = 0.2, max = 0.4 }")
        .replace("prior = 0.5\n", "prior = 0\n");
    let found = asked(&read(&text), &["venue=hall", "lapsed_legs=1", "kind=plan"], 1, Effort::Trials(100_000));
    // Of the plans that the platform captures (0.2 x 0.9 of 10) one in ten has a lapsed leg in the hall.
    let (broad, platform) = (0.2, 0.18);
    near(of(&found, "broad").posterior.unwrap(), broad / (broad + platform));
    let band = of(&found, "broad").band.unwrap();
    // By quadrature over both PERT laws (Beta 3, 3): the 5 % and 95 % points of b/(b + p) weighed by b + p.
    let (low, high) = quadrature(|b, p| (broad * 2.0 * b, platform * 2.0 * p));
    assert!((band.low - low).abs() < 0.03 && (band.high - high).abs() < 0.03, "{band:?}, not {low} to {high}");
    assert_eq!(of(&found, "insider").expected.mean, 0.0);
    assert_eq!(found.verdict, Verdict::Leads);
}

/// Quantiles of the first rate's share over two Beta(3, 3) values, on a grid of 400 x 400.
fn quadrature(rates: impl Fn(f64, f64) -> (f64, f64)) -> (f64, f64) {
    const NODES: usize = 400;
    let node = |index: usize| (index as f64 + 0.5) / NODES as f64;
    let density = |x: f64| (x * (1.0 - x)).powi(2);
    let mut shares: Vec<(f64, f64)> = (0..NODES * NODES)
        .map(|index| {
            let (x, y) = (node(index / NODES), node(index % NODES));
            let (one, other) = rates(x, y);
            (one / (one + other), (one + other) * density(x) * density(y))
        })
        .collect();
    shares.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = shares.iter().map(|share| share.1).sum();
    let quantile = |p: f64| {
        let mut reached = 0.0;
        shares
            .iter()
            .find(|share| {
                reached += share.1;
                reached >= p * total
            })
            .unwrap()
            .0
    };
    (quantile(0.05), quantile(0.95))
}
