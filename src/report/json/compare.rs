//! A comparison as JSON.

use serde::Serialize;

use super::Mean;
use super::run::Summary;
use crate::report::choice;
use crate::study::comparison::{
    Absence, BreakEven, BudgetSearch, Candidate, Checks, CompareResult, Guarantee, Race, RaceOutcome, Recommendation,
    Replay, Restriction, Row, Shapley, ShapleyMethod, Side, Step,
};

/// The comparison as one object.
pub fn comparison(result: &CompareResult) -> Result<String, serde_json::Error> {
    let text = serde_json::to_string_pretty(&Comparison::of(result))?;
    Ok(crate::report::safe::json(&text) + "\n")
}

#[derive(Serialize)]
struct Comparison<'a> {
    baseline: Summary<'a>,
    rows: Vec<Line<'a>>,
    cost_unit: &'a str,
    recommendation: Advice,
    steps: Vec<Next>,
    combine: usize,
    narrowed: Option<&'a [String]>,
    budget: Option<f64>,
    tolerable: Option<f64>,
    impossible: usize,
    pairing: Option<f64>,
    replay: Saved<'a>,
    shapley: Option<Parts<'a>>,
    break_even: Option<Vec<Turn<'a>>>,
    race: Option<Effort>,
    budget_search: Option<Search<'a>>,
    absent: Absent,
}

/// Why answers are `null`; `null` where they are not.
#[derive(Serialize)]
struct Absent {
    shapley: Option<&'static str>,
    break_even: Option<&'static str>,
    budget_search: Option<&'static str>,
}

#[derive(Serialize)]
struct Line<'a> {
    measures: &'a [String],
    titles: &'a [String],
    cost: f64,
    trials: u64,
    odds: Mean,
    difference: Mean,
    ratio: Option<Mean>,
    harm: Mean,
    harm_avoided: Mean,
    harm_avoided_per_cost: Option<Mean>,
    interaction: Option<Mean>,
    odds_best: Option<f64>,
    odds_best_interval: Option<Mean>,
    expected_regret: Option<Mean>,
    greatest_regret: Option<f64>,
    tolerable_share: Option<Mean>,
    on_frontier: bool,
    on_harm_frontier: bool,
    effect: &'static str,
    tied_with_best: bool,
    pairing: Option<f64>,
}

#[derive(Serialize)]
struct Advice {
    sentence: String,
    best: usize,
    tied: Vec<usize>,
    best_value: Option<usize>,
    confidence: Option<f64>,
}

#[derive(Serialize)]
struct Next {
    from: usize,
    to: usize,
    extra_cost: f64,
    difference: Mean,
    harm_avoided: Mean,
}

#[derive(Serialize)]
struct Saved<'a> {
    measures: &'a [String],
    captures: usize,
    prevented: Vec<Option<Mean>>,
    prevented_by_both: &'a [Vec<usize>],
    by_none: usize,
}

#[derive(Serialize)]
struct Parts<'a> {
    parts: Vec<Part<'a>>,
    joint: Mean,
    method: &'static str,
    sets: Option<usize>,
    orders: Option<usize>,
    restricted: Option<&'static str>,
    trials: u64,
}

#[derive(Serialize)]
struct Part<'a> {
    measure: &'a str,
    reduction: Mean,
    share: Option<Mean>,
}

#[derive(Serialize)]
struct Turn<'a> {
    path: &'a str,
    searched: [f64; 2],
    weight: Option<f64>,
    flip: Option<Flipped>,
}

#[derive(Serialize)]
struct Flipped {
    at: Mean,
    probability_below: f64,
    rival_is_best: &'static str,
    rival: usize,
}

#[derive(Serialize)]
struct Effort {
    confidence: f64,
    outcome: &'static str,
    out_at: Vec<Option<u64>>,
    spent: u64,
    even_split: Option<u64>,
}

