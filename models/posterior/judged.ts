import { ebfmiPerChain, type SamplerCounts, type Summary } from '../../diagnostics/index.ts';
import { effectiveDraws, pooledVerdict } from '../../src/engine/hmc/importanceChain.ts';
import type { ChainReport, Fit } from './fit.ts';
import { imputedSummaries } from './imputed.ts';
import { defaultLevel, type Summaries, summariseDraws } from './summaries.ts';

/** What importance resampling says of a fit: k-hat, and what bounds every quantity's effective draws. */
export interface ImportanceWorth {
  readonly paretoK: number;
  readonly proposals: number;
  readonly effectiveDraws: number;
}

/** Undefined for strategies without weights. */
export function importanceOf({ draws, sampler }: Fit): ImportanceWorth | undefined {
  const found = sampler.chains.flatMap(({ reference }) =>
    reference.kind === 'importance' ? [reference] : [],
  );
  if (found.length === 0) return undefined;
  const { paretoK, proposals } = pooledVerdict(found);
  return {
    paretoK,
    proposals,
    effectiveDraws: found.reduce((sum, verdict) => sum + effectiveDraws(draws.draws, verdict), 0),
  };
}

/** How the joint draws of effects were solved: iterations a draw on average, the largest residual. */
export interface SolveWorth {
  readonly iterations: number;
  readonly residual: number;
}

/** Undefined for strategies that solve nothing. */
export function solvesOf({ sampler }: Fit): SolveWorth | undefined {
  const found = sampler.chains.flatMap(({ reference }) => (reference.kind === 'solved' ? [reference] : []));
  if (found.length === 0) return undefined;
  return {
    iterations: found.reduce((sum, { iterations }) => sum + iterations, 0) / found.length,
    residual: Math.max(...found.map(({ residual }) => residual)),
  };
}

/**
 * Summaries of every quantity, in order, with intervals of a level: the fit's own, or 95 %. Resampled draws look
 * independent: none is better known than their weights allow.
 */
export function judgedSummaries(fit: Fit, level = fit.summaries?.level ?? defaultLevel): Summaries {
  const most = importanceOf(fit)?.effectiveDraws ?? Number.POSITIVE_INFINITY;
  const atMost = (ess: number): number => (ess > most ? most : ess);
  const judged = (summary: Summary): Summary => ({
    ...summary,
    mcseMean: Math.max(summary.mcseMean, summary.sd / Math.sqrt(most)),
    essBulk: atMost(summary.essBulk),
    essTail: atMost(summary.essTail),
  });
  return { level, rows: summariesAt(fit, level).map(judged) };
}

function summariesAt({ draws, imputations, summaries }: Fit, level: number): readonly Summary[] {
  if (imputations !== undefined) return imputedSummaries({ draws, sets: imputations }, level);
  return summaries?.level === level ? summaries.rows : summariseDraws(draws, level);
}

/** What the sampler counted, as a verdict reads it; energies are those of chains that have one. */
export function samplerCounts({ draws, sampler }: Fit): SamplerCounts {
  const energies = sampler.chains.filter(hasEnergy).map(({ stats }) => stats.energy);
  return {
    chains: draws.chains,
    draws: draws.draws,
    divergences: sampler.chains.reduce((sum, chain) => sum + chain.divergences.length, 0),
    maxDepthHits: sampler.chains.reduce((sum, chain) => sum + chain.maxDepthHits, 0),
    ebfmi: energies.length === 0 ? [] : ebfmiPerChain(energies),
  };
}

function hasEnergy({ reference }: ChainReport): boolean {
  return reference.kind !== 'importance' && reference.kind !== 'exact' && reference.kind !== 'solved';
}
