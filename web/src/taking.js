// What a result has charts and tables of: the names are those of `overheard run`, `compare` and `explain`.

const SHARES = ["venue", "channel", "group", "cause", "kind", "campaign"];

/** Charts and tables of a run. */
export function ofRun(figures) {
  const { result } = figures ?? {};
  if (!result) return { charts: [], tables: [] };
  const several = SHARES.filter((kind) => Object.keys(result.attribution[kind] ?? {}).length > 1);
  const captured = result.odds.mean > 0;
  return {
    charts: [
      "funnel", ...several.map((kind) => `contributions_${kind}`), captured && "venue_hour", captured && "first_capture",
      result.at_least?.[2] > 0 && "captures", captured && "harm", result.odds.band && "draws", "convergence",
    ].filter(Boolean),
    tables: [
      "summary", "funnel", "attribution", "attribution_venue_hour", "first_capture", "harm_exceedance", "at_least",
      result.odds.band && "draws", "convergence",
    ].filter(Boolean),
  };
}

/** Charts and tables of a comparison. */
export function ofComparison(answer) {
  const { result } = answer ?? {};
  if (!result) return { charts: [], tables: [] };
  const replayed = result.replay?.captures > 0;
  return {
    charts: ["forest", "frontier", replayed && "saved", result.combine > 1 && "interaction", result.shapley && "shapley"].filter(Boolean),
    tables: [
      "rows", "differences", result.steps?.length > 0 && "steps", result.combine > 1 && "interaction", replayed && "replay",
      replayed && "replay_captures", result.shapley && "shapley", result.break_even?.length > 0 && "break_even", result.budget_search && "budget",
    ].filter(Boolean),
  };
}

/** Charts and tables of an explanation. */
export function ofExplanation(answer) {
  const { result } = answer ?? {};
  if (!result) return { charts: [], tables: [] };
  const prevention = result.prevention?.length > 0;
  return { charts: ["posterior", prevention && "prevention"].filter(Boolean), tables: ["hypotheses", "evidence", prevention && "prevention"].filter(Boolean) };
}
