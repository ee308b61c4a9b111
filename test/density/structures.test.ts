import { describe, expect, test } from 'vitest';
import { readParameter } from '../../models/covariance/readParameter.ts';
import type {
  CovarianceBuilder,
  CovariancePriors,
  CovarianceStructure,
} from '../../models/covariance/structure.ts';
import { type CovarianceKind, structures } from '../../models/covariance/structures.ts';
import { type StructuredTerm, structuredTerm } from '../../models/covariance/term.ts';
import { halfNormal, lkj } from '../../models/priors/constructors.ts';
import type { ScalarPrior } from '../../models/priors/prior.ts';
import { constrain } from '../../models/priors/support.ts';
import { compile, type Expression, gradient, sum, variable } from '../../src/engine/autodiff/index.ts';
import { stream } from '../../src/engine/rng.ts';
import { ecdfPValue } from '../../src/testing/rankTests.ts';
import { determinant, jacobianMatrix } from '../property/numeric.ts';

const eta = 2;
const scale = 1.3;
const priors: CovariancePriors = {
  scalar: () => halfNormal(scale) as ScalarPrior,
  lkj: () => eta,
  correlation: () => lkj(eta),
  whole: () => null,
};

/** Where the coefficients are, for structures that ask. */
const places = [-1, -0.3, 0.2, 2.4, 3.5].map((place) => [place]);

/** A block of unlike columns, or one coefficient a level of the rows. */
function termOf(covariance: CovarianceKind, k: number): StructuredTerm {
  const rng = stream('structures', k);
  const isBlock = structures[covariance].coefficients === 'block';
  const columns = Array.from({ length: k }, (_, c) =>
    Float64Array.from({ length: 14 }, (_, i) => {
      if (!isBlock) return Number(i % k === c);
      return c === 0 ? 1 : 0.5 + c * rng.normal();
    }),
  );
  const coefs = Array.from({ length: k }, (_, c) => `c${c}`);
  const block = `${covariance}(c)`;
  const predictors = coefs.map(() => 'mu');
  return structuredTerm(
    { group: 'g', coefs, predictors, block, columns, covariance, classes: null, places: places.slice(0, k) },
    { scalar: () => null, covariance: () => null },
  );
}

/** The structure laid out by itself. */
function laidOut(term: StructuredTerm) {
  const alpha: string[] = [];
  const parts: Expression[] = [];
  const free = (): Expression => variable(`a${alpha.push(`a${alpha.length}`) - 1}`);
  const builder: CovarianceBuilder = {
    unit: () => 1,
    prior: () => halfNormal(scale) as ScalarPrior,
    lkj: () => eta,
    correlation: () => lkj(eta),
    whole: () => null,
    free,
    count: (part) => void parts.push(part),
    constrained: (support, unit) => constrain(support, free(), unit),
  };
  const { values, factor } = term.structure.layOut(term, builder);
  const logPrior = sum(parts);
  const run = (of: readonly Expression[]) => {
    const evaluate = compile(of, alpha);
    return (at: readonly number[]): number[] => {
      const out = new Float64Array(of.length);
      evaluate(at, out);
      return [...out];
    };
  };
  const reported = values.map(({ expression }) => expression);
  return {
    count: alpha.length,
    logPrior: (at: readonly number[]): number => run([logPrior])(at)[0],
    values: run(reported),
    factor: run(factor),
    slopes: run([...reported, logPrior, ...factor].flatMap((one) => gradient(one, alpha))),
  };
}

/** M L L' M'. */
function product(m: Float64Array, l: readonly number[], k: number): number[] {
  const moved = l.map((_, e) => {
    const [i, j] = [Math.floor(e / k), e % k];
    return l.reduce((s, _, c) => (c < k ? s + m[i * k + c] * l[c * k + j] : s), 0);
  });
  return l.map((_, e) => {
    const [i, j] = [Math.floor(e / k), e % k];
    return l.reduce((s, _, c) => (c < k ? s + moved[i * k + c] * moved[j * k + c] : s), 0);
  });
}

/** Columns without a centre inside: `us` stands on centred ones, which covariance.test.ts holds. */
const rows = Object.keys(structures).flatMap((name) =>
  [2, 3, 5].map((k) => [name as CovarianceKind, k] as const),
);

