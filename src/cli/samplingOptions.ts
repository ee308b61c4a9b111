import type { Command } from 'commander';
import type { SampleOptions } from '../run/settings.ts';
import { sayAttempt } from './limits.ts';
import { decimalNumber, someText, wholeNumber } from './numbers.ts';
import { progressAfterSetup } from './progress.ts';

/** How to sample, for every command that does. Names of samplers and metrics are checked where those are known. */
export interface SamplingOptions {
  readonly chains: number;
  readonly warmup?: number;
  readonly draws: number;
  readonly seed: string;
  readonly sampler: string;
  readonly metric?: string;
  readonly targetAccept?: number;
  readonly maxDepth?: number;
  readonly workers?: number;
  readonly quiet?: boolean;
}

export function addSamplingFlags(command: Command): Command {
  return command
    .option('--chains <n>', 'independent chains', wholeNumber('--chains'), 4)
    .option(
      '--warmup <n>',
      "draws a chain adapts for, not kept; the sampler's own choice if left out",
      wholeNumber('--warmup'),
    )
    .option('--draws <n>', 'draws kept, a chain', wholeNumber('--draws'), 1000)
    .option('--seed <seed>', 'same seed, same draws', someText('--seed'), '1')
    .option(
      '--sampler <name>',
      'auto, collapsed, quadrature, gibbs, reference, whitened, nuts or laplace',
      'auto',
    )
    .option('--metric <kind>', "diagonal or dense; the sampler's own choice if left out")
    .option('--target-accept <p>', 'target acceptance, between 0 and 1', decimalNumber('--target-accept'))
    .option('--max-depth <n>', 'a trajectory has at most 2^n steps', wholeNumber('--max-depth'))
    .option('--workers <n>', 'threads; one a chain up to the cores if left out', wholeNumber('--workers'));
}

/** The flags as `sample` takes them, with progress on standard error unless it is to be quiet. */
export function sampleOptions(options: SamplingOptions): SampleOptions {
  const { chains, warmup, draws, seed, sampler, metric, targetAccept, maxDepth, workers, quiet } = options;
  const given = { chains, warmup, draws, seed, sampler, metric, targetAccept, maxDepth, workers };
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(known) as SampleOptions),
    onProgress: progressAfterSetup(quiet),
    ...(quiet === true ? {} : { onAttempt: sayAttempt }),
  };
}
