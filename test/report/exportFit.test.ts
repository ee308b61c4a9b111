import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromIPC } from '@uwdata/flechette';
import * as v from 'valibot';
import { beforeAll, expect, test } from 'vitest';
import { asNumbers, fileOfBytes, readRaw } from '../../src/data/parquetBytes.ts';
import type { Quantity } from '../../src/engine/program/quantity.ts';
import * as poolwise from '../../src/index.ts';
import { saveExport } from '../../src/node.ts';
import { variablesOf } from '../../src/report/export/variables.ts';
import { rejection, temporaryFolder } from '../data/temporaryFolder.ts';

const columns = {
  y: [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, Number.NaN],
  x: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  'a, "b"': [2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5],
  g: [...'aabbccddeeff'],
};
const model = poolwise.glmm('y ~ x + `a, "b"` + (x | g)', columns, { family: 'poisson' });
const [chains, draws] = [2, 60];
let fit: poolwise.Fit<poolwise.Model>;

beforeAll(async () => {
  fit = await poolwise.sample(model, { chains, draws, seed: 1, sampler: 'nuts', warmup: 100 });
});

const textOf = (content: poolwise.ExportContent | undefined): string =>
  content === undefined || content instanceof Uint8Array ? '' : [...content].join('');

async function only(kind: poolwise.ExportKind, options: poolwise.ExportOptions = {}) {
  const files = await poolwise.exportFit(fit, kind, options);
  expect(files.size).toBe(1);
  return [...files.values()][0];
}

/** A row a draw: chain, iteration, draw, then what they are of. */
function expectDraws(table: ReadonlyMap<string, Float64Array | Int32Array | number[]>): void {
  expect([...table.keys()]).toEqual(['chain', 'iteration', 'draw', ...fit.draws.names]);
  const rows = Array.from({ length: chains * draws }, (_, row) => row);
  expect([...(table.get('chain') ?? [])].map(Number)).toEqual(rows.map((row) => Math.floor(row / draws) + 1));
  expect([...(table.get('iteration') ?? [])].map(Number)).toEqual(rows.map((row) => (row % draws) + 1));
  expect([...(table.get('draw') ?? [])].map(Number)).toEqual(rows.map((row) => row + 1));
  for (const name of fit.draws.names)
    expect([...(table.get(name) ?? [])], name).toEqual(
      poolwise.column(fit.draws, name).flatMap((chain) => [...chain]),
    );
}

test('csv: every number reads back as it was', async () => {
  const { columns } = poolwise.parseCsv(textOf(await only('csv')), 'draws.csv');
  expectDraws(new Map([...columns].map(([name, c]) => [name, c.kind === 'number' ? c.values : []])));
});

test('parquet: every number reads back as it was', async () => {
  const { columns } = await readRaw(fileOfBytes((await only('parquet')) as Uint8Array));
  expectDraws(new Map(columns.map((raw) => [raw.name, asNumbers(raw).values])));
});

test('arrow: every number reads back as it was, as 32-bit integers and doubles', async () => {
  const table = tableFromIPC((await only('arrow')) as Uint8Array);
  const { names } = table;
  expectDraws(new Map(names.map((name, i) => [name, table.getChildAt(i).toArray() as Float64Array])));
  expect(table.getChildAt(0).toArray()).toBeInstanceOf(Int32Array);
});

