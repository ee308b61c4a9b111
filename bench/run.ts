/**
 * What every model of the zoo costs and gives: see docs/benchmarks.md.
 * @example npm run bench -- --only cbpp --quick
 */
import { Command } from 'commander';
import { textTable } from './cells.ts';
import { runBench, runCommand } from './command.ts';
import { busyWarning, machineLine, thisMachine } from './machine.ts';
import type { Measured, MeasureOptions } from './measure.ts';
import { writeResults } from './results.ts';
import { prepareHospital, type ZooModel, zoo } from './zoo.ts';
import { gradientTable, linearityTable, samplingTable, type ZooRow } from './zooTables.ts';

interface Options {
  readonly only?: string;
  readonly quick?: boolean;
}

/** Simulated models with more rows are left out of a quick run. */
const quickRows = 1_000_000;
const quickDraws = 200;

function chosenModels({ only, quick }: Options): ZooModel[] {
  const models = zoo().filter((m) => only === undefined || only.split(',').includes(m.name));
  if (models.length === 0)
    throw new Error(
      `bench: no model "${only}" (have: ${zoo()
        .map((m) => m.name)
        .join(', ')})`,
    );
  if (only !== undefined || quick !== true) return models;
  return models.filter((m) => m.kind === 'file' || m.rows < quickRows);
}

function measureOptions(model: ZooModel, quick: boolean): MeasureOptions {
  const usual = model.kind === 'simulated' ? model.draws : 1000;
  const draws = quick ? Math.min(quickDraws, usual) : usual;
  return { sample: { seed: 'bench', draws }, milliseconds: quick ? 40 : 300 };
}

async function measureModel(model: ZooModel, quick: boolean): Promise<ZooRow> {
  const { name, kind, family } = model;
  const options = measureOptions(model, quick);
  const measured = await runBench<Measured>('child.js', [name, JSON.stringify(options)]);
  const draws = ['--draws', String(options.sample.draws)];
  const command = kind === 'file' ? await runCommand(model, draws) : {};
  return { name, kind, family, ...measured, ...command };
}

async function run(options: Options): Promise<void> {
  const quick = options.quick === true;
  const machine = thisMachine();
  const note = await prepareHospital();
  console.log(`${machineLine(machine)}.${busyWarning(machine)}\n${note}\n`);
  const rows: ZooRow[] = [];
  for (const model of chosenModels(options)) {
    const started = performance.now();
    rows.push(await measureModel(model, quick));
    process.stderr.write(`${model.name}: ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  }
  console.log(`\n${textTable(samplingTable(rows))}`);
  console.log(`\nmicroseconds a gradient\n${textTable(gradientTable(rows))}`);
  if (rows.some((row) => row.kind === 'simulated')) console.log(`\n${textTable(linearityTable(rows))}`);
  const partial = quick ? 'quick' : options.only === undefined ? 'zoo' : 'only';
  console.log(`\nwritten to ${writeResults(partial, { machine, note, rows })}`);
}

await new Command('bench')
  .option('--only <names>', 'models, separated by commas')
  .option('--quick', 'fewer draws, shorter timings, nothing of 10^6 rows or more')
  .action(run)
  .parseAsync();
