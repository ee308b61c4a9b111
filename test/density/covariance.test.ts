import { describe, expect, test } from 'vitest';
import { type Basis, centredBasis, type PriorPlace } from '../../models/covariance/basis.ts';
import { full } from '../../models/covariance/full.ts';
import { solveUpper, transposed } from '../../models/covariance/matrices.ts';
import type {
  CovarianceBuilder,
  CovariancePriors,
  CovarianceTerm,
} from '../../models/covariance/structure.ts';
import { halfNormal, lkj } from '../../models/priors/constructors.ts';
import type { ScalarPrior } from '../../models/priors/prior.ts';
import { constrain } from '../../models/priors/support.ts';
import { compile, type Expression, sum, variable } from '../../src/engine/autodiff/index.ts';
import { stream } from '../../src/engine/rng.ts';
import { ecdfPValue } from '../../src/testing/rankTests.ts';
import { determinant, jacobianMatrix } from '../property/numeric.ts';

const eta = 1.7;
const scale = 1.3;
const priors: CovariancePriors = {
  scalar: () => halfNormal(scale) as ScalarPrior,
  lkj: () => eta,
  correlation: () => lkj(eta),
  whole: () => null,
};

/** Ones and predictors at `origin` sds from zero. */
function termOf(k: number, place: PriorPlace, origin: number): CovarianceTerm {
  const rng = stream('covariance', k);
  const columns = Array.from({ length: k }, (_, c) =>
    Float64Array.from({ length: 12 }, () => (c === 0 ? 1 : 0.6 * c * (origin + rng.normal()))),
  );
  const coefs = ['Intercept', 'x', 'w'].slice(0, k);
  return {
    group: 'g',
    coefs,
    predictors: coefs.map(() => 'mu'),
    block: 'us',
    basis: centredBasis(columns, null, place),
  };
}

/** The structure laid out by itself: its log prior and values as functions of alpha. */
function laidOut(term: CovarianceTerm) {
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
  const { values } = full.layOut(term, builder);
  const evaluate = compile([sum(parts), ...values.map(({ expression }) => expression)], alpha);
  return (at: readonly number[]): { logPrior: number; values: number[] } => {
    const out = new Float64Array(1 + values.length);
    evaluate(at, out);
    return { logPrior: out[0], values: [...out.subarray(1)] };
  };
}

/** Sds and correlations, in the structure's order, of G on the columns that priors speak of. */
function atPrior(k: number, { priorToUser }: Basis, values: readonly number[]): number[] {
  const g = full.covariance(k, values);
  const moved = solveUpper(priorToUser, transposed(solveUpper(priorToUser, g, k), k), k);
  const sds = Array.from({ length: k }, (_, i) => Math.sqrt(moved[i * (k + 1)]));
  const correlations = sds.flatMap((sd, i) =>
    sds.slice(0, i).map((other, j) => moved[i * k + j] / sd / other),
  );
  return [...sds, ...correlations];
}

/** log p(sds, correlations) by the textbook, up to a constant. */
function textbook(k: number, parameters: readonly number[]): number {
  const sds = parameters.slice(0, k);
  const matrix = Array.from({ length: k }, (_, i) => Array.from({ length: k }, (_, j) => Number(i === j)));
  let next = k;
  for (let i = 0; i < k; i++)
    for (let j = 0; j < i; j++) {
      matrix[i][j] = parameters[next];
      matrix[j][i] = parameters[next++];
    }
  const ofSds = sds.reduce((s, sd) => s - (sd * sd) / (2 * scale * scale), 0);
  return ofSds + (eta - 1) * Math.log(determinant(matrix));
}

describe.each([2, 3])('full, k = %i', (k) => {
  const points = Array.from({ length: 5 }, (_, p) => {
    const rng = stream('points', k, p);
    return Array.from({ length: (k * (k + 1)) / 2 }, () => 0.6 * rng.normal());
  });

  test.each([
    ['zero', 0.4],
    ['zero', 3],
    ['means', 0.4],
    ['means', 3],
  ] as const)(
    'priors at the %s, origin %d sds away: the density is the textbook times the Jacobian',
    (place, origin) => {
      const term = termOf(k, place, origin);
      const at = laidOut(term);
      const excess = points.map((alpha) => {
        const parameters = (x: readonly number[]): number[] => atPrior(k, term.basis, at(x).values);
        const jacobian = Math.log(Math.abs(determinant(jacobianMatrix(parameters, alpha, 0.02))));
        return at(alpha).logPrior - textbook(k, parameters(alpha)) - jacobian;
      });
      // one constant at all points; differences are good to 1e-9 an entry, origin^2 times less where things cancel
      for (const e of excess) expect(Math.abs(e - excess[0])).toBeLessThan(1e-6);
    },
  );

  test.each(['zero', 'means'] as const)('priors at the %s: the density written apart agrees', (place) => {
    const term = termOf(k, place, 2);
    const at = laidOut(term);
    const apart = full.logPrior(term, priors);
    const excess = points.map((alpha) => {
      const { logPrior, values } = at(alpha);
      const reported = (x: readonly number[]): number[] => at(x).values;
      const jacobian = Math.log(Math.abs(determinant(jacobianMatrix(reported, alpha, 0.02))));
      return logPrior - jacobian - apart(full.covariance(k, values));
    });
    for (const e of excess) expect(Math.abs(e - excess[0])).toBeLessThan(1e-6);
  });
});

test('1e6 sds from zero nothing is lost: moving all sds together moves the density as in the textbook', () => {
  const at = laidOut(termOf(2, 'zero', 1e6));
  const [s0, s1, x] = [-30, -30, 0.3];
  const [here, there] = [at([s0, s1, x]), at([s0 + 1, s1 + 1, x])];
  // correlations stay, sds grow by e: half-normal of each, and e of each from the coordinates
  const ofSds = (values: readonly number[]): number =>
    values.slice(0, 2).reduce((s, sd) => s - (sd * sd) / (2 * scale * scale), 0);
  expect(there.values[0] / here.values[0]).toBeCloseTo(Math.E, 9);
  expect(there.logPrior - here.logPrior).toBeCloseTo(ofSds(there.values) - ofSds(here.values) + 2, 9);
  expect(here.values[2]).toBeLessThan(-1 + 1e-11);
});

describe('draws', () => {
  test.each(['zero', 'means'] as const)('the sd of the intercept at the %s has its prior', (place) => {
    const term = termOf(2, place, 4);
    const sds = Array.from({ length: 400 }, (_, d) => {
      const factor = full.draw(stream('draws', place, d), term, priors);
      const reported = [Math.hypot(factor[0], factor[1]), Math.hypot(factor[2], factor[3])];
      const correlation = (factor[0] * factor[2] + factor[1] * factor[3]) / reported[0] / reported[1];
      return atPrior(2, term.basis, [...reported, correlation])[0];
    });
    // P(|N(0, scale)| < sd) by the error function's series is not at hand: by counting in 8 cells of equal probability
    const ends = [0.15731, 0.31864, 0.48878, 0.67449, 0.88715, 1.15035, 1.53412].map((z) => z * scale);
    const cells = sds.map((sd) => ends.filter((end) => end < sd).length);
    expect(ecdfPValue(cells, 7)).toBeGreaterThan(0.001);
  });
});
