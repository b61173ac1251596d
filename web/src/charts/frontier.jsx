import { useWidth } from "../hooks.js";
import { linear, percent, ticks, typed } from "../scale.js";
import { fitted, widthOf } from "./text.js";

const HEIGHT = 420;
const TOP = 14;
const LEFT = 62;
const RIGHT = 18;
const FOOT = 46;
/** Names in the chart are cut to this width. */
const NAME = 190;
/** Pixels that a dot takes on each side, and that a line of text takes. */
const DOT = 4;
const LINE = 12;
const HALF_LINE = 4.5;

/** What each row costs against the odds that remain, with the efficient frontier. */
export function Frontier({ rows, pointed, setPointed, unit, budget, best }) {
  const [ref, width] = useWidth();
  const most = Math.max(...rows.map(({ cost }) => cost), budget ?? 0, 1);
  const worst = Math.max(...rows.map(({ odds }) => odds.high));
  const x = linear(0, most * 1.04, LEFT, width - RIGHT);
  const y = linear(0, worst * 1.06, HEIGHT - FOOT, TOP);
  const frontier = rows.filter(({ on_frontier: on, over }) => on && !over).sort((a, b) => a.cost - b.cost);
  const names = placed(frontier, rows, x, y, width);
  return (
    <section class="card" aria-labelledby="frontier-title">
      <h2 id="frontier-title">Cost against odds</h2>
      <p class="hint">On the line nothing as cheap leaves lower odds.</p>
      <div ref={ref} class="drawing" aria-hidden="true">
        {width > 0 && (
          <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`}>
            <Axes {...{ x, y, most, worst, width, unit }} />
            {budget !== null && <rect class="beyond" x={x(budget)} width={Math.max(0, width - RIGHT - x(budget))} y={TOP} height={HEIGHT - FOOT - TOP} />}
            {budget !== null && <line class="budget-line" x1={x(budget)} x2={x(budget)} y1={TOP} y2={HEIGHT - FOOT} />}
            <path class="step" d={steps(frontier, x, y, budget === null ? width - RIGHT : x(budget))} />
            {[...rows].reverse().map((row) => (
              <g key={row.key} class={`line${row.over ? " over" : ""}${pointed === row.key ? " pointed" : ""}${row.on_frontier ? "" : " behind"}${row === best ? " best" : ""}`}
                onMouseEnter={() => setPointed(row.key)} onMouseLeave={() => setPointed(null)}>
                <title>{`${row.name}: ${row.cells.map(({ text }) => text).slice(1, 4).filter(Boolean).join("; ")}`}</title>
                <line class="whisker thin" x1={x(row.cost)} x2={x(row.cost)} y1={y(row.odds.low)} y2={y(row.odds.high)} />
                <circle class="dot-main" cx={x(row.cost)} cy={y(row.odds.mean)} r={row.on_frontier ? 6 : 4.5} />
                <circle class="hit" cx={x(row.cost)} cy={y(row.odds.mean)} r={12} />
              </g>
            ))}
            {names.map(({ row, at, anchor, text, line }) => (
              <text key={row.key} class={`name${pointed === row.key ? " pointed" : ""}`} x={at} y={line} text-anchor={anchor}>{text}</text>
            ))}
          </svg>
        )}
      </div>
      <p class="legend"><span><i class="key dot-key" />on the frontier</span><span><i class="key dot-key pale" />behind it</span></p>
    </section>
  );
}

function Axes({ x, y, most, worst, width, unit }) {
  const costs = ticks(0, most, (width - LEFT - RIGHT) / 90);
  return (
    <>
      {ticks(0, worst * 1.06, 6).map((value) => (
        <g key={value}>
          <line class="grid" x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} />
          <text class="tick" x={LEFT - 8} y={y(value) + 4.5} text-anchor="end">{percent(value)}</text>
        </g>
      ))}
      {costs.map((value) => <text key={value} class="tick" x={x(value)} y={HEIGHT - FOOT + 18} text-anchor="middle">{typed(value, 9)}</text>)}
      <line class="axis" x1={LEFT} x2={width - RIGHT} y1={y(0)} y2={y(0)} />
      <text class="tick" x={(LEFT + width - RIGHT) / 2} y={HEIGHT - 8} text-anchor="middle">cost{unit && `, ${unit}`}</text>
    </>
  );
}

/** Each cost leaves the odds of the best row as cheap. */
function steps(frontier, x, y, end) {
  if (frontier.length === 0) return "";
  const points = frontier.map(({ cost, odds }, index) => `${index === 0 ? "M" : "H"}${x(cost)}${index === 0 ? " " : "V"}${y(odds.mean)}`);
  return `${points.join("")}H${Math.max(end, x(frontier.at(-1).cost))}`;
}

/** Names of rows on the frontier, those with the lowest odds first; one that would lie over another, or over a dot, is left out. */
function placed(frontier, rows, x, y, width) {
  const dots = rows.map(({ cost, odds }) => ({ start: x(cost) - DOT, end: x(cost) + DOT, line: y(odds.mean) + HALF_LINE }));
  const found = [];
  for (const row of [...frontier].reverse()) {
    const text = fitted(row.name, Math.min(NAME, width * 0.4));
    const [middle, wide] = [x(row.cost), widthOf(text)];
    // Beside the line that comes down to the dot, else before it; above, else below.
    const places = [-11, 20].flatMap((below) => [["start", middle + 5, middle + 5], ["end", middle - 5, middle - 5 - wide]].map(
      ([anchor, at, start]) => ({ row, text, anchor, at, start, end: start + wide, line: y(row.odds.mean) + below })));
    const inside = ({ start, end, line }) => start >= LEFT && end <= width - RIGHT && line < HEIGHT - FOOT;
    const apart = (one) => (other) => one.end < other.start || one.start > other.end || Math.abs(one.line - other.line) > LINE;
    const free = places.find((place) => inside(place) && found.every(apart(place)) && dots.every(apart(place)));
    if (free) found.push(free);
  }
  return found;
}
