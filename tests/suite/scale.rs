//! Work in shares, and work that is taken up again: the same result to the last bit.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use overheard::engine::{
    Effort, Gathered, Job, Keeper, Models, Monitor, Occasion, Progress, Sample, Share, Tray, Unwatched, Work, run,
};
use overheard::model::{Estimator, Layout, Model};
use overheard::random::Placing;
use overheard::report::envelope::{self, EnvelopeError, Head, Kind, Pieces, Subject};
use overheard::scenario;
use overheard::study;
use overheard::study::compare::{CompareOptions, Detail, compare};
use overheard::study::result::RunResult;
use overheard::study::run::RunOptions;

use crate::support::Simple;

/// Watches work that is not all done here.
pub struct At<'a>(pub Work<'a>);

impl Monitor for At<'_> {
    fn progress(&self, _: &Progress) {}

    fn cancelled(&self) -> bool {
        false
    }

    fn work(&self) -> Work<'_> {
        self.0
    }
}

fn shipped(name: &str) -> scenario::Scenario {
    scenario::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name), &[]).unwrap()
}

fn options(estimator: Estimator, effort: Effort, draws: Option<u64>) -> RunOptions {
    RunOptions { seed: 3, draws, effort, estimator, records: 7 }
}

pub fn shares(of: u64, study: &dyn Fn(&dyn Monitor)) -> Vec<Pieces> {
    let share = |index| {
        let tray = Tray::new(Share::new(index, of).unwrap());
        study(&At(Work::Share(&tray)));
        tray.pieces()
    };
    (0..of).map(share).collect()
}

pub fn gathered<'a>(shares: impl Iterator<Item = &'a Pieces>) -> Gathered {
    let mut gathered = Gathered::default();
    for (identity, piece) in shares.flatten() {
        gathered.absorb(identity, piece).unwrap();
    }
    gathered
}

fn same(one: &RunResult, other: &RunResult) {
    assert!(one == other);
    assert!(format!("{one:?}") == format!("{other:?}"), "the same bits, not only the same numbers");
}

#[test]
fn shares_of_a_run_add_up_to_the_run_in_any_order() {
    for (name, estimator, trials, draws) in [
        ("minimal.toml", Estimator::Conditional, 5000, None),
        ("minimal.toml", Estimator::Analog, 5000, None),
        ("security-conference.toml", Estimator::Conditional, 2500, Some(60)),
        ("security-conference.toml", Estimator::Analog, 1000, Some(1)),
    ] {
        let scenario = shipped(name);
        let options = options(estimator, Effort::Trials(trials), draws);
        let whole = study::run::run(&scenario, &options, &Unwatched).unwrap();
        assert!(whole.odds.estimate.mean > 0.0 && whole.convergence.len() > 2);
        for of in [1, 2, 3, 7] {
            let shares = shares(of, &|monitor| {
                study::run::run(&scenario, &options, monitor).unwrap();
            });
            for all in [gathered(shares.iter()), gathered(shares.iter().rev())] {
                let merged = study::run::run(&scenario, &options, &At(Work::Gathered(&all))).unwrap();
                assert!(all.adds_up());
                same(&merged, &whole);
            }
        }
    }
}

#[test]
fn shares_of_a_comparison_add_up_to_the_comparison() {
    for (name, draws, combine) in [("summit.toml", Some(50), 2), ("security-conference.toml", Some(1), 1)] {
        let scenario = shipped(name);
        let options = CompareOptions {
            run: options(Estimator::Conditional, Effort::Trials(400), draws),
            combine,
            budget: None,
            measures: None,
            tolerable: None,
            confidence: None,
            detail: Detail::All,
        };
        let whole = format!("{:?}", compare(&scenario, &options, &Unwatched).unwrap());
        for of in [1, 3, 50] {
            let shares = shares(of, &|monitor| {
                compare(&scenario, &options, monitor).unwrap();
            });
            let all = gathered(shares.iter().rev());
            let merged = compare(&scenario, &options, &At(Work::Gathered(&all))).unwrap();
            assert!(all.adds_up() && format!("{merged:?}") == whole, "{name} in {of}");
        }
    }
}

#[test]
fn more_shares_than_there_is_work_leave_some_empty_and_the_result_the_same() {
    let scenario = shipped("minimal.toml");
    let options = options(Estimator::Conditional, Effort::Trials(300), None);
    let whole = study::run::run(&scenario, &options, &Unwatched).unwrap();
    let shares = shares(9, &|monitor| {
        study::run::run(&scenario, &options, monitor).unwrap();
    });
    let all = gathered(shares.iter());
    same(&study::run::run(&scenario, &options, &At(Work::Gathered(&all))).unwrap(), &whole);
}

struct One(std::sync::Arc<Model>);

impl Models for One {
    fn model(&self, _: u64) -> std::sync::Arc<Model> {
        std::sync::Arc::clone(&self.0)
    }
}

