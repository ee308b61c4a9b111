import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as make from '../../models/priors/constructors.ts';
import { drawPrior } from '../../models/priors/draw.ts';
import { priorLogDensity } from '../../models/priors/logDensity.ts';
import { parsePrior } from '../../models/priors/parse.ts';
import { describePrior, type Prior, type ScalarPrior, supportOf } from '../../models/priors/prior.ts';
import { horseshoe, r2d2 } from '../../models/priors/shrinkage.ts';
import { endsOf } from '../../models/priors/support.ts';
import { abs, compile, gradient, neg, variable } from '../../src/engine/autodiff/index.ts';
import { InputError } from '../../src/engine/errors.ts';
import { stream } from '../../src/engine/rng.ts';
import { derivative, integrate, relativeError } from '../property/numeric.ts';
import { textbookPrior } from '../property/textbookPriors.ts';

type Kind = Prior['kind'];

const positive = fc.integer({ min: 30, max: 500 }).map((n) => n / 100);
const real = fc.integer({ min: -300, max: 300 }).map((n) => n / 100);

/** Of every kind that has a cumulative distribution function. */
const cuttable: readonly Prior[] = [
  ...[
    make.normal(1, 2),
    make.studentT(3, -1, 2),
    make.cauchy(0, 1),
    make.halfNormal(2),
    make.halfStudentT(4, 1),
  ],
  ...[make.halfCauchy(1), make.exponential(0.5), make.gamma(2, 0.7), make.invGamma(3, 2), make.beta(2, 3)],
  ...[make.logNormal(0, 0.7), make.uniform(-2, 3)],
];

/** Null where the bounds would leave too little. */
function cutAround(prior: Prior, at: number, width: number, side: string): Prior | null {
  try {
    return make.truncated(
      prior,
      side === 'below' ? Number.NEGATIVE_INFINITY : at,
      side === 'above' ? Number.POSITIVE_INFINITY : side === 'below' ? at : at + width,
    );
  } catch {
    return null;
  }
}

/** One row a kind of prior: a kind that is missing here does not compile. */
const priors: Readonly<Record<Kind, fc.Arbitrary<Prior>>> = {
  normal: fc.tuple(real, positive).map(([m, s]) => make.normal(m, s)),
  studentT: fc.tuple(positive, real, positive).map(([df, m, s]) => make.studentT(df, m, s)),
  cauchy: fc.tuple(real, positive).map(([m, s]) => make.cauchy(m, s)),
  invWishart: fc.tuple(positive, positive, positive).map(([df, a, b]) =>
    make.invWishart(df, [
      [a, a / 4],
      [a / 4, a + b],
    ]),
  ),
  halfNormal: positive.map(make.halfNormal),
  halfStudentT: fc.tuple(positive, positive).map(([df, s]) => make.halfStudentT(df, s)),
  halfCauchy: positive.map(make.halfCauchy),
  exponential: positive.map(make.exponential),
  gamma: fc.tuple(positive, positive).map(([a, b]) => make.gamma(a, b)),
  invGamma: fc.tuple(positive, positive).map(([a, b]) => make.invGamma(a, b)),
  beta: fc.tuple(positive, positive).map(([a, b]) => make.beta(0.7 + a, 0.7 + b)),
  logNormal: fc.tuple(real, positive).map(([m, s]) => make.logNormal(m, s)),
  truncated: fc
    .tuple(fc.constantFrom(...cuttable), real, positive, fc.constantFrom('above', 'below', 'between'))
    .map(([prior, at, width, side]) => cutAround(prior, at, width, side))
    .filter((prior) => prior !== null),
  uniform: fc.tuple(real, positive).map(([a, w]) => make.uniform(a, a + w)),
  lkj: positive.map(make.lkj),
  horseshoe: fc
    .tuple(positive, positive)
    .map(([df, parRatio]) => horseshoe({ df, parRatio, autoscale: df > 1 })),
  R2D2: positive.map((consD2) => r2d2({ consD2, meanR2: 0.3 })),
  flat: fc.constant(make.flat()),
  constant: real.map(make.constant),
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
  const { lower, upper } = endsOf(supportOf(prior) ?? { kind: 'real' });
  if (Number.isFinite(lower))
    return Number.isFinite(upper) ? lower + u * (upper - lower) : lower + 0.1 + 4 * u;
  return Number.isFinite(upper) ? upper - 0.1 - 4 * u : 8 * u - 4;
}

