/**
 * Maximum likelihood by Laplace's method: poolwise beside glmmTMB and lme4, turn by turn; see docs/benchmarks.md.
 * @example npm run bench:laplace -- --only cbpp,hospital-logistic
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { cell, textTable } from './cells.ts';
import { runBench } from './command.ts';
import type { OurLaplace } from './laplaceOurs.ts';
import { type LaplaceRow, laplaceTable, type RCall } from './laplaceTables.ts';
import { busyWarning, machineLine, thisMachine } from './machine.ts';
import { writeResults } from './results.ts';
import { chosenModels, csvOf, type FileModel, prepareHospital } from './zoo.ts';

/** What laplace.R prints. */
interface RFits {
  readonly r: string;
  readonly glmmTMB: string;
  readonly lme4: string;
  readonly byTmb: RCall;
  readonly byLme4: RCall;
}

/** Turns a model: R, ours, R, ours, ...; the least of each counts. */
const turns = 3;
const mark = '@@ ';

async function inR(model: FileModel): Promise<RFits> {
  const folder = mkdtempSync(join(tmpdir(), 'poolwise-'));
  try {
    const job = join(folder, 'job.json');
    const { formula, family, factors } = model;
    writeFileSync(job, JSON.stringify({ csv: csvOf(model), formula, family, factors }));
    const script = fileURLToPath(new URL('../../bench/laplace.R', import.meta.url));
    const { stdout } = await promisify(execFile)('Rscript', ['--vanilla', script, job]);
    const line = stdout.split('\n').find((text) => text.startsWith(mark));
    if (line === undefined) throw new Error(`bench: laplace.R printed no answer\n${stdout}`);
    return JSON.parse(line.slice(mark.length)) as RFits;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function compare(model: FileModel): Promise<LaplaceRow & Pick<RFits, 'r' | 'glmmTMB' | 'lme4'>> {
  const [theirs, ours]: [RFits[], OurLaplace[]] = [[], []];
  for (let turn = 0; turn < turns; turn++) {
    theirs.push(await inR(model));
    ours.push(await runBench<OurLaplace>('laplaceOurs.js', [model.name]));
  }
  const least = (calls: readonly RCall[]): RCall => calls.reduce((a, b) => (b.seconds < a.seconds ? b : a));
  return {
    name: model.name,
    ours: {
      ...ours[0],
      coldSeconds: Math.min(...ours.map((o) => o.coldSeconds)),
      warmSeconds: Math.min(...ours.map((o) => o.warmSeconds)),
    },
    byTmb: least(theirs.map((t) => t.byTmb)),
    byLme4: least(theirs.map((t) => t.byLme4)),
    r: theirs[0].r,
    glmmTMB: theirs[0].glmmTMB,
    lme4: theirs[0].lme4,
  };
}

async function run({ only }: { readonly only?: string }): Promise<void> {
  const machine = thisMachine();
  const data = await prepareHospital();
  console.log(`${machineLine(machine)}.${busyWarning(machine)}\n${data}\n`);
  const rows: Awaited<ReturnType<typeof compare>>[] = [];
  for (const model of chosenModels(only)) {
    const row = await compare(model);
    rows.push(row);
    process.stderr.write(`${row.name}: ${cell(row.byTmb.seconds / row.ours.coldSeconds)} times glmmTMB\n`);
  }
  const { r, glmmTMB, lme4 } = rows[0];
  const settings = `R ${r}, glmmTMB ${glmmTMB}, lme4 ${lme4}, least of ${turns} turns`;
  console.log(`\n${textTable(laplaceTable(rows))}\n${settings}`);
  const name = only === undefined ? 'laplace' : 'laplace-only';
  console.log(`written to ${writeResults(name, { machine, note: `${data}; ${settings}`, rows })}`);
}

await new Command('bench:laplace')
  .option('--only <names>', 'models, separated by commas')
  .action(run)
  .parseAsync();
