import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as ad from '../../src/engine/autodiff/index.ts';
import { arbitraryExpression, unary, variableNames } from '../property/arbitraryExpression.ts';
import { interpret } from '../property/interpret.ts';
import { derivative, relativeError } from '../property/numeric.ts';

const x = ad.variable('x');

/** Points of each operation's domain, away from kinks and poles by more than the largest difference step. */
const domains: Readonly<Record<Exclude<ad.UnaryOp, 'tetragamma'>, readonly number[]>> = {
  neg: [-3, 0, 2],
  abs: [-3, -0.1, 0.1, 7],
  sqrt: [0.1, 1, 50],
  exp: [-20, -1, 0, 1, 20],
  expm1: [-20, -1e-3, 0, 1e-3, 5],
  log: [0.1, 1, 300],
  log1p: [-0.8, -1e-3, 0, 1e-3, 40],
  tanh: [-5, -0.3, 0, 0.3, 5],
  logistic: [-30, -1, 0, 1, 30],
  log1pexp: [-30, -1, 0, 1, 30],
  lgamma: [0.2, 1, 2, 3.7, 60],
  digamma: [0.2, 1, 2, 3.7, 60],
  trigamma: [0.2, 1, 2, 3.7, 60],
  logNormalCdf: [-60, -5, -0.7, 0, 1, 6],
  inverseMills: [-60, -5, -0.7, 0, 1, 6],
  scaledNormalTail: [0.3, 1, 5, 60],
  atan: [-30, -1, 0, 0.4, 2, 9],
};

describe('gradient', () => {
  for (const [op, points] of Object.entries(domains))
    test(`${op} agrees with differences`, () => {
      const slope = ad.gradient(unary[op as ad.UnaryOp](x), ['x'])[0];
      for (const at of points) {
        const expected = derivative(
          ad.unaryFunctions[op as ad.UnaryOp],
          at,
          1e-2 * Math.max(0.5, Math.abs(at)),
        );
        // the differences carry h^6 f^(7): worst for lgamma at 0.2, where f^(7) is 6! / 0.2^7 and h is 0.005
        const error = Math.abs(interpret(slope, { x: at }) - expected);
        expect(error, `at ${at}`).toBeLessThan(2e-7 * Math.max(1, Math.abs(expected)));
      }
    });

  property.prop([arbitraryExpression('differentiable')], { numRuns: 400 })(
    'of random graphs agrees with differences',
    ({ expression, at }) => {
      const slopes = ad.gradient(expression, variableNames);
      variableNames.forEach((name, i) => {
        const f = (value: number): number => interpret(expression, { ...at, [name]: value });
        const [coarse, fine] = [derivative(f, at[name], 2e-4), derivative(f, at[name], 1e-4)];
        // a kink of abs or select within the steps, or wild curvature: differences cannot tell
        fc.pre(relativeError(coarse, fine) < 1e-6);
        // rounding: 1e-16 times values to 30, over a step of 2.5e-5, gives 1e-10 and more after cancellation
        expect(relativeError(interpret(slopes[i], at), fine)).toBeLessThan(1e-5);
      });
    },
  );

  property.prop([arbitraryExpression('differentiable'), arbitraryExpression('differentiable')])(
    'is linear: the gradient of 2 f - g is twice that of f less that of g',
    (f, g) => {
      const both = ad.gradient(ad.sub(ad.mul(2, f.expression), g.expression), variableNames);
      const [fs, gs] = [ad.gradient(f.expression, variableNames), ad.gradient(g.expression, variableNames)];
      variableNames.forEach((_, i) => {
        const [a, b] = [interpret(fs[i], f.at), interpret(gs[i], f.at)];
        fc.pre(Number.isFinite(a) && Number.isFinite(b));
        // a sum in another order: rounding only, relative to the largest part
        const error = Math.abs(interpret(both[i], f.at) - (2 * a - b));
        expect(error).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(a) + Math.abs(b)));
      });
    },
  );

  test('of a name that is not read is the constant 0', () => {
    expect(ad.gradient(ad.exp(x), ['y'])).toEqual([ad.constant(0)]);
  });

  test('of tetragamma is refused by name', () => {
    expect(() => ad.gradient(ad.tetragamma(x), ['x'])).toThrow(
      new RangeError('no derivative of tetragamma is available'),
    );
  });

  test('counts a variable once, however many objects of that name there are', () => {
    const square = ad.mul(ad.variable('x'), ad.variable('x'));
    expect(interpret(ad.gradient(square, ['x'])[0], { x: 3 })).toBe(6);
  });

  test('of a shared diamond, 60 doublings deep, takes one visit a node', () => {
    let e: ad.Expression = x;
    for (let i = 0; i < 60; i++) e = ad.add(e, e);
    expect(interpret(ad.gradient(e, ['x'])[0], { x: 1 })).toBe(2 ** 60);
  });

  test('of a chain 20,000 deep does not overflow the stack', () => {
    let e: ad.Expression = x;
    for (let i = 0; i < 20_000; i++) e = ad.add(ad.tanh(e), 1);
    const slope = ad.gradient(e, ['x']);
    expect(ad.topologicalOrder(slope).length).toBeGreaterThan(20_000);
  });
});