const unitInterval = fc.integer({ min: 1, max: 999 }).map((n) => n / 1000);

for (const kind of Object.keys(priors) as Kind[]) {
  // of matrices, none, and of many coefficients: correlation, invWishart, constant and shrinkage.test.ts
  if (['lkj', 'invWishart', 'constant', 'horseshoe', 'R2D2'].includes(kind)) continue;
  const prior = priors[kind] as fc.Arbitrary<ScalarPrior>;
  describe(kind, () => {
    property.prop([prior, unitInterval], { numRuns: 50 })('gradient agrees with differences', (p, u) => {
      const { value, slope } = evaluator(p);
      const x = inside(p, u);
      const { lower, upper } = endsOf(supportOf(p) ?? { kind: 'real' });
      const h = 0.02 * Math.min(1, Math.abs(x), x - lower, upper - x);
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
          const { lower, upper } = endsOf(supportOf(p) ?? { kind: 'real' });
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

test('bounds are what was asked for: what is cut in two halves is twice as dense, and draws stay inside', () => {
  const half = evaluator(make.truncated(make.normal(0, 5), 0) as ScalarPrior).value(1.3);
  expect(half).toBeCloseTo(evaluator(make.halfNormal(5) as ScalarPrior).value(1.3), 13);
  const rng = stream('truncated');
  for (const prior of cuttable.flatMap((p) => [
    cutAround(p, 0.5, 0.4, 'between'),
    cutAround(p, 2.5, 0, 'above'),
  ])) {
    if (prior === null) continue;
    const { lower, upper } = endsOf(supportOf(prior) ?? { kind: 'real' });
    const density = evaluator(prior as ScalarPrior).value;
    const middle = Number.isFinite(upper) ? (lower + upper) / 2 : lower + 1;
    const share = integrate((x) => Math.exp(density(x)), lower, middle, 1000);
    const draws = Array.from({ length: 2000 }, () => drawPrior(rng, prior as ScalarPrior));
    expect(
      draws.every((x) => x > lower && x < upper),
      describePrior(prior),
    ).toBe(true);
    const below = draws.filter((x) => x < middle).length / draws.length;
    expect(
      Math.abs(below - share) / Math.sqrt((share * (1 - share)) / 2000),
      describePrior(prior),
    ).toBeLessThan(4);
  }
});

test('what cannot be truncated, or leaves nothing, is refused; infinite bounds are read as R writes them', () => {
  expect(() => make.truncated(make.flat(), 0)).toThrow(
    'prior: flat() cannot be truncated; truncate one such as',
  );
  expect(() => make.truncated(make.normal(0, 1), 2, 1)).toThrow('truncated needs lower < upper, got 2 and 1');
  expect(() => make.truncated(make.normal(0, 1), 40)).toThrow('leaves nothing; choose other bounds');
  expect(() => parsePrior('truncated(normal(0, 1))')).toThrow(InputError);
  expect(parsePrior('truncated(normal(0, 1), 0)')).toEqual(make.truncated(make.normal(0, 1), 0));
  expect(() => parsePrior('truncated(truncated(normal(0, 1), 0, 1), 0, 1)')).toThrow('cannot be truncated');
  expect(parsePrior('truncated( normal(0,5), -inf , 2)')).toEqual(
    make.truncated(make.normal(0, 5), Number.NEGATIVE_INFINITY, 2),
  );
});

test('lkj reads back what it prints', () => {
  expect(parsePrior(describePrior(make.lkj(2.5)))).toEqual(make.lkj(2.5));
});
