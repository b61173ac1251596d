//! A finished comparison made up for the tests of the report: round numbers, hostile names on request.

use overheard::statistics::Estimate;
use overheard::study::comparison::*;

use crate::report_sample::{estimate, hostile as hostile_run, nothing as nothing_run, plain, uncertain};

/// The baseline's odds.
const ODDS: f64 = 0.0423;

/// A row by its measures, cost, odds and effect.
pub fn row(measures: &[&str], cost: f64, odds: f64, effect: Effect) -> Row {
    let (avoided, harm) = ((ODDS - odds) * 50.0, odds * 50.0);
    Row {
        measures: measures.iter().map(|&name| name.to_owned()).collect(),
        titles: measures.iter().map(|name| format!("Title of {name}")).collect(),
        cost,
        trials: 36_000,
        odds: estimate(odds, 0.0004),
        difference: estimate(odds - ODDS, if effect == Effect::Nothing { 0.0 } else { 0.0001 }),
        ratio: Some(estimate(odds / ODDS, 0.002)),
        harm: estimate(harm, 0.06),
        harm_avoided: estimate(avoided, 0.006),
        harm_avoided_per_cost: (cost > 0.0).then(|| estimate(avoided / cost, 0.006 / cost)),
        interaction: None,
        best_share: None,
        expected_regret: None,
        greatest_regret: None,
        tolerable_share: None,
        on_frontier: false,
        on_harm_frontier: false,
        effect,
        tied_with_best: false,
        pairing: (effect != Effect::Baseline).then_some(6.0),
    }
}

fn replay(result: &mut CompareResult) {
    let story = uncertain().stories.remove(0);
    let replayed = |hour: f64, venue: &str, prevented_by: &[&str]| Replayed {
        story: overheard::study::result::Story { hour, venue: venue.to_owned(), ..story.clone() },
        prevented_by: prevented_by.iter().map(|&name| name.to_owned()).collect(),
    };
    let share = |mean: f64| Some(estimate(mean, 0.2));
    result.replay = Replay {
        measures: ["room", "briefing"].map(str::to_owned).into(),
        captures: 4,
        prevented: vec![share(0.5), share(0.25)],
        both: vec![vec![2, 1], vec![1, 1]],
        by_none: 2,
        stories: vec![
            replayed(22.666_667, "hotel", &["room"]),
            replayed(9.0, "hotel", &["room", "briefing"]),
            replayed(10.5, "hall", &[]),
            replayed(11.0, "hall", &[]),
        ],
    };
}

/// Each measure alone; one is clearly the best.
pub fn alone() -> CompareResult {
    let rows = vec![
        Row { on_frontier: true, on_harm_frontier: true, ..row(&[], 0.0, ODDS, Effect::Baseline) },
        row(&["idle"], 1_000.0, ODDS, Effect::Nothing),
        Row { on_frontier: true, on_harm_frontier: true, ..row(&["briefing"], 4_000.0, 0.0363, Effect::Lowers) },
        row(&["louder"], 6_000.0, 0.0443, Effect::Raises),
        row(&["posters"], 8_000.0, 0.04225, Effect::Unclear),
        Row {
            on_frontier: true,
            on_harm_frontier: true,
            tied_with_best: true,
            ..row(&["room"], 25_000.0, 0.0223, Effect::Lowers)
        },
    ];
    let step = |from: usize, to: usize, extra_cost: f64, change: f64| Step {
        from,
        to,
        extra_cost,
        difference: estimate(change, 0.0001),
        harm_avoided: estimate(-50.0 * change, 0.006),
    };
    let mut result = CompareResult {
        baseline: plain(),
        cost_unit: "EUR".to_owned(),
        rows,
        recommendation: Recommendation { best: 5, tied: vec![], best_value: Some(2), confidence: Some(0.9999) },
        steps: vec![step(0, 2, 4_000.0, -0.006), step(2, 5, 21_000.0, -0.014)],
        combine: 1,
        narrowed: None,
        budget: None,
        impossible: 0,
        tolerable: None,
        replay: Replay::default(),
        pairing: Some(6.0),
        shapley: Err(Absence::NotAsked),
        break_even: Err(Absence::NotAsked),
        race: None,
        budget_search: Err(Absence::NotAsked),
    };
    replay(&mut result);
    result
}

