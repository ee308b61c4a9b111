import { expect, test, vi } from 'vitest';
import { compileRowDerivatives, compileRowForce, compileRowKernel } from '../../models/density/rowKernel.ts';
import { openRows, withSharedRows } from '../../models/density/rowMemory.ts';
import * as platform from '../../src/wasm/platform.ts';
import { runKernel, trialOf } from './programs.ts';

vi.mock('../../src/wasm/platform.ts', async (original) => ({
  ...(await original<object>()),
  canShare: false,
}));

const trial = trialOf({
  family: 'bernoulli',
  rows: 500,
  width: 3,
  hasIntercept: true,
  weights: true,
  offset: false,
  terms: [{ levels: 20, k: 2, sorted: true }],
  seed: 'unshared',
});

test('a page without shared memory gets private rows and the same bits', async () => {
  const { program, linear, auxiliary, effects } = trial;
  expect(platform.canShare).toBe(false);
  expect(withSharedRows(program)).toBe(program);
  expect(openRows(program, 'f64', 64).memory.buffer).toBeInstanceOf(ArrayBuffer);
  const alone = {
    value: runKernel(compileRowKernel(program), trial),
    force: runKernel(compileRowForce(program), trial),
    sum: compileRowDerivatives(program).evaluate(linear, auxiliary, effects),
  };
  vi.doUnmock('../../src/wasm/platform.ts');
  vi.resetModules();
  const together = await import('../../models/density/rowKernel.ts');
  expect(alone.value).toEqual(runKernel(together.compileRowKernel(program), trial));
  expect(alone.force).toEqual(runKernel(together.compileRowForce(program), trial));
  expect(alone.sum).toBe(together.compileRowDerivatives(program).evaluate(linear, auxiliary, effects));
});