#[derive(Serialize)]
struct Search<'a> {
    budget: f64,
    best: Set<'a>,
    rivals: Vec<Set<'a>>,
    guarantee: Promise,
    possible: Option<u64>,
    evaluated: u64,
}

#[derive(Serialize)]
struct Set<'a> {
    measures: &'a [String],
    cost: f64,
    odds: Mean,
    difference: Mean,
    behind: Option<Mean>,
}

#[derive(Serialize, Default)]
struct Promise {
    kind: &'static str,
    /// Lowest odds that another set can have, over those of the best.
    others: Option<f64>,
    off_by: Option<f64>,
    bound: Option<f64>,
    ruled_out: Option<u64>,
    checked: Option<u64>,
    breached: Option<u64>,
    dearer: Option<u64>,
}

impl<'a> Comparison<'a> {
    fn of(result: &'a CompareResult) -> Self {
        Self {
            baseline: Summary::of(&result.baseline),
            rows: result.rows.iter().map(Line::of).collect(),
            cost_unit: &result.cost_unit,
            recommendation: Advice::of(result, &result.recommendation),
            steps: result.steps.iter().map(Next::of).collect(),
            combine: result.combine,
            narrowed: result.narrowed.as_deref(),
            budget: result.budget,
            tolerable: result.tolerable,
            impossible: result.impossible,
            pairing: result.pairing,
            replay: Saved::of(&result.replay),
            shapley: result.shapley.as_ref().ok().map(Parts::of),
            break_even: result.break_even.as_ref().ok().map(|turns| turns.iter().map(Turn::of).collect()),
            race: result.race.as_ref().map(Effort::of),
            budget_search: result.budget_search.as_ref().ok().map(Search::of),
            absent: Absent {
                shapley: result.shapley.as_ref().err().copied().map(reason),
                break_even: result.break_even.as_ref().err().copied().map(reason),
                budget_search: result.budget_search.as_ref().err().copied().map(reason),
            },
        }
    }
}

/// Why an answer is not there, in a word.
fn reason(absence: Absence) -> &'static str {
    match absence {
        Absence::NotAsked => "not_asked",
        Absence::NothingCaptured => "nothing_captured",
        Absence::NothingUncertain => "nothing_uncertain",
        Absence::TooFewDraws { .. } => "too_few_draws",
        Absence::Impossible => "impossible",
        Absence::Interrupted => "interrupted",
    }
}

impl<'a> Line<'a> {
    fn of(row: &'a Row) -> Self {
        Self {
            measures: &row.measures,
            titles: &row.titles,
            cost: row.cost,
            trials: row.trials,
            odds: Mean::of(&row.odds),
            difference: Mean::of(&row.difference),
            ratio: row.ratio.as_ref().map(Mean::of),
            harm: Mean::of(&row.harm),
            harm_avoided: Mean::of(&row.harm_avoided),
            harm_avoided_per_cost: row.harm_avoided_per_cost.as_ref().map(Mean::of),
            interaction: row.interaction.as_ref().map(Mean::of),
            odds_best: row.best_share.map(|share| share.mean),
            odds_best_interval: row.best_share.as_ref().map(Mean::of),
            expected_regret: row.expected_regret.as_ref().map(Mean::of),
            greatest_regret: row.greatest_regret,
            tolerable_share: row.tolerable_share.as_ref().map(Mean::of),
            on_frontier: row.on_frontier,
            on_harm_frontier: row.on_harm_frontier,
            effect: choice::effect_name(row.effect),
            tied_with_best: row.tied_with_best,
            pairing: row.pairing,
        }
    }
}

impl Advice {
    fn of(result: &CompareResult, advice: &Recommendation) -> Self {
        Self {
            sentence: choice::sentence(result),
            best: advice.best,
            tied: advice.tied.clone(),
            best_value: advice.best_value,
            confidence: advice.confidence,
        }
    }
}

impl Next {
    fn of(step: &Step) -> Self {
        Self {
            from: step.from,
            to: step.to,
            extra_cost: step.extra_cost,
            difference: Mean::of(&step.difference),
            harm_avoided: Mean::of(&step.harm_avoided),
        }
    }
}

