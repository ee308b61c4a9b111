import { paretoKThreshold, rankCorrelation, type StandingOut } from '../../../../diagnostics/index.ts';
import { ESS_PER_CHAIN, enoughDraws, USUAL_DRAWS } from '../../../../diagnostics/verdict.ts';
import { pooledVerdict } from '../../../engine/hmc/importanceChain.ts';
import { drawsOfQuantity, foundAmong, lesserEss, namesText, type Signs, short } from '../signs.ts';
import type { Cause } from '../types.ts';

/** Worth of a draw below which a sampler mixes slowly, whatever the run's length. */
const slow = 0.02;
/** The target acceptance of NUTS where nobody asks for another. */
const usualAccept = 0.9;
/** A rank correlation with the energy that is worth a name. */
const related = 0.3;

/** The chains mix, and would do with more draws. */
export function shortRun(signs: Signs): Cause[] {
  const explains = foundAmong(signs, ['fewEffectiveDraws', 'disagreement', 'oneChain']);
  const { chains, draws } = signs.counts;
  const least = signs.judged.reduce((a, b) => (lesserEss(b) < lesserEss(a) ? b : a), signs.judged[0]);
  if (explains.length === 0 || least === undefined) return [];
  const worth = lesserEss(least) / (chains * draws);
  const wanted = enoughDraws(signs.judged, signs.counts);
  if (!(draws < USUAL_DRAWS && worth >= slow && wanted !== null)) return [];
  return [
    {
      kind: 'shortRun',
      text: `the run is short: ${draws} draws a chain, of which one is worth ${short(worth)} independent ones (${least.name}), where a chain should have ${ESS_PER_CHAIN}`,
      advice: `ask for ${wanted} draws a chain`,
      names: [least.name],
      numbers: { draws, worth, wanted },
      explains,
    },
  ];
}

/** Steps too long for what they were asked to follow, and where transitions diverge. */
export function longSteps(signs: Signs): Cause[] {
  const explains = foundAmong(signs, ['divergences', 'fewDivergences']);
  const { chains, counts, atDivergences } = signs;
  const { targetAccept = Number.NaN } = counts;
  if (explains.length === 0) return [];
  const place = atDivergences.slice(0, 3);
  const places: Cause[] =
    place.length === 0
      ? []
      : [
          {
            kind: 'divergentPlace',
            text: `divergent transitions start where ${place.map((standing) => placeText(standing, signs)).join(', ')}`,
            advice: `look there first: a prior that leaves less room for it, or another sampler`,
            names: place.map(({ name }) => name),
            numbers: { start: place[0].marked, others: place[0].others },
            explains,
          },
        ];
  if (!(targetAccept < usualAccept) || chains === null) return places;
  const steps = Math.max(...chains.map(({ stepSize }) => stepSize));
  return [
    ...places,
    {
      kind: 'longSteps',
      text: `steps are long: a target acceptance of ${targetAccept} (${usualAccept} is usual) made them up to ${short(steps)}`,
      advice: `leave the target acceptance at its default, or raise it to 0.99`,
      names: [],
      numbers: { targetAccept, stepSize: steps },
      explains,
    },
  ];
}

/** By where it lies, or, where that is what is unlike the rest, by how far from its middle. */
function placeText(
  { name, larger, farther, marked, others }: StandingOut,
  { divergenceEnds }: Signs,
): string {
  const end = divergenceEnds?.get(name);
  const given = end === undefined ? '' : `, given up at ${short(end)}`;
  if (Math.abs(larger - 0.5) >= Math.abs(farther - 0.5))
    return `${name} is ${short(marked)} (median; the others ${short(others)}${given})`;
  const share = Math.round(100 * Math.max(farther, 1 - farther));
  return `${name} is ${farther < 0.5 ? 'nearer to' : 'farther from'} its middle than ${share} % of the others${end === undefined ? '' : ` (${given.slice(2)})`}`;
}

/** What moves with the energy, where that moves slowly. */
export function slowEnergy(signs: Signs): Cause[] {
  const explains = foundAmong(signs, ['energy']);
  if (explains.length === 0 || signs.chains === null) return [];
  const energy = signs.chains.map(({ stats }) => stats.energy);
  const found = signs.population
    .map((q) => ({ name: q.name, correlation: rankCorrelation(drawsOfQuantity(signs, q), energy) }))
    .filter(({ correlation }) => Math.abs(correlation) >= related)
    .sort((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation));
  if (found.length === 0) return [];
  const names = found.map(({ name }) => name);
  const [{ name, correlation }] = found;
  return [
    {
      kind: 'slowEnergy',
      text: `the energy goes with ${namesText(names)} (rank correlation with ${name} ${short(correlation)}): ${correlation > 0 ? 'large' : 'small'} values of it have more room than steps of one energy reach, so it is explored slowly`,
      advice: `a tighter prior of ${name}, or a sampler that integrates the group effects out`,
      names,
      numbers: { correlation },
      explains,
    },
  ];
}

/** Where trajectories are long. */
export function deepTrees(signs: Signs): Cause[] {
  const explains = foundAmong(signs, ['depthLimit']);
  if (explains.length === 0) return [];
  const sds = signs.population.filter(({ sd }) => sd > 0).map(({ name, sd }) => ({ name, sd }));
  const [least, most] = [
    sds.reduce((a, b) => (b.sd < a.sd ? b : a), sds[0]),
    sds.reduce((a, b) => (b.sd > a.sd ? b : a), sds[0]),
  ];
  const standing = signs.atDepthLimit.slice(0, 3);
  const where =
    standing.length === 0
      ? ''
      : `; they are long where ${standing.map(({ name, marked, others }) => `${name} is ${short(marked)} (elsewhere ${short(others)})`).join(', ')}`;
  const steps =
    signs.chains === null ? Number.NaN : Math.min(...signs.chains.map(({ stepSize }) => stepSize));
  return [
    {
      kind: 'deepTrees',
      text: `trajectories are cut off: posterior sds reach from ${short(least?.sd)} (${least?.name}) to ${short(most?.sd)} (${most?.name}), steps are as small as ${short(steps)}${where}`,
      advice:
        'a dense metric where parameters are correlated, predictors on similar scales, or a greater depth',
      names: standing.map(({ name }) => name),
      numbers: { leastSd: least?.sd ?? Number.NaN, mostSd: most?.sd ?? Number.NaN, stepSize: steps },
      explains,
    },
  ];
}

/** Importance weights that a few proposals dominate. */
export function poorProposal(signs: Signs): Cause[] {
  const weights = (signs.chains ?? []).flatMap(({ reference }) =>
    reference.kind === 'importance' ? [reference] : [],
  );
  const explains = foundAmong(signs, ['fewEffectiveDraws']);
  if (weights.length === 0 || explains.length === 0) return [];
  const { paretoK, proposals } = pooledVerdict(weights);
  return [
    {
      kind: 'poorProposal',
      text: `the draws are a Laplace fit's, weighted: Pareto k-hat of the weights is ${short(paretoK)} (up to ${short(paretoKThreshold(proposals))} they can be relied on), so few of ${proposals} proposals count`,
      advice: 'sample the posterior itself: sampler auto',
      names: [],
      numbers: { paretoK, proposals },
      explains,
    },
  ];
}
