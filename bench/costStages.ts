import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gaussianStatistics } from '../src/engine/collapsed/statistics.ts';
import { fitMany, type GlmmOptions, glmm, laplace, type Model, sample } from '../src/index.ts';
import { modelFromSql, readCsv, saveFit, writeCsv } from '../src/node.ts';
import { simulatedFormula, simulateTable } from './simulate.ts';
import { gaussian, logistic, makeVisits } from './sqlRows.ts';
import type { SimulatedModel } from './zoo.ts';

/** What one run of a stage took: seconds of processors (of a chain, those of its thread by the clock), units of work, and bytes where the stage keeps something. */
export interface Taken {
  readonly seconds: number;
  readonly units: number;
  readonly bytes: number;
}

/** A piece of work whose seconds grow with its units: measured at two small sizes, foretold and measured at a large one. */
export interface Stage {
  readonly name: string;
  readonly unit: string;
  readonly sizes: readonly [number, number, number];
  measure(size: number): Promise<Taken>;
}

const chain = { chains: 1, warmup: 50, seed: 'cost', workers: 1, summaries: false } as const;
const doctors = 407;
const quiet = { bytes: 0 };

export const stages: readonly Stage[] = [
  { name: 'csv', unit: 'cell of a CSV file read', sizes: [50_000, 100_000, 1_000_000], measure: readFile },
  { name: 'pass', unit: 'row passed over once (gaussian)', sizes: [1e5, 2e5, 2e6], measure: firstPass },
  {
    name: 'collapsed',
    unit: 'level and draw (collapsed)',
    sizes: [5000, 10_000, 100_000],
    measure: collapsedDraws,
  },
  {
    name: 'laplace',
    unit: 'row of a Laplace fit (logistic)',
    sizes: [20_000, 40_000, 400_000],
    measure: laplaceFit,
  },
  {
    name: 'draw',
    unit: 'row and draw (logistic)',
    sizes: [50_000, 100_000, 800_000],
    measure: referenceDraws,
  },
  { name: 'sums', unit: 'row summed in DuckDB', sizes: [1e6, 2e6, 1e7], measure: summed },
  { name: 'merge', unit: 'row merged in DuckDB', sizes: [1e6, 2e6, 1e7], measure: merged },
  { name: 'save', unit: 'drawn number saved', sizes: [1000, 2000, 20_000], measure: saved },
  { name: 'fit', unit: 'small fit (120 rows, 4 x 500 draws)', sizes: [4, 8, 40], measure: smallFits },
];

function simulated(
  family: 'gaussian' | 'bernoulli',
  rows: number,
  groups: number,
  columns: number,
): SimulatedModel {
  return { kind: 'simulated', name: `cost-${family}`, family, rows, groups, columns, draws: 0, priors: [] };
}

function declared(of: SimulatedModel, options: GlmmOptions = {}): Model {
  return glmm(simulatedFormula(of), simulateTable(of), { family: of.family, ...options });
}

const logisticModel = (rows: number): Model => declared(simulated('bernoulli', rows, rows / 100, 10));

/** Seconds of processors of all threads. */
async function cpuOf<T>(run: () => T | Promise<T>): Promise<{ result: T; seconds: number }> {
  const used = process.cpuUsage();
  const result = await run();
  const { user, system } = process.cpuUsage(used);
  return { result, seconds: (user + system) / 1e6 };
}

async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'poolwise-cost-'));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readFile(rows: number): Promise<Taken> {
  return inFolder(async (folder) => {
    const path = join(folder, 'rows.csv');
    const table = simulateTable(simulated('gaussian', rows, 100, 8));
    await writeCsv(table, path);
    const before = process.memoryUsage().arrayBuffers;
    const { result, seconds } = await cpuOf(() => readCsv(path));
    const bytes = process.memoryUsage().arrayBuffers - before;
    return { seconds, units: rows * result.columns.size, bytes };
  });
}

async function firstPass(rows: number): Promise<Taken> {
  const model = declared(simulated('gaussian', rows, 1000, 10));
  const { seconds } = await cpuOf(() => gaussianStatistics(model.program));
  return { seconds, units: rows, ...quiet };
}

async function collapsedDraws(levels: number): Promise<Taken> {
  const model = declared(simulated('gaussian', 5 * levels, levels, 2));
  const draws = 1000;
  const { sampler } = await sample(model, { ...chain, draws });
  return { seconds: sampler.chains[0].sampleSeconds, units: levels * draws, bytes: 8 * levels * draws };
}

async function laplaceFit(rows: number): Promise<Taken> {
  const model = logisticModel(rows);
  const { seconds } = await cpuOf(() => laplace(model));
  return { seconds, units: rows, ...quiet };
}

async function referenceDraws(rows: number): Promise<Taken> {
  // by one way at every size: so few draws may look too few to `auto`, which then walks by another
  const draws = 100;
  const { sampler } = await sample(logisticModel(rows), { ...chain, sampler: 'reference', draws });
  const [{ warmupSeconds, sampleSeconds }] = sampler.chains;
  return { seconds: warmupSeconds + sampleSeconds, units: rows * (chain.warmup + draws), ...quiet };
}

function fromDuckDb(rows: number, formula: string, options: GlmmOptions): Promise<Taken> {
  return inFolder(async (folder) => {
    const path = join(folder, 'visits.duckdb');
    await makeVisits(path, { rows, doctors });
    const { seconds } = await cpuOf(() =>
      modelFromSql(`duckdb:${path}`, formula, options, { table: 'visits' }),
    );
    return { seconds, units: rows, ...quiet };
  });
}

function summed(rows: number): Promise<Taken> {
  return fromDuckDb(rows, gaussian, {});
}

function merged(rows: number): Promise<Taken> {
  return fromDuckDb(rows, logistic, { family: 'bernoulli' });
}

function saved(levels: number): Promise<Taken> {
  return inFolder(async (folder) => {
    const model = declared(simulated('gaussian', 5 * levels, levels, 2));
    const fit = await sample(model, { ...chain, draws: 200 });
    const out = join(folder, 'fit');
    const { seconds } = await cpuOf(() => saveFit(fit, out));
    const bytes = readdirSync(out).reduce((sum, file) => sum + statSync(join(out, file)).size, 0);
    return { seconds, units: fit.draws.names.length * 200, bytes };
  });
}

async function smallFits(fits: number): Promise<Taken> {
  const models = Array.from({ length: fits }, (_, k) =>
    declared({ ...simulated('bernoulli', 120, 12, 2), name: `cost ${k}` }),
  );
  const { seconds } = await cpuOf(async () => {
    for await (const _ of fitMany(models, { draws: 500, seed: 'cost', workers: 1 }));
  });
  return { seconds, units: fits, ...quiet };
}
