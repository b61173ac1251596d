//! Calibration against posteriors that are known, and as it is typed.

use std::fs;

use super::cli_program::{ended, overheard};
use overheard::engine::Unwatched;
use overheard::model::Estimator;
use overheard::random::{Address, Entity, Purpose, Trial};
use overheard::report::safe;
use overheard::scenario::{Evidence, Ignorance, from_text};
use overheard::statistics::{ALPHA, Estimate, Range, Weighted, some_of};
use overheard::study::calibrate::result::CalibrateResult;
use overheard::study::calibrate::{CalibrateError, CalibrateOptions, calibrate};

/// One venue, a post that hears everything: odds `1 - exp(-C s r)` with mistake odds s and recognition r = 0.5.
const TEXT: &str = r#"
format = 1
event = { name = "Talks", days = 2 }
channel.app = { readable = 0, approved = true }
channel.phone = { readable = 1 }
venue.hall = { offers = ["app", "phone"] }
[group.envoys]
count = 10
mistake = { low = 0.01, high = 0.1 }
substitutes = { min = 0, mode = 0.5, max = 1 }
whereabouts."00-24" = { hall = 1 }
[conversation.talk]
rate = { envoys = 0.5 }
duration_minutes = 20
approved = { app = 1 }
fallback = { phone = 1 }
recognised = 0.5
harm = 3
[campaign.broad.collector.post]
count = 1
pickup_per_hour = { phone = 1e9 }
"#;
const MISTAKE: Ignorance = Ignorance::LogitNormal { low: 0.01, high: 0.1 };

fn seen(words: &[&str]) -> CalibrateOptions {
    let evidence = words.iter().map(|words| Evidence::parse(words).unwrap()).collect();
    CalibrateOptions { seed: 3, estimator: Estimator::Conditional, draws: 1024, trials: 16, evidence }
}

fn calibrated(options: &CalibrateOptions) -> CalibrateResult {
    calibrate(&from_text("talks.toml", TEXT, &[]).unwrap(), options, &Unwatched).unwrap()
}

/// Posterior mean of the odds, and of the normal score of s, by quadrature over 4,000 strata; and the mean likelihood.
fn posterior(likelihood: impl Fn(f64) -> f64) -> (f64, f64, f64) {
    let (mut whole, mut odds, mut score) = (0.0, 0.0, 0.0);
    let logit = |p: f64| (p / (1.0 - p)).ln();
    let (low, high) = (logit(0.01), logit(0.1));
    for step in 0..4000 {
        let s = MISTAKE.quantile((f64::from(step) + 0.5) / 4000.0);
        let p = -(-10.0 * s * 0.5f64).exp_m1();
        let z = (logit(s) - 0.5 * (low + high)) / ((high - low) / (2.0 * 1.644_853_626_951_472_9));
        let weight = likelihood(p);
        whole += weight;
        odds += weight * p;
        score += weight * z;
    }
    (odds / whole, score / whole, whole / 4000.0)
}

fn within(found: Estimate, truth: f64, most_error: f64, what: &str) {
    let error = found.interval.unwrap().standard_error;
    assert!((found.mean - truth).abs() <= 4.0 * error && error <= most_error, "{what}: {found:?}, truth {truth}");
}

/// Beta(2, 4) before, x = 3 of n = 8: Beta(5, 9) after, mean 5/14. Each draw is seen through 20 trials that say 0 or 1.
/// 4,000 draws; four standard errors are allowed.
#[test]
fn a_beta_binomial_case_has_its_known_posterior() {
    let before = Ignorance::Pert { min: 0.0, mode: 0.25, max: 1.0 };
    let probability = |draw: usize| before.quantile((draw as f64 + 0.5) / 4000.0);
    let likelihood = |draw: usize| {
        let address = Address { entity: Entity::named(&["beta"]), item: draw as u64, lane: 0 };
        let mut stream = Trial::new(9, 0, 0).stream(address, Purpose::Design);
        let trials: Vec<f64> = (0..20).map(|_| f64::from(u8::from(stream.uniform() < probability(draw)))).collect();
        some_of(&trials, 3, 8)
    };
    let weights = (0..4000).map(likelihood).collect();
    // Every fortieth draw belongs together, so that each replicate spans the whole range.
    let weighted = Weighted { weights, replicate_of: (0..4000).map(|draw| draw % 40).collect() };
    within(weighted.mean(Range::Any, ALPHA, probability), 5.0 / 14.0, 0.01, "posterior mean");
}