fn on_simple(effort: Effort, monitor: &dyn Monitor) -> Option<Sample> {
    let world = Simple::default().world();
    let models = One(std::sync::Arc::new(Model::compile(&world)));
    let (layout, estimator) = (Layout::new(&world), Estimator::Conditional);
    let job = Job { models: &models, layout, replicate_of: &[0], seed: 1, estimator, effort, placing: Placing::AsIs };
    run(&job, monitor)
}

#[test]
fn shares_that_do_not_add_up_are_refused() {
    let effort = Effort::Trials(20_000);
    let shares = shares(4, &|monitor| {
        on_simple(effort, monitor).unwrap();
    });
    for left_out in 0..4 {
        let some = shares.iter().enumerate().filter(|&(index, _)| index != left_out).map(|(_, share)| share);
        let all = gathered(some);
        assert!(on_simple(effort, &At(Work::Gathered(&all))).is_none());
        assert!(!all.adds_up());
    }
    let twice = gathered(shares.iter().chain(&shares[1..2]));
    assert!(on_simple(effort, &At(Work::Gathered(&twice))).is_none() && !twice.adds_up());
}

#[test]
fn what_the_shares_do_not_hold_is_run_there_and_then() {
    let shares = shares(2, &|monitor| {
        on_simple(Effort::Trials(1000), monitor).unwrap();
    });
    let all = gathered(shares.iter());
    let other = Effort::Trials(1500);
    let run_here = on_simple(other, &At(Work::Gathered(&all))).unwrap();
    assert!(all.adds_up());
    assert_eq!(run_here.blocks, on_simple(other, &Unwatched).unwrap().blocks);
}

/// Keeps every state that it is offered, and stops the run at one of the offers.
struct Diary {
    left: Option<Vec<u8>>,
    states: Mutex<Vec<Vec<u8>>>,
    wave: usize,
    stop_at: usize,
    offers: AtomicUsize,
}

impl Diary {
    fn new(left: Option<Vec<u8>>, wave: usize, stop_at: usize) -> Self {
        Self { left, states: Mutex::default(), wave, stop_at, offers: AtomicUsize::new(0) }
    }
}

impl Keeper for Diary {
    fn begin(&self) -> Option<Vec<u8>> {
        self.left.clone()
    }

    fn wave(&self) -> usize {
        self.wave
    }

    fn offer(&self, state: &dyn Fn() -> Vec<u8>, _: Occasion) {
        self.offers.fetch_add(1, Ordering::Relaxed);
        self.states.lock().unwrap().push(state());
    }

    fn refuse(&self) {
        self.states.lock().unwrap().clear();
        self.offers.store(usize::MAX, Ordering::Relaxed);
    }
}

struct Reader<'a>(&'a Diary);

impl Monitor for Reader<'_> {
    fn progress(&self, _: &Progress) {}

    fn cancelled(&self) -> bool {
        self.0.offers.load(Ordering::Relaxed) >= self.0.stop_at
    }

    fn work(&self) -> Work<'_> {
        Work::Kept(self.0)
    }
}

#[test]
fn a_run_that_is_stopped_at_any_moment_and_taken_up_again_ends_the_same() {
    for (name, effort, draws, wave) in [
        ("minimal.toml", Effort::Trials(9000), None, 1),
        ("minimal.toml", Effort::Precision { relative: 0.05, max_trials: 40_000 }, None, 3),
        ("security-conference.toml", Effort::Trials(2000), Some(50), 17),
        ("security-conference.toml", Effort::Precision { relative: 0.2, max_trials: 4000 }, Some(50), 40),
    ] {
        let scenario = shipped(name);
        let options = options(Estimator::Conditional, effort, draws);
        let whole = study::run::run(&scenario, &options, &Unwatched).unwrap();
        let all_along = Diary::new(None, wave, usize::MAX);
        same(&study::run::run(&scenario, &options, &Reader(&all_along)).unwrap(), &whole);
        let states = all_along.states.into_inner().unwrap();
        assert!(states.len() > 4, "{} states", states.len());
        // Killed after a state was kept: everything later is lost.
        for state in states.iter().step_by(1 + states.len() / 6) {
            let again = Diary::new(Some(state.clone()), wave + 1, usize::MAX);
            same(&study::run::run(&scenario, &options, &Reader(&again)).unwrap(), &whole);
        }
        // Interrupted, and again, until it is through: the last state holds all that was finished.
        let mut left = None;
        for stop in 1.. {
            let some = Diary::new(left.take(), wave, 1 + stop % 3);
            let result = study::run::run(&scenario, &options, &Reader(&some));
            left = some.states.into_inner().unwrap().pop();
            if let Some(result) = result.ok().filter(|result| result.stop == whole.stop) {
                // The search for stories was interrupted, too: it begins anew each time.
                same(&RunResult { stories: whole.stories.clone(), ..result }, &whole);
                break;
            }
        }
    }
}

