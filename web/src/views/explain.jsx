import { useEffect, useMemo, useState } from "preact/hooks";
import { call } from "../api.js";
import { subject } from "../state.js";
import { orBroken, useLive } from "../hooks.js";
import { Changed } from "../parts/changed.jsx";
import { Facts } from "../parts/facts.jsx";
import { Notice } from "../parts/notice.jsx";
import { ofExplanation } from "../taking.js";
import { Take } from "../parts/take.jsx";
import { Tables } from "../parts/tables.jsx";
import { Posterior } from "../charts/posterior.jsx";
import { Prevention } from "../charts/prevention.jsx";
import { Progress } from "./compare.jsx";

/** After a leak: who captured it, and what would have prevented it. */
export function Explain({ state, known, active, change }) {
  const [facts, setFacts] = useState(null);
  const [failure, setFailure] = useState(null);
  useEffect(() => {
    if (known.broken) return undefined;
    const stop = new AbortController();
    call(`/explain/facts/${encodeURIComponent(state.scenario)}`, undefined, stop.signal).then(
      (told) => setFacts(told.facts),
      (error) => error.name !== "AbortError" && setFailure(error),
    );
    return () => stop.abort();
  }, [state.scenario, known.saved, known.broken]);
  const told = useMemo(() => Object.fromEntries((facts ?? []).filter(({ leak }) => leak !== null && leak !== undefined).map(({ field, leak }) => [field, String(leak)])), [facts]);
  const seen = state.seen ?? told;
  const body = useMemo(() => ({
    ...subject(state), set: state.set, measures: state.measures, seen, seed: state.seed ?? known.seed,
    ...(state.precision === null ? {} : { precision: state.precision }),
  }), [state.scenario, state.text, state.set, state.measures, state.seed, state.precision, known.seed, JSON.stringify(seen)]);
  const live = orBroken(useLive("/explain", "posterior", facts === null || known.broken ? null : body, active), known);
  const finished = live.current && live.answer?.final === true && live.status !== "running";
  useEffect(() => {
    if (active) document.title = `A leak · ${known.title} · overheard`;
  }, [active, known.title]);
  const tell = (field, value) => {
    const next = { ...seen };
    if (value === null) delete next[field];
    else next[field] = value;
    change({ seen: same(next, told) ? null : next });
  };
  const page = live.answer?.page;
  return (
    <div class="split">
      <div class="side">
        <Facts facts={facts} seen={seen} onTell={tell} onReset={state.seen === null ? null : () => change({ seen: null })} onClear={() => change({ seen: {} })} />
      </div>
      <div class="lead">
        <Notice failure={live.error ?? failure} diagnostics={live.diagnostics} onEdit={() => change({ view: "edit" })} />
        <Changed state={state} change={change} measures />
        <section class="card answer-card" aria-label="The answer">
          <div class="card-head">
            <p class="kind">By chance, or in another way?</p>
            <Progress live={live} finished={finished} />
          </div>
          {page ? <h1 class={`answer long${live.current ? "" : " dim"}`} id="explain-answer"><bdi>{page.answer}</bdi></h1> : <><h1 class="unseen"><bdi>{known.title}</bdi></h1>{!live.diagnostics && !live.error && <div class="waiting short" aria-hidden="true" />}</>}
          {page && <Posterior answer={live.answer} dim={!live.current} />}
          <p class="unseen" role="status">{finished ? page.answer : ""}</p>
        </section>
      </div>
      <div class="rest">
        {page && <Prevention answer={live.answer} dim={!live.current} />}
        {page?.remarks?.length > 0 && (
          <section class="card" aria-labelledby="carries-title">
            <h2 id="carries-title">How far it carries</h2>
            <ul class="remarks">{page.remarks.map((remark) => <li key={remark}><bdi>{remark}</bdi></li>)}</ul>
          </section>
        )}
        {page && <Tables page={{ ...page, tables: [page.figures, ...page.tables].filter(Boolean) }} />}
        {!known.broken && <Take kind="explain" body={body} command={live.command} ready={finished}
          {...ofExplanation(live.answer)} />}
      </div>
    </div>
  );
}

const same = (a, b) => {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
};
