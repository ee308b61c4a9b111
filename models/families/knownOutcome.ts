import { exp, normalCdf } from '../../src/engine/elementary.ts';
import { type Censoring, type CensoringKind, censoringKinds } from '../design/design.ts';
import { quantile } from '../design/quantile.ts';
import { spread, total } from './links.ts';

/** Intervals this many times wider than the outcomes spread are open ones in disguise, such as from -1e8 to 2. */
const muchWider = 100;

/** As many rows as tell a location and a spread roughly. */
const enoughRows = 2000;

/** EM closes in by the share of outcomes that are known each time. */
const iterations = 100;

/**
 * Outcomes about as they would be if none were censored: a normal distribution is fitted by EM to the values seen, the middles of
 * intervals, and the bounds beyond which the others lie; each of these becomes its mean there, and all are spread to the fitted sd.
 * For default priors and starts: a bound is no outcome. (brms takes the median and the mad of all that stands in the column, bounds
 * among them.) Where too little was seen to vary, the values as they stand.
 */
export function knownOutcome(y: Float64Array, censoring: Censoring): Float64Array {
  const every = Math.ceil(y.length / enoughRows);
  const rows = placesOf(y, censoring).filter((_, i) => i % every === 0);
  const known = Float64Array.from(rows.flatMap((row) => (row.kind === 'at' ? [row.value] : [])));
  const start = { mean: total(known) / known.length, sd: spread(known) };
  if (!(start.sd > 0)) return y;
  let fit = start;
  for (let i = 0; i < iterations; i++) fit = improved(rows, fit);
  const means = Float64Array.from(rows, (row) => momentsOf(row, fit).mean);
  const stretch = fit.sd / spread(means);
  return means.map((value) => fit.mean + stretch * (value - fit.mean));
}

/** What is known of one outcome. */
type Place =
  | { readonly kind: 'at'; readonly value: number; readonly variance: number }
  | { readonly kind: 'above' | 'below'; readonly value: number };

interface Normal {
  readonly mean: number;
  readonly sd: number;
}

function placesOf(y: Float64Array, { codes, upper }: Censoring): Place[] {
  const is = (kind: CensoringKind, i: number): boolean => codes[i] === censoringKinds.indexOf(kind);
  const seen = y.filter((_, i) => is('none', i));
  const widths = upper.map((end, i) => end - y[i]).filter((_, i) => is('interval', i));
  const widest = muchWider * (spread(seen) || quantile(widths.toSorted(), 0.5));
  return Array.from(y, (value, i): Place => {
    if (is('none', i)) return { kind: 'at', value, variance: 0 };
    if (is('right', i)) return { kind: 'above', value };
    if (is('left', i)) return { kind: 'below', value };
    const width = upper[i] - value;
    if (width <= widest) return { kind: 'at', value: value + width / 2, variance: (width * width) / 12 };
    // the far end of an interval so wide says nothing
    return Math.abs(value) > Math.abs(upper[i])
      ? { kind: 'below', value: upper[i] }
      : { kind: 'above', value };
  });
}

function improved(rows: readonly Place[], fit: Normal): Normal {
  const moments = rows.map((row) => momentsOf(row, fit));
  const mean = total(Float64Array.from(moments, (one) => one.mean)) / rows.length;
  const around = moments.map((one) => one.variance + (one.mean - mean) * (one.mean - mean));
  return { mean, sd: Math.sqrt(total(Float64Array.from(around)) / rows.length) };
}

/** Mean and variance of an outcome where it lies, by the normal distribution. */
function momentsOf(row: Place, { mean, sd }: Normal): { readonly mean: number; readonly variance: number } {
  if (row.kind === 'at') return { mean: row.value, variance: row.variance };
  const side = row.kind === 'above' ? 1 : -1;
  const from = (side * (row.value - mean)) / sd;
  const beyond = inverseMills(from);
  return {
    mean: mean + side * sd * beyond,
    variance: sd * sd * Math.max(0, 1 + from * beyond - beyond * beyond),
  };
}

/** E(z | z > a) of a standard normal z. */
function inverseMills(a: number): number {
  return a > 25 ? a + 1 / a : exp(-0.5 * a * a) / (Math.sqrt(2 * Math.PI) * normalCdf(-a));
}