describe.each(rows)('%s, %i coefficients', (kind, k) => {
  const term = termOf(kind, k);
  const { structure } = term;
  const laid = laidOut(term);
  const points = Array.from({ length: 4 }, (_, p) => {
    const rng = stream('points', kind, k, p);
    return Array.from({ length: laid.count }, () => 0.7 * rng.normal());
  });

  test('what it reports is as many numbers as it has coordinates, and names nothing twice', () => {
    const names = structure.parameters(term).map(({ quantity }) => JSON.stringify(quantity));
    expect(new Set(names).size).toBe(names.length);
    expect(laid.values(points[0])).toHaveLength(names.length);
    expect(laid.count).toBe(names.length);
    expect(structure.kind).toBe(kind);
    expect(structure.words(k)).toMatch(/h(omo|etero)geneous/);
  });

  test('the factor is that of the covariance of what is reported', () => {
    for (const alpha of points) {
      const factor = laid.factor(alpha);
      const wanted = structure.covariance(k, laid.values(alpha));
      product(term.basis.toUser, factor, k).forEach((entry, e) => {
        if (e % k > Math.floor(e / k)) expect(factor[e]).toBe(0);
        expect(Math.abs(entry - wanted[e])).toBeLessThan(1e-12 * Math.max(...wanted));
      });
      structure.parameters(term).forEach((parameter, p) => {
        expect(readParameter(parameter, wanted, k)).toBeCloseTo(laid.values(alpha)[p], 11);
      });
    }
  });

  test('the log prior is that written apart, times the Jacobian', () => {
    const apart = structure.logPrior(term, priors);
    const excess = points.map((alpha) => {
      const values = laid.values(alpha);
      const jacobian = Math.log(Math.abs(determinant(jacobianMatrix(laid.values, alpha, 0.02))));
      return laid.logPrior(alpha) - jacobian - apart(structure.covariance(k, values));
    });
    for (const e of excess) expect(Math.abs(e - excess[0])).toBeLessThan(1e-6);
  });

  test('far out everything is finite and no variance is lost', () => {
    for (let pattern = 0; pattern < 6; pattern++) {
      const rng = stream('far', kind, k, pattern);
      const alpha = Array.from({ length: laid.count }, () => (rng.uniform() < 0.5 ? -20 : 20));
      const factor = laid.factor(alpha);
      for (let i = 0; i < k; i++) expect(factor[i * (k + 1)]).toBeGreaterThan(0);
      expect(laid.logPrior(alpha)).toBeGreaterThan(Number.NEGATIVE_INFINITY);
      for (const slope of laid.slopes(alpha)) expect(slope).toSatisfy(Number.isFinite);
    }
  });

  test('draws have the priors of what is reported', () => {
    const draws = 300;
    const factors = Array.from({ length: draws }, (_, d) =>
      structure.draw(stream('draws', kind, k, d), term, priors),
    );
    const apart = ranksOf(structure, term, factors);
    for (const cells of apart) expect(ecdfPValue(cells, 7)).toBeGreaterThan(1e-4);
  });
});

/** Ranks 0 to 7 of a sd, and of a common correlation, by their distribution functions. */
function ranksOf(
  structure: CovarianceStructure,
  term: StructuredTerm,
  factors: readonly Float64Array[],
): number[][] {
  const k = term.coefs.length;
  const [sdEnds, betaEnds] = [
    [0.15731, 0.31864, 0.48878, 0.67449, 0.88715, 1.15035, 1.53412].map((z) => z * scale),
    // Beta(2, 2) has the distribution function 3 t^2 - 2 t^3
    Array.from({ length: 7 }, (_, c) => solve((t) => 3 * t * t - 2 * t * t * t, (c + 1) / 8)),
  ];
  const g = factors.map((f) => product(identity(k), [...f], k));
  const cellsOf = (values: readonly number[], ends: readonly number[]): number[] =>
    values.map((value) => ends.filter((end) => end < value).length);
  return structure.parameters(term).flatMap((parameter) => {
    const {
      quantity,
      of: [i, j],
    } = parameter;
    if (j === undefined) {
      const isPriors = term.basis.priorToUser.every((m, e) => m === Number(e % (k + 1) === 0));
      return isPriors || i > 0
        ? [
            cellsOf(
              g.map((m) => Math.sqrt(m[i * (k + 1)])),
              sdEnds,
            ),
          ]
        : [];
    }
    if (quantity.kind !== 'commonCorrelation' || (quantity.lag ?? 1) > 1) return [];
    const lower = term.block.includes('cs')
      ? -1 / (k - 1)
      : ['places', 'points'].includes(structure.coefficients)
        ? 0
        : -1;
    return [
      cellsOf(
        g.map((m) => (readParameter(parameter, Float64Array.from(m), k) - lower) / (1 - lower)),
        betaEnds,
      ),
    ];
  });
}

function identity(k: number): Float64Array {
  return Float64Array.from({ length: k * k }, (_, e) => Number(e % (k + 1) === 0));
}

/** Where a rising function on (0, 1) is `value`. */
function solve(f: (t: number) => number, value: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (f(middle) < value) low = middle;
    else high = middle;
  }
  return low;
}

test.each([2, 4])(
  'compound symmetry of %i: just inside either bound it is positive definite, beyond it is not',
  (k) => {
    const smallest = (rho: number): number => Math.min(1 - rho, 1 + (k - 1) * rho);
    const alpha = (x: number): number[] => [0, x];
    const laid = laidOut(termOf('homcs', k));
    const [, low] = laid.values(alpha(-30));
    expect(low).toBeCloseTo(-1 / (k - 1), 12);
    expect(smallest(low)).toBeGreaterThanOrEqual(0);
    // 1 + (k - 1) rho is lost in rho itself, not in the factor
    const last = laid.factor(alpha(-30))[k * k - 1] / laid.factor(alpha(0))[0];
    expect(last * last).toBeCloseTo(0, 8);
    expect(last).toBeGreaterThan(1e-8);
  },
);

test('partial autocorrelations make the Toeplitz matrix that solving the Yule-Walker equations takes apart', () => {
  const laid = laidOut(termOf('homtoep', 4));
  const [, r1, r2, r3] = laid.values([0, 0.4, -0.8, 0.3]);
  const p2 = (r2 - r1 * r1) / (1 - r1 * r1);
  expect(r1).toBeCloseTo(Math.tanh(0.4), 12);
  expect(p2).toBeCloseTo(Math.tanh(-0.8), 12);
  const minor = (m: number[][]): number => determinant(m);
  const p3 =
    minor([
      [1, r1, r1],
      [r1, 1, r2],
      [r2, r1, r3],
    ]) /
    minor([
      [1, r1, r2],
      [r1, 1, r1],
      [r2, r1, 1],
    ]);
  expect(p3).toBeCloseTo(Math.tanh(0.3), 12);
});
