/**
 * The cost model of docs/scale.md: its constants measured at small sizes, what they foretell of larger ones beside what was measured
 * there, and workloads on paper. Each measurement is a process of its own; the least of three. About ten minutes.
 * @example npm run bench:cost -- --only sums,merge
 */
import { Command } from 'commander';
import { textTable } from './cells.ts';
import { runBench } from './command.ts';
import { type Stage, stages, type Taken } from './costStages.ts';
import { type CheckedStage, checkTable, paperTable } from './costTables.ts';
import { busyWarning, machineLine, thisMachine } from './machine.ts';
import { writeResults } from './results.ts';

const repeats = 3;

async function least(stage: Stage, size: number, times: number): Promise<Taken> {
  const taken: Taken[] = [];
  for (let k = 0; k < times; k++) taken.push(await runBench<Taken>('costOne.js', [stage.name, String(size)]));
  return taken.reduce((best, one) => (one.seconds < best.seconds ? one : best));
}

/** Constant and share that does not grow, from two small sizes; what they foretell of the large one. */
async function checked(stage: Stage): Promise<CheckedStage> {
  const [few, more, many] = stage.sizes;
  const [a, b, c] = [
    await least(stage, few, repeats),
    await least(stage, more, repeats),
    await least(stage, many, 1),
  ];
  const each = (b.seconds - a.seconds) / (b.units - a.units);
  return {
    ...{
      name: stage.name,
      unit: stage.unit,
      seconds: each,
      bytes: b.bytes / b.units,
      fixed: a.seconds - each * a.units,
    },
    ...{ largeUnits: c.units, foretold: a.seconds + each * (c.units - a.units), measured: c.seconds },
    largeSecondsEach: c.seconds / c.units,
  };
}

async function run({ only }: { readonly only?: string }): Promise<void> {
  const machine = thisMachine();
  console.log(`${machineLine(machine)}.${busyWarning(machine)}\n`);
  const rows: CheckedStage[] = [];
  for (const stage of stages.filter(({ name }) => only === undefined || only.split(',').includes(name))) {
    const row = await checked(stage);
    rows.push(row);
    process.stderr.write(
      `${row.name}: foretold ${row.foretold.toFixed(2)} s, measured ${row.measured.toFixed(2)} s\n`,
    );
  }
  console.log(`\n${textTable(checkTable(rows))}`);
  if (only === undefined) console.log(`\n${textTable(paperTable(rows))}`);
  const note = `seconds of processors, least of ${repeats} at small sizes`;
  console.log(
    `\nwritten to ${writeResults(only === undefined ? 'cost' : 'cost-only', { machine, note, rows })}`,
  );
}

await new Command('bench:cost')
  .option('--only <stages>', 'stages, separated by commas')
  .action(run)
  .parseAsync();
