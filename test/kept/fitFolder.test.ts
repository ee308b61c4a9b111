import { copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contents, inFolder, poolwise, reference } from '../cli/poolwise.ts';

const cbpp = [
  reference('cbpp.csv'),
  'incidence | trials(size) ~ period + (1 | herd)',
  '--family',
  'binomial',
];
const fit = ['fit', ...cbpp, '--chains', '1', '--warmup', '30', '--draws', '20', '--quiet'];

test.concurrent('files of two runs, or of two models, in one folder are refused by every reader', () =>
  inFolder(async (folder) => {
    await poolwise([...fit, '--out', 'a'], folder);
    await poolwise([...fit, '--seed', '2', '--out', 'b'], folder);
    await poolwise([...fit, '--prior', 'b=normal(0,1)', '--out', 'c'], folder);
    const { fingerprint } = JSON.parse(await readFile(join(folder, 'a', 'fit.json'), 'utf8'));
    const page = await readFile(join(folder, 'a', 'report.html'), 'utf8');
    for (const mark of [fingerprint.model, fingerprint.run]) expect(page).toContain(`content="${mark}"`);
    await copyFile(join(folder, 'b', 'draws.parquet'), join(folder, 'a', 'draws.parquet'));
    await copyFile(join(folder, 'c', 'report.html'), join(folder, 'b', 'report.html'));
    const complaint = (path: string, what: string): object => ({
      code: 1,
      stdout: '',
      stderr: `summary: "${path}" is a mixture: ${what} than fit.json; write the fit again with --out\n`,
    });
    const draws = complaint('a', 'draws.parquet is of another run');
    expect(await poolwise(['summary', 'a'], folder)).toEqual(draws);
    expect((await poolwise(['compare', 'a', 'c'], folder)).stderr).toMatch(
      /^compare: "a" is a mixture: draws/,
    );
    expect(await poolwise(['summary', 'b'], folder)).toEqual(complaint('b', 'report.html is of another fit'));
    expect((await poolwise(['summary', 'c'], folder)).stderr).toBe('');
  }));

test.concurrent('a summary is printed before anything that can no longer be written', () =>
  inFolder(async (folder) => {
    const full = await poolwise([...fit, '--json', '/dev/full'], folder);
    expect(full.stdout).toContain('b_Intercept');
    expect(full.stderr).toBe('output: cannot write "/dev/full": the disk is full\n');
    expect(full.code).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  }));

test.concurrent('results of another kind stay unless --force says so, and go whole then', () =>
  inFolder(async (folder) => {
    await poolwise([...fit, '--out', 'x'], folder);
    const before = await contents(folder);
    const { code, stderr } = await poolwise(['laplace', ...cbpp, '--out', 'x'], folder);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'output: "x" holds what "poolwise fit" wrote (fit.json); choose another folder, or --force to replace it\n',
    });
    expect(await contents(folder)).toEqual(before);
    await poolwise(['laplace', ...cbpp, '--out', 'x', '--force'], folder);
    expect((await readdir(join(folder, 'x'))).sort()).toEqual([
      'data.parquet',
      'effects.csv',
      'laplace.json',
      'report.html',
      'summary.txt',
    ]);
  }));
