import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { compileRowForce, compileRowKernel } from '../../src/engine/density/rowKernel.ts';
import { openRows, withSharedRows } from '../../src/engine/density/rowMemory.ts';
import { blockRows } from '../../src/engine/density/rowShape.ts';
import { type ProgramSpec, runKernel, trialOf } from './programs.ts';

const spec: ProgramSpec = {
  family: 'poisson',
  rows: 1000,
  width: 2,
  hasIntercept: true,
  weights: false,
  offset: true,
  terms: [{ levels: 20, k: 2, sorted: true }],
  seed: 'memory',
};

describe('row memory', () => {
  test('is made once for a program, and found again by every kernel', () => {
    const { program } = trialOf(spec);
    const shared = withSharedRows(program);
    expect(withSharedRows(program).rows.memory).toBe(shared.rows.memory);
    expect(withSharedRows(shared).rows.memory).toBe(shared.rows.memory);
    const areas = [program, shared, shared].map((p) => openRows(p, 'f64', 1000));
    for (const { memory } of areas) expect(memory).toBe(shared.rows.memory?.memory);
    expect(new Set(areas.map((rows) => rows.area)).size).toBe(3);
  });

  test('is made anew for a program of another shape with the same rows', () => {
    const { program } = trialOf(spec);
    const shared = withSharedRows(program);
    const fewer = { ...shared, terms: [] };
    expect(withSharedRows(fewer).rows.memory).not.toBe(shared.rows.memory);
  });

  test('survives a structured clone as the same memory', () => {
    const trial = trialOf(spec);
    const shared = withSharedRows(trial.program);
    const posted = structuredClone(shared);
    expect(runKernel(compileRowKernel(posted), trial)).toEqual(runKernel(compileRowKernel(shared), trial));
    const a = openRows(shared, 'f64', 64).area;
    expect(openRows(posted, 'f64', 64).area).toBe(a + 64);
  });

  test('is shared with a worker thread: what the worker writes is read here', async () => {
    const shared = withSharedRows(trialOf(spec).program);
    const { memory, area } = openRows(shared, 'f64', 64);
    const worker = new Worker(
      `const { workerData: { rows, area }, parentPort } = require('node:worker_threads');
       new Float64Array(rows.memory.memory.buffer, area, 1)[0] = rows.count;
       parentPort.postMessage('done');`,
      { eval: true, workerData: { rows: shared.rows, area } },
    );
    await once(worker, 'message');
    await worker.terminate();
    expect(new Float64Array(memory.buffer, area, 1)[0]).toBe(1000);
  });

  test('grows when areas fill it, without disturbing kernels in use', () => {
    const trial = trialOf(spec);
    const kernel = compileRowKernel(trial.program);
    const force = compileRowForce(trial.program);
    const first = runKernel(kernel, trial);
    const before = openRows(trial.program, 'f64', 64).memory.buffer.byteLength;
    for (let i = 0; i < 30; i++) openRows(trial.program, 'f64', 100_000);
    const rows = openRows(trial.program, 'f64', 64);
    expect(rows.memory.buffer.byteLength).toBeGreaterThan(before);
    expect(rows.memory.buffer.byteLength).toBeGreaterThanOrEqual(rows.area + 64);
    expect(runKernel(kernel, trial)).toEqual(first);
    expect(runKernel(force, trial)).toEqual(runKernel(compileRowForce(trial.program), trial));
  });

  test('two thousand programs in one process are no trouble', () => {
    const trials = Array.from({ length: 2000 }, (_, i) => trialOf({ ...spec, rows: 20, seed: `${i}` }));
    const values = trials.map((trial) => runKernel(compileRowKernel(trial.program), trial).value);
    expect(values.every(Number.isFinite)).toBe(true);
  });
});

test('records end in their last value, so that no odd number stands behind the rows', () => {
  const trial = trialOf({ ...spec, rows: blockRows + 1 });
  const { memory, records } = openRows(trial.program, 'f64', 64);
  const columns = 5; // two predictors, y, offset, one slope
  const y = new Float64Array(memory.buffer, records + 8 * blockRows * (columns + 2), blockRows);
  expect(new Set(y)).toEqual(new Set([trial.program.rows.y[blockRows]]));
});
