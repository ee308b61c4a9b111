import { describeArgument, isLaplaceFit, isModel } from '../../../models/arguments.ts';
import { laplaceDraws } from '../../../models/compare/laplaceDraws.ts';
import type { Model } from '../../../models/glmm.ts';
import type { LaplaceResult } from '../../../models/likelihood/laplace.ts';
import type { Draws } from '../../../models/posterior/draws.ts';
import type { ChainStats, SamplerReport } from '../../../models/posterior/fit.ts';
import { InputError } from '../../engine/errors.ts';

/** What is exported: draws with what is known of them. */
export interface ExportedFit {
  readonly draws: Draws;
  /** Null where the draws are of no sampler. */
  readonly sampler: SamplerReport | null;
  /** Null where there is none, or it did not come back. */
  readonly model: Model | null;
  readonly imputations?: number;
}

/**
 * A fit of `sample` or `laplace`, fresh or loaded; of a Laplace fit draws of its Gaussian, as `laplaceDraws` makes them.
 * Throws InputError for anything else, and for a stored Laplace fit that came back without its model.
 */
export function exportedFit(where: string, fit: unknown): ExportedFit {
  if (isLaplaceFit(fit)) {
    const result = fit as LaplaceResult;
    return { draws: laplaceDraws(result), sampler: null, model: result.model };
  }
  if (typeof fit === 'object' && fit !== null && 'draws' in fit) {
    const { draws, sampler = null, model, imputations } = fit as Partial<ExportedFit> & { draws: Draws };
    const known = { draws, sampler, model: isModel(model) ? model : null };
    return imputations === undefined ? known : { ...known, imputations };
  }
  const why = typeof fit === 'object' && fit !== null && 'why' in fit ? `: ${fit.why}` : '';
  throw new InputError(
    why === ''
      ? `${where}: expected a fit, as sample or laplace makes it, got ${describeArgument(fit)}`
      : `${where}: a Laplace fit without its model has no draws${why}`,
  );
}

/** The same fit with one draw in `step` of every chain, its first among them. */
export function thinned(fit: ExportedFit, step: number): ExportedFit {
  if (step === 1) return fit;
  const { draws, sampler } = fit;
  const kept = Array.from({ length: Math.ceil(draws.draws / step) }, (_, i) => i * step);
  const values = draws.values.map((chain) =>
    Float64Array.from({ length: draws.names.length * kept.length }, (_, at) => {
      const quantity = Math.floor(at / kept.length);
      return chain[quantity * draws.draws + kept[at % kept.length]];
    }),
  );
  return {
    ...fit,
    draws: { ...draws, draws: kept.length, values },
    sampler:
      sampler === null
        ? null
        : {
            ...sampler,
            chains: sampler.chains.map((chain) => ({ ...chain, stats: someStats(chain.stats, kept) })),
          },
  };
}

function someStats(stats: ChainStats, kept: readonly number[]): ChainStats {
  const some = (of: Float64Array | Int32Array | Uint8Array): number[] => kept.map((draw) => of[draw]);
  return {
    lp: Float64Array.from(some(stats.lp)),
    energy: Float64Array.from(some(stats.energy)),
    acceptStat: Float64Array.from(some(stats.acceptStat)),
    treeDepth: Int32Array.from(some(stats.treeDepth)),
    nLeapfrog: Int32Array.from(some(stats.nLeapfrog)),
    divergent: Uint8Array.from(some(stats.divergent)),
  };
}
