import { typed } from "../scale.js";

/** Steps of the budget's slider. */
const STEPS = 200;
const TOGETHER = [[1, "Each alone"], [2, "Pairs"], [3, "Threes"]];

/** Which measures take part, how many together, and what they may cost. */
export function Choice({ state, known, only, names, change }) {
  const chosen = only ?? names;
  const taking = known.measures.filter(({ name }) => chosen.includes(name));
  const most = taking.reduce((sum, { cost }) => sum + cost, 0);
  const { unit } = known;
  const flip = (name) => {
    const next = chosen.includes(name) ? chosen.filter((other) => other !== name) : names.filter((other) => chosen.includes(other) || other === name);
    change({ only: next.length === names.length ? null : next });
  };
  return (
    <section class="card" aria-label="What is compared">
      <h2>What is compared</h2>
      <Budget budget={state.budget} most={most} unit={unit} onBudget={(budget) => change({ budget })} />
      <fieldset class="plain-set">
        <legend>Together</legend>
        <div class="segments">
          {TOGETHER.map(([value, label]) => (
            <label key={value}>
              <input type="radio" name="combine" value={value} checked={state.combine === value} onChange={() => change({ combine: value })} />
              <span>{label}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <details class="group" open>
        <summary><h3>Measures</h3><span class="count">{taking.length} of {names.length}</span></summary>
        <ul class="switches">
          {known.measures.map(({ name, title, cost, kind }) => (
            <li key={name}>
              <label class="switch">
                <input type="checkbox" role="switch" checked={chosen.includes(name)} onChange={() => flip(name)} />
                <span><bdi>{title || name}</bdi><span class="hint small">{typed(cost, 9)} {unit}{kind ? `, ${kind}` : ""}</span></span>
              </label>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function Budget({ budget, most, unit, onBudget }) {
  const step = roundStep(most / STEPS);
  const end = Math.max(1, Math.ceil(most / step));
  const place = budget === null ? end : Math.min(end, Math.round(budget / step));
  const told = budget === null ? "no limit" : `${typed(budget, 9)} ${unit}`;
  const entered = (text) => {
    const value = Number(text.replace(/[\s,]/g, ""));
    if (text.trim() === "") onBudget(null);
    else if (Number.isFinite(value) && value >= 0) onBudget(value);
  };
  return (
    <div class={`control budget${budget === null ? "" : " changed"}`}>
      <div class="control-head">
        <label for="budget">Budget</label>
        <span class="control-value">
          <input type="text" inputMode="decimal" aria-label={`Budget in ${unit || "the unit of cost"}, exact value`} placeholder="no limit"
            value={budget === null ? "" : typed(budget, 9)} onChange={(event) => entered(event.target.value)} />
          <span class="unit">{unit}</span>
          <button type="button" class="plain" hidden={budget === null} onClick={() => onBudget(null)} aria-label="No limit" title="No limit">↺</button>
        </span>
      </div>
      <div class="slide">
        <input id="budget" type="range" min={0} max={end} step={1} value={place} aria-valuetext={told}
          onInput={(event) => {
            const value = Number(event.target.value);
            onBudget(value >= end ? null : Number((value * step).toPrecision(12)));
          }} />
      </div>
      <p class="hint small">{budget === null ? "With a budget, all combinations that fit in it are searched." : `All combinations that cost at most ${told}.`}</p>
    </div>
  );
}

/** The next 1, 2 or 5 times a power of ten. */
function roundStep(rough) {
  if (!(rough > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough);
}

/** The row with the lowest odds that is within the budget. */
export function best(rows) {
  const within = rows.filter(({ over }) => !over);
  return within.reduce((lowest, row) => (lowest === null || row.odds.mean < lowest.odds.mean ? row : lowest), null);
}
