import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Column, Table } from '../models/table.ts';
import { poisson } from '../src/engine/rng/index.ts';
import { stream } from '../src/engine/rng.ts';
import type { Rng } from '../src/index.ts';
import { writeCsv } from '../src/node.ts';
import { type ScaleModel, type Shape, scaleModels } from './scaleModels.ts';

/** Environment variable by which children are told where simulated tables were written. */
const simulatedAt = 'POOLWISE_BENCH_SCALE';
const root = new URL('../../', import.meta.url);
const folders = ['../shared/data/', 'bench/data/'].map((path) => fileURLToPath(new URL(path, root)));

/** Where a model's CSV stands. */
export function scaleCsv(name: string): string {
  const found = knownCsv(name);
  if (found !== undefined) return found;
  const folder = process.env[simulatedAt];
  if (folder === undefined) throw new Error(`bench: no data for ${name}: call prepareScale first`);
  return join(folder, `${name}.csv`);
}

function knownCsv(name: string): string | undefined {
  return folders.map((folder) => `${folder}${name}.csv`).find((path) => existsSync(path));
}

/** Simulates what is not there, once for all children. Returns what was simulated, in words. */
export async function prepareScale(models: readonly ScaleModel[] = scaleModels): Promise<string> {
  const missing = models.filter(({ name }) => knownCsv(name) === undefined);
  if (missing.length === 0) return 'nested and crossed designs: data of lme4 and mlmRev';
  const folder = mkdtempSync(join(tmpdir(), 'poolwise-'));
  for (const model of missing) await writeCsv(simulateShape(model), join(folder, `${model.name}.csv`));
  process.env[simulatedAt] = folder;
  return `simulated in the shape of the data: ${missing.map(({ name }) => name).join(', ')}`;
}

const groupSd = 0.7;
const residualSd = 1;

/** Rows at random levels: every level of every factor has some, children keep to their parents. */
export function simulateShape({ name, family, shape }: Pick<ScaleModel, 'name' | 'family' | 'shape'>): Table {
  const rng = stream('bench', name);
  const { rows, factors, outcome, numbers, categories } = shape;
  const codes = new Map<string, Int32Array>();
  for (const factor of [...factors].reverse()) codes.set(factor.name, codesOf(rng, shape, factor, codes));
  const eta = new Float64Array(rows);
  for (const { name: factor, levels } of factors) addLevels(rng, levels, codes.get(factor), eta);
  const columns = new Map<string, Column>();
  for (const factor of factors) columns.set(factor.name, factorColumn(factor.levels, codes.get(factor.name)));
  for (const [category, levels] of Object.entries(categories)) {
    const of = Int32Array.from(eta, () => Math.floor(rng.uniform() * levels.length));
    columns.set(category, { kind: 'factor', levels, codes: of });
  }
  for (const number of numbers) {
    const values = eta.map(() => rng.normal());
    for (let i = 0; i < rows; i++) eta[i] += 0.5 * values[i];
    columns.set(number, { kind: 'number', values });
  }
  columns.set(outcome, { kind: 'number', values: eta.map((at) => outcomeOf(rng, family, at)) });
  return { source: `simulated ${name}`, rows, columns };
}

/** A level for each row; a parent's follows from its child's. */
function codesOf(
  rng: Rng,
  { rows, factors }: Shape,
  { name, levels }: Shape['factors'][number],
  codes: ReadonlyMap<string, Int32Array>,
): Int32Array {
  const child = factors.find(({ within }) => within === name);
  const of = child === undefined ? undefined : codes.get(child.name);
  if (of !== undefined) return of.map((code) => code % levels);
  return Int32Array.from({ length: rows }, (_, i) => (i < levels ? i : Math.floor(rng.uniform() * levels)));
}

function addLevels(rng: Rng, levels: number, codes: Int32Array | undefined, etaOut: Float64Array): void {
  const effects = Float64Array.from({ length: levels }, () => groupSd * rng.normal());
  codes?.forEach((code, i) => {
    etaOut[i] += effects[code];
  });
}

function factorColumn(count: number, codes: Int32Array | undefined): Column {
  if (codes === undefined) throw new RangeError('bench: a factor without codes');
  return { kind: 'factor', levels: Array.from({ length: count }, (_, j) => `g${j}`), codes };
}

function outcomeOf(rng: Rng, family: string, eta: number): number {
  if (family === 'gaussian') return eta + residualSd * rng.normal();
  if (family === 'bernoulli') return rng.uniform() * (1 + Math.exp(-eta)) < 1 ? 1 : 0;
  return poisson(rng, Math.exp(Math.min(eta, 5)));
}
