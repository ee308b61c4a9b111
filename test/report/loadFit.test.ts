import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { modelHash } from '../../models/fingerprint.ts';
import * as poolwise from '../../src/index.ts';
import { loadFit, saveFit } from '../../src/node.ts';
import { declarationFile } from '../../src/report/stored/declarationFile.ts';
import { rebuildModel } from '../../src/report/stored/loadedModel.ts';
import { modelFiles } from '../../src/report/stored/modelFiles.ts';
import { openFit } from '../../src/report/stored/openFit.ts';
import { filesOfMap } from '../../src/report/stored/storedFiles.ts';
import { arbitraryGlmm, declare } from '../../src/testing.ts';
import { rejection, temporaryFolder } from '../data/temporaryFolder.ts';

const { expression: e } = poolwise;

const columns = {
  y: [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8],
  x: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, Number.NaN],
  g: [...'aabbccddeeff'],
  secret: [...'abcdefghijkl'],
};
const options: poolwise.GlmmOptions = { family: 'poisson', priors: { b: 'normal(0, 0.7)' } };
const declared = 'y ~ x + (1 | g)';
const model = poolwise.glmm(declared, columns, options);
let posterior: poolwise.Fit<poolwise.Model>;
let parent: string;
let folder: string;

beforeAll(async () => {
  posterior = await poolwise.sample(model, { chains: 2, draws: 100, seed: 1 });
  parent = await mkdtemp(join(tmpdir(), 'poolwise-'));
  folder = join(parent, 'fit');
  await saveFit(posterior, folder);
});

afterAll(() => rm(parent, { recursive: true }));

/** A copy of the folder that may be spoilt. */
async function copy(): Promise<string> {
  const to = join(await temporaryFolder(), 'copy');
  await cp(folder, to, { recursive: true });
  return to;
}

async function filesOf(path: string): Promise<Map<string, Uint8Array>> {
  const names = await readdir(path);
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(path, name))] as const)),
  );
}

property.prop([arbitraryGlmm(fc)], { numRuns: 25 })(
  'any model of the class comes back from its files, to the last bit',
  async (declaration) => {
    const made = declare(declaration);
    const fingerprint = { model: modelHash(made), run: 'run' };
    const stored = JSON.parse(JSON.stringify(declarationFile(made.declaration)));
    const files = filesOfMap('test', new Map(modelFiles(made, fingerprint)));
    const reading = { files, where: 'test', first: 'fit.json' as const, fingerprint };
    const back = await rebuildModel(reading, { poolwise: '0', declaration: stored }, {});
    if ('why' in back) throw new Error(back.why);
    expect(modelHash(back.model)).toBe(fingerprint.model);
    expect(back.model.design.rowNumbers).toEqual(made.design.rowNumbers);
    expect(back.model.notes).toEqual(made.notes);
    expect(back.model.declaration.table.columns.size).toBeLessThanOrEqual(declaration.table.columns.size);
  },
);

test('the files of a fit are those that its folder holds, byte for byte, and come back', async () => {
  const stored = await filesOf(folder);
  const files = await poolwise.fitFiles(posterior);
  expect([...files.keys()].sort()).toEqual([...stored.keys()].sort());
  for (const [name, bytes] of files)
    expect(Buffer.compare(bytes, stored.get(name) ?? Buffer.alloc(0)), name).toBe(0);
  const back = await poolwise.loadFit(files);
  expect(back.kind).toBe('posterior');
  const without = await poolwise.fitFiles(poolwise.laplace(model), { data: false });
  expect([...without.keys()]).toEqual(['laplace.json', 'summary.txt', 'report.html', 'effects.csv']);
  expect((await poolwise.loadFit(without)).kind).toBe('estimates');
  await expect(poolwise.fitFiles({} as poolwise.Fit)).rejects.toThrow(/^fitFiles: expected a fit, as sample/);
});

test('a posterior comes back whole: model, draws, what the sampler says of each draw', async () => {
  const loaded = await loadFit(folder);
  if (loaded.kind !== 'posterior') throw new Error(`it is ${loaded.kind}`);
  const { model: back, draws, sampler } = loaded;
  expect(modelHash(back)).toBe(modelHash(model));
  expect(back.design.dropped).toEqual([12]);
  expect([...back.declaration.table.columns.keys()]).toEqual(['y', 'x', 'g']);
  expect(draws.values).toEqual(posterior.draws.values);
  expect(sampler).toEqual(posterior.sampler);
  expect(poolwise.fitFile(loaded)).toEqual(poolwise.fitFile(posterior));
  expect(poolwise.summaryText(loaded, { level: 0.5 })).toBe(poolwise.summaryText(posterior, { level: 0.5 }));
});