#[test]
fn counts_of_events_give_the_posterior_of_the_closed_form() {
    let found = calibrated(&seen(&["captures>=1 in 6 of 14 events"]));
    let binomial = |p: f64| 3003.0 * p.powi(6) * (1.0 - p).powi(8);
    let (odds, score, likelihood) = posterior(binomial);
    within(found.after.odds, odds, 0.01, "odds");
    within(found.values[0].shift, score, 0.06, "score");
    within(found.plausibility.unwrap(), likelihood, 0.01, "plausibility");
    let before = posterior(|_| 1.0).0;
    within(found.before.odds, before, 0.01, "odds before");
    assert!(matches!(found.values[0].after, Some(Ignorance::LogitNormal { low, high }) if low > 0.01 && high > 0.1));
    assert_eq!(found.values[1].after, None, "nothing is said of a value that nothing hangs on");
}

#[test]
fn totals_over_events_give_the_posterior_of_the_closed_form() {
    // Captures of an event are Poisson here: those of ten events together too.
    let found = calibrated(&seen(&["captures<=1 in 10 events"]));
    let (odds, score, _) = posterior(|p| {
        let all = -10.0 * (-p).ln_1p();
        (-all).exp() * (1.0 + all)
    });
    within(found.after.odds, odds, 0.01, "odds");
    within(found.values[0].shift, score, 0.06, "score");
    assert!(found.values[0].shift.mean < -0.3);
}

#[test]
fn the_word_of_an_expert_gives_the_posterior_of_the_closed_form() {
    let found = calibrated(&seen(&["odds between 30 % and 50 %"]));
    let logit = |p: f64| (p / (1.0 - p)).ln();
    let (low, high) = (logit(0.3), logit(0.5));
    let spread = (high - low) / (2.0 * 1.644_853_626_951_472_9);
    let (odds, score, _) = posterior(|p| (-0.5 * ((logit(p) - 0.5 * (low + high)) / spread).powi(2)).exp());
    // The noise is taken out to second order only: 0.01 of the odds, a tenth of a standard deviation of the score.
    assert!((found.after.odds.mean - odds).abs() < 0.01, "{:?} {odds}", found.after.odds);
    assert!((found.values[0].shift.mean - score).abs() < 0.1, "{:?} {score}", found.values[0].shift);
    assert_eq!(found.plausibility, None);
}

#[test]
fn evidence_that_says_nothing_leaves_what_was_believed() {
    let found = calibrated(&seen(&["captures>=0 in 5 events"]));
    assert!(found.values.iter().all(|value| value.after.is_none()));
    assert_eq!((found.effective_draws, found.rounds), (1024.0, 1));
    assert_eq!(found.plausibility.unwrap().mean, 1.0);
    assert!((found.after.odds.mean - found.before.odds.mean).abs() < 1e-12);
}

/// Eleven of twelve events, where one in five is expected: in the first round few draws carry the weight.
#[test]
fn far_evidence_is_reached_in_rounds() {
    let found = calibrated(&seen(&["captures>=1 in 11 of 12 events"]));
    assert!(found.rounds > 1 && found.effective_draws > 100.0, "{} {}", found.rounds, found.effective_draws);
    let (odds, score, _) = posterior(|p| 12.0 * p.powi(11) * (1.0 - p));
    within(found.after.odds, odds, 0.03, "odds");
    within(found.values[0].shift, score, 0.12, "score");
}

#[test]
fn pieces_of_evidence_count_together() {
    let found = calibrated(&seen(&["captures>=1 in 3 of 7 events", "captures>=1 in 3 of 7 events"]));
    let (odds, score, _) = posterior(|p| (35.0 * p.powi(3) * (1.0 - p).powi(4)).powi(2));
    within(found.after.odds, odds, 0.01, "odds");
    within(found.values[0].shift, score, 0.06, "score");
}

