import type { SamplerCounts, Summary } from '../../../diagnostics/index.ts';
import type { Model } from '../../../models/glmm.ts';
import type { Draws } from '../../../models/posterior/draws.ts';
import type { ChainReport, Fit } from '../../../models/posterior/fit.ts';
import { judgedSummaries, samplerCounts } from '../../../models/posterior/judged.ts';
import { isFixed, isMissingOutcome, type Quantity } from '../../engine/program/quantity.ts';

/** What a check reads of a posterior. */
export interface Evidence {
  readonly draws: Draws;
  /** Those that are judged: what is fixed has nothing to judge, nor have missing outcomes, drawn given the rest. */
  readonly judged: readonly JudgedQuantity[];
  readonly counts: SamplerCounts;
  /** Null where draws came without their sampler's report. */
  readonly chains: readonly ChainReport[] | null;
  /** Depth limit of the sampler's trees; null where it has none, or it is not known. */
  readonly maxDepth: number | null;
  readonly model: Model | null;
  /** Draws of the prior alone. */
  readonly ofPrior: boolean;
  /** Median of each population quantity where trajectories diverged, by what it is called; null where that is not known. */
  readonly divergenceEnds: ReadonlyMap<string, number> | null;
  /** Numbers of chains that are of one posterior: all, or those of each imputed data set. */
  readonly sets: readonly (readonly number[])[];
}

/** A quantity with its place in the draws, what it is called where it is spoken of, and what is known of it. */
export interface JudgedQuantity extends Pick<Summary, 'mean' | 'sd' | 'rhat' | 'essBulk' | 'essTail'> {
  readonly name: string;
  readonly quantity: Quantity;
  /** Its number in the draws. */
  readonly at: number;
}

/** What a quantity is called where it is spoken of. */
export type NameOf = (quantity: Quantity) => string;

/** Of a fit of `sample`. */
export function evidenceOf(fit: Fit, nameOf?: NameOf): Evidence {
  const { draws, sampler, model, imputations = 1 } = fit;
  const { rows } = judgedSummaries(fit);
  return {
    draws,
    judged: judgedQuantities(draws, rows, nameOf),
    counts: { ...samplerCounts(fit), targetAccept: sampler.settings.targetAccept },
    chains: sampler.chains,
    maxDepth: sampler.settings.maxDepth,
    model,
    ofPrior: sampler.strategy === 'prior',
    divergenceEnds: null,
    sets: setsOf(draws.chains, imputations),
  };
}

/** Numbers of the chains of each imputed data set, as many of each. */
export function setsOf(chains: number, imputations: number): number[][] {
  const size = chains / imputations;
  return Array.from({ length: imputations }, (_, s) => Array.from({ length: size }, (_, i) => s * size + i));
}

/** Quantities of draws with their summaries, in the same order, less those that nothing is to be said of. */
export function judgedQuantities(
  draws: Pick<Draws, 'names' | 'quantities'>,
  rows: readonly Omit<JudgedQuantity, 'name' | 'quantity' | 'at'>[],
  nameOf?: NameOf,
): JudgedQuantity[] {
  return rows
    .map((row, at) => {
      const quantity = draws.quantities[at];
      return { ...row, name: nameOf?.(quantity) ?? draws.names[at], quantity, at };
    })
    .filter(({ quantity }) => !isFixed(quantity) && !isMissingOutcome(quantity));
}
