import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtinFamilies } from '../../models/families/builtin.ts';
import { chooseFamily } from '../../models/families/choose.ts';
import { responseCheck } from '../../models/families/responses.ts';
import { compile, type Expression, gradient, variable } from '../../src/engine/autodiff/index.ts';
import { derivative, relativeError } from '../property/numeric.ts';
import {
  casesOf,
  etaFor,
  type FamilyCase,
  outcomeSpace,
  overOutcomes,
  parameterValue,
  trialsInTests,
} from './familyCases.ts';
import { inverseLinks, textbook } from './textbook.ts';

const unitInterval = fc.integer({ min: 1, max: 999 }).map((n) => n / 1000);

/** A function of (y, eta, parameters in order) for each expression asked for. */
function evaluator(family: FamilyCase['family'], of: (density: Expression) => Expression, link: string) {
  const names = family.parameters.map((p) => p.name);
  const parameters = Object.fromEntries(names.map((name) => [name, variable(name)]));
  const row = { y: variable('y'), eta: variable('eta'), trials: variable('trials') };
  const run = compile(
    [of(chooseFamily(family, link).density(row, parameters))],
    ['y', 'eta', 'trials', ...names],
  );
  const out = new Float64Array(1);
  const trials = responseCheck(family.response).trials === true ? trialsInTests : 1;
  return (y: number, eta: number, values: readonly number[]): number => {
    run([y, eta, trials, ...values], out);
    return out[0];
  };
}

const slope = (name: string) => (e: Expression) => gradient(e, [name])[0];

for (const { family, link } of casesOf(builtinFamilies)) {
  const label = `${family.name} with link ${link}`;
  const density = evaluator(family, (e) => e, link);
  const space = outcomeSpace(family);
  const parameters = fc.tuple(
    ...family.parameters.map((p) => unitInterval.map((u) => parameterValue(family, p, u))),
  );
  const eta = unitInterval.map((u) => etaFor(family, link, u));
  const y =
    space.kind === 'sum' ? fc.constantFrom(...space.values.slice(0, 12)) : outcomes(space.lower, space.upper);

  describe(label, () => {
    property.prop([y, eta, parameters], { numRuns: 15 })(
      'first, second and third derivatives in eta agree with differences at random points',
      (yi, at, values) => {
        let below = density;
        let of = (e: Expression): Expression => e;
        for (let order = 1; order <= 3; order++) {
          const previous = of;
          of = (e) => slope('eta')(previous(e));
          const above = evaluator(family, of, link);
          const expected = derivative((x) => below(yi, x, values), at, 0.01);
          // h^6 f^(7) with h = 0.01 is 1e-12 of f^(7); rounding is 1e-13 of f
          expect(relativeError(above(yi, at, values), expected), `order ${order}`).toBeLessThan(1e-7);
          below = above;
        }
      },
    );

    property.prop([y, eta, parameters], { numRuns: 15 })(
      'derivatives in its own parameters, and mixed ones with eta, agree with differences',
      (yi, at, values) => {
        family.parameters.forEach(({ name }, i) => {
          for (const of of [(e: Expression) => e, slope('eta')]) {
            const below = evaluator(family, of, link);
            const above = evaluator(family, (e) => slope(name)(of(e)), link);
            const expected = derivative((x) => below(yi, at, values.with(i, x)), values[i], 0.01 * values[i]);
            expect(relativeError(above(yi, at, values), expected), name).toBeLessThan(1e-6);
          }
        });
      },
    );

    property.prop([eta, parameters], { numRuns: 8 })('is normalised over its outcomes', (at, values) => {
      const p = (yi: number): number => Math.exp(density(yi, at, values));
      const total = overOutcomes(space, p);
      // sums are exact to rounding of lgamma, about 1e-13; tanh-sinh with 400 nodes reaches 1e-12
      expect(Math.abs(total - 1)).toBeLessThan(1e-9);
    });

    test('equals the formula in the textbook', () => {
      const reference = textbook[family.name];
      for (const u of [0.05, 0.3, 0.5, 0.81, 0.95])
        for (const yi of space.kind === 'sum'
          ? space.values.slice(0, 12)
          : [-1.5, 0, 0.2, 0.9, 3].filter(responseCheck(family.response).holds)) {
          const values = family.parameters.map((p) => parameterValue(family, p, u));
          const named = Object.fromEntries(family.parameters.map((p, i) => [p.name, values[i]]));
          const eta = etaFor(family, link, u);
          const inverse = inverseLinks[link];
          const expected = Math.log(reference(yi, inverse(eta), named, { eta, inverse }));
          // the naive formulas lose a few digits to cancellation
          expect(relativeError(density(yi, eta, values), expected), `${yi} at ${u}`).toBeLessThan(1e-12);
        }
    });
  });
}

function outcomes(lower: number, upper: number): fc.Arbitrary<number> {
  if (Number.isFinite(upper)) return unitInterval.map((u) => lower + u * (upper - lower));
  return unitInterval.map((u) => (Number.isFinite(lower) ? lower + 4 * u : 6 * u - 3));
}

describe('far out', () => {
  const at = (name: string, link: string, y: number, eta: number): number => {
    const found = builtinFamilies.find((f) => f.name === name);
    if (found === undefined) throw new Error(`no family ${name}`);
    return evaluator(found, (e) => e, link)(y, eta, []);
  };

  test('bernoulli stays finite and exact to 800 on the logit scale', () => {
    expect(at('bernoulli', 'logit', 1, 800)).toBe(0);
    expect(at('bernoulli', 'logit', 0, 800)).toBe(-800);
    expect(at('bernoulli', 'logit', 1, -800)).toBe(-800);
    expect(at('binomial', 'logit', trialsInTests, 800)).toBeCloseTo(0, 12);
  });

  test('poisson with y = 0 goes to log 1 as the rate goes to 0', () => {
    expect(at('poisson', 'log', 0, -800)).toBeCloseTo(0, 300);
  });
});

test('every family has a name of its own and a default link it knows', () => {
  expect(new Set(builtinFamilies.map((f) => f.name)).size).toBe(builtinFamilies.length);
  for (const family of builtinFamilies) expect(Object.keys(family.links)).toContain(family.defaultLink);
});
