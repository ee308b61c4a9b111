import { Command } from 'commander';
import type { Model } from '../../models/glmm.ts';
import { describePrior } from '../../models/priors/prior.ts';
import { writeFileAtomically } from '../data/writeFileAtomically.ts';
import type { MetricKind } from '../hmc/metric.ts';
import { fitFile, formatFitFile, verdictOf } from '../report/fitFile.ts';
import { prepareFolder, writeFitFolder } from '../report/fitFolder.ts';
import { priorSection, summaryText } from '../report/summaryText.ts';
import { type SampleOptions, type SamplerName, sample } from '../run/sample.ts';
import { addModelOptions, decimalNumber, type ModelOptions, modelFrom, wholeNumber } from './modelOptions.ts';
import { progressPrinter } from './progress.ts';

interface FitOptions extends ModelOptions {
  readonly chains?: number;
  readonly warmup?: number;
  readonly draws?: number;
  readonly seed?: string;
  readonly sampler?: string;
  readonly metric?: string;
  readonly targetAccept?: number;
  readonly maxDepth?: number;
  readonly workers?: number;
  readonly json?: string;
  readonly out?: string;
  readonly quiet?: boolean;
}

/** `poolwise fit`. Reports exit code 2 when the verdict is not to trust the draws. */
export function fitCommand(done: (code: number) => void): Command {
  return addModelOptions(new Command('fit').description('draw from the posterior of a mixed model'))
    .option('--chains <n>', 'independent chains', wholeNumber('--chains'), 4)
    .option('--warmup <n>', 'draws a chain adapts for, not kept', wholeNumber('--warmup'), 1000)
    .option('--draws <n>', 'draws kept, a chain', wholeNumber('--draws'), 1000)
    .option('--seed <seed>', 'same seed, same draws', '1')
    .option('--sampler <name>', 'auto or nuts', 'auto')
    .option('--metric <kind>', 'diagonal or dense', 'diagonal')
    .option('--target-accept <p>', 'target acceptance, between 0 and 1', decimalNumber('--target-accept'))
    .option('--max-depth <n>', 'a trajectory has at most 2^n steps', wholeNumber('--max-depth'))
    .option('--workers <n>', 'threads; one a chain up to the cores if left out', wholeNumber('--workers'))
    .option('--json <file>', 'write fit.json there; - for standard output instead of the summary')
    .option('--out <folder>', 'write fit.json, draws.parquet and report.html into a folder')
    .option('--quiet', 'no progress')
    .action(async (data: string, formula: string, options: FitOptions) => {
      if (options.out !== undefined) await prepareFolder(options.out);
      const model = await modelFrom(data, formula, options);
      done(await runFit(model, options));
    });
}

async function runFit(model: Model, options: FitOptions): Promise<number> {
  const print = (text: string): void => {
    if (options.json !== '-') process.stdout.write(text);
  };
  if (options.quiet !== true) process.stderr.write(`${priorLines(model).join('\n')}\n`);
  const fit = await sample(model, sampleOptions(options));
  const file = fitFile(fit);
  if (options.json === '-') process.stdout.write(formatFitFile(file));
  else if (options.json !== undefined) await writeFileAtomically(options.json, formatFitFile(file));
  if (options.out !== undefined) await writeFitFolder(options.out, file, fit);
  print(summaryText(file));
  return verdictOf(file).ok ? 0 : 2;
}

function sampleOptions(options: FitOptions): SampleOptions {
  const { chains, warmup, draws, seed, targetAccept, maxDepth, workers } = options;
  const given = { chains, warmup, draws, seed, targetAccept, maxDepth, workers };
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return {
    ...known,
    sampler: options.sampler as SamplerName,
    metric: options.metric as MetricKind,
    ...(options.quiet === true ? {} : { onProgress: progressPrinter(process.stderr) }),
  };
}

function priorLines(model: Model): string[] {
  return priorSection({
    priors: model.priors.map((p) => ({
      parameter: p.parameter,
      prior: describePrior(p.prior),
      default: p.isDefault,
    })),
  });
}
