import { useEffect, useMemo, useState } from "preact/hooks";
import { subject } from "../state.js";
import { orBroken, useLive } from "../hooks.js";
import { Notice } from "../parts/notice.jsx";
import { ofComparison } from "../taking.js";
import { Take } from "../parts/take.jsx";
import { Changed } from "../parts/changed.jsx";
import { Choice, best } from "../parts/choice.jsx";
import { Rows } from "../parts/rows.jsx";
import { Tables } from "../parts/tables.jsx";
import { Forest } from "../charts/forest.jsx";
import { Frontier } from "../charts/frontier.jsx";

/** Which measure buys the most. */
export function Compare({ state, known, active, change }) {
  const names = useMemo(() => known.measures.map(({ name }) => name), [known]);
  const only = state.only?.filter((name) => names.includes(name)) ?? null;
  const body = useMemo(() => ({
    ...subject(state), set: state.set, seed: state.seed ?? known.seed,
    ...(only && only.length < names.length ? { measures: only } : {}),
    ...(state.combine > 1 ? { combine: state.combine } : {}),
    ...(state.budget === null ? {} : { budget: state.budget }),
    ...(state.precision === null ? {} : { precision: state.precision }),
  }), [state.scenario, state.text, state.set, state.seed, state.precision, state.combine, state.budget, state.only, known.seed, names]);
  const none = names.length === 0 || only?.length === 0;
  const live = orBroken(useLive("/compare", "rows", none || known.broken ? null : body, active), known);
  const [sort, setSort] = useState({ column: null, down: false });
  const [pointed, setPointed] = useState(null);
  useEffect(() => {
    if (active) document.title = `Measures · ${known.title} · overheard`;
  }, [active, known.title]);
  const rows = useMemo(() => (live.answer ? rowsOf(live.answer, state.budget) : []), [live.answer, state.budget]);
  const ordered = useMemo(() => inOrder(rows, sort), [rows, sort]);
  const finished = live.current && live.answer?.final === true && live.status !== "running";
  const view = { rows: ordered, pointed, setPointed, unit: known.unit, budget: state.budget, best: best(rows) };
  return (
    <div class="split">
      <div class="side">
        <Choice state={state} known={known} only={only} names={names} change={change} />
      </div>
      <div class="lead">
        <Notice failure={live.error} diagnostics={live.diagnostics} onEdit={() => change({ view: "edit" })} />
        <Changed state={state} change={change} measures={false} />
        <section class="card answer-card" aria-label="The answer">
          <div class="card-head">
            <p class="kind">Which measure buys the most?</p>
            <Progress live={live} finished={finished} none={none} />
          </div>
          {(none || !live.answer) && <h1 class="unseen"><bdi>{known.title}</bdi></h1>}
          {none ? <p>{known.broken ? "" : names.length === 0 ? "This scenario has no measures. Add a [measure.…] table in Edit." : "Choose at least one measure."}</p>
            : live.answer ? <h1 class={`answer long${live.current ? "" : " dim"}`} id="compare-answer"><bdi>{live.answer.page.answer}</bdi></h1>
              : !live.diagnostics && !live.error && <div class="waiting short" aria-hidden="true" />}
          {live.answer?.page.remarks?.slice(0, 2).map((remark) => <p class="hint" key={remark}><bdi>{remark}</bdi></p>)}
          <p class="unseen" role="status">{finished ? live.answer.page.answer : ""}</p>
        </section>
      </div>
      <div class="rest">
        {rows.length > 0 && (
          <div class={live.current ? "cards" : "cards dim-light"}>
            <Forest {...view} />
            <Frontier {...view} />
          </div>
        )}
        {rows.length > 0 && (
          <Rows {...view} table={live.answer.page.figures} sort={sort} setSort={setSort}
            onTry={(measures) => change({ view: "explore", measures })} />
        )}
        {live.answer && <Tables page={live.answer.page} />}
        {!known.broken && <Take kind="compare" body={body} command={live.command} ready={finished}
          {...ofComparison(live.answer)} />}
      </div>
    </div>
  );
}

/** Rows as the page needs them: the numbers of the result beside the texts of its table. */
function rowsOf({ result, page }, budget) {
  const count = Math.min(result.rows.length, page.figures?.rows.length ?? 0);
  return result.rows.slice(0, count).map((row, index) => ({
    ...row, index, cells: page.figures.rows[index], name: page.figures.rows[index][0].text,
    key: row.measures.join("+") || "baseline", over: budget !== null && row.cost > budget, baseline: row.measures.length === 0,
  }));
}

/** Sorted by a column of the table; at first by the odds. Ties and texts keep the order of the result. */
function inOrder(rows, { column, down }) {
  const value = (row) => (column === null ? row.odds.mean : row.cells[column].key ?? row.cells[column].text);
  const order = (a, b) => {
    const [x, y] = [value(a), value(b)];
    if (typeof x === "number" && typeof y === "number") return x - y;
    // What has no number stands at the end, whichever way it is sorted.
    if (typeof x === "number") return down ? 1 : -1;
    if (typeof y === "number") return down ? -1 : 1;
    return x.localeCompare(y, "en");
  };
  return [...rows].sort((a, b) => (down ? -order(a, b) : order(a, b)) || a.index - b.index);
}

export function Progress({ live, finished, none }) {
  if (none && !live.diagnostics) return null;
  const failed = live.error || live.diagnostics;
  const { done, of, trials_done: trials, trials_planned: planned } = live.progress ?? {};
  const [at, end] = [done ?? trials, of ?? planned];
  const far = at && end ? ` ${Math.min(99, Math.floor((100 * at) / end))} %` : "";
  const words = failed ? "Not computed" : live.queued ? `Waiting: ${live.queued.ahead} before this` : finished ? "Done" : live.answer ? `Refining…${far}` : `Computing…${far}`;
  const state = failed ? "failed" : finished ? "done" : "running";
  return <p class={`status ${state}`} data-state={state}><span class="dot" aria-hidden="true" />{words}</p>;
}
