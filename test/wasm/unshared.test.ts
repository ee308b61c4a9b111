import { expect, test, vi } from 'vitest';
import { exp, variable } from '../../src/engine/autodiff/index.ts';
import { compileRowForce, compileRowKernel } from '../../src/engine/density/rowKernel.ts';
import { compileRowLoop } from '../../src/engine/density/rowLoop.ts';
import { openRows, withSharedRows } from '../../src/engine/density/rowMemory.ts';
import * as platform from '../../src/engine/wasm/platform.ts';
import { runKernel, trialOf } from './programs.ts';

vi.mock('../../src/engine/wasm/platform.ts', async (original) => ({
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
  const { program, auxiliary } = trial;
  const { y } = program.rows;
  const total = new Float64Array(1);
  expect(platform.canShare).toBe(false);
  expect(withSharedRows(program)).toBe(program);
  expect(openRows(program, 'f64', 64).memory.buffer).toBeInstanceOf(ArrayBuffer);
  const exps = [exp(variable('eta'))];
  compileRowLoop(program, ['eta'], [], exps)(auxiliary, [y], [], total);
  const alone = {
    value: runKernel(compileRowKernel(program), trial),
    force: runKernel(compileRowForce(program), trial),
    sum: total[0],
  };
  vi.doUnmock('../../src/engine/wasm/platform.ts');
  vi.resetModules();
  const together = await import('../../src/engine/density/rowKernel.ts');
  expect(alone.value).toEqual(runKernel(together.compileRowKernel(program), trial));
  expect(alone.force).toEqual(runKernel(together.compileRowForce(program), trial));
  const { compileRowLoop: another } = await import('../../src/engine/density/rowLoop.ts');
  another(program, ['eta'], [], exps)(auxiliary, [y], [], total);
  expect(alone.sum).toBe(total[0]);
});