test('cmdstan: a file a chain under names that Stan could have, and what they stand for', async () => {
  const files = await poolwise.exportFit(fit, 'cmdstan');
  expect([...files.keys()]).toEqual(['chain_1.csv', 'chain_2.csv', 'names.csv']);
  const names = poolwise.parseCsv(textOf(files.get('names.csv')), 'names.csv').columns;
  const words = (column: string): string[] => {
    const found = names.get(column);
    return found?.kind === 'factor' ? Array.from(found.codes, (code) => found.levels[code]) : [];
  };
  expect([...words('name')].sort()).toEqual([...fit.draws.names].sort());
  expect(words('variable')[words('name').indexOf('r_g[f,x]')]).toBe('r_g[6,2]');
  expect(words('column')[words('name').indexOf('b_`a, "b"`')]).toBe('b__a___b__x');
  for (const [c, stats] of fit.sampler.chains.map(({ stats }) => stats).entries()) {
    const lines = textOf(files.get(`chain_${c + 1}.csv`)).split('\n');
    expect(lines).toContain(`# id = ${c + 1}`);
    expect(lines).toContain(`#     num_samples = ${draws}`);
    const [header, ...rows] = lines
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((l) => l.split(','));
    expect(header.slice(0, 7)).toEqual([
      ...['lp__', 'accept_stat__', 'stepsize__', 'treedepth__', 'n_leapfrog__', 'divergent__', 'energy__'],
    ]);
    expect(header.slice(7)).toEqual(words('column'));
    for (const name of header) expect(name).toMatch(/^[A-Za-z]\w*(\.\d+)*$/);
    const numbers = (column: string): number[] => rows.map((row) => Number(row[header.indexOf(column)]));
    expect(numbers('lp__')).toEqual([...stats.lp]);
    expect(numbers('energy__')).toEqual([...stats.energy]);
    expect(numbers('treedepth__')).toEqual([...stats.treeDepth]);
    words('column').forEach((column, i) => {
      expect(numbers(column), column).toEqual([...poolwise.column(fit.draws, words('name')[i])[c]]);
    });
  }
});

/**
 * InferenceData as ArviZ's schema specification has it (arviz-devs/arviz, doc/source/schema/schema.md): names of groups and of
 * sample_stats; chain and draw first. Shapes are those of dims and coords. ArviZ 0.23.4 read the hospital's export by from_json on
 * 2026-11-27.
 */
const nested: v.GenericSchema<unknown> = v.lazy(() =>
  v.array(v.union([v.number(), v.boolean(), v.string(), nested])),
);
const statNames = [
  ...['lp', 'acceptance_rate', 'step_size', 'step_size_nom', 'tree_depth', 'n_steps', 'diverging', 'energy'],
  ...['energy_error', 'max_energy_error'],
];
const arrays = v.record(v.string(), nested);
const about = v.object({ inference_library: v.string(), inference_library_version: v.string() });
const inferenceData = v.strictObject({
  posterior: arrays,
  sample_stats: v.record(v.picklist(statNames), nested),
  posterior_predictive: v.optional(arrays),
  log_likelihood: v.optional(arrays),
  observed_data: arrays,
  constant_data: arrays,
  posterior_attrs: about,
  sample_stats_attrs: about,
  posterior_predictive_attrs: v.optional(about),
  log_likelihood_attrs: v.optional(about),
  attrs: about,
  coords: v.record(v.string(), v.array(v.union([v.string(), v.number()]))),
  dims: v.record(v.string(), v.array(v.string())),
});

function shapeOf(array: unknown): number[] {
  if (!Array.isArray(array)) return [];
  const inner = array.map((part) => JSON.stringify(shapeOf(part)));
  expect(new Set(inner).size).toBeLessThanOrEqual(1);
  return [array.length, ...shapeOf(array[0])];
}

test('arviz: groups, dimensions and coordinates as its schema has them, every value in its place', async () => {
  const data = v.parse(
    inferenceData,
    JSON.parse(textOf(await only('arviz', { predictive: true, logLikelihood: true }))),
  );
  const { dims, coords } = data;
  const sampled = { ...data.posterior, ...data.sample_stats, ...data.posterior_predictive };
  const lengthsOf = (name: string): number[] => dims[name].map((dim) => coords[dim].length);
  for (const [name, array] of Object.entries(sampled))
    expect(shapeOf(array), name).toEqual([chains, draws, ...lengthsOf(name)]);
  for (const array of Object.values({ ...data.log_likelihood, ...data.posterior_predictive }))
    expect(shapeOf(array)).toEqual([chains, draws, 11]);
  for (const [name, array] of Object.entries({ ...data.observed_data, ...data.constant_data }))
    expect(shapeOf(array), name).toEqual(lengthsOf(name));
  for (const dim of Object.keys(coords)) expect(Object.keys(dims)).not.toContain(dim);
  expect(dims.r_g).toEqual(['r_g__level', 'r_g__coef']);
  const effects = data.posterior.r_g as number[][][][];
  const [level, coef] = [coords.r_g__level.indexOf('d'), coords.r_g__coef.indexOf('x')];
  expect(effects.map((chain) => chain.map((draw) => draw[level][coef]))).toEqual(
    poolwise.column(fit.draws, 'r_g[d,x]').map((chain) => [...chain]),
  );
  expect(data.sample_stats.tree_depth).toEqual(fit.sampler.chains.map(({ stats }) => [...stats.treeDepth]));
  expect(coords.obs_id).toEqual(Array.from({ length: 11 }, (_, i) => i + 1));
  expect(data.observed_data.y).toEqual(columns.y.slice(0, 11));
  expect(data.constant_data).toEqual({
    x: columns.x.slice(0, 11),
    'a, "b"': columns['a, "b"'].slice(0, 11),
    g: columns.g.slice(0, 11),
  });
});

