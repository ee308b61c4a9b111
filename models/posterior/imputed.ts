import { rhat, type Summary, summarise } from '../../diagnostics/index.ts';
import { isIndividual } from '../../src/engine/program/quantity.ts';
import { columnAt, type Draws } from './draws.ts';

/** Draws of a model of several imputed data sets, the chains of one set after those of another. */
export interface ImputedDraws {
  readonly draws: Draws;
  /** Data sets; as many chains belong to each. */
  readonly sets: number;
}

/** How far apart the data sets are: R-hat over the chains of all of them, of the population quantity where it is largest. */
export interface BetweenSets {
  readonly name: string;
  readonly rhat: number;
}

export function betweenSets({ draws }: Pick<ImputedDraws, 'draws'>): BetweenSets {
  const rows = draws.quantities.flatMap((quantity, q) =>
    isIndividual(quantity) ? [] : [{ name: draws.names[q], rhat: rhat(columnAt(draws, q)) }],
  );
  return rows.reduce((most, row) => (row.rhat > most.rhat ? row : most));
}

/** The chains of each data set. */
function bySet(chains: readonly Float64Array[], sets: number): Float64Array[][] {
  const each = chains.length / sets;
  return Array.from({ length: sets }, (_, s) => chains.slice(s * each, (s + 1) * each));
}

/**
 * Summaries of the pooled draws, which are draws of the posterior averaged over the imputations (Gelman et al. 2013, Bayesian
 * Data Analysis, section 18.2). Chains of two data sets have two posteriors, so mixing is judged within each set: R-hat is
 * the largest of any set, effective draws are the sum over sets, and the Monte Carlo error of the mean is that of a mean
 * of independent means.
 */
export function imputedSummaries({ draws, sets }: ImputedDraws, level: number): Summary[] {
  return draws.names.map((_, q) => {
    const chains = columnAt(draws, q);
    const each = bySet(chains, sets).map((own) => summarise(own, level));
    const total = (of: (one: Summary) => number): number => each.reduce((sum, one) => sum + of(one), 0);
    return {
      ...summarise(chains, level),
      mcseMean: Math.sqrt(total(({ mcseMean }) => mcseMean * mcseMean)) / sets,
      rhat: each.reduce((most, one) => (one.rhat > most || Number.isNaN(one.rhat) ? one.rhat : most), 0),
      essBulk: total(({ essBulk }) => essBulk),
      essTail: total(({ essTail }) => essTail),
    };
  });
}