fn shapley() -> Shapley {
    let part = |name: &str, reduction: f64| ShapleyPart {
        measure: name.to_owned(),
        title: format!("Title of {name}"),
        reduction: estimate(reduction, 0.0001),
        share: Some(estimate(reduction / 0.024, 0.004)),
    };
    Shapley {
        parts: vec![part("briefing", 0.005), part("louder", -0.001), part("room", 0.02)],
        joint: estimate(0.024, 0.0002),
        method: ShapleyMethod::Exact { sets: 32 },
        restricted: Restriction::BestPossiblePart,
        trials: 36_000,
    }
}

fn break_even() -> Vec<BreakEven> {
    let flip = Flip { at: estimate(0.031, 0.002), probability_below: 0.78, side: Side::Above, rival: 2 };
    vec![
        BreakEven {
            path: "group.generals.workaround".to_owned(),
            range: (0.004, 0.06),
            weight: Some(0.4),
            flip: Some(flip),
        },
        BreakEven { path: "group.generals.mistake".to_owned(), range: (0.001, 0.02), weight: Some(0.1), flip: None },
    ]
}

fn budget_search() -> BudgetSearch {
    let set = |measures: &[&str], cost: f64, odds: f64, behind: Option<Estimate>| Candidate {
        measures: measures.iter().map(|&name| name.to_owned()).collect(),
        cost,
        odds: estimate(odds, 0.0004),
        difference: estimate(odds - ODDS, 0.0001),
        behind,
    };
    BudgetSearch {
        budget: 30_000.0,
        best: set(&["briefing", "room"], 29_000.0, 0.0183, None),
        rivals: vec![set(&["room"], 25_000.0, 0.0223, Some(estimate(0.004, 0.0001)))],
        guarantee: Guarantee::Proven {
            ruled_out: 15,
            checks: Checks { checked: 5, breached: 0, off_by: 0.021, dearer: 3 },
        },
        possible: Some(24),
        evaluated: 9,
    }
}

/// Combinations over draws, two rows tied, with every answer that can be asked for.
pub fn combined() -> CompareResult {
    let mut result = alone();
    result.baseline = uncertain();
    result.baseline.measures = vec![];
    result.rows[5].tied_with_best = true;
    let mut pair = Row {
        interaction: Some(estimate(0.002, 0.0002)),
        tied_with_best: true,
        ..row(&["briefing", "room"], 29_000.0, 0.0222, Effect::Lowers)
    };
    pair.titles = vec!["Title of briefing".to_owned(), "Title of room".to_owned()];
    result.rows.push(pair);
    result.rows.push(Row {
        interaction: Some(estimate(-0.000_1, 0.0002)),
        ..row(&["briefing", "posters"], 12_000.0, 0.0362, Effect::Lowers)
    });
    for (index, row) in result.rows.iter_mut().enumerate() {
        let share = 0.1 * index as f64;
        row.best_share = Some(estimate(share, 0.01));
        row.expected_regret = Some(estimate(0.01 - 0.001 * index as f64, 0.000_4));
        row.greatest_regret = Some(0.05);
        row.tolerable_share = Some(estimate(share, 0.02));
    }
    result.recommendation = Recommendation { best: 6, tied: vec![5], best_value: Some(2), confidence: Some(0.7) };
    (result.budget, result.tolerable, result.impossible) = (Some(30_000.0), Some(0.01), 2);
    result.combine = 2;
    (result.shapley, result.break_even) = (Ok(shapley()), Ok(break_even()));
    result.race = Some(Race {
        confidence: 0.95,
        outcome: RaceOutcome::Draws,
        out_at: [4_000, 4_000, 8_000, 4_000, 4_000].map(Some).into_iter().chain([None, None, Some(8_000)]).collect(),
        spent: 96_000,
        even_split: Some(288_000),
    });
    result.budget_search = Ok(budget_search());
    result
}

/// Nothing was captured.
pub fn nothing() -> CompareResult {
    let mut result = alone();
    result.baseline = nothing_run();
    for row in &mut result.rows {
        row.odds = result.baseline.odds.estimate;
        (row.difference, row.ratio, row.pairing) = (Estimate::bare(0.0), None, None);
        (row.harm, row.harm_avoided) = (Estimate::bare(0.0), Estimate::bare(0.0));
        row.harm_avoided_per_cost = (row.cost > 0.0).then(|| Estimate::bare(0.0));
        (row.on_frontier, row.tied_with_best) = (row.cost == 0.0, true);
        row.effect = if row.cost == 0.0 { Effect::Baseline } else { Effect::Nothing };
    }
    result.recommendation = Recommendation { best: 0, tied: vec![1, 2, 3, 4, 5], best_value: None, confidence: None };
    (result.steps, result.replay, result.pairing) = (vec![], Replay::default(), None);
    result
}

