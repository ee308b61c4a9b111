import { Command } from 'commander';
import type { HospitalTruth } from '../data/hospital/hospital.ts';
import { InputError } from '../engine/errors.ts';
import { examplesText } from './helpTexts.ts';
import { someText } from './numbers.ts';

interface SimulateOptions {
  readonly seed: string;
  readonly out?: string;
  readonly truth?: boolean;
  readonly json?: boolean;
  readonly force?: boolean;
}

const examples = ['poolwise simulate hospital --seed 1 --out hospital.csv --truth'];

/** `poolwise simulate hospital`: the running example's data, from known parameters. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('simulate data from known parameters')
    .argument('<what>', 'hospital: 8525 patients of 407 doctors')
    .option('--seed <seed>', 'same seed, same data', someText('--seed'), '1')
    .option('--out <file>', 'CSV file to write; standard output if left out')
    .option('--force', 'replace what stands at --out, whoever wrote it')
    .option('--truth', 'print the parameters that made each outcome')
    .option('--json', "with --truth: as JSON, every doctor's effects included")
    .addHelpText('after', () => examplesText(examples))
    .action(async (what: string, options: SimulateOptions) => {
      if (what !== 'hospital') throw new InputError(`simulate: nothing called "${what}" (have: hospital)`);
      if (options.json === true && options.truth !== true)
        throw new InputError('simulate: --json goes with --truth; the data are CSV');
      const { simulateHospital } = await import('../data/hospital/hospital.ts');
      const { HOSPITAL_PARAMETERS } = await import('../data/hospital/outcomes.ts');
      const { formatCsv } = await import('../data/formatCsv.ts');
      const { writeCsv } = await import('../data/writeCsv.ts');
      const { table, truth } = simulateHospital(options.seed);
      if (options.out !== undefined) {
        const { refuseForeignCsv } = await import('../report/ownOutputs.ts');
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
