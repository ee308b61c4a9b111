/**
 * Nested and crossed designs from the command to the summary, and what the draws are worth: see docs/benchmarks.md.
 * @example npm run bench:scale -- --only star,nested3
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { textTable } from './cells.ts';
import { runBench, runCommand } from './command.ts';
import { busyWarning, machineLine, thisMachine } from './machine.ts';
import { writeResults } from './results.ts';
import { prepareScale } from './scaleData.ts';
import { type ScaleModel, scaleModels } from './scaleModels.ts';
import { type Read, type ScaleRow, scaleTable } from './scaleTables.ts';

interface Options {
  readonly only?: string;
  readonly quick?: boolean;
}

function chosen({ only, quick }: Options): ScaleModel[] {
  const models = scaleModels.filter(({ name }) => only === undefined || only.split(',').includes(name));
  if (models.length > 0) return models.filter((m) => only !== undefined || quick !== true || m.quick);
  throw new Error(`bench: no model "${only}" (have: ${scaleModels.map(({ name }) => name).join(', ')})`);
}

async function measureScale(model: ScaleModel): Promise<ScaleRow> {
  const folder = mkdtempSync(join(tmpdir(), 'poolwise-'));
  try {
    const out = join(folder, 'fit');
    const command = await runCommand(model);
    const kept = await runCommand(model, ['--out', out]);
    return {
      name: model.name,
      family: model.family,
      ...command,
      peakMegabytes: Math.max(command.peakMegabytes, kept.peakMegabytes),
      keptSeconds: kept.seconds,
      ...(await runBench<Read>('scaleRead.js', [out])),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function run(options: Options): Promise<void> {
  const machine = thisMachine();
  const models = chosen(options);
  const note = await prepareScale(models);
  console.log(`${machineLine(machine)}.${busyWarning(machine)}\n${note}\n`);
  const rows: ScaleRow[] = [];
  for (const model of models) {
    const row = await measureScale(model);
    rows.push(row);
    process.stderr.write(`${row.name}: ${row.seconds.toFixed(1)} s, min ESS ${row.minEss.toFixed(0)}\n`);
  }
  console.log(`\n${textTable(scaleTable(rows))}`);
  const partial = options.quick === true || options.only !== undefined;
  console.log(`\nwritten to ${writeResults(partial ? 'scale-only' : 'scale', { machine, note, rows })}`);
}

await new Command('bench:scale')
  .option('--only <names>', 'models, separated by commas')
  .option('--quick', 'only the short ones')
  .action(run)
  .parseAsync();
