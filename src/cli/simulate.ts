import { stat } from 'node:fs/promises';
import { Command } from 'commander';
import type { HospitalTruth } from '../data/hospital/hospital.ts';
import { InputError } from '../engine/errors.ts';
import { examplesText } from './helpTexts.ts';
import { someText, wholeNumber } from './numbers.ts';

interface SimulateOptions {
  readonly seed: string;
  readonly out?: string;
  readonly truth?: boolean;
  readonly json?: boolean;
  readonly force?: boolean;
  readonly dataSets?: number;
  readonly groups?: string;
  readonly new?: string;
}

const examples = [
  'poolwise simulate hospital --seed 1 --out hospital.csv --truth',
  'poolwise simulate remission --data-sets 20 --groups new --out simulated.csv',
];

/** `poolwise simulate`: the running example's data, from known parameters, or data sets of a stored fit. */
export function simulateCommand(done: (code: number) => void): Command {
  return new Command('simulate')
    .description('simulate data from known parameters, or from a stored fit')
    .argument('<what>', 'hospital: 8525 patients of 407 doctors; or the folder of a fit')
    .option('--seed <seed>', 'same seed, same data', someText('--seed'), '1')
    .option('--out <file>', 'CSV file to write; standard output if left out')
    .option('--force', 'replace what stands at --out, whoever wrote it')
    .option('--truth', 'print the parameters that made each outcome')
    .option('--json', "with --truth: as JSON, every doctor's effects included")
    .option('--data-sets <n>', 'of a fit: how many, each at another draw', wholeNumber('--data-sets'))
    .option('--groups <rule>', "of a fit: kept, the groups' own effects, or new ones")
    .option('--new <file>', "of a fit: rows to simulate; the fit's own if left out")
    .addHelpText('after', () => examplesText(examples))
    .action(async (what: string, options: SimulateOptions) => {
      if (what !== 'hospital') return done(await ofFit(what, options));
      if (options.dataSets !== undefined || options.groups !== undefined || options.new !== undefined)
        throw new InputError('simulate: --data-sets, --groups and --new are of a stored fit');
      if (options.json === true && options.truth !== true)
        throw new InputError('simulate: --json goes with --truth; the data are CSV');
      const { simulateHospital } = await import('../data/hospital/hospital.ts');
      const { HOSPITAL_PARAMETERS } = await import('../data/hospital/outcomes.ts');
      const { formatCsv } = await import('../data/formatCsv.ts');
      const { writeCsv } = await import('../data/writeCsv.ts');
      const { table, truth } = simulateHospital(options.seed);
      if (options.out !== undefined) {
        const { refuseForeignCsv } = await import('../report/stored/ownOutputs.ts');
        if (options.force !== true)
          await refuseForeignCsv(options.out, `${[...table.columns.keys()].join(',')}\n`);
        await writeCsv(table, options.out);
      } else if (options.truth !== true) process.stdout.write(formatCsv(table));
      if (options.truth === true)
        process.stdout.write(
          options.json === true
            ? `${JSON.stringify(truth, null, 1)}\n`
            : truthText(truth, HOSPITAL_PARAMETERS),
        );
    });
}

async function ofFit(path: string, options: SimulateOptions): Promise<number> {
  if (!(await isThere(path)))
    throw new InputError(`simulate: nothing called "${path}" (have: hospital, or the folder of a fit)`);
  if (options.truth === true || options.json === true)
    throw new InputError('simulate: --truth and --json are of the hospital');
  const { runSimulateFit } = await import('./simulateFit.ts');
  return runSimulateFit(path, options);
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The population parameters of every outcome; the doctors' effects are counted. */
function truthText(truth: HospitalTruth, ofPopulation: Readonly<Record<string, object>>): string {
  return Object.entries(truth)
    .map(([outcome, { formula, family, parameters }]) => {
      const entries = Object.entries(parameters);
      const population = entries.filter(([name]) => Object.hasOwn(ofPopulation[outcome], name));
      const width = Math.max(...population.map(([name]) => name.length));
      const lines = population.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
      const effects = entries.length - population.length;
      return [
        `${formula}   [${family}]`,
        ...lines,
        `  and ${effects} doctors' effects (--json lists them)`,
        '',
      ].join('\n');
    })
    .join('\n');
}
