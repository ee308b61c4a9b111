import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { poolwise, program } from './poolwise.ts';

const outcomes = [0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 0, 1, 1, 1, 0, 0, 1, 0];
const csv = `y,x,w,g\n${outcomes.map((y, i) => `${y},${((7 * i) % 11) / 5 - 1},1,g${i % 6}`).join('\n')}\n`;
const priors = ['b=normal(0,1)', 'Intercept=normal(0,1)', 'sd=half_normal(1)'];
const command = [
  ...['verify', 'data.csv', 'y ~ x + (1 | g)', '--family', 'bernoulli', '--quiet'],
  ...priors.flatMap((prior) => ['--prior', prior]),
  ...['--data-sets', '10', '--draws', '15', '--warmup', '100'],
];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poolwise-verify-'));
  await writeFile(join(folder, 'data.csv'), csv);
});
afterAll(() => rm(folder, { recursive: true }));

const journal = (out: string): Promise<string> => readFile(join(folder, out, 'data-sets.jsonl'), 'utf8');

/** Kills the command with SIGKILL once so many data sets are kept. */
async function killedAfter(kept: number, args: readonly string[], out: string): Promise<void> {
  const child = spawn(process.execPath, [program, ...args], { cwd: folder });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  while (child.exitCode === null && (await journal(out).catch(() => '')).split('\n').length < kept + 2)
    await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGKILL');
  await ended;
}

describe('poolwise verify', () => {
  test('killed again and again and on any number of threads finds the same, byte for byte', async () => {
    const whole = await poolwise([...command, '--out', 'whole'], folder);
    expect(whole.code).toBe(0);
    expect(whole.stdout).toMatch(/^calibrated as far as 10 data sets can tell/m);
    for (const [kept, workers] of [
      [1, '0'],
      [3, '2'],
      [6, '1'],
    ] as const)
      await killedAfter(kept, [...command, '--out', 'killed', '--workers', workers], 'killed');
    const rest = await poolwise([...command, '--out', 'killed'], folder);
    expect(rest).toEqual(whole);
    expect(await journal('killed')).toBe(await journal('whole'));
    for (const name of ['verify.json', 'verify.html'])
      expect(await readFile(join(folder, 'killed', name), 'utf8')).toBe(
        await readFile(join(folder, 'whole', name), 'utf8'),
      );
  });

  test('goes on with more data sets, and refuses another model in the same folder', async () => {
    const more = await poolwise([...command, '--out', 'whole', '--data-sets', '12'], folder);
    expect(more.stdout).toMatch(/as far as 12 data sets/);
    const other = await poolwise([...command, '--out', 'whole', '--seed', '2'], folder);
    expect(other.code).toBe(1);
    expect(other.stderr).toMatch(/was begun with seed "1", now "2"; choose another folder/);
  });

  test('exits with 2 where the sampler gives up too often, and with 1 where data cannot be simulated', async () => {
    // importance resampling refuses where the approximation is poor, as it is for six groups of three
    const refusing = ['--sampler', 'laplace', '--data-sets', '4', '--out', 'refused'];
    const found = await poolwise([...command, ...refusing], folder);
    expect([found.code, found.stdout]).toEqual([2, expect.stringMatching(/ that the sampler gave up on \(/)]);
    const weighted = await poolwise([...command, '--weights', 'w'], folder);
    expect([weighted.code, weighted.stderr]).toEqual([1, expect.stringMatching(/case weights/)]);
  });
});
