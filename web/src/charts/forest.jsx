import { useWidth } from "../hooks.js";
import { linear, ticks, typed } from "../scale.js";
import { fitted, widthOf } from "./text.js";

const LEAST_ROW = 27;
const MOST_ROW = 44;
/** Few rows stand further apart, so that the chart is about as high as the one beside it. */
const USUAL = 370;
const TOP = 8;
const FOOT = 40;
/** Rows that are drawn; the others stand in the table. */
const MOST = 18;

/** The change of the odds of each row, paired with the baseline, with its interval. */
export function Forest({ rows, pointed, setPointed, unit, best }) {
  const [ref, width] = useWidth();
  const drawn = rows.filter(({ baseline }) => !baseline).slice(0, MOST);
  const longest = Math.max(...drawn.map(({ name }) => widthOf(name)), 0) + 24;
  const left = Math.min(longest, width * 0.44);
  const right = width < 480 ? 8 : 84;
  const ends = drawn.flatMap(({ difference }) => [difference.low, difference.high]).concat(0);
  const pad = (Math.max(...ends) - Math.min(...ends)) * 0.03 || 0.001;
  const [low, high] = [Math.min(...ends) - pad, Math.max(...ends) + pad];
  const x = linear(low, high, left, width - right);
  const step = Math.max(LEAST_ROW, Math.min(MOST_ROW, USUAL / Math.max(1, drawn.length)));
  const bottom = TOP + drawn.length * step;
  const height = bottom + FOOT;
  return (
    <section class="card" aria-labelledby="forest-title">
      <h2 id="forest-title">Change of the odds</h2>
      <p class="hint">In percentage points against the baseline, with 95 % intervals. Rings cannot be told from no effect.</p>
      <div ref={ref} class="drawing" aria-hidden="true">
        {width > 0 && (
          <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
            {ticks(low, high, (width - left - right) / 70).map((value) => (
              <g key={value}>
                <line class="grid" x1={x(value)} x2={x(value)} y1={TOP} y2={bottom} />
                <text class="tick" x={x(value)} y={bottom + 18} text-anchor="middle">{typed(value * 100)}</text>
              </g>
            ))}
            <line class="zero" x1={x(0)} x2={x(0)} y1={TOP} y2={bottom} />
            <text class="tick" x={(left + width - right) / 2} y={bottom + 36} text-anchor="middle">percentage points</text>
            {drawn.map((row, index) => (
              <Line key={row.key} row={row} step={step} y={TOP + (index + 0.5) * step} {...{ x, left, width, right, unit, pointed, setPointed, best }} />
            ))}
          </svg>
        )}
      </div>
      {rows.length - 1 > MOST && <p class="hint">The first {MOST} rows in the order of the table.</p>}
    </section>
  );
}

function Line({ row, y, step, x, left, width, right, unit, pointed, setPointed, best }) {
  const { difference } = row;
  const sure = difference.low > 0 || difference.high < 0;
  const state = `${row.over ? " over" : ""}${pointed === row.key ? " pointed" : ""}${row === best ? " best" : ""}`;
  return (
    <g class={`line${state}`} onMouseEnter={() => setPointed(row.key)} onMouseLeave={() => setPointed(null)}>
      <title>{`${row.name}: ${row.cells.map(({ text }) => text).slice(1, 6).filter(Boolean).join("; ")}`}</title>
      <rect class="hit" x={0} width={width} y={y - step / 2} height={step} />
      <text x={left - 12} y={y + 4.5} text-anchor="end">{fitted(row.name, left - 12)}</text>
      <line class="whisker" x1={x(difference.low)} x2={x(difference.high)} y1={y} y2={y} />
      {sure ? <circle class="dot-main" cx={x(difference.mean)} cy={y} r={6} /> : <circle class="ring" cx={x(difference.mean)} cy={y} r={5} />}
      {right > 60 && <text class="tick" x={width - 2} y={y + 4.5} text-anchor="end">{typed(row.cost, 9)}{unit.length <= 3 && unit ? ` ${unit}` : ""}</text>}
    </g>
  );
}