impl<'a> Saved<'a> {
    fn of(replay: &'a Replay) -> Self {
        Self {
            measures: &replay.measures,
            captures: replay.captures,
            prevented: replay.prevented.iter().map(|share| share.as_ref().map(Mean::of)).collect(),
            prevented_by_both: &replay.both,
            by_none: replay.by_none,
        }
    }
}

impl<'a> Parts<'a> {
    fn of(shapley: &'a Shapley) -> Self {
        let (method, sets, orders) = match shapley.method {
            ShapleyMethod::Exact { sets } => ("exact", Some(sets), None),
            ShapleyMethod::Orders { orders } => ("orders", None, Some(orders)),
        };
        let parts = shapley.parts.iter().map(|part| Part {
            measure: &part.measure,
            reduction: Mean::of(&part.reduction),
            share: part.share.as_ref().map(Mean::of),
        });
        Self {
            parts: parts.collect(),
            joint: Mean::of(&shapley.joint),
            method,
            sets,
            orders,
            restricted: match shapley.restricted {
                Restriction::None => None,
                Restriction::BestPossiblePart => Some("best_possible_part"),
                Restriction::FirstCome => Some("first_come"),
            },
            trials: shapley.trials,
        }
    }
}

impl<'a> Turn<'a> {
    fn of(turn: &'a BreakEven) -> Self {
        let flip = turn.flip.as_ref().map(|flip| Flipped {
            at: Mean::of(&flip.at),
            probability_below: flip.probability_below,
            rival_is_best: match flip.side {
                Side::Below => "below",
                Side::Above => "above",
            },
            rival: flip.rival,
        });
        Self { path: &turn.path, searched: turn.range.into(), weight: turn.weight, flip }
    }
}

impl Effort {
    fn of(race: &Race) -> Self {
        Self {
            confidence: race.confidence,
            outcome: match race.outcome {
                RaceOutcome::Known => "known",
                RaceOutcome::MaxTrials => "max_trials",
                RaceOutcome::Draws => "draws",
                RaceOutcome::Interrupted => "interrupted",
            },
            out_at: race.out_at.clone(),
            spent: race.spent,
            even_split: race.even_split,
        }
    }
}

impl<'a> Search<'a> {
    fn of(search: &'a BudgetSearch) -> Self {
        Self {
            budget: search.budget,
            best: Set::of(&search.best),
            rivals: search.rivals.iter().map(Set::of).collect(),
            guarantee: Promise::of(search),
            possible: search.possible,
            evaluated: search.evaluated,
        }
    }
}

impl Promise {
    fn of(search: &BudgetSearch) -> Self {
        match search.guarantee {
            Guarantee::Exhaustive => Self { kind: "exhaustive", ..Self::default() },
            Guarantee::Proven { ruled_out, checks } => {
                Self { ruled_out: Some(ruled_out), ..Self::checked("proven", checks) }
            }
            Guarantee::Bounded { bound, checks } => Self {
                others: Some(bound / search.best.odds.mean).filter(|ratio| ratio.is_finite()),
                bound: Some(bound),
                ..Self::checked("bounded", checks)
            },
            Guarantee::Greedy { bound } => Self { kind: "greedy", bound: Some(bound), ..Self::default() },
        }
    }

    fn checked(kind: &'static str, checks: Checks) -> Self {
        Self {
            kind,
            off_by: Some(checks.off_by),
            checked: Some(checks.checked),
            breached: Some(checks.breached),
            dearer: Some(checks.dearer),
            ..Self::default()
        }
    }
}

impl<'a> Set<'a> {
    fn of(candidate: &'a Candidate) -> Self {
        Self {
            measures: &candidate.measures,
            cost: candidate.cost,
            odds: Mean::of(&candidate.odds),
            difference: Mean::of(&candidate.difference),
            behind: candidate.behind.as_ref().map(Mean::of),
        }
    }
}
