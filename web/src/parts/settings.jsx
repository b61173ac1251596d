import { useState } from "preact/hooks";

const PRECISIONS = [0.1, 0.05, 0.02, 0.01, 0.005];

/** How exactly it is computed. */
export function Settings({ state, known, change }) {
  const [wrong, setWrong] = useState(false);
  const standard = known.defaults?.precision ?? 0.02;
  const seed = (text) => {
    const value = Number(text);
    const valid = /^\d+$/.test(text.trim()) && Number.isSafeInteger(value);
    setWrong(!valid);
    if (valid) change({ seed: value === known.seed ? null : value });
  };
  return (
    <details class="group">
      <summary><h3>Computation</h3></summary>
      <label class="field"><span>Precision</span>
        <select value={state.precision ?? standard} onChange={(event) => {
          const value = Number(event.target.value);
          change({ precision: value === standard ? null : value });
        }}>
          {[...new Set([...PRECISIONS, standard])].sort((a, b) => b - a).map((value) => <option key={value} value={value}>± {Number((value * 100).toPrecision(3))} % of the odds</option>)}
        </select>
      </label>
      <label class="field"><span>Seed</span>
        <input type="text" inputMode="numeric" value={state.seed ?? known.seed} aria-invalid={wrong} onChange={(event) => seed(event.target.value)} />
      </label>
      <p class={wrong ? "bad small" : "hint small"}>{wrong ? "A seed is a whole number from 0." : "The same seed gives the same numbers, to the last digit."}</p>
    </details>
  );
}
