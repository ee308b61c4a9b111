import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InputError } from '../../src/engine/errors.ts';
import { fitFile, formatFitFile } from '../../src/report/fitFile.ts';
import type { FitFile } from '../../src/report/fitSchema.ts';
import { verdictOf } from '../../src/report/fitVerdict.ts';
import { reportHtml } from '../../src/report/page/htmlReport.ts';
import { readFitFile } from '../../src/report/stored/readFitFile.ts';
import { saveFit } from '../../src/report/stored/savedFit.ts';
import { summaryText } from '../../src/report/summaryText.ts';
import { version } from '../../src/report/version.ts';
import { rejection, temporaryFolder } from '../data/temporaryFolder.ts';
import { hostileModel, row, shortFit, smallFile } from './fits.ts';

async function stored(text: string): Promise<string> {
  const path = join(await temporaryFolder(), 'fit.json');
  await writeFile(path, text);
  return path;
}

test('a real fit comes back from fit.json as it was', async () => {
  const file = fitFile(await shortFit(hostileModel()));
  const read = await readFitFile(await stored(formatFitFile(file)));
  expect(read).toEqual(file);
  expect(formatFitFile(read)).toBe(formatFitFile(file));
});

test('what a row is stands in the file, and is told by the names of an older one', async () => {
  const file = fitFile(await shortFit(hostileModel()));
  const { parameters, ...rest } = JSON.parse(formatFitFile(file));
  const silent = parameters.map(({ quantity, ...row }: { quantity: unknown }) => row);
  const older = await readFitFile(await stored(JSON.stringify({ ...rest, parameters: silent })));
  expect(older.parameters.map(({ quantity }) => quantity)).toEqual(
    file.parameters.map(({ quantity }) => quantity),
  );
  const renamed = parameters.map((row: object, q: number) => ({ ...row, name: `q${q}` }));
  const read = await readFitFile(await stored(JSON.stringify({ ...rest, parameters: renamed })));
  expect(read.parameters.map(({ quantity }) => quantity.kind).slice(0, 5)).toEqual([
    ...['intercept', 'coefficient', 'sd', 'sd', 'correlation'],
  ]);
  const wrong = parameters.map((row: object) => ({ ...row, quantity: { kind: 'sd', group: 'ward' } }));
  expect(
    await rejection(readFitFile(await stored(JSON.stringify({ ...rest, parameters: wrong })))),
  ).toContain('it has no "parameters.0.quantity.');
});

test('rows left out are a note of their own kind, in older files too', async () => {
  const file = smallFile();
  const { notes, ...older } = JSON.parse(formatFitFile(file));
  expect(notes).toEqual([{ kind: 'dropped', text: file.warnings[0] }]);
  expect((await readFitFile(await stored(JSON.stringify(older)))).notes).toEqual(notes);
  const none = { ...older, data: { ...older.data, dropped: 0 }, warnings: ['the chains disagree'] };
  expect((await readFitFile(await stored(JSON.stringify(none)))).notes).toEqual([]);
});

test('NaN is stored as null, read as NaN, and judged as before', async () => {
  const file: FitFile = { ...smallFile(), parameters: [row('b_x', Number.NaN, 1, { rhat: Number.NaN })] };
  const text = formatFitFile(file);
  expect(JSON.parse(text).parameters[0]).toMatchObject({ mean: null, rhat: null, sd: 1 });
  const read = await readFitFile(await stored(text));
  expect(read).toEqual(file);
  expect(verdictOf(read)).toEqual(verdictOf(file));
});

test('readFitFile: says what is wrong and where', async () => {
  const missing = join(await temporaryFolder(), 'none.json');
  expect(await rejection(readFitFile(missing))).toMatch(/^summary: no file ".*none\.json"; give a fit\.json/);
  expect(await rejection(readFitFile(await stored('{')))).toMatch(
    /^summary: ".*" is no fit file: it is not JSON$/,
  );
  expect(await rejection(readFitFile(await stored('[]')))).toMatch(/is no fit file: /);
  expect(await rejection(readFitFile(await stored('PK\x03\x04...')))).toMatch(
    /^summary: ".*" is a zip; unpack it, and give the folder that was in it$/,
  );
  const file = smallFile();
  const wrong = { ...file, sampler: { ...file.sampler, draws: -1 } };
  expect(await rejection(readFitFile(await stored(JSON.stringify(wrong))))).toMatch(
    /is no fit file: "sampler\.draws" must be >=1, got -1$/,
  );
  expect(await rejection(readFitFile(await stored(JSON.stringify({ ...file, parameters: [] }))))).toMatch(
    /is no fit file: "parameters" is empty$/,
  );
});

test('readFitFile: whatever one value is replaced by, the file is refused in words or can be told', async () => {
  const text = formatFitFile(smallFile());
  const path = await stored(text);
  const odd = [null, [], {}, 'x', 0, -1, 1e300, [null]];
  for (const at of placesIn(JSON.parse(text)))
    for (const value of odd) {
      await writeFile(path, JSON.stringify(replaced(JSON.parse(text), at, value)));
      const file = await readFitFile(path).catch((error: unknown) => error);
      const told = file instanceof InputError ? file.message : summaryText(file as FitFile);
      expect(told, `${at.join('.')} = ${JSON.stringify(value)}`).toMatch(
        /^summary: ".*" is no fit file: |\n/,
      );
    }
});

/** The way to every value of a JSON document, of arrays the first two. */
function placesIn(json: unknown, way: readonly string[] = []): string[][] {
  if (typeof json !== 'object' || json === null) return [];
  const keys = Object.keys(json).slice(0, Array.isArray(json) ? 2 : undefined);
  return keys.flatMap((key) => [
    [...way, key],
    ...placesIn((json as Record<string, unknown>)[key], [...way, key]),
  ]);
}

function replaced(json: Record<string, unknown>, [key, ...rest]: readonly string[], value: unknown): unknown {
  json[key] = rest.length === 0 ? value : replaced(json[key] as Record<string, unknown>, rest, value);
  return json;
}

test('the fit folder holds fit.json, draws.parquet, report.html and the data', async () => {
  const folder = join(await temporaryFolder(), 'deep', 'fit');
  const fit = await shortFit(hostileModel());
  const file = fitFile(fit);
  await saveFit(fit, folder);
  expect((await readdir(folder)).sort()).toEqual([
    ...['chains.bin', 'data.parquet', 'draws.parquet', 'fit.json', 'report.html', 'sampler.parquet'],
  ]);
  expect(await readFile(join(folder, 'report.html'), 'utf8')).toBe(reportHtml(file, fit));
});

test("the version written into fits is package.json's", async () => {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  expect(version).toBe(JSON.parse(text).version);
});
