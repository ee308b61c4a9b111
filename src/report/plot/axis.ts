import { ticks as roundNumbers } from 'd3-array';
import { textWidth } from './measure.ts';
import { linearScale, logScale } from './scale.ts';

/** One axis of a figure: what lies along it, in which unit, and how. */
export interface Axis {
  readonly label: string;
  /** Said in brackets after the label. */
  readonly unit?: string;
  readonly scale?: 'linear' | 'logarithmic';
  /** Its ends; those of the data and a margin if left out. */
  readonly domain?: readonly [number, number];
  /** Values that must lie on it, such as 0. */
  readonly include?: readonly number[];
  /** The share of its width that is added at either end; 0.04 if left out. */
  readonly margin?: number;
  /** Nothing lies beyond these, so no margin reaches over them. */
  readonly within?: readonly [number, number];
  /** What stands at 0, 1, 2, ... instead of numbers; the first on top of a vertical axis. */
  readonly names?: readonly string[];
  /** Whole numbers only. */
  readonly whole?: boolean;
  /** Numbers grow downwards, or to the left. */
  readonly reversed?: boolean;
  /** Drawn without ticks: heights whose unit says nothing. */
  readonly bare?: boolean;
}

export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** An axis laid along a line of the picture. */
export interface Placed {
  /** Where a value lies; NaN for what has no place, such as -1 on a log axis. */
  readonly at: (value: number) => number;
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly Tick[];
  /** Picture units from one value to the next where names stand on it; 0 for numbers. */
  readonly step: number;
}

/** `age (years)`. */
export function axisTitle({ label, unit }: Axis): string {
  return unit === undefined ? label : `${label} (${unit})`;
}

/**
 * Lays an axis from `from` to `to`, about a tick in `spacing` picture units, fewer where their texts would touch along a horizontal one.
 * @param data what lies along it; what is not finite is passed over
 */
export function place(
  axis: Axis,
  data: readonly ArrayLike<number>[],
  [from, to]: readonly [number, number],
  direction: 'across' | 'up',
): Placed {
  if (axis.names !== undefined) return placeNames(axis.names, [from, to], direction);
  const isLog = axis.scale === 'logarithmic';
  const [low, high] = isLog ? logDomain(axis, data) : linearDomain(axis, data);
  const range = axis.reversed === true ? ([to, from] as const) : ([from, to] as const);
  const scale = isLog ? logScale([low, high], range) : linearScale([low, high], range);
  const at = (value: number): number => (isLog && !(value > 0) ? Number.NaN : scale(value));
  const length = Math.abs(to - from);
  const most = Math.max(2, Math.round(length / (direction === 'across' ? 70 : 34)));
  const marked =
    axis.bare === true ? [] : fittingTicks([low, high], isLog, axis.whole === true, most, at, direction);
  return { at, low, high, ticks: marked, step: 0 };
}

/** The most ticks whose texts do not touch. */
function fittingTicks(
  ends: readonly [number, number],
  isLog: boolean,
  whole: boolean,
  most: number,
  at: (value: number) => number,
  direction: 'across' | 'up',
): Tick[] {
  for (let count = most; count > 1; count--) {
    const values = isLog ? logTicks(ends, count) : roundNumbers(ends[0], ends[1], count);
    const kept = whole ? values.filter(Number.isInteger) : values;
    const texts = tickTexts(kept);
    const found = kept.map((value, k) => ({ at: at(value), text: texts[k] }));
    if (direction === 'up' || !touching(found)) return found;
  }
  const values = roundNumbers(ends[0], ends[1], 1).slice(0, 1);
  return values.map((value) => ({ at: at(value), text: tickTexts([value])[0] }));
}

function touching(ticks: readonly Tick[]): boolean {
  return ticks.some(
    ({ at, text }, k) =>
      k > 0 && at - ticks[k - 1].at < (textWidth(text) + textWidth(ticks[k - 1].text)) / 2 + 8,
  );
}

/** A domain without width is widened so that its value lands in the middle. */
function linearDomain(axis: Axis, data: readonly ArrayLike<number>[]): [number, number] {
  const [least, most] = ends(data, axis.include ?? [], Number.isFinite) ?? [0, 0];
  if (axis.domain !== undefined && axis.domain[0] < axis.domain[1]) return [...axis.domain];
  const width = most - least;
  const margin = width > 0 ? width * (axis.margin ?? 0.04) : Math.abs(least) * 0.1 || 1;
  const [floor, ceiling] = axis.within ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const [low, high] = [
    Math.max(least - margin, Math.min(floor, least)),
    Math.min(most + margin, Math.max(ceiling, most)),
  ];
  return high > low ? [low, high] : [least - 1, most + 1];
}

