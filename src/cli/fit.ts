import { totalmem } from 'node:os';
import { Command } from 'commander';
import { quantityNames } from '../../models/density/program.ts';
import type { Model } from '../../models/glmm.ts';
import { describePrior } from '../../models/priors/prior.ts';
import { InputError } from '../errors.ts';
import { fitFile, verdictOf } from '../report/fitFile.ts';
import { priorSection, summaryText } from '../report/summaryText.ts';
import { samplerNames } from '../run/plan.ts';
import { checkSampleOptions, type SampleOptions, sample } from '../run/sample.ts';
import { interruptible } from './interrupt.ts';
import { addModelOptions, type ModelOptions, modelFrom } from './modelOptions.ts';
import { decimalNumber, someText, wholeNumber } from './numbers.ts';
import { checkOutputs, type Outputs, writeOutputs } from './outputs.ts';
import { progressPrinter } from './progress.ts';

interface FitOptions extends ModelOptions, Outputs {
  readonly chains?: number;
  readonly warmup?: number;
  readonly draws?: number;
  readonly seed?: string;
  readonly sampler?: string;
  readonly metric?: string;
  readonly targetAccept?: number;
  readonly maxDepth?: number;
  readonly workers?: number;
  readonly quiet?: boolean;
}

/** `poolwise fit`. Reports exit code 2 when the verdict is not to trust the draws. */
export function fitCommand(done: (code: number) => void): Command {
  return addModelOptions(new Command('fit').description('draw from the posterior of a mixed model'))
    .option('--chains <n>', 'independent chains', wholeNumber('--chains'), 4)
    .option(
      '--warmup <n>',
      "draws a chain adapts for, not kept; the sampler's own choice if left out",
      wholeNumber('--warmup'),
    )
    .option('--draws <n>', 'draws kept, a chain', wholeNumber('--draws'), 1000)
    .option('--seed <seed>', 'same seed, same draws', someText('--seed'), '1')
    .option('--sampler <name>', `one of ${samplerNames.join(', ')}`, 'auto')
    .option('--metric <kind>', "diagonal or dense; the sampler's own choice if left out")
    .option('--target-accept <p>', 'target acceptance, between 0 and 1', decimalNumber('--target-accept'))
    .option('--max-depth <n>', 'a trajectory has at most 2^n steps', wholeNumber('--max-depth'))
    .option('--workers <n>', 'threads; one a chain up to the cores if left out', wholeNumber('--workers'))
    .option('--json <file>', 'write fit.json there; - for standard output instead of the summary')
    .option('--out <folder>', 'write fit.json, draws.parquet and report.html into a folder')
    .option('--quiet', 'no priors and no progress on standard error')
    .action(async (data: string, formula: string, options: FitOptions) => {
      const settings = sampleOptions(options);
      checkSampleOptions(settings);
      const model = await modelFrom(data, formula, options);
      checkMemory(model, settings);
      await checkOutputs(options);
      if (options.quiet !== true) process.stderr.write(`${priorLines(model).join('\n')}\n`);
      done(await interruptible((signal) => runFit(model, options, { ...settings, signal })));
    });
}

async function runFit(model: Model, options: FitOptions, settings: SampleOptions): Promise<number> {
  const fit = await sample(model, settings);
  const file = fitFile(fit);
  await writeOutputs(options, file, fit);
  const { ok, text } = verdictOf(file);
  if (options.json !== '-') process.stdout.write(summaryText(file));
  else if (!ok) process.stderr.write(`${text}\n`);
  return ok ? 0 : 2;
}

function sampleOptions(options: FitOptions): SampleOptions {
  const { chains, warmup, draws, seed, sampler, metric, targetAccept, maxDepth, workers } = options;
  const given = { chains, warmup, draws, seed, sampler, metric, targetAccept, maxDepth, workers };
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(known) as SampleOptions),
    ...(options.quiet === true ? {} : { onProgress: progressPrinter(process.stderr) }),
  };
}

/** Refuses draws that this machine has no room for: 8 bytes each, held once and copied once. */
function checkMemory({ program }: Model, options: SampleOptions): void {
  const { settings, chains } = checkSampleOptions(options);
  const quantities = quantityNames(program).length;
  const bytes = 2 * 8 * chains * settings.draws * quantities;
  if (bytes <= totalmem()) return;
  const gigabytes = (size: number): string => `${Math.ceil(size / 2 ** 30)} GB`;
  throw new InputError(
    `fit: ${chains} x ${settings.draws} draws of ${quantities} quantities need ${gigabytes(bytes)} of memory, this machine has ${gigabytes(totalmem())}; ask for fewer --draws`,
  );
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
