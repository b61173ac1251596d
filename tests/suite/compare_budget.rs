//! The best set of measures within a budget, against a knapsack solved by brute force.

use overheard::study::compare::CompareOptions;
use overheard::study::comparison::{Absence, Guarantee};

use crate::compare::{BASE, compared, options};

/// Measures that each leave a share of the talks, at a cost; they act independently.
fn with_measures(measures: &[(f64, u32)]) -> String {
    let one = |(at, (share, cost)): (usize, &(f64, u32))| {
        format!(
            "[measure.m{at:02}]\ntitle = \"m\"\nkind = \"technical\"\ncost = {cost}\n\
             changes = [{{ at = \"conversation.talk.rate.envoys\", scale = {share} }}]\n"
        )
    };
    let measures: String = measures.iter().enumerate().map(one).collect();
    format!("{}{measures}", &BASE[..BASE.find("[measure.halve]").unwrap()])
}

fn shares(count: usize) -> Vec<(f64, u32)> {
    (0..count).map(|at| (0.75 + 0.2 * ((at * 7) % count) as f64 / count as f64, 3 + ((at * 5) % 11) as u32)).collect()
}

/// The least share of the talks that any set within the budget leaves.
fn least(measures: &[(f64, u32)], budget: u32) -> f64 {
    let mut best = vec![1.0f64; budget as usize + 1];
    for &(share, cost) in measures {
        for room in (cost as usize..=budget as usize).rev() {
            best[room] = best[room].min(best[room - cost as usize] * share);
        }
    }
    best[budget as usize]
}

fn left(measures: &[(f64, u32)], names: &[String]) -> f64 {
    names.iter().map(|name| measures[name[1..].parse::<usize>().unwrap()].0).product()
}

fn budget(budget: u32, trials: u64) -> CompareOptions {
    CompareOptions { budget: Some(f64::from(budget)), ..options(trials) }
}

#[test]
fn where_few_sets_are_possible_all_are_simulated() {
    let result = compared(BASE, &budget(31, 20_000));
    let search = result.budget_search.as_ref().unwrap();
    assert_eq!(search.guarantee, Guarantee::Exhaustive);
    // The two that halve; what nobody uses would cost 1 more for nothing.
    assert_eq!(search.best.measures, ["fewer", "halve"]);
    assert_eq!(search.best.measures, result.rows[result.recommendation.best].measures);
    assert_eq!(search.possible, Some(result.rows.len() as u64));
    assert!(search.best.behind.is_none() && search.rivals.iter().all(|rival| rival.behind.unwrap().mean >= 0.0));
    assert_eq!(compared(BASE, &options(500)).budget_search, Err(Absence::NotAsked));
}

#[test]
fn nine_measures_are_searched_whole_and_the_best_sets_are_rows() {
    let measures = shares(9);
    let result = compared(&with_measures(&measures), &budget(40, 20_000));
    let search = result.budget_search.as_ref().unwrap();
    assert_eq!(search.guarantee, Guarantee::Exhaustive);
    let (found, truth) = (left(&measures, &search.best.measures), least(&measures, 40));
    assert!(found <= 1.03 * truth, "{:?} leaves {found}, {truth} is possible", search.best.measures);
    assert!(search.best.cost <= 40.0 && search.rivals.len() >= 5);
    assert!(result.rows.iter().any(|row| row.measures == search.best.measures), "it is a row");
}

#[test]
fn of_fourteen_measures_all_sets_are_predicted_from_pairs_and_the_best_are_simulated() {
    let measures = shares(14);
    let result = compared(&with_measures(&measures), &budget(45, 20_000));
    let search = result.budget_search.as_ref().unwrap();
    let Guarantee::Predicted { others, off_by } = search.guarantee else { panic!("{:?}", search.guarantee) };
    assert!(search.possible.unwrap() > 1024 && search.evaluated < 300, "{:?} {}", search.guarantee, search.evaluated);
    let (found, truth) = (left(&measures, &search.best.measures), least(&measures, 45));
    assert!(found <= 1.05 * truth, "{:?} leaves {found}, {truth} is possible", search.best.measures);
    // The measures act independently, so that predictions are off by chance alone, and the search is soon over.
    assert!(off_by < 0.2 && others.unwrap() * (1.0 - off_by) > 1.0, "{others:?} {off_by}");
}

#[test]
fn measures_that_do_the_same_twice_are_not_bought_twice() {
    // Two of them shut the same line; each alone looks better than any other measure for its cost.
    let measures = shares(12);
    let text = with_measures(&measures)
        + "[measure.shut-a]\ntitle = \"a\"\nkind = \"technical\"\ncost = 14\n\
           changes = [{ at = \"channel.phone.readable\", set = 0.2 }]\n\
           [measure.shut-b]\ntitle = \"b\"\nkind = \"technical\"\ncost = 14\n\
           changes = [{ at = \"channel.phone.readable\", set = 0.2 }]\n";
    let result = compared(&text, &budget(45, 20_000));
    let search = result.budget_search.as_ref().unwrap();
    let shut = search.best.measures.iter().filter(|name| name.starts_with("shut")).count();
    assert!(
        matches!(search.guarantee, Guarantee::Predicted { .. }) && shut == 1,
        "{:?} {}",
        search.guarantee,
        search.evaluated
    );
    let rest: Vec<String> = search.best.measures.iter().filter(|name| name.starts_with('m')).cloned().collect();
    assert!(left(&measures, &rest) <= 1.05 * least(&measures, 31), "{:?} {}", search.guarantee, search.evaluated);
}

#[test]
fn of_more_than_twenty_measures_a_set_is_built_greedily_and_bounded() {
    let measures = shares(24);
    let result = compared(&with_measures(&measures), &budget(40, 5_000));
    let search = result.budget_search.as_ref().unwrap();
    let Guarantee::Greedy { bound } = search.guarantee else { panic!("{:?}", search.guarantee) };
    assert_eq!(search.possible, None);
    let (found, truth) = (left(&measures, &search.best.measures), least(&measures, 40));
    assert!(found <= 1.1 * truth, "{found} {truth}");
    let odds_of = |left: f64| 1.0 - (-0.5 * left).exp();
    assert!(bound <= odds_of(truth) && bound <= search.best.odds.mean, "{bound} {found} {truth}");
}

#[test]
fn nothing_captured_leaves_nothing_to_search() {
    let text = with_measures(&shares(14)).replace("recognised = 0.5", "recognised = 0");
    assert_eq!(compared(&text, &budget(45, 500)).budget_search, Err(Absence::NothingCaptured));
}