test('so it does in a page, from the bytes of its files', async () => {
  const files = await filesOf(folder);
  const loaded = await poolwise.loadFit(files);
  expect(loaded.kind).toBe('posterior');
  const buffers = [...files].map(([name, bytes]) => [name, Uint8Array.from(bytes).buffer] as const);
  expect((await poolwise.loadFit(Object.fromEntries(buffers))).kind).toBe('posterior');
  expect(await rejection(poolwise.loadFit('fit' as unknown as Map<string, Uint8Array>))).toContain(
    'poolwise/node',
  );
  expect(await rejection(poolwise.loadFit({ 'fit.json': '{}' as unknown as Uint8Array }))).toContain(
    'loadFit: "fit.json" must be the bytes of a file, got "{}"',
  );
});

test('a Laplace fit comes back as laplace made it', async () => {
  const fit = poolwise.laplace(model, { method: 'map' });
  const to = join(await temporaryFolder(), 'laplace');
  await saveFit(fit, to);
  const opened = await openFit(to, 'predict');
  if (opened.kind !== 'laplace') throw new Error(`it is ${opened.kind}`);
  expect(opened.latent).toEqual(fit.latent);
  expect(opened.population).toEqual(fit.population);
  expect(opened.draws).toEqual(poolwise.laplaceDraws(fit));
});

test('a log density of the user comes back without a model, and summary stays', async () => {
  const density = poolwise.expressionModel({ mu: { kind: 'real' } }, ({ mu }) => e.mul(-0.5, e.square(mu)));
  const fit = await poolwise.sample(density, { chains: 2, draws: 50, seed: 1 });
  const to = join(await temporaryFolder(), 'density');
  await saveFit(fit, to);
  const loaded = await loadFit(to);
  expect(loaded.kind).toBe('density');
  expect(poolwise.summaryText(loaded)).toBe(poolwise.summaryText(fit));
  expect(await rejection(openFit(to, 'predict'))).toContain('a log density that no formula made');
});

test('without its data a fit is draws, and a fit again with the data handed in', async () => {
  const to = join(await temporaryFolder(), 'private');
  await saveFit(posterior, to, { data: false });
  expect((await readdir(to)).sort()).toEqual([
    'chains.bin',
    'draws.parquet',
    'fit.json',
    'report.html',
    'sampler.parquet',
  ]);
  const loaded = await loadFit(to);
  if (loaded.kind !== 'draws') throw new Error(`it is ${loaded.kind}`);
  expect(loaded.why).toContain(
    'its data were left out; fit it again without --no-data, or in a script hand them in',
  );
  expect(poolwise.summaryText(loaded)).toBe(poolwise.summaryText(posterior));
  expect(await rejection(openFit(to, 'predict'))).toBe(
    `predict: "${to}" comes without its model: ${loaded.why}`,
  );
  expect((await loadFit(to, { data: columns })).kind).toBe('posterior');
  const other = { ...columns, y: columns.y.with(0, 4) };
  expect(await rejection(loadFit(to, { data: other }))).toBe(
    'loadFit: with the data handed in: it makes another model than the one that was fitted',
  );
});

test("a family and priors of the user's own are named, and handed in", async () => {
  const family: poolwise.Family = {
    name: 'mine',
    response: 'real',
    parameters: [],
    links: { identity: ({ y, eta }) => e.mul(-0.5, e.square(e.sub(y, eta))) },
    defaultLink: 'identity',
    notation: 'Mine(mu_ij)',
  };
  const prior = poolwise.customPrior('steep', { kind: 'real' }, (x) => e.mul(-2, e.square(x)));
  const fit = await poolwise.sample(
    poolwise.glmm('y ~ x', columns, { family, priors: { b: prior, Intercept: 'normal(0, 9)' } }),
    { chains: 1, draws: 20, seed: 1 },
  );
  const to = join(await temporaryFolder(), 'own');
  await saveFit(fit, to);
  expect(await loadFit(to)).toMatchObject({
    kind: 'draws',
    why: 'it needs what cannot be stored; hand in its family "mine" (family), its prior of b (priors)',
  });
  const loaded = await loadFit(to, { family, priors: { b: prior } });
  expect(loaded.kind).toBe('posterior');
  expect(await rejection(loadFit(to, { family, priors: { b: 'normal(0, 1)' } }))).toContain(
    'with the family and priors handed in: it makes another model',
  );
});

