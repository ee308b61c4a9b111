import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { constrain, endsOf, isWithin, type Support, supportBetween } from '../../models/priors/support.ts';
import { compile, gradient, variable } from '../../src/engine/autodiff/index.ts';
import { derivative, integrate, relativeError } from '../property/numeric.ts';

const kinds: Readonly<Record<Support['kind'], Support>> = {
  real: { kind: 'real' },
  positive: { kind: 'positive' },
  above: { kind: 'above', lower: -0.7 },
  below: { kind: 'below', upper: 2.5 },
  interval: { kind: 'interval', lower: -1.5, upper: 4 },
};

function evaluator(support: Support, unit: number, location: number) {
  const { value, logJacobian } = constrain(support, variable('x'), unit, location);
  const run = compile(
    [value, logJacobian, ...gradient(value, ['x']), ...gradient(logJacobian, ['x'])],
    ['x'],
  );
  const out = new Float64Array(4);
  return (x: number) => {
    run([x], out);
    const [v, j, dv, dj] = out;
    return { value: v, logJacobian: j, slope: dv, jacobianSlope: dj };
  };
}

for (const support of Object.values(kinds))
  describe(support.kind, () => {
    const point = fc.double({ min: -8, max: 8, noNaN: true });
    const unit = fc.constantFrom(1, 0.03, 250);

    property.prop([point, unit])('the log Jacobian is the log of the slope of the value', (x, u) => {
      const at = evaluator(support, u, 0);
      const { value, logJacobian, slope, jacobianSlope } = at(x);
      // h^6 f^(7) with h = 0.05 is about 1e-8 relative for exp
      expect(relativeError(slope / u, derivative((t) => at(t).value, x, 0.05) / u)).toBeLessThan(1e-6);
      expect(relativeError(logJacobian, Math.log(slope))).toBeLessThan(1e-10);
      expect(
        relativeError(
          jacobianSlope,
          derivative((t) => at(t).logJacobian, x, 0.05),
        ),
      ).toBeLessThan(1e-6);
      const { lower, upper } = endsOf(support);
      expect(value > lower && value < upper).toBe(true);
    });

    test('carries a density over: the integral over x of f(value) times the Jacobian is that of f', () => {
      const at = evaluator(support, 1.7, support.kind === 'real' ? 0.4 : 0);
      const f = (v: number): number => Math.exp(-((v - 1) ** 2));
      const over = integrate(
        (x) => f(at(x).value) * Math.exp(at(x).logJacobian),
        Number.NEGATIVE_INFINITY,
        Number.POSITIVE_INFINITY,
        1500,
      );
      const { lower, upper } = endsOf(support);
      expect(over).toBeCloseTo(integrate(f, Math.max(lower, -20), Math.min(upper, 20), 1500), 9);
    });

    test('stays finite far out: the log Jacobian at |x| = 700', () => {
      const at = evaluator(support, 1, 0);
      for (const x of [-700, 700]) expect(Number.isFinite(at(x).logJacobian)).toBe(true);
    });
  });

test('isWithin: the table of supports in supports', () => {
  const { real, positive, interval } = kinds;
  const inner: Support = { kind: 'interval', lower: 0, upper: 1 };
  expect([real, positive, interval, inner].map((s) => isWithin(s, real))).toEqual([true, true, true, true]);
  expect([real, positive, interval, inner].map((s) => isWithin(s, positive))).toEqual([
    false,
    true,
    false,
    true,
  ]);
  expect([real, positive, interval, inner].map((s) => isWithin(s, interval))).toEqual([
    false,
    false,
    true,
    true,
  ]);
  const [above, below] = [kinds.above, kinds.below];
  expect([real, positive, above, interval, inner].map((s) => isWithin(s, above))).toEqual([
    false,
    true,
    true,
    false,
    true,
  ]);
  expect([real, below, interval, inner].map((s) => isWithin(s, below))).toEqual([false, true, false, true]);
  expect(supportBetween(0, Number.POSITIVE_INFINITY)).toEqual(positive);
  expect(supportBetween(-0.7, Number.POSITIVE_INFINITY)).toEqual(above);
  expect(supportBetween(Number.NEGATIVE_INFINITY, 2.5)).toEqual(below);
});
