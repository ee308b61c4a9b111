import { expect, test } from 'vitest';
import { unitMetric } from '../../src/engine/hmc/metric.ts';
import { findStepSize } from '../../src/engine/hmc/stepSize.ts';
import { stream } from '../../src/engine/rng.ts';
import { stateAt } from '../hmc/targets.ts';

// lp = +Infinity counts as a divergence, but the search took it for the best step of all and doubled to 1.7e7.
test('kept: the step size search shrinks where every step is refused, also where lp is +Infinity', () => {
  for (const beyond of [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]) {
    const wall = {
      dimension: 1,
      logDensityAndGradient: (theta: { [i: number]: number }, gradOut: Float64Array): number => {
        gradOut[0] = 0;
        return theta[0] === 0 ? 0 : beyond;
      },
    };
    const found = findStepSize(stream('wall'), wall, stateAt(wall, [0]), unitMetric('diagonal', 1));
    expect(found, String(beyond)).toBeLessThan(1e-11);
  }
});
