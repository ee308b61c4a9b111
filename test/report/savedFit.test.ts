import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import * as poolwise from '../../src/index.ts';
import { loadFit, saveFit } from '../../src/node.ts';
import { temporaryFolder } from '../data/temporaryFolder.ts';

const table = poolwise.tableFromColumns({
  y: [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8],
  x: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  g: [...'aabbccddeeff'],
});
const model = poolwise.glmm('y ~ x + (1 | g)', table, { family: 'poisson' });
const approximation = poolwise.laplace(model);
let posterior: poolwise.Fit<poolwise.Model>;

beforeAll(async () => {
  posterior = await poolwise.sample(model, { chains: 2, draws: 100, seed: 1 });
});

test('a posterior comes back from its folder: the same draws, the same summary', async () => {
  const folder = join(await temporaryFolder(), 'fit');
  await saveFit(posterior, folder, { level: 0.8 });
  expect((await readdir(folder)).sort()).toEqual([
    ...['chains.bin', 'data.parquet', 'draws.parquet', 'fit.json', 'report.html', 'sampler.parquet'],
  ]);
  const stored = await loadFit(folder);
  if (stored.kind !== 'posterior') throw new Error('it is no posterior');
  expect(stored.draws.names).toEqual(posterior.draws.names);
  expect(stored.draws.values).toEqual(posterior.draws.values);
  expect(poolwise.summaryText(stored)).toBe(poolwise.summaryText(posterior, { level: 0.8 }));
  expect(poolwise.summaryText(stored.file)).toBe(poolwise.summaryText(stored));
});

test('a Laplace fit comes back with its numbers', async () => {
  const folder = join(await temporaryFolder(), 'laplace');
  await saveFit(approximation, folder);
  const stored = await loadFit(folder);
  if (stored.kind !== 'laplace') throw new Error('it is no Laplace fit');
  const b = stored.file.parameters.find(({ name }) => name === 'b_x');
  expect(b?.estimate).toBe(approximation.population.estimates[approximation.population.names.indexOf('b_x')]);
  expect(poolwise.summaryText(stored)).toBe(poolwise.summaryText(approximation));
  expect(await readdir(folder)).toContain('report.html');
});

test('pages and summaries show the level that is asked for', () => {
  for (const fit of [posterior, approximation]) {
    expect(poolwise.summaryText(fit, { level: 0.8 })).toContain('10%');
    expect(poolwise.summaryText(fit, { level: 0.8 })).not.toBe(poolwise.summaryText(fit));
    expect(poolwise.reportHtml(fit)).toMatch(/^<!doctype html>/i);
  }
});

test('files of others are left alone, unless forced', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'thesis.tex'), 'years of work');
  await writeFile(join(folder, 'report.html'), 'a page of mine');
  await expect(saveFit(posterior, folder)).rejects.toThrow('report.html');
  expect((await readdir(folder)).sort()).toEqual(['report.html', 'thesis.tex']);
  await saveFit(posterior, folder, { force: true });
  expect(await readdir(folder)).toEqual(expect.arrayContaining(['fit.json', 'thesis.tex']));
});

test('what is no fit, or no folder, is refused in words', async () => {
  const untyped = (x: unknown): poolwise.AnyFit => x as poolwise.AnyFit;
  expect(() => poolwise.summaryText(untyped(model))).toThrow(
    'summaryText: expected a fit, as sample or laplace makes it, got a model',
  );
  expect(() => poolwise.reportHtml(untyped(Promise.resolve(posterior)))).toThrow('put await before it');
  await expect(saveFit(untyped(undefined), 'x')).rejects.toThrow('saveFit: expected a fit');
  await expect(saveFit(posterior, undefined as unknown as string)).rejects.toThrow('the name of a folder');
  await expect(loadFit(join(await temporaryFolder(), 'none'))).rejects.toThrow(/^loadFit: no file "/);
});
