import type { SamplerReport } from '../../../models/posterior/fit.ts';
import type { DrawOptions } from '../../run/drawOptions.ts';

/** The settings that a fit came to, as `sample` takes them. */
export function settingsDrawn({ strategy, seed, settings, chains }: SamplerReport): DrawOptions {
  const { draws, warmup, metric, targetAccept, maxDepth } = settings;
  const counts = { chains: chains.length, draws };
  return strategy === 'prior'
    ? { prior: 'only', ...counts, seed }
    : { sampler: strategy, ...counts, warmup, seed, metric, targetAccept, maxDepth };
}
