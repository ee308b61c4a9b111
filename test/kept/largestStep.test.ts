import { expect, test } from 'vitest';
import { adaptedStepSize, startStepSize, updateStepSize } from '../../src/engine/hmc/stepSize.ts';

/**
 * Reference chains used to cap the step but average what the iterates asked for, 10 and more: of 8 groups of 3 binary
 * rows, 6 in 200 data sets then kept a step of 2.6 that their small sds refuse, and sat there for hundreds of draws.
 */
test('kept: an easy stretch does not outweigh a hard one by steps that were never taken', () => {
  const adapted = (largest?: number): number => {
    let adaptation = startStepSize(2, 0.8, largest);
    for (let i = 0; i < 60; i++) adaptation = updateStepSize(adaptation, i < 30 ? 1 : 0.4);
    return adaptedStepSize(adaptation);
  };
  expect(adapted(2.6)).toBeLessThan(2.6);
  expect(adapted(2.6)).toBeLessThan(adapted());
});