function logDomain(axis: Axis, data: readonly ArrayLike<number>[]): [number, number] {
  const isPositive = (x: number): boolean => x > 0 && Number.isFinite(x);
  if (axis.domain !== undefined && axis.domain[0] > 0 && axis.domain[0] < axis.domain[1])
    return [...axis.domain];
  const [least, most] = ends(data, axis.include ?? [], isPositive) ?? [1, 1];
  if (!(most > least)) return [least / 2, most * 2];
  const margin = (most / least) ** (axis.margin ?? 0.04);
  return [least / margin, most * margin];
}

function ends(
  lists: readonly ArrayLike<number>[],
  more: readonly number[],
  counts: (x: number) => boolean,
): [number, number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const list of [...lists, more])
    for (let i = 0; i < list.length; i++) {
      if (!counts(list[i])) continue;
      low = Math.min(low, list[i]);
      high = Math.max(high, list[i]);
    }
  return low <= high ? [low, high] : null;
}

/** 1, 2, 5 times powers of ten or powers of ten alone, by how many decades there are; round numbers where less than one. */
function logTicks([low, high]: readonly [number, number], count: number): number[] {
  const decades = Math.log10(high / low);
  if (decades < 1) {
    const narrow = roundNumbers(low, high, count);
    if (decades < 0.6) return narrow;
  }
  const leads = decades * 3 <= count + 1 ? [1, 2, 5] : decades * 2 <= count + 1 ? [1, 3] : [1];
  const every = leads.length > 1 ? 1 : Math.max(1, Math.ceil(decades / count));
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
    if (power % every === 0)
      for (const lead of leads) {
        const value = Number(`${lead}e${power}`);
        if (value >= low && value <= high) found.push(value);
      }
  return found.length > 1 ? found : roundNumbers(low, high, count);
}

function placeNames(
  names: readonly string[],
  [from, to]: readonly [number, number],
  direction: 'across' | 'up',
): Placed {
  const step = Math.abs(to - from) / Math.max(1, names.length);
  const first = direction === 'up' ? Math.min(from, to) : from;
  const at = (value: number): number => first + (value + 0.5) * step;
  const ticks = names.map((text, k) => ({ at: at(k), text }));
  return { at, low: 0, high: names.length - 1, ticks, step };
}

/** From here on, and for steps smaller than that, numbers are told as powers of ten. */
const large = 1e6;
const small = 1e-4;
const minus = '\u2212';
const superscripts = '\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079';

/** Numbers as they are read together: with as many decimals as the finest of them needs, or as powers of ten. */
export function tickTexts(values: readonly number[]): string[] {
  const size = Math.max(0, ...values.map(Math.abs));
  const isLinear = values.length < 3 || evenlySpaced(values);
  if (!isLinear) return values.map(shortNumber);
  const step = values.length > 1 ? Math.abs(values[1] - values[0]) : size;
  if (size >= large || (size > 0 && size < small) || (step > 0 && step < small && size < 1))
    return powersOfTen(values, step);
  const decimals = Math.min(12, Math.max(0, ...values.map(decimalsOf)));
  return values.map((value) => signed(value, value === 0 ? '0' : Math.abs(value).toFixed(decimals)));
}

function evenlySpaced(values: readonly number[]): boolean {
  const step = values[1] - values[0];
  return values.every(
    (value, k) => k === 0 || Math.abs(value - values[k - 1] - step) < 1e-6 * Math.abs(step),
  );
}

/** By itself, in six digits at most. */
function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size > 0 && (size >= large || size < small)) return powersOfTen([value], 0)[0];
  return signed(value, String(Number(size.toPrecision(6))));
}

/** Decimals that a round number needs; twelve digits leave out the noise of its computation. */
function decimalsOf(value: number): number {
  const [, fraction = ''] = Number(value.toPrecision(12)).toFixed(12).split('.');
  return fraction.replace(/0+$/, '').length;
}

const signed = (value: number, size: string): string => (value < 0 ? `${minus}${size}` : size);

/** All with the power of the largest, so that they compare: 0, 2×10⁻⁸, 10×10⁻⁸. */
function powersOfTen(values: readonly number[], step: number): string[] {
  const size = Math.max(...values.map(Math.abs));
  const power = Math.floor(Math.log10(size) + 1e-9);
  const digits = step > 0 ? Math.min(12, Math.max(0, power - Math.floor(Math.log10(step) + 1e-9))) : 2;
  return values.map((value) => {
    if (value === 0) return '0';
    const lead = Number((Math.abs(value) / 10 ** power).toFixed(digits));
    return signed(value, `${lead === 1 ? '' : `${lead}\u00d7`}10${raisedText(power)}`);
  });
}

function raisedText(power: number): string {
  const digits = [...String(Math.abs(power))].map((digit) => superscripts[Number(digit)]).join('');
  return power < 0 ? `\u207b${digits}` : digits;
}

/** Least and largest finite numbers of lists; `[0, 0]` if there is none. */
export function finiteEnds(...lists: readonly ArrayLike<number>[]): [number, number] {
  return ends(lists, [], Number.isFinite) ?? [0, 0];
}