/// So many measures alone, with long names.
pub fn crowded(count: usize) -> CompareResult {
    let mut result = alone();
    let named = |index: usize| format!("measure-number-{index:02}-with-a-name-that-nobody-can-remember-for-long");
    result.rows.truncate(1);
    for index in 1..=count {
        let (cost, odds) = (500.0 * index as f64, ODDS - 0.0009 * (index % 17) as f64);
        result.rows.push(row(&[&named(index)], cost, odds, Effect::Lowers));
    }
    result.recommendation = Recommendation { best: 16, tied: vec![], best_value: Some(16), confidence: Some(0.8) };
    result.rows[16].tied_with_best = true;
    for index in [1, 2, 4, 8, 12, 16].into_iter().filter(|&index| index <= count) {
        result.rows[index].on_frontier = true;
    }
    result.steps = vec![];
    result.replay = Replay::default();
    result
}

/// A comparison whose every name is out to harm a terminal, a spreadsheet or a page.
pub fn hostile() -> CompareResult {
    let mut result = combined();
    result.baseline = hostile_run();
    result.cost_unit = "=EUR\u{202e}\r\n".to_owned();
    let evil = |name: &str| format!("={name}\u{1b}[2J<script>\u{202e},\"{}", "漢".repeat(100));
    for row in &mut result.rows {
        row.measures.iter_mut().chain(&mut row.titles).for_each(|name| *name = evil(name));
    }
    result.replay.measures.iter_mut().for_each(|name| *name = evil(name));
    for replayed in &mut result.replay.stories {
        replayed.prevented_by.iter_mut().for_each(|name| *name = evil(name));
        (replayed.story.venue, replayed.story.channel) = (evil("venue"), evil("channel"));
        replayed.story.cause = evil("cause");
    }
    let Ok(shapley) = &mut result.shapley else { return result };
    shapley.parts.iter_mut().for_each(|part| part.measure = evil(&part.measure));
    let Ok(turns) = &mut result.break_even else { return result };
    turns.iter_mut().for_each(|turn| turn.path = evil(&turn.path));
    let Ok(search) = &mut result.budget_search else { return result };
    search.best.measures.iter_mut().for_each(|name| *name = evil(name));
    result
}

/// Every pair of so many measures, with interactions of both signs.
pub fn paired(count: usize, name: impl Fn(usize) -> String) -> CompareResult {
    let mut result = combined();
    result.rows.truncate(1);
    for index in 0..count {
        let measure = name(index);
        let of = row(&[&measure], 1_000.0 * (index + 1) as f64, ODDS - 0.001 * (index + 1) as f64, Effect::Lowers);
        result.rows.push(Row { on_frontier: true, ..of });
    }
    for first in 0..count {
        for second in first + 1..count {
            let names = [name(first), name(second)];
            let odds = ODDS - 0.001 * (first + second + 2) as f64;
            let cost = 1_000.0 * (first + second + 2) as f64;
            let size = 0.000_2 * ((first + 2 * second) as f64 - count as f64);
            let of = row(&names.each_ref().map(String::as_str), cost, odds.max(0.001), Effect::Lowers);
            result.rows.push(Row { interaction: Some(estimate(size, 0.000_15)), ..of });
        }
    }
    result.recommendation = Recommendation { best: count, tied: vec![], best_value: Some(1), confidence: Some(0.99) };
    result.steps = vec![];
    result
}

/// Three scenario files, the second of which has lower odds than the first, and the third none that can be told.
pub fn files() -> FilesResult {
    let file = |file: &str, odds: f64, effect: Effect, shared: f64| FileRow {
        file: file.to_owned(),
        scenario: "Air show".to_owned(),
        odds: estimate(odds, 0.0004),
        difference: estimate(odds - ODDS, 0.0001),
        ratio: Some(estimate(odds / ODDS, 0.002)),
        harm: Some(estimate(50.0 * odds, 0.06)),
        harm_avoided: Some(estimate(50.0 * (ODDS - odds), 0.006)),
        effect,
        shared_entities: shared,
        pairing: (effect != Effect::Baseline).then_some(4.0),
    };
    FilesResult {
        runs: vec![plain(), uncertain(), plain()],
        rows: vec![
            file("scenarios/this-year.toml", ODDS, Effect::Baseline, 1.0),
            file("scenarios/next-year.toml", 0.0323, Effect::Lowers, 0.8),
            file("scenarios/a-year-whose-file-has-a-name-that-is-far-too-long.toml", 0.0424, Effect::Unclear, 0.1),
        ],
        best: 1,
        tied: vec![],
        trials: 36_000,
    }
}
