/**
 * How set-up, a draw and a Laplace fit grow with rows and levels together: see docs/benchmarks.md.
 * @example npm run bench:growth -- --most 100000
 */
import { Command } from 'commander';
import { textTable } from './cells.ts';
import { runBench } from './command.ts';
import { growthShapes } from './growthShapes.ts';
import { type Grown, type GrowthRow, growthTableOf } from './growthTables.ts';
import { busyWarning, machineLine, thisMachine } from './machine.ts';
import { writeResults } from './results.ts';

const least = 1000;

async function run({ most, only }: { readonly most: string; readonly only?: string }): Promise<void> {
  const machine = thisMachine();
  console.log(`${machineLine(machine)}.${busyWarning(machine)}\n`);
  const rows: GrowthRow[] = [];
  for (const shape of growthShapes.filter(({ name }) => only === undefined || name === only))
    for (const family of ['gaussian', 'bernoulli'] as const)
      for (let n = least; n <= Math.min(shape.most, Number(most)); n *= 10) {
        const grown = await runBench<Grown>('growthOne.js', [shape.name, family, String(n)]);
        rows.push({ shape: shape.name, family, rows: n, ...grown });
        process.stderr.write(
          `${shape.name}, ${family}, ${n}: ${grown.sampler}, ${grown.drawMicros.toFixed(0)} us a draw\n`,
        );
      }
  console.log(`\n${textTable(growthTableOf(rows))}`);
  const partial = only !== undefined || Number(most) < 1_000_000;
  const note = 'one chain, 100 warmup and 50 draws';
  console.log(`\nwritten to ${writeResults(partial ? 'growth-only' : 'growth', { machine, note, rows })}`);
}

await new Command('bench:growth')
  .option('--most <rows>', 'most rows', '1000000')
  .option('--only <shape>', 'one shape')
  .action(run)
  .parseAsync();
