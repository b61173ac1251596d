import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { useWidth } from "../hooks.js";
import { onTheme, theme } from "../theme.js";
import { percent } from "../scale.js";

const HEIGHT = 220;
const DAY = 24;

/** The odds of a first capture by each hour of the event. */
export function First({ figures, known }) {
  const [ref, width] = useWidth();
  const chart = useRef(null);
  const [colours, setColours] = useState(theme());
  const [pointed, setPointed] = useState(null);
  useEffect(() => onTheme(setColours), []);
  const points = figures.result.first_capture;
  const days = figures.result.days;
  const data = [
    points.map(({ hour }) => hour / DAY),
    points.map(({ low }) => (low === undefined ? null : 1 - low)),
    points.map(({ high }) => (high === undefined ? null : 1 - high)),
    points.map(({ survival }) => 1 - survival),
  ];
  useEffect(() => {
    if (!width) return undefined;
    chart.current = new uPlot(options(width, days, setPointed), data, ref.current);
    return () => chart.current.destroy();
  }, [width > 0, colours, days]);
  useEffect(() => {
    if (width && chart.current) chart.current.setSize({ width, height: HEIGHT });
  }, [width]);
  useEffect(() => {
    chart.current?.setData(data);
  }, [figures]);
  const ends = Array.from({ length: days }, (_, day) => points.filter(({ hour }) => hour <= (day + 1) * DAY).at(-1));
  return (
    <section class="card wide-card" aria-labelledby="first-title">
      <h2 id="first-title">When it first happens</h2>
      <p class="hint">Odds of at least one capture by each hour of the event; nights are shaded.</p>
      <div ref={ref} class="curve" aria-hidden="true" />
      <p class="hint read" aria-hidden="true">{told(points[pointed], days)}</p>
      <div class="unseen"><table>
        <caption>Odds of at least one capture by the end of each day</caption>
        <thead><tr><th scope="col">Day</th><th scope="col">Odds</th></tr></thead>
        <tbody>{ends.map((point, day) => <tr key={day}><th scope="row">{day + 1}</th><td>{percent(1 - (point?.survival ?? 1), 2)}</td></tr>)}</tbody>
      </table></div>
      {known.days > 30 && <p class="hint">Days are counted from the start of the event.</p>}
    </section>
  );
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** What the curve says at an hour. */
function told(point, days) {
  if (!point) return "Point at the curve to read it.";
  const at = point.hour / DAY;
  const clock = `${String(Math.round((at % 1) * DAY)).padStart(2, "0")}:00`;
  const when = at >= days ? "By the end" : `By ${clock} of day ${Math.floor(at) + 1}`;
  const range = point.low === undefined || point.high === undefined ? "" : ` (${percent(1 - point.high)} to ${percent(1 - point.low)})`;
  return `${when}: ${percent(1 - point.survival)}${range}`;
}

function options(width, days, onPoint) {
  const font = "13px Inter, sans-serif";
  const axis = { stroke: colour("quiet"), font, grid: { stroke: colour("grid"), width: 1 }, ticks: { show: false } };
  return {
    width, height: HEIGHT, padding: [8, 12, 0, 0], legend: { show: false },
    cursor: { y: false, points: { size: 8 } },
    scales: { x: { time: false, range: [0, days] }, y: { range: (_, low, high) => [0, Math.max(high * 1.06, 1e-9)] } },
    axes: [
      { ...axis, values: (_, values) => values.map((value) => (Number.isInteger(value) && value < days ? `day ${value + 1}` : "")), incrs: [1, 2, 5, 10], align: 1, space: 44, size: 26 },
      { ...axis, values: (_, values) => values.map((value) => percent(value)), size: 64, space: 36 },
    ],
    series: [
      {},
      { stroke: "transparent", points: { show: false } },
      { stroke: "transparent", points: { show: false } },
      { stroke: colour("main"), width: 2.5, points: { show: false } },
    ],
    bands: [{ series: [1, 2], fill: colour("band") }],
    hooks: { drawClear: [(plot) => nights(plot, days)], setCursor: [(plot) => onPoint(plot.cursor.left >= 0 ? plot.cursor.idx : null)] },
  };
}

/** Shades the hours from 20 to 6. */
function nights(plot, days) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = colour("shade");
  for (let day = 0; day <= days; day += 1) {
    const from = plot.valToPos(Math.max(0, day - 4 / DAY), "x", true);
    const to = plot.valToPos(Math.min(days, day + 6 / DAY), "x", true);
    if (to > from) ctx.fillRect(from, bbox.top, to - from, bbox.height);
  }
  ctx.restore();
}
