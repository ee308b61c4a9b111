import { ebfmiPerChain } from '../../diagnostics/index.ts';
import type { Convergence } from '../../diagnostics/summarise.ts';
import { divergesTooOften, EBFMI_LIMIT, ESS_PER_CHAIN, rhatLimit } from '../../diagnostics/verdict.ts';
import type { Draws } from '../../models/posterior/draws.ts';
import type { ChainResult } from './runChain.ts';

/** Why a run's draws would not be trusted, by what would mend it. */
export type Trouble =
  /** Warmup gave the Gaussian reference up: there are no draws. */
  | { readonly kind: 'poor'; readonly reason: string }
  /** Steps too long for some corner of the posterior. */
  | { readonly kind: 'steps'; readonly reason: string }
  /** Energy moves slowly: the coordinates do not fit the tails. */
  | { readonly kind: 'energy'; readonly reason: string }
  /** The draws are worth too few: `shortage` times as many would do. */
  | { readonly kind: 'mixing'; readonly reason: string; readonly shortage: number };

/** Draws a chain from which the verdict's own limits are read; shorter runs are held to the same ess a draw. */
const usualDraws = 1000;
/** So few divergences of a short run may be chance. */
const fewDivergences = 3;
/** Group effects that are looked at: evenly spaced, the same for every run of a model. */
const mostEffects = 200;

/** The first thing that shows before anything is summarised; null if nothing does. */
export function earlyTrouble(results: readonly ChainResult[], draws: Draws): Trouble | null {
  return givenUp(results) ?? lowEnergy(results) ?? divergent(results, draws);
}

/** Whether a chain's warmup gave its reference up. */
export function givenUp(results: readonly ChainResult[]): Trouble | null {
  const poor = results.find((r) => r.reference.kind === 'poor')?.reference;
  return poor?.kind === 'poor' ? { kind: 'poor', reason: poor.reason } : null;
}

function lowEnergy(results: readonly ChainResult[]): Trouble | null {
  const least = Math.min(...ebfmiPerChain(results.map((r) => r.stats.energy)));
  return least < EBFMI_LIMIT ? { kind: 'energy', reason: `E-BFMI ${least.toFixed(2)}` } : null;
}

function divergent(results: readonly ChainResult[], { chains, draws }: Draws): Trouble | null {
  const divergences = results.reduce((n, r) => n + r.divergences.length, 0);
  if (divergences <= fewDivergences) return null;
  if (!divergesTooOften({ chains, draws, divergences, maxDepthHits: 0, ebfmi: [] })) return null;
  return { kind: 'steps', reason: `${divergences} of ${chains * draws} draws diverged` };
}

/** Whether draws are worth too few, by the convergence of each quantity that is looked at; null if they are not. */
export function slowMixing(draws: Draws, convergenceAt: (quantity: number) => Convergence): Trouble | null {
  const needed = (ESS_PER_CHAIN * draws.chains * Math.min(draws.draws, usualDraws)) / usualDraws;
  let least = { ess: Number.POSITIVE_INFINITY, name: '' };
  let apart = { rhat: 0, name: '' };
  for (const q of quantitiesToJudge(draws)) {
    const name = draws.names[q];
    const { rhat: ratio, essBulk: bulk, essTail } = convergenceAt(q);
    const ess = Math.min(bulk, essTail);
    if (ess < least.ess) least = { ess, name };
    const limit = rhatLimit({ name, rhat: ratio, essBulk: bulk, essTail: ess }, draws.chains);
    if (draws.draws >= usualDraws && ratio > limit && ratio > apart.rhat) apart = { rhat: ratio, name };
  }
  if (least.ess < needed)
    return {
      kind: 'mixing',
      reason: `${Math.floor(least.ess)} effective draws for ${least.name}`,
      shortage: needed / Math.max(1, least.ess),
    };
  if (apart.rhat > 0)
    return { kind: 'mixing', reason: `R-hat ${apart.rhat.toFixed(3)} for ${apart.name}`, shortage: 2 };
  return null;
}

/** Every population quantity, and group effects evenly spaced. */
function quantitiesToJudge({ quantities }: Draws): number[] {
  const all = quantities.map((_, q) => q);
  const effects = all.filter((q) => quantities[q].kind === 'groupEffect');
  const stride = Math.max(1, Math.ceil(effects.length / mostEffects));
  const chosen = effects.filter((_, i) => i % stride === 0);
  return [...all.filter((q) => quantities[q].kind !== 'groupEffect'), ...chosen];
}