test('notes that the run added stay with the model', async () => {
  const fit = await poolwise.sample(model, { prior: 'only', chains: 1, draws: 20, seed: 1 });
  const to = join(await temporaryFolder(), 'prior');
  await saveFit(fit, to);
  const loaded = await loadFit(to);
  expect(loaded.kind).toBe('posterior');
  expect(poolwise.fitFile(loaded as poolwise.LoadedPosterior)).toEqual(poolwise.fitFile(fit));
});

test('a folder of an older version has draws and a summary, and says what it lacks', async () => {
  const older = await copy();
  const { declaration, run, ...file } = JSON.parse(await readFile(join(older, 'fit.json'), 'utf8'));
  for (const name of ['data.parquet', 'sampler.parquet']) await rm(join(older, name));
  await writeFile(join(older, 'fit.json'), JSON.stringify({ ...file, poolwise: '0.0.9' }));
  const loaded = await loadFit(older);
  if (loaded.kind !== 'draws') throw new Error(`it is ${loaded.kind}`);
  expect(loaded.draws.values).toEqual(posterior.draws.values);
  expect(loaded.why).toBe(
    'an earlier poolwise (0.0.9) did not store how the model was declared; fit it again',
  );
});

test('a damaged, foreign, empty, mixed or newer folder is refused in one message each', async () => {
  const spoilt = async (name: string, content: string | null): Promise<string> => {
    const to = await copy();
    if (content === null) await rm(join(to, name));
    else await writeFile(join(to, name), content);
    return (await rejection(loadFit(to))).replaceAll(to, 'DIR');
  };
  expect(await spoilt('data.parquet', 'no Parquet at all')).toMatch(
    /^loadFit: data.parquet in "DIR" is damaged \(.*\); copy it again, or write the fit again$/,
  );
  expect(await spoilt('draws.parquet', null)).toBe(
    'loadFit: "DIR" has no draws.parquet beside fit.json; give all files that --out wrote',
  );
  expect(await spoilt('fit.json', '{"poolwise": "0.1')).toBe('loadFit: "DIR" is no fit file: it is not JSON');
  expect(await spoilt('fit.json', '{"poolwise": "7.0.0", "model": {}}')).toBe(
    'loadFit: "DIR" is no fit file: it has no "formula"; it was written by poolwise 7.0.0, this is 0.1.0',
  );
  const empty = await temporaryFolder();
  const zip = join(empty, 'Fit-1.zip');
  await writeFile(zip, 'PK\x03\x04...');
  expect(await rejection(loadFit(zip))).toMatch(/Fit-1.zip" is a zip; unpack it/);
  await rm(zip);
  expect(await rejection(loadFit(empty))).toBe(
    `loadFit: "${empty}" holds neither fit.json nor laplace.json; give what "poolwise fit --out" or saveFit wrote`,
  );
  const other = join(await temporaryFolder(), 'other');
  await saveFit(await poolwise.sample(model, { chains: 2, draws: 100, seed: 2 }), other);
  const mixed = await copy();
  await cp(join(other, 'sampler.parquet'), join(mixed, 'sampler.parquet'));
  expect(await rejection(loadFit(mixed))).toBe(
    `loadFit: "${mixed}" is a mixture: sampler.parquet is of another run than fit.json; write the fit again with --out`,
  );
});

test('a declaration that was changed makes another model, which is said', async () => {
  const to = await copy();
  const path = join(to, 'fit.json');
  const text = await readFile(path, 'utf8');
  await writeFile(
    path,
    text.replace(
      '"formula": "y ~ x + (1 | g)",\n  "options"',
      '"formula": "y ~ 0 + x + (1 | g)",\n  "options"',
    ),
  );
  expect(await loadFit(to)).toMatchObject({
    kind: 'draws',
    why: 'its model comes out different from the one that was fitted: the files were changed',
  });
});
