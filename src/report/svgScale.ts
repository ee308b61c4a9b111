import { fixed } from './textTable.ts';

/** A linear map from data to picture units, with round numbers to mark on it. */
export interface Scale {
  readonly at: (x: number) => number;
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  readonly label: (tick: number) => string;
}

/**
 * Maps `[low, high]` onto `[from, to]`; a domain without width is widened so that its value lands in the middle.
 * About `count` ticks.
 */
export function linearScale(
  [low, high]: readonly [number, number],
  [from, to]: readonly [number, number],
  count = 5,
): Scale {
  if (!(high > low)) {
    const margin = Math.abs(low) * 0.1 || 1;
    return linearScale([low - margin, low + margin], [from, to], count);
  }
  const step = roundStep((high - low) / count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return {
    at: (x) => from + ((x - low) / (high - low)) * (to - from),
    low,
    high,
    ticks: Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => (first + k) * step),
    label: (tick) => (tick === 0 ? '0' : fixed(tick, decimals)),
  };
}

/** The nearest of 1, 2, 5 times a power of ten, in ratio. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const lead = step / power;
  if (lead < Math.SQRT2) return power;
  if (lead < Math.sqrt(10)) return 2 * power;
  return lead < Math.sqrt(50) ? 5 * power : 10 * power;
}

/** Least and largest of all numbers; non-finite ones are passed over. `[0, 0]` if there is none. */
export function extent(...lists: readonly ArrayLike<number>[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const list of lists)
    for (let i = 0; i < list.length; i++) {
      if (!Number.isFinite(list[i])) continue;
      if (list[i] < low) low = list[i];
      if (list[i] > high) high = list[i];
    }
  return low <= high ? [low, high] : [0, 0];
}

/** A domain widened by a share of its width on both sides. */
export function padded([low, high]: readonly [number, number], share: number): [number, number] {
  return [low - (high - low) * share, high + (high - low) * share];
}

/** A coordinate: a tenth of a picture unit is finer than anyone sees. */
export function tenth(x: number): string {
  return String(Math.round(x * 10) / 10);
}

/** Path data of a line through points; a point that is not finite breaks the line. */
export function linePath(xs: ArrayLike<number>, ys: ArrayLike<number>): string {
  let [path, pen] = ['', 'M'];
  for (let i = 0; i < xs.length; i++) {
    if (!Number.isFinite(xs[i] + ys[i])) {
      pen = 'M';
      continue;
    }
    path += `${pen}${tenth(xs[i])} ${tenth(ys[i])}`;
    pen = 'L';
  }
  return path;
}

/** At most `most` of the places 0, 1, ... length - 1, evenly spread, first and last among them. */
export function evenly(length: number, most: number): number[] {
  if (length <= most) return Array.from({ length }, (_, k) => k);
  return Array.from({ length: most }, (_, k) => Math.round((k * (length - 1)) / (most - 1)));
}
