import { quantile, rankCorrelation } from '../../../../diagnostics/index.ts';
import { isGroupEffect } from '../../../engine/program/quantity.ts';
import type { JudgedQuantity } from '../evidence.ts';
import { drawsOfQuantity, foundAmong, lesserEss, type Signs, short } from '../signs.ts';
import type { Cause, DrawFinding } from '../types.ts';

/** 5 % quantile over median below which an sd comes near 0, and at which its draws pile up there, as those of a half-normal's 0.093. */
const near = 0.3;
const piled = 0.12;
/** A rank correlation with the energy that is worth a name. */
const related = 0.3;

const ofSds: readonly DrawFinding[] = [
  'divergences',
  'fewDivergences',
  'energy',
  'disagreement',
  'fewEffectiveDraws',
];

/** How an sd of a group lies, and what the run shows of it. */
interface Spread {
  readonly q: JudgedQuantity;
  readonly low: number;
  readonly middle: number;
  readonly levels: number;
  /** What ties it to trouble, in words; empty where nothing does. */
  readonly signs: readonly string[];
}

/** A funnel between a group's sd and its effects, or an sd that may be 0. */
export function spreadCauses(signs: Signs): Cause[] {
  const explains = foundAmong(signs, ofSds);
  return spreadsOf(signs).flatMap((spread): Cause[] => {
    const { q, low, middle, levels, signs: told } = spread;
    const numbers = { low, middle, levels };
    if (low < near * middle && told.length > 0 && explains.length > 0)
      return [
        {
          kind: 'funnel',
          text: `a funnel: ${q.name} comes as low as ${short(low)} (5 % of its draws; the median is ${short(middle)}), where its ${levels} effects have next to no room, and is wide above; ${told.join('; ')}`,
          advice: `a sampler that integrates the effects out, smaller steps, or a prior of ${q.name} that knows more of its size`,
          names: [q.name],
          numbers,
          explains,
        },
      ];
    if (low < piled * middle)
      return [
        {
          kind: 'sdAtZero',
          text: `${q.name} may well be 0: a twentieth of its draws are below ${short(low)}, with a median of ${short(middle)}; the data do not tell whether its ${levels} levels differ`,
          advice: `report its interval and not its mean, and how much it hangs on its prior; leaving the term out is another model, not a remedy`,
          names: [q.name],
          numbers,
          explains: told.length > 0 ? explains : [],
        },
      ];
    return [];
  });
}

function spreadsOf(signs: Signs): Spread[] {
  return signs.population.flatMap((q): Spread[] => {
    const { quantity } = q;
    if (quantity.kind !== 'sd' || !(q.sd > 0)) return [];
    const drawn = drawsOfQuantity(signs, q);
    const effects = signs.judged.filter(
      ({ quantity: other }) =>
        isGroupEffect(other) &&
        other.kind === 'groupEffect' &&
        other.group === quantity.group &&
        other.predictor === quantity.predictor,
    );
    const levels = new Set(
      effects.map(({ quantity: other }) => (other.kind === 'groupEffect' ? other.level : '')),
    ).size;
    return [
      {
        q,
        low: quantile(drawn, 0.05),
        middle: quantile(drawn, 0.5),
        levels,
        signs: [...atDivergences(signs, q, effects), ...withEnergy(signs, drawn), ...worthLittle(signs, q)],
      },
    ];
  });
}

function atDivergences(signs: Signs, q: JudgedQuantity, effects: readonly JudgedQuantity[]): string[] {
  const own = signs.atDivergences.find(({ name }) => name === q.name);
  if (own !== undefined)
    return [
      `divergent transitions start at ${short(own.marked)} (median), the others at ${short(own.others)}`,
    ];
  const names = new Set(effects.map(({ name }) => name));
  const narrow = signs.atDivergences.find(({ name, farther }) => names.has(name) && farther < 0.5);
  return narrow === undefined ? [] : [`divergent transitions start where ${narrow.name} is near its middle`];
}

function withEnergy(signs: Signs, drawn: readonly Float64Array[]): string[] {
  if (!signs.found.has('energy') || signs.chains === null) return [];
  const correlation = rankCorrelation(
    drawn,
    signs.chains.map(({ stats }) => stats.energy),
  );
  return Math.abs(correlation) < related || Number.isNaN(correlation)
    ? []
    : [`it goes with the energy (rank correlation ${short(correlation)})`];
}

/** Independent draws that one is worth, below which an sd is slow. */
const slow = 0.1;

/** Whether it is among the worst tenth of the quantities, and slow. */
function worthLittle(signs: Signs, q: JudgedQuantity): string[] {
  if (!signs.found.has('fewEffectiveDraws') && !signs.found.has('disagreement')) return [];
  const worse = signs.judged.filter((other) => lesserEss(other) < lesserEss(q)).length;
  const all = signs.counts.chains * signs.counts.draws;
  return lesserEss(q) < slow * all && worse <= Math.max(2, signs.judged.length / 10)
    ? [`its ${all} draws are worth ${short(Math.floor(lesserEss(q)))}`]
    : [];
}
