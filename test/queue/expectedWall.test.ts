/** The cost model's formula for a queue whose workers die, against the same by events: docs/scale.md. */
import { expect, test } from 'vitest';
import { expectedWall, type QueueSetting, simulateQueue } from '../../bench/queueSimulation.ts';

const settings: readonly (QueueSetting & { readonly what: string })[] = [
  { what: 'nobody dies', jobs: 10_000, workers: 64, job: 2, life: 1e12, restart: 0, lease: 30, overhead: 0 },
  {
    what: 'spot machines',
    jobs: 10_000,
    workers: 64,
    job: 2,
    life: 3600,
    restart: 120,
    lease: 30,
    overhead: 0.002,
  },
  {
    what: 'long jobs',
    jobs: 2000,
    workers: 50,
    job: 900,
    life: 7200,
    restart: 300,
    lease: 30,
    overhead: 0.002,
  },
  { what: 'a killer', jobs: 400, workers: 4, job: 1, life: 16, restart: 1, lease: 5, overhead: 0.002 },
  {
    what: 'jobs too short for the server',
    jobs: 10_000,
    workers: 64,
    job: 0.05,
    life: 3600,
    restart: 60,
    lease: 30,
    overhead: 0.002,
  },
];

test.each(settings)('$what: foretold within 10 % of what events make it', (setting) => {
  const runs = Array.from({ length: 8 }, (_, seed) => simulateQueue(setting, seed));
  const mean = runs.reduce((sum, { wall }) => sum + wall, 0) / runs.length;
  expect(expectedWall(setting) / mean).toBeGreaterThan(0.9);
  expect(expectedWall(setting) / mean).toBeLessThan(1.1);
  for (const { begun } of runs) expect(begun).toBeGreaterThanOrEqual(setting.jobs);
});
