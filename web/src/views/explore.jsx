import { useEffect, useMemo, useState } from "preact/hooks";
import { runBody } from "../state.js";
import { orBroken, useLive, useSeen } from "../hooks.js";
import { Answer, MiniAnswer } from "../parts/answer.jsx";
import { Controls } from "../parts/controls.jsx";
import { Measures } from "../parts/measures.jsx";
import { Notice } from "../parts/notice.jsx";
import { Settings } from "../parts/settings.jsx";
import { ofRun } from "../taking.js";
import { Take } from "../parts/take.jsx";
import { Funnel } from "../charts/funnel.jsx";
import { Heat } from "../charts/heat.jsx";
import { Contributors } from "../charts/contributors.jsx";
import { First } from "../charts/first.jsx";

/** Sliders and switches, and what they do to the odds. */
export function Explore({ state, known, active, change }) {
  const body = useMemo(() => runBody(state, known), [state.scenario, state.text, state.set, state.measures, state.seed, state.precision, known.seed]);
  const changed = Object.keys(state.set).length > 0 || state.measures.length > 0;
  const unchanged = useMemo(() => ({ set: {}, measures: [] }), []);
  const question = useMemo(() => (changed ? { ...body, beside: unchanged } : body), [body, changed]);
  const live = orBroken(useLive("/odds", "figures", known.broken ? null : question, active), known);
  const figures = useLast(live.answer);
  const [hero, heroSeen] = useSeen();
  const finished = live.current && live.answer?.final === true && live.status !== "running";
  useEffect(() => {
    if (active && figures) document.title = `${figures.shown.odds} · ${known.title} · overheard`;
  }, [active, figures?.shown.odds, known.title]);
  const reset = () => change({ set: {}, measures: [] });
  const dim = live.current ? "" : "dim";
  return (
    <div class="split">
      <div class="side">
        <section class="card" aria-label="What can be changed">
          <div class="card-head">
            <h2>What can be changed</h2>
            <button type="button" class="quiet" disabled={!changed} onClick={reset}>Reset all</button>
          </div>
          <Measures known={known} measures={state.measures} onMeasures={(measures) => change({ measures })} />
          <Controls controls={known.controls} set={state.set}
            onSet={(path, value) => change((before) => ({ set: withValue(before.set, path, value) }))} />
          <Settings state={state} known={known} change={change} />
        </section>
      </div>
      <div class="lead">
        <Notice failure={live.error} diagnostics={live.diagnostics} onEdit={() => change({ view: "edit" })} />
        <div ref={hero}>
          <Answer figures={figures} live={live} finished={finished} changed={changed} known={known} />
        </div>
        {figures && !heroSeen && <MiniAnswer figures={figures} dim={dim} />}
      </div>
      <div class="rest">
        {figures && (
          <div class={`cards ${dim}`}>
            <Funnel figures={figures} />
            <div class="stack">
              <Heat figures={figures} />
              <First figures={figures} known={known} />
            </div>
            <Contributors figures={figures} />
          </div>
        )}
        {!known.broken && <Take kind="run" body={body} command={live.command} {...ofRun(figures)} ready={finished} />}
      </div>
    </div>
  );
}

/** The last figures; the parts that an early answer leaves out are those of the one before. */
function useLast(answer) {
  const [last, setLast] = useState(null);
  useEffect(() => {
    if (!answer) return;
    setLast((before) => ({
      ...answer,
      heat: answer.heat ?? before?.heat,
      contributors: answer.contributors ?? before?.contributors,
      funnel: answer.funnel ?? before?.funnel,
    }));
  }, [answer]);
  return last;
}

function withValue(set, path, value) {
  const next = { ...set };
  if (value === null) delete next[path];
  else next[path] = value;
  return next;
}
