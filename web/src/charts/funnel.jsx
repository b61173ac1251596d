import { useWidth } from "../hooks.js";
import { logTicks, logarithmic, typed } from "../scale.js";

const WHAT = {
  conversations: "sensitive conversations", legs: "lines, one for each participant", lapsed: "not over an approved line",
  covered: "a collector is there and picks the line up", recorded: "kept by a collector", readable: "can be understood",
  reviewed: "somebody listens", captured_legs: "recognised for what it is",
};

/** What becomes of a conversation's legs. A logarithmic scale, so points and not bars. */
export function Funnel({ figures }) {
  const { funnel } = figures;
  const [ref, width] = useWidth();
  const all = funnel.flatMap(({ low, mean, high }) => [low, mean, high]).filter((value) => value > 0);
  if (all.length === 0) return <div ref={ref} />;
  const low = 10 ** Math.floor(Math.log10(Math.min(...all)));
  const high = 10 ** Math.ceil(Math.log10(Math.max(...all)) + 0.001);
  const x = logarithmic(low, high, 0, 100);
  const marks = logTicks(low, high, width < 500 ? 3 : 6);
  return (
    <section class="card" aria-labelledby="funnel-title" ref={ref}>
      <h2 id="funnel-title">Funnel</h2>
      <p class="hint">Expected per event. The stage with the sharpest drop is what protects the event.</p>
      <table class="funnel" aria-labelledby="funnel-title">
        <thead class="unseen-head">
          <tr><th scope="col">Stage</th><td class="plot-cell" /><th scope="col" class="number">Per event</th><th scope="col" class="number">Of those before</th></tr>
        </thead>
        <tbody>
          {funnel.map((row) => (
            <tr key={row.stage}>
              <th scope="row">{row.label.charAt(0).toUpperCase() + row.label.slice(1)}<span class="hint small">{row.help ?? WHAT[row.stage.replaceAll(" ", "_")]}</span></th>
              <td class="plot-cell" aria-hidden="true">
                <Track x={x} row={row} marks={marks} />
              </td>
              <td class="number"><Shown text={row.shown} /></td>
              <td class="number hint">{row.of_before ?? ""}</td>
            </tr>
          ))}
        </tbody>
        <tfoot aria-hidden="true">
          <tr><td /><td class="plot-cell"><div class="ticks">{marks.map((value) => <span key={value} style={{ left: `${x(value)}%` }}>{typed(value)}</span>)}</div></td><td /><td /></tr>
        </tfoot>
      </table>
    </section>
  );
}

function Track({ x, row, marks }) {
  const place = (value) => `${Math.max(0, Math.min(100, x(value)))}%`;
  return (
    <div class="track">
      {marks.map((value) => <i key={value} class="track-grid" style={{ left: place(value) }} />)}
      {row.mean > 0 && <i class="track-line" style={{ width: place(row.mean) }} />}
      {row.low > 0 && row.high > 0 && <i class="track-whisker" style={{ left: place(row.low), width: `${Math.max(0, x(row.high) - x(row.low))}%` }} />}
      {row.mean > 0 && <i class="track-dot" style={{ left: place(row.mean) }} />}
    </div>
  );
}

/** `mean (low to high)`: the mean large, the interval small; no line begins with a percent sign. */
export function Shown({ text }) {
  const held = text.replaceAll(" %", "\u00a0%");
  const cut = held.indexOf(" (");
  if (cut < 0) return held;
  return <>{held.slice(0, cut)}<span class="hint small">{held.slice(cut + 1)}</span></>;
}
