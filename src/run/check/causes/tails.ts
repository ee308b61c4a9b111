import { paretoTails } from '../../../../diagnostics/index.ts';
import type { Model } from '../../../../models/glmm.ts';
import { describePrior, type Prior } from '../../../../models/priors/prior.ts';
import type { JudgedQuantity } from '../evidence.ts';
import { drawsOfQuantity, foundAmong, namesText, type Signs, short } from '../signs.ts';
import type { Cause } from '../types.ts';

/** k-hat above which bias rules a mean, however many draws there are. Source: Vehtari et al. 2024, §3.2.4. */
const heavy = 0.7;
/** Draws from which the tails can be told. */
const enough = 400;
/** Population quantities that are looked at. */
const most = 100;

/** Quantities whose mean and sd say little, since a few draws rule them, and the priors that leave them so. */
export function heavyTails(signs: Signs): Cause[] {
  if (signs.counts.chains * signs.counts.draws < enough) return [];
  const found = signs.population
    .slice(0, most)
    .map((q) => ({ q, k: paretoTails(drawsOfQuantity(signs, q)).paretoK }))
    .filter(({ k }) => k > heavy)
    .sort((a, b) => b.k - a.k);
  if (found.length === 0) return [];
  const names = found.map(({ q }) => q.name);
  const [{ q, k }] = found;
  const prior = signs.model === null ? null : priorOf(signs.model, signs.draws.names[q.at]);
  return [
    {
      kind: 'heavyTails',
      text: `heavy tails: Pareto k-hat of ${namesText(names)} is ${k === Number.POSITIVE_INFINITY ? 'infinite' : short(k)}${names.length > 1 ? ' for the first' : ''} (above ${heavy} a few draws rule the mean and sd${k >= 1 ? ', above 1 there is no mean' : ''})${priorWords(q, prior)}`,
      advice: `report medians and intervals, not means and sds; a prior of ${q.name} with lighter tails if the data cannot tell it`,
      names,
      numbers: { paretoK: k },
      explains: foundAmong(signs, ['fewEffectiveDraws', 'disagreement', 'energy']),
    },
  ];
}

function priorOf({ priors, program }: Model, name: string): Prior | null {
  const keys = program.reported.find((reported) => reported.name === name)?.priorKeys ?? [];
  return keys.flatMap((key) => priors.find(({ parameter }) => parameter === key)?.prior ?? [])[0] ?? null;
}

function priorWords({ name }: JudgedQuantity, prior: Prior | null): string {
  if (prior === null) return '';
  return prior.kind === 'flat'
    ? `; ${name} has a flat prior, under which the posterior may not even be proper`
    : `; the prior of ${name} is ${describePrior(prior)}`;
}