test('thinning keeps the first draw and every so many after it, in all there is', async () => {
  const data = v.parse(inferenceData, JSON.parse(textOf(await only('arviz', { thin: 25 }))));
  expect(data.posterior.b_x).toEqual(
    poolwise.column(fit.draws, 'b_x').map((chain) => [chain[0], chain[25], chain[50]]),
  );
  expect(data.sample_stats.lp).toEqual(
    fit.sampler.chains.map(({ stats: { lp } }) => [lp[0], lp[25], lp[50]]),
  );
});

test('draws of the prior are a group of their own; a Laplace fit has no sampler', async () => {
  const prior = await poolwise.sample(model, { prior: 'only', chains: 1, draws: 10, seed: 1 });
  const ofPrior = JSON.parse(textOf((await poolwise.exportFit(prior, 'arviz')).get('inference_data.json')));
  expect(Object.keys(ofPrior)).toEqual(expect.arrayContaining(['prior', 'sample_stats_prior']));
  expect(Object.keys(ofPrior)).not.toContain('posterior');
  expect(Object.keys(ofPrior.sample_stats_prior)).not.toContain('lp');
  const plain = poolwise.glmm('y ~ x + (1 | g)', columns, { family: 'poisson' });
  const laplace = poolwise.laplace(plain, { method: 'map' });
  const data = JSON.parse(textOf((await poolwise.exportFit(laplace, 'arviz')).get('inference_data.json')));
  expect(Object.keys(data)).not.toContain('sample_stats');
  expect(await rejection(poolwise.exportFit(laplace, 'cmdstan'))).toContain(
    'export: CmdStan files need what a sampler says of each draw',
  );
});

test('effects of levels that have different coefficients are one row of members', () => {
  const effect = (level: string, coef: string): Quantity => ({
    kind: 'groupEffect',
    predictor: 'mu',
    group: 'g',
    level,
    coef,
  });
  const gaps = [effect('1', 'Intercept:a'), effect('2', 'Intercept:b'), effect('3', 'Intercept:a')];
  expect(variablesOf(gaps)).toEqual([
    {
      name: 'r_g',
      dims: [{ name: 'r_g__member', labels: ['1,Intercept:a', '2,Intercept:b', '3,Intercept:a'] }],
      places: [0, 1, 2],
    },
  ]);
});

test('what cannot be exported, and what would be written over, is refused in words', async () => {
  expect(await rejection(poolwise.exportFit(fit, 'parket' as 'csv'))).toBe(
    'export: no format "parket" (have: cmdstan, arviz, arrow, parquet, csv). Did you mean "parquet"?',
  );
  expect(await rejection(poolwise.exportFit(fit, 'csv', { predictive: true }))).toContain('poolwise predict');
  expect(await rejection(poolwise.exportFit(model as never, 'csv'))).toContain('got a model');
  const folder = await temporaryFolder();
  const path = join(folder, 'mine.csv');
  await writeFile(path, 'years of work');
  expect(await rejection(saveExport(fit, 'csv', path))).toBe(
    `output: "${path}" is there already; choose another name, or --force to replace it`,
  );
  expect(await readFile(path, 'utf8')).toBe('years of work');
  await saveExport(fit, 'csv', path, { force: true });
  expect((await readFile(path, 'utf8')).startsWith('chain,iteration,draw,')).toBe(true);
  const more = {
    ...fit,
    sampler: { ...fit.sampler, chains: [...fit.sampler.chains, fit.sampler.chains[1]] },
  };
  await saveExport(more, 'cmdstan', join(folder, 'stan'));
  await saveExport(fit, 'cmdstan', join(folder, 'stan'), { force: true });
  expect((await readdir(join(folder, 'stan'))).sort()).toEqual(['chain_1.csv', 'chain_2.csv', 'names.csv']);
});
