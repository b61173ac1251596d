import { typed } from "../scale.js";

/** A switch for each measure of the scenario. */
export function Measures({ known, measures, onMeasures }) {
  if (known.measures.length === 0) return null;
  const inForce = known.measures.filter(({ name }) => measures.includes(name));
  const cost = inForce.reduce((sum, measure) => sum + measure.cost, 0);
  const { unit } = known;
  const flip = (name) => onMeasures(measures.includes(name) ? measures.filter((other) => other !== name) : [...measures, name]);
  return (
    <details class="group" open>
      <summary><h3>Measures</h3>{inForce.length > 0 && <span class="count">{inForce.length} in force, {typed(cost, 9)} {unit}</span>}</summary>
      <ul class="switches">
        {[...known.measures].sort((a, b) => a.cost - b.cost).map((measure) => {
          const on = measures.includes(measure.name);
          const against = barred(measure, inForce);
          return (
            <li key={measure.name}>
              <label class={`switch${!on && against ? " off" : ""}`}>
                <input type="checkbox" role="switch" checked={on} disabled={!on && against !== null} data-measure={measure.name} onChange={() => flip(measure.name)} />
                <span>
                  <bdi>{measure.title || measure.name}</bdi>
                  <span class="hint small">{against ?? `${typed(measure.cost, 9)} ${unit}`}</span>
                </span>
              </label>
            </li>
          );
        })}
      </ul>
    </details>
  );
}

/** Why a measure cannot be added to those in force. */
function barred(measure, inForce) {
  const other = inForce.find(({ name, excludes = [] }) => name !== measure.name && (excludes.includes(measure.name) || measure.excludes?.includes(name)));
  if (other) return `Not together with “${other.title || other.name}”`;
  const lacking = (measure.requires ?? []).filter((name) => !inForce.some((there) => there.name === name));
  return lacking.length > 0 ? `Needs ${lacking.join(", ")}` : null;
}
