//! Trials where the decision is open: what a race promises, and what it saves.

use overheard::engine::{Effort, Unwatched};
use overheard::scenario::Scenario;
use overheard::study::compare::{CompareOptions, compare};
use overheard::study::comparison::{CompareResult, Race, RaceOutcome};
use overheard::study::run::RunOptions;

use crate::compare::{BASE, compared, options, read};

fn race(confidence: f64, most: u64) -> CompareOptions {
    CompareOptions { confidence: Some(confidence), ..options(most) }
}

fn of(result: &CompareResult) -> &Race {
    result.race.as_ref().expect("a race was asked for")
}

/// How many of seeded races between these measures end as asked.
fn count(scenario: &Scenario, options: &CompareOptions, seeds: u64, ends: impl Fn(&CompareResult) -> bool) -> usize {
    let one = |seed: u64| {
        let run = RunOptions { seed: 7000 + seed, ..options.run.clone() };
        compare(scenario, &CompareOptions { run, ..options.clone() }, &Unwatched).unwrap()
    };
    (0..seeds).filter(|&seed| ends(&one(seed))).count()
}

fn known(result: &CompareResult) -> bool {
    of(result).outcome == RaceOutcome::Known
}

/// Halving the talks and halving the mistakes come to the same odds. A race at 80 % may call one of them the best in at
/// most 20 % of the cases: of 100, 20 expected at most with a standard deviation of 4; 36 is four above.
#[test]
fn a_tie_is_seldom_called_for_one_side() {
    let narrowed = CompareOptions { measures: Some(vec!["halve".into(), "fewer".into()]), ..race(0.8, 7000) };
    let called = count(&read(BASE), &narrowed, 100, known);
    assert!(called <= 36, "{called} of 100");
}

/// A measure that is better by a tenth of the odds. At 80 % the wrong one wins at most 20 of 100 times (four standard
/// deviations above: 36), and the race mostly finds the right one.
#[test]
fn the_wrong_row_seldom_wins() {
    let text = BASE.replace(
        "changes = [{ at = \"conversation.talk.rate.envoys\", scale = 0.5 }]",
        "changes = [{ at = \"conversation.talk.rate.envoys\", scale = 0.45 }]",
    );
    let narrowed = CompareOptions { measures: Some(vec!["halve".into(), "fewer".into()]), ..race(0.8, 7000) };
    let best = |result: &CompareResult| result.rows[result.recommendation.best].measures == ["fewer"];
    let scenario = read(&text);
    let wrong = count(&scenario, &narrowed, 100, |result| known(result) && !best(result));
    let right = count(&scenario, &narrowed, 100, |result| known(result) && best(result));
    assert!(wrong <= 36 && right >= 50, "{wrong} wrong, {right} right of 100");
}

#[test]
fn rows_that_are_told_apart_early_get_fewer_trials_and_the_saving_is_told() {
    let text = BASE.replace(
        "changes = [{ at = \"conversation.talk.rate.envoys\", scale = 0.5 }]",
        "changes = [{ at = \"conversation.talk.rate.envoys\", scale = 0.497 }]",
    );
    let result = compared(&text, &race(0.95, 200_000));
    let race = of(&result);
    assert_eq!(race.outcome, RaceOutcome::Known);
    assert_eq!(result.rows[result.recommendation.best].measures, ["fewer"]);
    let trials = |name: &str| result.rows.iter().find(|row| row.measures == [name]).unwrap().trials;
    assert!(trials("worse") < trials("fewer") && trials("halve") == trials("fewer"), "{race:?}");
    let spent: u64 = result.rows.iter().map(|row| row.trials).sum();
    assert_eq!(race.spent, spent);
    assert_eq!(race.even_split, Some(5 * trials("fewer")));
    assert!(race.spent < race.even_split.unwrap());
    assert_eq!(race.out_at.iter().filter(|out| out.is_none()).count(), 1);
}

#[test]
fn a_race_that_nobody_can_win_spends_what_it_may_and_says_so() {
    let narrowed = CompareOptions { measures: Some(vec!["halve".into(), "fewer".into()]), ..race(0.99, 5000) };
    let result = compared(BASE, &narrowed);
    assert_eq!(of(&result).outcome, RaceOutcome::MaxTrials);
    assert_eq!(of(&result).even_split, None);
    assert_eq!(result.rows[1].trials, 5000);
    assert_eq!(result.recommendation.tied.len(), 1);
}

#[test]
fn measures_that_come_to_the_same_in_every_trial_do_not_keep_a_race_going() {
    let twin = BASE.replace("[measure.fewer]", "[measure.twin]").replace(
        "changes = [{ at = \"conversation.talk.rate.envoys\", scale = 0.5 }]",
        "changes = [{ at = \"group.envoys.mistake\", scale = 0.5 }]",
    );
    let narrowed = CompareOptions { measures: Some(vec!["halve".into(), "twin".into()]), ..race(0.95, 1_000_000) };
    let result = compared(&twin, &narrowed);
    assert_eq!(of(&result).outcome, RaceOutcome::Known);
    assert!(result.rows[1].trials < 10_000, "{:?}", of(&result));
    assert_eq!(result.rows[result.recommendation.best].measures, ["halve"], "the cheaper of the two");
}

#[test]
fn with_uncertain_values_a_race_ends_where_only_more_draws_would_tell() {
    // Which of the two is better hangs on values that nobody knows, by chance equally in both directions.
    let text = BASE
        .replace(
            "changes = [{ at = \"group.*.mistake\", scale = 0.5 }]",
            "changes = [{ at = \"group.*.mistake\", scale = { low = 0.2, high = 0.8 } }]",
        )
        .replace(
            "changes = [{ at = \"conversation.talk.rate.envoys\", scale = 0.5 }]",
            "changes = [{ at = \"conversation.talk.rate.envoys\", scale = { low = 0.2, high = 0.8 } }]",
        );
    let mut narrowed = CompareOptions { measures: Some(vec!["halve".into(), "fewer".into()]), ..race(0.95, 400_000) };
    narrowed.run.draws = Some(100);
    narrowed.run.effort = Effort::Precision { relative: 0.1, max_trials: 400_000 };
    let result = compared(&text, &narrowed);
    assert_eq!(of(&result).outcome, RaceOutcome::Draws, "{:?}", of(&result));
    assert!(result.rows[1].trials < 400_000);
}

#[test]
fn threads_change_nothing_in_a_race() {
    let told = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| format!("{:?}", compared(BASE, &race(0.9, 6000))))
    };
    assert!(told(1) == told(3));
}