#[test]
fn the_state_of_another_run_is_refused() {
    let diary = Diary::new(None, 2, usize::MAX);
    on_simple(Effort::Trials(5000), &Reader(&diary)).unwrap();
    let states = diary.states.into_inner().unwrap();
    for (effort, state) in [
        (Effort::Trials(5000), vec![]),
        (Effort::Trials(5000), vec![0; 400]),
        (Effort::Trials(5000), states[0][1..].to_vec()),
        (Effort::Trials(3000), states.last().unwrap().clone()),
    ] {
        let other = Diary::new(Some(state), 2, usize::MAX);
        assert!(on_simple(effort, &Reader(&other)).is_none());
        assert_eq!(other.offers.load(Ordering::Relaxed), usize::MAX, "refused");
    }
}

fn some_head(index: u64) -> Head {
    let subject = Subject { file: "a.toml".into(), hash: "00".into() };
    Head { version: "0".into(), command: vec!["run".into()], scenarios: vec![subject], index, of: 3 }
}

fn part() -> Vec<u8> {
    let mut shares = shares(3, &|monitor| {
        on_simple(Effort::Trials(3000), monitor).unwrap();
    });
    envelope::bytes(Kind::Part, &some_head(1), &shares.swap_remove(1)).unwrap()
}

fn absorbed(bytes: &[u8]) -> Result<(Head, Gathered), EnvelopeError> {
    let mut gathered = Gathered::default();
    let head = envelope::open(Kind::Part, bytes, |identity, piece| gathered.absorb(identity, piece))?;
    Ok((head, gathered))
}

#[test]
fn a_part_that_is_cut_or_changed_anywhere_is_refused() {
    let bytes = part();
    assert_eq!(absorbed(&bytes).unwrap().0, some_head(1));
    for cut in (0..bytes.len()).step_by(1 + bytes.len() / 500).chain([bytes.len() - 1]) {
        assert!(absorbed(&bytes[..cut]).is_err(), "cut at {cut}");
    }
    for at in (0..bytes.len()).step_by(1 + bytes.len() / 500).chain(0..200) {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        assert!(absorbed(&changed).is_err(), "byte {at}");
    }
    assert!(absorbed(&[&bytes[..], b"x"].concat()).is_err());
    assert_eq!(envelope::open(Kind::State, &bytes, |_, _| Ok(())), Err(EnvelopeError::Foreign("state")));
}

/// Puts the right checksum behind changed bytes, as somebody would who means it.
fn sealed(mut body: Vec<u8>) -> Vec<u8> {
    use sha2::Digest;
    body.truncate(body.len() - 32);
    let checksum = sha2::Sha256::digest(&body);
    body.extend_from_slice(&checksum);
    body
}

#[test]
fn a_forged_part_is_refused_or_read_but_breaks_nothing() {
    let bytes = part();
    let others = shares(3, &|monitor| {
        on_simple(Effort::Trials(3000), monitor).unwrap();
    });
    let mut random = 12_345u64;
    let mut next = |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % below
    };
    let (mut refused, mut read) = (0, 0);
    for _ in 0..1500 {
        let mut forged = bytes.clone();
        for _ in 0..1 + next(3) {
            let at = 10 + next(forged.len() - 42);
            match next(4) {
                0 => forged[at] = 0xff,
                1 => forged[at] ^= 1 << next(8),
                2 => drop(forged.drain(at..(at + 1 + next(9)).min(forged.len() - 32))),
                _ => forged[at..].iter_mut().take(9).for_each(|byte| *byte = 0xff),
            }
        }
        let Ok((_, mut gathered)) = absorbed(&sealed(forged)) else {
            refused += 1;
            continue;
        };
        read += 1;
        let rest = [&others[0], &others[2]].into_iter().flatten();
        if rest.into_iter().all(|(identity, piece)| gathered.absorb(identity, piece).is_ok()) {
            // Whatever comes of it: a sample, or none.
            on_simple(Effort::Trials(3000), &At(Work::Gathered(&gathered)));
        }
    }
    assert!(refused > 100 && read > 100, "{refused} refused, {read} read");
}

#[test]
fn heads_that_claim_too_much_are_refused() {
    let mark = b"overheard part 1\n";
    for (rest, expected) in [
        (&b""[..], EnvelopeError::Cut),
        (&[0xff, 0xff, 0xff, 0xff], EnvelopeError::Content("part")),
        (&[0, 0, 16, 0, b'{'], EnvelopeError::Cut),
        (&[2, 0, 0, 0, b'{', b'}'], EnvelopeError::Content("part")),
    ] {
        assert_eq!(envelope::head(Kind::Part, &[&mark[..], rest].concat()), Err(expected));
    }
    let old = envelope::head(Kind::Part, b"overheard part 7\x1b[2J\n");
    assert_eq!(old, Err(EnvelopeError::Format { found: "7\\u{1b}[2J".into() }));
    let index_past_all = envelope::bytes(Kind::Part, &some_head(3), &Pieces::new()).unwrap();
    assert_eq!(envelope::head(Kind::Part, &index_past_all), Err(EnvelopeError::Content("part")));
}
