import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as make from '../../models/priors/constructors.ts';
import { priorLogDensity } from '../../models/priors/logDensity.ts';
import { parsePrior } from '../../models/priors/parse.ts';
import { describePrior, type Prior, supportOf } from '../../models/priors/prior.ts';
import { abs, compile, gradient, neg, variable } from '../../src/engine/autodiff/index.ts';
import { derivative, integrate, relativeError } from '../property/numeric.ts';
import { type ScalarPrior, textbookPrior } from '../property/textbookPriors.ts';

type Kind = Prior['kind'];

const positive = fc.integer({ min: 30, max: 500 }).map((n) => n / 100);
const real = fc.integer({ min: -300, max: 300 }).map((n) => n / 100);

/** One row a kind of prior: a kind that is missing here does not compile. */
const priors: Readonly<Record<Kind, fc.Arbitrary<Prior>>> = {
  normal: fc.tuple(real, positive).map(([m, s]) => make.normal(m, s)),
  studentT: fc.tuple(positive, real, positive).map(([df, m, s]) => make.studentT(df, m, s)),
  cauchy: fc.tuple(real, positive).map(([m, s]) => make.cauchy(m, s)),
  halfNormal: positive.map(make.halfNormal),
  halfStudentT: fc.tuple(positive, positive).map(([df, s]) => make.halfStudentT(df, s)),
  halfCauchy: positive.map(make.halfCauchy),
  exponential: positive.map(make.exponential),
  gamma: fc.tuple(positive, positive).map(([a, b]) => make.gamma(a, b)),
  invGamma: fc.tuple(positive, positive).map(([a, b]) => make.invGamma(a, b)),
  uniform: fc.tuple(real, positive).map(([a, w]) => make.uniform(a, a + w)),
  lkj: positive.map(make.lkj),
  flat: fc.constant(make.flat()),
  custom: fc.constant(make.customPrior('double', { kind: 'real' }, (x) => neg(abs(x)))),
};

function evaluator(prior: ScalarPrior): { value: (x: number) => number; slope: (x: number) => number } {
  const density = priorLogDensity(prior, variable('x'));
  const run = compile([density, ...gradient(density, ['x'])], ['x']);
  const out = new Float64Array(2);
  const at = (x: number, i: number): number => {
    run([x], out);
    return out[i];
  };
  return { value: (x) => at(x, 0), slope: (x) => at(x, 1) };
}

/** A point well inside the support, u in (0, 1). */
function inside(prior: Prior, u: number): number {
  const support = supportOf(prior) ?? { kind: 'real' };
  if (support.kind === 'real') return 8 * u - 4;
  return support.kind === 'positive' ? 0.1 + 4 * u : support.lower + u * (support.upper - support.lower);
}

const unitInterval = fc.integer({ min: 1, max: 999 }).map((n) => n / 1000);

for (const kind of Object.keys(priors) as Kind[]) {
  if (kind === 'lkj') continue; // a density of matrices: see correlation.test.ts
  const prior = priors[kind] as fc.Arbitrary<ScalarPrior>;
  describe(kind, () => {
    property.prop([prior, unitInterval], { numRuns: 50 })('gradient agrees with differences', (p, u) => {
      const { value, slope } = evaluator(p);
      const x = inside(p, u);
      const h = 0.02 * Math.min(1, Math.abs(x));
      fc.pre(Math.abs(x) > 1e-3); // the custom row has its kink at 0
      // worst is invGamma near 0.1: h^6 f^(7) is about 1e-8 of f'
      expect(relativeError(slope(x), derivative(value, x, h))).toBeLessThan(1e-6);
    });

    property.prop([prior, unitInterval], { numRuns: 50 })('equals the density in the textbook', (p, u) => {
      const expected = textbookPrior(p, inside(p, u));
      if (expected === null) return;
      // the unlogged powers and the Lanczos gamma are good to about 1e-13
      expect(relativeError(evaluator(p).value(inside(p, u)), Math.log(expected))).toBeLessThan(1e-10);
    });

    if (kind !== 'flat' && kind !== 'custom')
      test('integrates to 1 over its support', () => {
        for (const p of fc.sample(prior, { numRuns: 15, seed: 1 })) {
          const support = supportOf(p) ?? { kind: 'real' };
          const [lower, upper] =
            support.kind === 'interval'
              ? [support.lower, support.upper]
              : [support.kind === 'real' ? Number.NEGATIVE_INFINITY : 0, Number.POSITIVE_INFINITY];
          const { value } = evaluator(p);
          const total = integrate((x) => Math.exp(value(x)), lower, upper, 1000);
          // a Student t with 0.3 degrees of freedom keeps 1e-7 beyond the last node, exp(sinh(4) pi / 2)
          expect(Math.abs(total - 1), describePrior(p)).toBeLessThan(1e-6);
        }
      });

    if (kind !== 'custom')
      property.prop([prior])('reads back what it prints', (p) => {
        expect(parsePrior(describePrior(p))).toEqual(p);
      });
  });
}

test('lkj reads back what it prints', () => {
  expect(parsePrior(describePrior(make.lkj(2.5)))).toEqual(make.lkj(2.5));
});
