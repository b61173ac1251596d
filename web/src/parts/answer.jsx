import { Ruler } from "../charts/ruler.jsx";

/** The answer: a sentence, a large figure, how sure it is, and what the changes did. */
export function Answer({ figures, live, finished, changed, known }) {
  const dim = figures && live.current ? "" : "dim";
  return (
    <section class="card answer-card" aria-label="The answer">
      <div class="card-head">
        <p class="kind">How likely is it that at least one sensitive conversation is captured by chance?</p>
        <Status live={live} figures={figures} finished={finished} />
      </div>
      {figures ? (
        <div class={dim}>
          <h1 class="answer" id="answer"><bdi>{figures.sentence}</bdi></h1>
          <div class="hero">
            <p class="figure">
              <strong id="figure" data-final={finished}>{figures.shown.odds}</strong>
              <span>{figures.shown.one_in}</span>
            </p>
            <dl class="facts">
              <dt>Chance</dt>
              <dd>{figures.shown.low === null ? "no interval" : `${figures.shown.low} to ${figures.shown.high}`} <span class="hint">95 %; more trials narrow it</span></dd>
              <dt>Ignorance</dt>
              <dd>{figures.shown.band ?? "no ranges"} <span class="hint">{figures.shown.band ? "5 to 95 % of draws; only knowledge narrows it" : "the scenario states every number as certain"}</span></dd>
              {changed && <dt>Change</dt>}
              {changed && <dd id="difference"><Difference figures={figures} /></dd>}
              <dt>Captures</dt><dd>{figures.shown.captures} <span class="hint">conversations an event</span>{changed && <By less={figures.difference?.captures} />}</dd>
              <dt>Harm</dt><dd>{figures.shown.harm} <span class="hint">an event</span>{changed && <By less={figures.difference?.harm} />}</dd>
              {figures.shown.weak_link && <dt>Weakest leg</dt>}
              {figures.shown.weak_link && <dd>{figures.shown.weak_link} <span class="hint">of captures have exactly one lapsed leg</span></dd>}
            </dl>
          </div>
          <Ruler figures={figures} />
        </div>
      ) : <><h1 class="unseen"><bdi>{known.title}</bdi></h1>{!live.diagnostics && !live.error && <div class="waiting" aria-hidden="true" />}</>}
      {known.question && <details class="about"><summary>The question of this scenario</summary><p><bdi>{known.question}</bdi></p></details>}
      <p class="unseen" role="status">{finished && figures ? spoken(figures, changed) : ""}</p>
    </section>
  );
}

const spoken = (figures, changed) => {
  const difference = changed && figures.difference ? ` Against the unchanged scenario: ${figures.difference.shown}.` : "";
  return `${figures.shown.odds}, ${figures.shown.one_in}.${difference} ${figures.sentence}`;
};

/** By how much a figure beside the odds moved, on the same random numbers. */
function By({ less }) {
  if (!less) return null;
  const way = wayOf(less);
  return <span class={`by ${way}`}><span aria-hidden="true">{SIGNS[way]} </span>{less.shown}</span>;
}

const SIGNS = { same: "≈", lower: "▼", higher: "▲" };
const wayOf = ({ low, high, mean }) => (!(low > 0 || high < 0) ? "same" : mean < 0 ? "lower" : "higher");

/** Which way the changes moved the odds, on the same random numbers. */
function Difference({ figures }) {
  const { difference } = figures;
  if (!difference) return <span class="hint">…</span>;
  const way = wayOf(difference);
  return (
    <>
      <span class={`chip ${way}`}><span aria-hidden="true">{SIGNS[way]} </span>{difference.shown}</span>{" "}
      <span class="hint">{difference.sentence || "against the unchanged scenario, on the same random numbers"}</span>
    </>
  );
}

/** How far the computation is. */
function Status({ live, figures, finished }) {
  const trials = figures?.shown.trials ?? "";
  const words = live.queued ? `Waiting: ${live.queued.ahead} before this` : finished ? `${trials} trials` : figures ? `${trials} trials, refining…` : "Computing…";
  const state = live.error || live.diagnostics ? "failed" : finished ? "done" : "running";
  return <p class={`status ${state}`} id="status" data-state={state}><span class="dot" aria-hidden="true" />{state === "failed" ? "Not computed" : words}</p>;
}

/** The answer while the large one is out of sight. */
export function MiniAnswer({ figures, dim }) {
  return (
    <div class={`mini ${dim}`} aria-hidden="true">
      <strong>{figures.shown.odds}</strong><span>{figures.shown.one_in}</span>
      {figures.difference && <span class="mini-change">{figures.difference.mean < 0 ? "▼" : "▲"} {figures.difference.shown.replace(/ \(.*\)/, "")}</span>}
    </div>
  );
}
