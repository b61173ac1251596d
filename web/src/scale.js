// Scales and ticks of the charts.

/** A linear scale from [low, high] to [start, end] in pixels. */
export function linear(low, high, start, end) {
  const span = high - low || 1;
  return (value) => start + ((value - low) / span) * (end - start);
}

/** A logarithmic scale; values must be above 0. */
export function logarithmic(low, high, start, end) {
  const place = linear(Math.log(low), Math.log(high), start, end);
  return (value) => place(Math.log(value));
}

/** Round numbers over a range, about `count` of them. */
export function ticks(low, high, count) {
  const rough = (high - low) / Math.max(1, count);
  if (!(rough > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * 0.999);
  const found = [];
  for (let index = Math.ceil(low / step - 1e-9); index * step <= high + step * 1e-9; index += 1) found.push(index * step);
  return found;
}

/** 1, 2, 5 times powers of ten over a range; fewer where the range is wide. */
export function logTicks(low, high, count) {
  for (const factors of [[1, 2, 3, 5], [1, 2, 5], [1, 3], [1]]) {
    const found = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
      for (const factor of factors) {
        const value = factor * 10 ** power;
        if (value >= low * 0.999 && value <= high * 1.001) found.push(value);
      }
    }
    if (found.length <= count || factors.length === 1) {
      const every = Math.ceil(found.length / count);
      return found.filter((_, index) => index % every === 0);
    }
  }
  return [];
}

/** A number that somebody set or that stands at a tick: not an estimate, whose rounding is the server's. */
export function typed(value, digits = 3) {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const rounded = Number(value.toPrecision(digits));
  if (Math.abs(rounded) >= 1e-6 && Math.abs(rounded) < 1e12) {
    return rounded.toLocaleString("en-US", { maximumFractionDigits: 10, maximumSignificantDigits: Math.max(digits, Math.ceil(Math.log10(Math.abs(rounded) + 1))) });
  }
  return rounded.toExponential();
}

/** A share as a percentage. */
export const percent = (value, digits = 3) => `${typed(value * 100, digits)} %`;
