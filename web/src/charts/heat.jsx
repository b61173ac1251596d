import { useState } from "preact/hooks";

/** Steps of the colours, from nothing to the strongest cell. */
const STEPS = 9;

/** The share of captured legs by venue and hour of the day. */
export function Heat({ figures }) {
  const { heat } = figures;
  const [pointed, setPointed] = useState(null);
  if (!heat?.venues.length) return null;
  const most = Math.max(...heat.shares.flat());
  const [row, column] = placeOf(heat.shares, most);
  const step = (share) => (share > 0 && most > 0 ? Math.max(1, Math.ceil((share / most) * STEPS)) : 0);
  const shown = (row, column) => heat.shown?.[row]?.[column] ?? "";
  const told = pointed && heat.venues[pointed.row] !== undefined
    ? `${heat.venues[pointed.row]}, ${hour(heat.hours[pointed.column])}: ${shown(pointed.row, pointed.column) || "none"}`
    : "Point at a cell to read it.";
  return (
    <section class="card wide-card" aria-labelledby="heat-title">
      <h2 id="heat-title">Where and when</h2>
      <p class="hint">Share of captured legs by venue and local hour of the day.</p>
      <div class="wide" tabIndex={0} role="region" aria-label="Where and when, table">
        <table class="heat" aria-labelledby="heat-title" onMouseLeave={() => setPointed(null)}>
          <thead>
            <tr>
              <td />
              {heat.hours.map((value) => <th key={value} scope="col"><span class={value % 3 ? "unseen" : ""}>{value}</span></th>)}
            </tr>
          </thead>
          <tbody>
            {heat.venues.map((venue, row) => (
              <tr key={venue}>
                <th scope="row"><bdi>{venue}</bdi></th>
                {heat.hours.map((value, column) => (
                  <td key={value} class={`heat-${step(heat.shares[row][column])}`} onMouseEnter={() => setPointed({ row, column })}>
                    <span class="unseen">{shown(row, column) || "0"}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="heat-foot">
        <span aria-hidden="true"><bdi>{told}</bdi></span>
        <span class="heat-key" aria-hidden="true"><span>0</span>{Array.from({ length: STEPS }, (_, index) => <i key={index} class={`heat-${index + 1}`} />)}<span>{shown(row, column).replace(/ \(.*/, "") || "most"}</span></span>
      </p>
    </section>
  );
}

/** The row and the column of a value. */
function placeOf(shares, value) {
  const row = shares.findIndex((cells) => cells.includes(value));
  return [row, shares[row]?.indexOf(value)];
}

const hour = (value) => `${String(value).padStart(2, "0")}–${String(value + 1).padStart(2, "0")} h`;
