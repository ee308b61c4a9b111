/**
 * The same models in brms and rstan and in poolwise, turn by turn: see docs/benchmarks.md.
 * @example npm run bench:stan -- --only cbpp,hospital-logistic --turns 2
 */
import { Command, InvalidArgumentError } from 'commander';
import { cell, textTable } from './cells.ts';
import { busyWarning, machineLine, thisMachine } from './machine.ts';
import { writeResults } from './results.ts';
import { compareModel, type StanRow, type Turns } from './stanModel.ts';
import { smallMean, stanTable } from './stanTables.ts';
import { chosenModels, type FileModel, prepareHospital, stanModels } from './zoo.ts';

interface Options {
  readonly only?: string;
  readonly turns?: number;
  readonly stanWarmup?: number;
  readonly stanDraws?: number;
  readonly adaptDelta: number;
  readonly draws: number;
}

/** One short chain where Stan takes minutes; effective samples a second tell the same. */
const usualTurns = {
  hospital: { turns: 1, stanWarmup: 500, stanDraws: 500 },
  small: { turns: 2, stanWarmup: 1000, stanDraws: 1000 },
  brms: { turns: 2, stanWarmup: 1000, stanDraws: 1000 },
  scale: { turns: 1, stanWarmup: 300, stanDraws: 300 },
} as const;

function turnsOf({ data }: FileModel, options: Options): Turns {
  const usual = usualTurns[data];
  return {
    turns: options.turns ?? usual.turns,
    stanWarmup: options.stanWarmup ?? usual.stanWarmup,
    stanDraws: options.stanDraws ?? usual.stanDraws,
    adaptDelta: options.adaptDelta,
    draws: options.draws,
  };
}

async function run(options: Options): Promise<void> {
  const machine = thisMachine();
  const data = await prepareHospital();
  console.log(`${machineLine(machine)}.${busyWarning(machine)}\n${data}\n`);
  const rows: StanRow[] = [];
  for (const model of chosenModels(options.only, stanModels())) {
    const row = await compareModel(model, turnsOf(model, options));
    rows.push(row);
    process.stderr.write(`${model.name}: ${cell(row.ratio)} times Stan\n`);
  }
  const { r, brms, rstan } = rows[0].versions;
  const settings = `R ${r}, brms ${brms}, rstan ${rstan}, adapt_delta ${options.adaptDelta}, one thread`;
  console.log(`\n${textTable(stanTable(rows))}\n${settings}`);
  if (options.only === undefined) console.log(`geometric mean of the small models: ${cell(smallMean(rows))}`);
  const name = options.only === undefined ? 'stan' : 'stan-only';
  console.log(`written to ${writeResults(name, { machine, note: `${data}; ${settings}`, rows })}`);
}

const number = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('expected a number above 0');
  return value;
};

await new Command('bench:stan')
  .option('--only <names>', 'models, separated by commas')
  .option('--turns <n>', 'Stan chains, each followed by a call of ours', number)
  .option('--stan-warmup <n>', 'a chain', number)
  .option('--stan-draws <n>', 'a chain', number)
  .option('--adapt-delta <p>', "Stan's target acceptance", number, 0.8)
  .option('--draws <n>', 'a chain of ours', number, 1000)
  .action(run)
  .parseAsync();
