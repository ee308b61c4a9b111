import { log } from '../../src/engine/elementary.ts';
import { InputError } from '../../src/engine/errors.ts';
import { hermite, latticeRule, type NormalRule, productRule, trapezoidRule } from './normalRules.ts';
import { RowPoint } from './rowPoint.ts';
import type { RowState } from './rowState.ts';
import type { RowWriter } from './rowWriter.ts';
import type { RowQuantity } from './scales.ts';
import type { Spread } from './spread.ts';

/**
 * A quantity of a row's distribution, averaged over the linear predictors that group effects enter, draw by draw: over one by the
 * trapezoidal rule, over two by a product of rules, over more by evenly spread points.
 */
export function averagedQuantity(quantity: RowQuantity, state: RowState, spread: Spread): RowWriter {
  const { categories } = quantity;
  const values = new Float64Array(categories?.length ?? 1);
  const ladder = ladders(spread.predictors.length);
  const point = new RowPoint(state, spread);
  return {
    categories,
    ...(point.dimension > 2 ? { note: `by ${latticePoints} points` } : {}),
    write(row, out) {
      state.go(row);
      point.go(row);
      const measures = measuresOf(state, spread);
      for (const draws of bandsOf(point, state.count)) {
        const rule = ruleFor(quantity, point, draws, measures, ladder);
        for (const d of draws) {
          averageAt(quantity, point, d, rule, values);
          for (let k = 0; k < values.length; k++) out[k * state.count + d] = values[k];
        }
      }
    },
  };
}

function averageAt(
  quantity: RowQuantity,
  point: RowPoint,
  d: number,
  rule: NormalRule,
  out: Float64Array,
): void {
  out.fill(0);
  for (let m = 0; m < rule.weights.length; m++) {
    const row = point.at(d, rule.nodes, m);
    if (quantity.categories === null) out[0] += rule.weights[m] * quantity.of(row);
    else {
      const all = quantity.of(row);
      for (let k = 0; k < out.length; k++) out[k] += rule.weights[m] * (all[k] ?? 0);
    }
  }
}

/** Points for each draw where group effects enter three linear predictors or more. */
const latticePoints = 512;

/** Rules, each finer than the one before, for linear predictors of at most this sd. */
type Ladder = (sd: number) => readonly (() => NormalRule)[];

/** Trapezoidal rules are made for the next power of two above the sd, each once; over two, Gauss-Hermite is tried before. */
function ladders(q: number): Ladder {
  const known = new Map<string, NormalRule>();
  const once = (key: string, make: () => NormalRule) => (): NormalRule => {
    const rule = known.get(key) ?? make();
    known.set(key, rule);
    return rule;
  };
  const lattice = [once('lattice', () => latticeRule(latticePoints / 2, q))];
  if (q > 2) return () => lattice;
  const products = q === 1 ? [] : [8, 14, 24].map((n) => once(`${n}`, () => productRule(hermite(n), q)));
  return (sd) => {
    let most = 2;
    while (most < sd && most < mostSd) most *= 2;
    const finer = (q === 1 ? [1, 2, 4, 8, 16, 32] : [1, 2, 4]).map((parts) =>
      once(`${most} ${parts}`, () => productRule(trapezoidRule(1 / (most * parts), most), q)),
    );
    return [...products, ...finer];
  };
}

const mostSd = 1024;

/** Sds in a band differ by a fifth at most; those below a quarter are one band. */
const bandsAnOctave = 4;
const lowestBand = -8;

/** Draws whose linear predictors have nearly the same largest sd, which a rule must follow. */
function bandsOf(point: RowPoint, count: number): Iterable<readonly number[]> {
  const bands = new Map<number, number[]>();
  for (let d = 0; d < count; d++) {
    const band = Math.max(lowestBand, Math.ceil((bandsAnOctave * log(point.sd(d))) / Math.LN2));
    const draws = bands.get(band);
    if (draws === undefined) bands.set(band, [d]);
    else draws.push(d);
  }
  return bands.values();
}

/** What a draw's integrand depends on: linear predictors, and how groups spread them. */
function measuresOf(state: RowState, { predictors, covariance }: Spread): Float64Array[] {
  return predictors.flatMap((p, a) => [
    state.eta(p),
    ...predictors.slice(a).map((_, b) => covariance(a, a + b)),
  ]);
}

/** The draws at both ends of every measure, and some between. */
function probesOf(draws: readonly number[], measures: readonly Float64Array[]): Set<number> {
  const probes = new Set([0, 1, 2, 3].map((k) => draws[Math.floor((k * draws.length) / 4)]));
  for (const values of measures) {
    let [least, most] = [draws[0], draws[0]];
    for (const d of draws) {
      if (values[d] < values[least]) least = d;
      if (values[d] > values[most]) most = d;
    }
    probes.add(least).add(most);
  }
  return probes;
}

/** The coarsest rule whose averages agree with those of the next finer one at draws that are apart from each other. */
function ruleFor(
  quantity: RowQuantity,
  point: RowPoint,
  draws: readonly number[],
  measures: readonly Float64Array[],
  ladder: Ladder,
): NormalRule {
  const q = point.dimension;
  if (q > 2) return ladder(0)[0]();
  const probes = [...probesOf(draws, measures)];
  const sd = draws.reduce((most, d) => Math.max(most, point.sd(d)), 0);
  const rules = ladder(sd);
  for (let r = 0; r + 1 < rules.length; r++) {
    const finer = rules[r + 1]();
    if (probes.every((d) => agree(quantity, point, d, rules[r](), finer))) return rules[r]();
  }
  throw new InputError(
    'predict: the average over groups does not settle; is the quantity a smooth function of the row? Take groups "typical" or "given"',
  );
}

const tolerance = 1e-7;

function agree(quantity: RowQuantity, point: RowPoint, d: number, a: NormalRule, b: NormalRule): boolean {
  const values = [a, b].map((rule) => {
    const out = new Float64Array(quantity.categories?.length ?? 1);
    averageAt(quantity, point, d, rule, out);
    return out;
  });
  return values[0].every((value, k) => Math.abs(value - values[1][k]) <= tolerance * Math.abs(values[1][k]));
}
