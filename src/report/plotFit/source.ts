import { describeArgument, isLaplaceFit, isModel } from '../../../models/arguments.ts';
import type { Model } from '../../../models/glmm.ts';
import type { Draws } from '../../../models/posterior/draws.ts';
import { type Posterior, posteriorOf } from '../../../models/predict/index.ts';
import { InputError } from '../../engine/errors.ts';

/** What a picture of a fit is made from. */
export interface Source {
  readonly draws: Draws;
  /** Null where no formula made the log density, or the fit was read without it. */
  readonly model: Model | null;
  readonly imputations?: number;
  /** Of a posterior's chains: independent draws, of a Laplace fit, have none. */
  readonly isSampled: boolean;
  /** 1 for a divergent draw, one array a chain; empty where it was not kept. */
  readonly divergent: readonly Uint8Array[];
  /** Of chains that moved; empty where they were not kept. */
  readonly energies: readonly Float64Array[];
}

/** What is known of the chains of a fit of `sample`. */
interface Chains {
  readonly chains: readonly {
    readonly reference?: { readonly kind: string };
    readonly stats?: { readonly divergent?: Uint8Array; readonly energy?: Float64Array };
  }[];
}

const has = (value: unknown, key: string): boolean =>
  typeof value === 'object' && value !== null && key in value;

/** Reads what `sample`, `laplace` or `loadFit` gave. Throws InputError for anything else. */
export function sourceOf(fit: unknown): Source {
  if (isLaplaceFit(fit)) {
    const { draws, model } = posteriorOf('plot', fit);
    return { draws, model, isSampled: false, divergent: [], energies: [] };
  }
  if (!has(fit, 'draws') || !has((fit as { draws: unknown }).draws, 'quantities'))
    throw new InputError(`plot: expected a fit, as sample or laplace makes it, got ${describeArgument(fit)}`);
  const { draws, model, imputations, sampler } = fit as {
    readonly draws: Draws;
    readonly model?: unknown;
    readonly imputations?: number;
    readonly sampler?: Chains;
  };
  return {
    draws,
    model: isModel(model) ? model : null,
    ...(imputations === undefined ? {} : { imputations }),
    isSampled: draws.approximation === undefined,
    ...statsOf(sampler),
  };
}

function statsOf(sampler: Chains | undefined): Pick<Source, 'divergent' | 'energies'> {
  const chains = sampler?.chains ?? [];
  const divergent = chains.flatMap(({ stats }) => (stats?.divergent === undefined ? [] : [stats.divergent]));
  const withEnergy = chains.filter(
    ({ reference }) =>
      reference?.kind !== 'importance' && reference?.kind !== 'exact' && reference?.kind !== 'solved',
  );
  const energies = withEnergy.flatMap(({ stats }) => (stats?.energy === undefined ? [] : [stats.energy]));
  return { divergent: divergent.length === chains.length ? divergent : [], energies };
}

/** With its model, for pictures of rows. Throws InputError where it has none. */
export function posteriorIn(source: Source): Posterior {
  const { draws, model, imputations } = source;
  return posteriorOf('plot', { draws, model, ...(imputations === undefined ? {} : { imputations }) });
}

/** The same with at most so many draws in all, evenly spread: as many as a line needs. */
export function thinned(posterior: Posterior, most: number): Posterior {
  const { draws } = posterior;
  const step = Math.max(1, Math.ceil((draws.chains * draws.draws) / most));
  if (step === 1) return posterior;
  const kept = Math.ceil(draws.draws / step);
  const values = draws.values.map((chain) => {
    const out = new Float64Array(draws.names.length * kept);
    for (let q = 0; q < draws.names.length; q++)
      for (let i = 0; i < kept; i++) out[q * kept + i] = chain[q * draws.draws + i * step];
    return out;
  });
  return { ...posterior, draws: { ...draws, draws: kept, values } };
}
