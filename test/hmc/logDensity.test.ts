import { describe, expect, test } from 'vitest';
import { checkGradient, type LogDensity, stressTest } from '../../src/engine/logDensity.ts';
import { stream } from '../../src/engine/rng.ts';
import { banana, standardNormal } from './targets.ts';

describe('checkGradient', () => {
  test('finds a right gradient right, to 1e-8', () => {
    expect(checkGradient(banana, [0.7, -1.2]).worst).toBeLessThan(1e-8);
  });

  test('names the coordinate whose gradient is wrong, or not a number', () => {
    for (const wrong of [(x: number) => 1.01 * x, () => Number.NaN]) {
      const target: LogDensity = {
        dimension: 3,
        logDensityAndGradient(theta, gradOut) {
          const lp = standardNormal(3).logDensityAndGradient(theta, gradOut);
          gradOut[1] = wrong(gradOut[1]);
          return lp;
        },
      };
      const { coordinate, worst } = checkGradient(target, [0.5, 2, -1]);
      expect(coordinate).toBe(1);
      expect(worst < 1e-3).toBe(false);
    }
  });

  test('is not ok outside the support or where the density throws, and leaves the point it is given as it was', () => {
    const nowhere: LogDensity = { dimension: 1, logDensityAndGradient: () => Number.NEGATIVE_INFINITY };
    const outside = checkGradient(nowhere, [0]);
    expect([outside.ok, outside.text, outside.worst]).toEqual([
      false,
      'the log density at this point is -Infinity',
      Number.NaN,
    ]);
    const thrower = (): number => {
      throw new Error('no');
    };
    const broken = checkGradient({ dimension: 1, logDensityAndGradient: thrower }, [0]);
    expect([broken.ok, broken.text]).toEqual([false, 'the log density threw no']);
    const theta = Float64Array.of(0.3, 0.4);
    checkGradient(banana, theta);
    expect([...theta]).toEqual([0.3, 0.4]);
  });
});

describe('stressTest', () => {
  const findings = (logDensityAndGradient: LogDensity['logDensityAndGradient']): string[] =>
    stressTest({ dimension: 2, logDensityAndGradient }, stream('wild').uniform).map((f) => f.problem);

  test('is content with a normal, and with a density that refuses', () => {
    expect(stressTest(standardNormal(4), stream('wild').uniform)).toEqual([]);
    expect(findings(() => Number.NaN)).toEqual([]);
    expect(findings(() => Number.NEGATIVE_INFINITY)).toEqual([]);
  });

  test('reports exceptions, +Infinity, broken gradients and answers that change', () => {
    const thrower = (): number => {
      throw new Error('no');
    };
    let calls = 0;
    expect(new Set(findings(thrower))).toEqual(new Set(['threw no']));
    expect(new Set(findings(() => Number.POSITIVE_INFINITY))).toEqual(new Set(['log density is +Infinity']));
    expect(findings(() => calls++)[0]).toBe('two calls gave 0 and 1');
    const broken = findings((_, gradOut) => {
      gradOut[1] = Number.NaN;
      return 0;
    });
    expect(new Set(broken)).toEqual(new Set(['log density is 0 but gradient[1] is NaN']));
  });
});
