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
fn of_fourteen_measures_the_best_set_is_proven_by_a_small_part_of_the_sets() {
    let measures = shares(14);
    let result = compared(&with_measures(&measures), &budget(45, 20_000));
    let search = result.budget_search.as_ref().unwrap();
    let Guarantee::Proven { ruled_out, checks } = search.guarantee else { panic!("{:?}", search.guarantee) };
    assert!(search.possible == Some(search.evaluated + ruled_out) && search.evaluated < 300, "{search:?}");
    assert!(checks.checked > 0 && checks.breached == 0 && checks.off_by < 0.1, "{checks:?}");
    let (found, truth) = (left(&measures, &search.best.measures), least(&measures, 45));
    assert!(found <= 1.05 * truth, "{:?} leaves {found}, {truth} is possible", search.best.measures);
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
    assert!(matches!(search.guarantee, Guarantee::Proven { .. }) && shut == 1, "{search:?}");
    let rest: Vec<String> = search.best.measures.iter().filter(|name| name.starts_with('m')).cloned().collect();
    assert!(left(&measures, &rest) <= 1.05 * least(&measures, 31), "{:?} {}", search.guarantee, search.evaluated);
}

#[test]
fn two_measures_that_cannot_be_in_force_together_leave_the_others_to_be_proven() {
    // Both set the same value, each to another.
    let shut = |(name, share): (&str, f64)| {
        format!(
            "[measure.shut-{name}]\ntitle = \"{name}\"\nkind = \"technical\"\ncost = 5\n\
             changes = [{{ at = \"channel.phone.readable\", set = {share} }}]\n"
        )
    };
    let measures = shares(12);
    let text = with_measures(&measures) + &[("a", 0.6), ("b", 0.5)].map(shut).concat();
    let result = compared(&text, &budget(40, 5_000));
    let search = result.budget_search.as_ref().unwrap();
    let shut = |name: &&String| name.starts_with("shut");
    let bought: Vec<&String> = search.best.measures.iter().filter(shut).collect();
    assert!(matches!(search.guarantee, Guarantee::Proven { .. }) && bought == ["shut-b"], "{search:?}");
}

#[test]
fn three_measures_that_do_the_same_hide_no_better_set() {
    // Predicted from pairs, all three together would do nothing.
    let shut = |name: &str| {
        format!(
            "[measure.shut-{name}]\ntitle = \"{name}\"\nkind = \"technical\"\ncost = 5\n\
             changes = [{{ at = \"channel.phone.readable\", set = 0.5 }}]\n"
        )
    };
    let measures = shares(9);
    let text = with_measures(&measures) + &["a", "b", "c"].map(shut).concat();
    let result = compared(&text, &budget(40, 20_000));
    let search = result.budget_search.as_ref().unwrap();
    let bought = search.best.measures.iter().filter(|name| name.starts_with("shut")).count();
    assert!(matches!(search.guarantee, Guarantee::Proven { .. }) && bought == 1, "{search:?}");
    let rest: Vec<String> = search.best.measures.iter().filter(|name| name.starts_with('m')).cloned().collect();
    assert!(left(&measures, &rest) <= 1.05 * least(&measures, 35), "{search:?}");
}

#[test]
fn of_twenty_measures_the_best_set_is_proven_with_needs_and_exclusions_and_one_that_does_harm() {
    let measures = shares(20);
    let text = with_measures(&measures)
        .replace("[measure.m03]\n", "[measure.m03]\nrequires = [\"m04\"]\n")
        .replace("[measure.m05]\n", "[measure.m05]\nexcludes = [\"m06\"]\n")
        .replace(&format!("scale = {} }}]", measures[7].0), "scale = 1.3 }]");
    let mut usable = measures.clone();
    usable[7].0 = 1.3;
    let result = compared(&text, &budget(30, 5_000));
    let search = result.budget_search.as_ref().unwrap();
    let Guarantee::Proven { ruled_out, .. } = search.guarantee else { panic!("{:?}", search.guarantee) };
    assert!(ruled_out > 1_500 && search.evaluated < 400, "{search:?}");
    let found = left(&usable, &search.best.measures);
    assert!(!search.best.measures.iter().any(|name| name == "m07") && found <= 1.05 * least_possible(&usable, 30));
}

/// The least share of the talks that a set within the budget leaves that needs m04 for m03 and either m05 or m06.
fn least_possible(measures: &[(f64, u32)], budget: u32) -> f64 {
    let possible = |set: u32| {
        let has = |at: u32| set >> at & 1 == 1;
        (!has(3) || has(4)) && !(has(5) && has(6))
    };
    let of = |set: u32| {
        let members = (0..measures.len()).filter(|at| set >> at & 1 == 1).map(|at| measures[at]);
        members.fold((1.0, 0), |(left, cost), (share, price)| (left * share, cost + price))
    };
    let sets = (0..1 << measures.len()).filter(|&set| possible(set)).map(of);
    sets.filter(|&(_, cost)| cost <= budget).map(|(left, _)| left).fold(1.0, f64::min)
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

#[test]
fn threads_change_nothing_in_a_proof() {
    let text = with_measures(&shares(12));
    let told = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| format!("{:?}", compared(&text, &budget(40, 2_000)).budget_search))
    };
    let one = told(1);
    assert!(one.contains("Proven") && one == told(3), "{one}");
}