#[test]
fn what_no_draw_can_have_given_is_said() {
    let quiet = TEXT.replace("recognised = 0.5", "recognised = 0");
    let scenario = from_text("quiet.toml", &quiet, &[]).unwrap();
    let options = CalibrateOptions { draws: 32, ..seen(&["captures>=1 in 1 of 2 events"]) };
    let refused = calibrate(&scenario, &options, &Unwatched);
    assert!(matches!(refused, Err(CalibrateError::Impossible { draws: 32 })), "{refused:?}");
    let refused = calibrate(&scenario, &seen(&[]), &Unwatched);
    assert!(matches!(refused, Err(CalibrateError::NoEvidence)));
}

const FEW: [&str; 4] = ["--draws", "64", "--draw-trials", "4"];

#[test]
fn the_scenario_that_is_written_loads_runs_and_forgets_the_evidence() {
    let dir = tempfile::tempdir().unwrap();
    let counted = "[[evidence]]\nseen = \"captures>=1 in 10 of 14 events\"\n";
    fs::create_dir(dir.path().join("in")).unwrap();
    fs::write(dir.path().join("in/talks.toml"), format!("{TEXT}{counted}")).unwrap();
    let found = ended(overheard(dir.path()).args(["calibrate", "in/talks.toml", "--write", "new.toml"]).args(FEW));
    assert_eq!(found.code, Some(0), "{}", found.stderr);
    assert!(found.stdout.contains("What was seen moves the odds from"), "{}", found.stdout);
    assert!(found.stdout.lines().all(|line| safe::width(line) <= 80), "{}", found.stdout);
    let text = fs::read_to_string(dir.path().join("new.toml")).unwrap();
    for line in [
        "# seen: captures>=1 in 10 of 14 events",
        "extends = \"in/talks.toml\"",
        "evidence = []",
        "# before: { low = 0.01, high = 0.1 }",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let checked = ended(overheard(dir.path()).args(["check", "new.toml"]));
    assert_eq!((checked.code, checked.stderr.as_str()), (Some(0), ""), "{}", checked.stdout);
    let ran = ended(overheard(dir.path()).args(["run", "new.toml", "--trials", "2000", "--draws", "50", "--quiet"]));
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let again = ended(overheard(dir.path()).args(["calibrate", "new.toml"]).args(FEW));
    assert_eq!(again.code, Some(2));
    assert!(again.stderr.contains("nothing says what was seen"), "{}", again.stderr);
    for file in ["summary.json", "values.csv", "odds.csv", "correlations.csv", "page.json", "charts/odds.png"] {
        assert!(dir.path().join("output/talks-calibrate").join(file).is_file(), "{file}");
    }
}

#[test]
fn what_cannot_be_written_or_read_is_refused_before_anything_runs() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("s.toml"), TEXT).unwrap();
    fs::write(dir.path().join("there.toml"), "").unwrap();
    let given = ["--seen", "captures>=1 in 1 of 2 events"];
    for (arguments, code, message) in [
        (&["--seen", "two leaks"][..], 2, "neither with \"captures\" nor with \"odds\""),
        (&["--seen", "captures>=1 in 3 of 2 events"], 2, "there cannot be more than were looked at"),
        (&["--seen", "\u{1b}[31m"], 2, "write \"captures>=1 in 1 of 14 events\""),
        (&["--only-seen"], 2, "--seen"),
        (&[], 2, "nothing says what was seen"),
        (&[given[0], given[1], "--write", "there.toml"], 1, "there is a file already"),
        (&[given[0], given[1], "--write", "s.toml", "--force"], 1, "the scenario itself"),
        (&[given[0], given[1], "--write", "no/such/folder.toml"], 1, "its folder does not exist"),
        (&[given[0], given[1], "--write", "x.toml", "--set", "event.days=1"], 1, "what --set changes"),
    ] {
        let refused = ended(overheard(dir.path()).args(["calibrate", "s.toml"]).args(arguments).args(FEW));
        assert_eq!(refused.code, Some(code), "{arguments:?}: {}", refused.stderr);
        assert!(refused.stderr.contains(message), "{arguments:?}: {}", refused.stderr);
        assert!(!refused.stderr.contains('\u{1b}'), "{arguments:?}");
    }
}
