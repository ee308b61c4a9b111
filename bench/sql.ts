import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantityNames } from '../src/engine/program/program.ts';
import { type Fit, glmm, type Model, sample } from '../src/index.ts';
import { modelFromSql, readSql } from '../src/node.ts';
import { busyWarning, machineLine, thisMachine } from './machine.ts';
import { furthest } from './sqlMoments.ts';
import { byHand, counted, gaussian, logistic, makeVisits, runStatements } from './sqlRows.ts';
import { stopwatch } from './sqlTimes.ts';

/**
 * Rows made inside DuckDB in a file, hospital-like: patients of doctors of hospitals. A gaussian posterior from sums made there, beside
 * DuckDB's own time for such sums written by hand, and a logistic one of merged rows, beside a fit of the merged table: seconds and memory.
 * `node dist/bench/sql.js 1e8 407`: rows, doctors; 1e6 rows and a doctor to 250 if left out.
 */
const rows = Number(process.argv[2] ?? 1e6);
const doctors = Number(process.argv[3] ?? Math.max(40, Math.round(rows / 250)));
const folder = mkdtempSync(join(tmpdir(), 'poolwise-bench-sql-'));
const path = join(folder, 'hospital.duckdb');
const address = `duckdb:${path}`;
const chains = { chains: 4, draws: Math.min(1000, Math.ceil(4e7 / doctors)), seed: 1, summaries: false };
/** Stated, since default ones would count the merged rows once each where they are read by hand. */
const options = {
  family: 'bernoulli' as const,
  priors: { Intercept: 'normal(0, 5)', b: 'normal(0, 2.5)', sd: 'exponential(1)' },
};
const { timed, reset, stop } = stopwatch();

function sampled(model: Model): Promise<Fit<Model>> {
  const quantities = quantityNames(model.program).length;
  return timed(`4 x ${chains.draws} draws of ${quantities} quantities`, () => sample(model, chains));
}

async function gaussianFit(): Promise<void> {
  await timed('the same sums by hand, DuckDB alone, first time', () => runStatements(path, byHand));
  await timed('the same sums by hand, DuckDB alone', () => runStatements(path, byHand));
  reset();
  const model = await timed(`${gaussian}: sums and model`, () =>
    modelFromSql(address, gaussian, {}, { table: 'visits' }),
  );
  await sampled(model);
}

async function logisticFit(): Promise<void> {
  await timed('equal rows counted by hand, DuckDB alone', () => runStatements(path, [counted]));
  reset();
  const merged = await timed(`${logistic}: merged and model`, () =>
    modelFromSql(address, logistic, options, { table: 'visits' }),
  );
  console.log(`${merged.design.rows} different rows`);
  const fit = await sampled(merged);
  const columns = ['remission', 'LengthofStay', 'Sex', 'CancerStage', 'HID', 'n'];
  const table = await readSql(address, { query: counted, columns });
  const weighted = await sampled(glmm(logistic, table, { ...options, weights: 'n' }));
  console.log(
    `means of those in memory, weighted by hand: at most ${furthest(fit, weighted).toFixed(3)} sds away`,
  );
}

try {
  const machine = thisMachine();
  console.log(machineLine(machine) + busyWarning(machine));
  console.log(`${rows} rows, ${doctors} doctors`);
  await timed('rows made', () => makeVisits(path, { rows, doctors }));
  await gaussianFit();
  await logisticFit();
} finally {
  stop();
  rmSync(folder, { recursive: true, force: true });
}
