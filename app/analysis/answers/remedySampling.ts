import type { Fit, Tried } from 'poolwise';
import type { Sampling } from '../../state/session.ts';

/**
 * The settings of the page that draw what a remedy drew, over those that the fit was made with; further draws or chains are counted in.
 * Null where it has settings that the page does not know.
 */
export function remedySampling(how: Tried['how'], { draws, sampler }: Fit): Partial<Sampling> | null {
  if (how.kind === 'extend')
    return 'draws' in how.options
      ? { draws: draws.draws + how.options.draws }
      : { chains: draws.chains + how.options.chains };
  const { chains, draws: wanted, warmup, seed, sampler: name, targetAccept, prior, ...others } = how.options;
  const { settings } = sampler;
  const isOther = (['metric', 'maxDepth'] as const).some(
    (option) => (others[option] ?? settings[option]) !== settings[option],
  );
  if (isOther || prior !== undefined) return null;
  return {
    ...(chains === undefined ? {} : { chains }),
    ...(wanted === undefined ? {} : { draws: wanted }),
    warmup: warmup ?? null,
    targetAccept: targetAccept ?? null,
    ...(seed === undefined ? {} : { seed: String(seed) }),
    ...(name === undefined ? {} : { sampler: name }),
  };
}
