import { useWidth } from "../hooks.js";
import { logTicks, logarithmic, percent } from "../scale.js";

const HEIGHT = 74;
const MARGIN = 14;
const LINE = 30;

/** Where the odds lie, with their interval and band, beside the unchanged scenario: a logarithmic line. */
export function Ruler({ figures }) {
  const [ref, width] = useWidth();
  const { odds } = figures.result;
  if (!(odds.mean > 0)) return <div ref={ref} />;
  const before = figures.difference ? odds.mean - figures.difference.mean : null;
  const all = [odds.low, odds.high, odds.band?.low, odds.band?.high, before].filter((value) => value > 0);
  const low = 10 ** Math.floor(Math.log10(Math.min(...all, 0.001)) - 0.001);
  const x = logarithmic(low, 1, MARGIN, width - MARGIN);
  const at = (value) => x(Math.max(low, Math.min(1, value)));
  const marks = logTicks(low, 1, Math.max(3, Math.floor(width / 105)));
  return (
    <div ref={ref} class="ruler" aria-hidden="true">
      {width > 0 && (
        <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`}>
          {marks.map((value) => <line key={value} class="grid" x1={x(value)} x2={x(value)} y1={12} y2={LINE + 18} />)}
          {marks.map((value) => <text key={value} class="tick" x={x(value)} y={HEIGHT - 8} text-anchor={value === 1 ? "end" : value === low ? "start" : "middle"}>{percent(value)}</text>)}
          <line class="axis" x1={MARGIN} x2={width - MARGIN} y1={LINE} y2={LINE} />
          {odds.band && <rect class="band" x={at(odds.band.low)} width={Math.max(1, at(odds.band.high) - at(odds.band.low))} y={LINE - 11} height={22} rx={4} />}
          {before > 0 && <path class="arrow" d={`M${at(before)} ${LINE}H${at(odds.mean)}`} />}
          {before > 0 && <circle class="ghost" cx={at(before)} cy={LINE} r={6} />}
          <line class="whisker" x1={at(odds.low)} x2={at(odds.high)} y1={LINE} y2={LINE} />
          <circle class="dot-main" cx={at(odds.mean)} cy={LINE} r={7} />
        </svg>
      )}
      <p class="legend">
        <span><i class="key dot-key" />odds</span><span><i class="key line-key" />95 % interval</span>
        {odds.band && <span><i class="key band-key" />band of ignorance</span>}
        {before !== null && <span><i class="key ring-key" />unchanged scenario</span>}
      </p>
    </div>
  );
}
