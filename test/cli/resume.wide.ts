import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stream } from '../../src/engine/rng.ts';
import { contents, inFolder, poolwise, program, reference } from './poolwise.ts';

/** About a second of two threads. */
const fit = [
  ...['fit', reference('cbpp.csv'), 'incidence | trials(size) ~ period + (1 | herd)'],
  ...['--family', 'binomial', '--factor', 'period', '--sampler', 'nuts', '--draws', '1500', '--quiet'],
];

/** Sends a signal once a file has so many bytes, and so many milliseconds later; resolves to the code or the signal it ended by. */
function signalled(
  args: readonly string[],
  cwd: string,
  signal: NodeJS.Signals,
  { file, bytes, wait }: { readonly file: string; readonly bytes: number; readonly wait: number },
): Promise<{ readonly ended: number | NodeJS.Signals | null; readonly stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], { cwd });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.stdout.resume();
    const timer = setInterval(() => {
      if ((statSync(join(cwd, file), { throwIfNoEntry: false })?.size ?? 0) <= bytes) return;
      clearInterval(timer);
      setTimeout(() => child.kill(signal), wait);
    }, 5);
    child.on('close', (code, by) => {
      clearInterval(timer);
      resolve({ ended: by ?? code, stderr });
    });
  });
}

const draws = (folder: string, name: string): Promise<Buffer> =>
  readFile(join(folder, name, 'draws.parquet'));

test('killed again and again, a run that resumes ends with the draws of one that never stopped', () =>
  inFolder(async (folder) => {
    await poolwise([...fit, '--out', 'whole'], folder);
    const rng = stream('kills');
    const resumed = [...fit, '--out', 'killed', '--checkpoint', '0.05', '--resume'];
    let kills = 0;
    for (let attempt = 0; attempt < 4; attempt++) {
      const when = { file: 'killed.checkpoint', bytes: 0, wait: rng.integer(400) };
      const workers = String(rng.integer(3));
      const { ended } = await signalled([...resumed, '--workers', workers], folder, 'SIGKILL', when);
      if (ended === 0) break;
      expect(ended).toBe('SIGKILL');
      kills++;
    }
    expect(kills).toBeGreaterThan(1);
    if (!existsSync(join(folder, 'killed'))) await poolwise(resumed, folder);
    expect(await draws(folder, 'killed')).toEqual(await draws(folder, 'whole'));
    expect([...(await contents(folder)).keys()].filter((path) => path.includes('checkpoint'))).toEqual([]);
  }));

test('Ctrl-C leaves the draws so far, which go on by --resume and by extend; checkpoints of others are refused', () =>
  inFolder(async (folder) => {
    const long = [...fit, '--draws', '6000', '--warmup', '20']; // draws from the first moment on
    await poolwise([...long, '--out', 'whole'], folder);
    const args = [...long, '--out', 'part', '--checkpoint', '0.05', '--workers', '2'];
    const { ended, stderr } = await signalled(args, folder, 'SIGINT', {
      file: 'part.checkpoint',
      bytes: 0,
      wait: 300,
    });
    expect(ended, stderr).toBe(130);
    expect(stderr).toContain(
      'interrupted; "part" has the draws so far, and the same command with --resume goes on',
    );
    const { sampler, warnings } = JSON.parse(await readFile(join(folder, 'part', 'fit.json'), 'utf8'));
    expect(sampler.stopped).toEqual({ draws: 6000, chains: 4 });
    expect(warnings[0]).toContain(`Stopped after ${sampler.draws} of 6000 draws`);
    expect(await readFile(join(folder, 'part', 'report.html'), 'utf8')).toContain('Stopped after');
    // two chains may have ended while the others had not begun
    const more = [
      'extend',
      'part',
      '--draws',
      String(Math.max(10, 6000 - sampler.draws)),
      '--out',
      'more',
      '--quiet',
    ];
    const extended = await poolwise(more, folder);
    expect(extended.code, extended.stderr).not.toBe(1);
    const other = await poolwise([...args, '--resume', '--seed', '2'], folder);
    expect(other).toMatchObject({ code: 1, stdout: '' });
    expect(other.stderr).toContain('the checkpoint is of a run with seed 1, and now it is 2');
    const resumed = await poolwise([...args, '--resume'], folder);
    expect(resumed.code, resumed.stderr).not.toBe(1);
    expect(await draws(folder, 'part')).toEqual(await draws(folder, 'whole'));
    await writeFile(join(folder, 'part.checkpoint'), 'poolwise packed 1\nhalf');
    expect((await poolwise([...args, '--resume'], folder)).stderr).toContain('is damaged or no checkpoint');
  }));
