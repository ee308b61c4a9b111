import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stream } from '../../src/engine/rng.ts';
import { contents, inFolder, program, reference } from '../cli/poolwise.ts';

/** Crossed 3000 x 3000 binary data: its set-up takes many minutes and lets no other event in between. */
function crossedCsv(): string {
  const rng = stream('signals');
  const level = (): number => Math.floor(3000 * rng.uniform());
  const rows = Array.from(
    { length: 20_000 },
    () => `${rng.uniform() < 0.5 ? 0 : 1},a${level()},b${level()}\n`,
  );
  return `y,a,b\n${rows.join('')}`;
}

interface Stopped {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** Starts the program, sends the signal once it has said anything, and a while after. */
function stopped(args: readonly string[], cwd: string, signal: NodeJS.Signals): Promise<Stopped> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], { cwd });
    const texts = { stdout: '', stderr: '' };
    let sent = Number.NaN;
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text) => {
        texts[name] += text;
      });
    child.stderr.once('data', () =>
      setTimeout(() => {
        sent = performance.now();
        child.kill(signal);
      }, 1500),
    );
    child.on('close', (code, by) => {
      const seconds = (performance.now() - sent) / 1000;
      // by the signal itself where the computation cannot be ended otherwise; shells know both by this code
      resolve({ code: code ?? 128 + constants.signals[by ?? 'SIGKILL'], ...texts, seconds });
    });
  });
}

test.concurrent.each([
  [
    'set-up',
    [
      'fit',
      'crossed.csv',
      'y ~ (1 | a) + (1 | b)',
      '--family',
      'bernoulli',
      '--out',
      'fit',
      '--max-seconds',
      '1e9',
    ],
    'SIGINT',
    130,
  ],
  [
    'a Laplace fit',
    [
      'laplace',
      'crossed.csv',
      'y ~ (1 | a) + (1 | b)',
      '--family',
      'bernoulli',
      '--log-determinant',
      'exact',
      '--max-seconds',
      '1e9',
      '--json',
      'fit.json',
    ],
    'SIGTERM',
    143,
  ],
  [
    'sampling on one thread',
    [
      'fit',
      reference('sleepstudy.csv'),
      'Reaction ~ Days',
      '--workers',
      '0',
      '--warmup',
      '1000000',
      '--out',
      'fit',
    ],
    'SIGINT',
    130,
  ],
] as const)('a signal ends %s, which would take minutes', (_, args, signal, code) =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'crossed.csv'), crossedCsv());
    const before = await contents(folder);
    const ended = await stopped(args, folder, signal);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toMatch(/\npoolwise: interrupted, nothing was written\n$/);
    expect(ended.seconds).toBeLessThan(5); // 0.2 as measured
    expect(await contents(folder)).toEqual(before);
  }),
);
