import { paretoKThreshold, psis, type SmoothedWeights } from '../../../diagnostics/psis.ts';
import * as elementary from '../elementary.ts';
import { InputError } from '../errors.ts';
import type { LogDensity } from '../logDensity.ts';
import { type Rng, restore } from '../rng.ts';
import type { ChainStep } from './chain.ts';
import { failsTooOften, isFailure } from './importanceFailures.ts';

/** What importance sampling from a Gaussian found: how heavy the weights' tail is, and what the proposals are worth. */
export interface ImportanceVerdict {
  readonly kind: 'importance';
  readonly paretoK: number;
  /** Effective proposals, 1 / sum w^2. */
  readonly ess: number;
  readonly proposals: number;
}

/**
 * Degrees of freedom of the proposals' population coordinates: as the Gaussian, but reaching where it does not. A log sd
 * has the tail exp(-|x|) towards an sd of 0, and what is never proposed there neither k-hat nor anything else can see;
 * with Gaussian proposals simulation-based calibration did (docs/calibration.md). A customary choice.
 */
const degreesOfFreedom = 4;
/** Proposals tried first, at least: with 135 in the tail a chain's k-hat is known to about 0.13. */
const fewestProposals = 2000;
/** Above this the weights have no mean, so that nothing is drawn by them. */
const hopeless = 1;
/** Effective proposals wanted a draw, so that few are drawn twice; and the most proposals made for that, a draw. */
const effectivePerDraw = 2;
const mostPerDraw = 50;
/** Most proposals of a chain, whatever the draws: the weights and what smooths them take some 500 MB then. */
const mostProposals = 1e7;
/** Proposals between two looks at whoever may want to stop the chain. */
const batch = 16;

/**
 * What all chains found together: the mean of their k-hats, which are noisy each for itself, and sums. A chain whose
 * largest weights are all alike has k-hat -Infinity; it does not speak for the others.
 */
export function pooledVerdict(chains: readonly ImportanceVerdict[]): ImportanceVerdict {
  const total = (of: (chain: ImportanceVerdict) => number): number =>
    chains.reduce((sum, chain) => sum + of(chain), 0);
  const told = chains.filter(({ paretoK }) => paretoK !== Number.NEGATIVE_INFINITY);
  return {
    kind: 'importance',
    paretoK:
      told.length === 0
        ? Number.NEGATIVE_INFINITY
        : told.reduce((sum, { paretoK }) => sum + paretoK, 0) / told.length,
    ess: total((c) => c.ess),
    proposals: total((c) => c.proposals),
  };
}

/** Whether the weights can be relied on: every chain drew, and k-hat is not above the threshold for so many proposals. */
export function isReliable(chains: readonly ImportanceVerdict[]): boolean {
  const { paretoK, proposals } = pooledVerdict(chains);
  return chains.every(canDraw) && paretoK <= paretoKThreshold(proposals);
}

function canDraw({ paretoK }: Pick<ImportanceVerdict, 'paretoK'>): boolean {
  return paretoK <= hopeless;
}

/**
 * What `draws` resampled ones are worth: the proposals' own effective size bounds them, and choosing among the proposals
 * adds noise of its own.
 */
export function effectiveDraws(draws: number, { ess }: ImportanceVerdict): number {
  return 1 / (1 / draws + 1 / ess);
}

/** A density in coordinates where the approximation is standard normal, the population's `adaptable` ones leading. */
export type ProposalDensity = LogDensity & { readonly adaptable: number };

/**
 * One chain of importance resampling: proposals from the approximation, Student's t in the population coordinates,
 * Pareto-smoothed weights, and a systematic resample in the order of proposing, so that what is drawn twice stands side
 * by side and counts as autocorrelation.
 * While it proposes it yields steps of phase 'warmup', so that the caller may stop it: `draw` is the share done, in draws,
 * and the proposals are counted where they are drawn. No draws where k-hat is above 1; what is below is judged by all
 * chains together, see `isReliable`. The draws are a function of (rng, target, draws).
 * Throws InputError where the log density is NaN or +Infinity at more than one in a hundred proposals.
 */
export function* importanceChain(
  rng: Rng,
  target: ProposalDensity,
  draws: number,
): Generator<ChainStep<never>, ImportanceVerdict> {
  const start = rng.state();
  const { logRatios, weights } = yield* proposeEnough(rng, target, draws);
  const verdict = verdictOf(weights);
  if (!canDraw(verdict)) return verdict;
  const chosen = systematic(rng.uniform(), weights.logWeights, draws);
  const replay = proposer(restore(start), target);
  const gradient = new Float64Array(target.dimension);
  const share = verdict.ess / verdict.proposals;
  let made = 0;
  let theta = new Float64Array(target.dimension);
  for (let draw = 0; draw < draws; draw++) {
    const before = made;
    for (; made < chosen[draw]; made++) replay();
    if (made === chosen[draw]) theta = replay().slice();
    made = chosen[draw] + 1;
    const last = draw === draws - 1 ? verdict.proposals - made : 0;
    const state = { theta, gradient, lp: logRatios[chosen[draw]] + logProposal(theta, target.adaptable) };
    yield { phase: 'sampling', draw, state, stats: statsOf(share, made - before + last), place: nowhere };
  }
  return verdict;
}

/** Which proposals are drawn depends on all of them and on the number of draws: there is nothing to go on from. */
const nowhere = (): null => null;

function verdictOf({ paretoK, ess, logWeights }: SmoothedWeights): ImportanceVerdict {
  return { kind: 'importance', paretoK, ess, proposals: logWeights.length };
}

/** There is no trajectory; the evaluations that led to a draw are those of the proposals since the last. */
function statsOf(acceptStat: number, nLeapfrog: number): ChainStep['stats'] {
  return {
    acceptStat,
    nLeapfrog,
    stepSize: Number.NaN,
    energy: Number.NaN,
    treeDepth: 0,
    divergent: false,
    ending: { kind: 'turned', left: 0, right: 0 },
  };
}

/** Points of the proposal, each in the same array: multivariate t in the leading coordinates, normal in the others. */
function proposer(rng: Rng, { dimension, adaptable }: ProposalDensity): () => Float64Array {
  const point = new Float64Array(dimension);
  return () => {
    // a chi-square variable of 4 degrees of freedom is twice a sum of two exponential ones
    const chiSquare = -2 * (elementary.log(rng.uniform()) + elementary.log(rng.uniform()));
    const stretch = Math.sqrt(degreesOfFreedom / chiSquare);
    for (let i = 0; i < dimension; i++) point[i] = rng.normal() * (i < adaptable ? stretch : 1);
    return point;
  };
}

/** Log density of the proposal, up to a constant. */
function logProposal(x: Float64Array, adaptable: number): number {
  const [t, normal] = [x.subarray(0, adaptable), x.subarray(adaptable)].map(squares);
  return -((degreesOfFreedom + adaptable) / 2) * elementary.log1p(t / degreesOfFreedom) - normal / 2;
}

function squares(x: Float64Array): number {
  return x.reduce((sum, v) => sum + v * v, 0);
}

interface Weighted {
  readonly logRatios: Float64Array;
  readonly weights: SmoothedWeights;
}

/** Proposes until the effective number suffices, the limit is reached, or k-hat says that it is of no use. */
function* proposeEnough(
  rng: Rng,
  target: ProposalDensity,
  draws: number,
): Generator<ChainStep<never>, Weighted> {
  const propose = proposer(rng, target);
  const gradient = new Float64Array(target.dimension);
  const wanted = effectivePerDraw * draws;
  const most = Math.max(fewestProposals, Math.min(mostProposals, mostPerDraw * draws));
  let goal = Math.min(most, Math.max(fewestProposals, wanted));
  let all = new Float64Array(goal);
  let [made, failures] = [0, 0];
  for (;;) {
    while (made < goal) {
      const theta = propose();
      const lp = target.logDensityAndGradient(theta, gradient);
      const fails = isFailure(lp);
      if (fails) failures++;
      all[made++] = fails ? Number.NEGATIVE_INFINITY : lp - logProposal(theta, target.adaptable);
      if (made % batch > 0) continue;
      const draw = Math.min(draws - 2, Math.floor((made / goal) * draws));
      const stats = statsOf(Number.NaN, 0);
      yield { phase: 'warmup', draw, state: { theta, gradient, lp }, stats, place: nowhere };
    }
    refuseFailures(failures, made);
    const weights = psis(all, { arithmetic: elementary });
    if (weights.ess >= wanted || goal >= most || !canDraw(weights)) return { logRatios: all, weights };
    goal = Math.min(most, Math.ceil(1.1 * goal * (wanted / weights.ess)));
    const longer = new Float64Array(goal);
    longer.set(all);
    all = longer;
  }
}

function refuseFailures(failures: number, proposals: number): void {
  if (!failsTooOften(failures, proposals)) return;
  throw new InputError(
    `sample: the log density could not be evaluated at ${failures} of ${proposals} proposals of the Laplace approximation, and k-hat of the others says nothing of those; use sampler auto`,
    { failures, proposals },
  );
}

/**
 * Which proposals are drawn, ascending: those in whose share of the total weight the points (offset + i) / count fall.
 * Source: Kitagawa 1996, systematic resampling.
 */
export function systematic(offset: number, logWeights: Float64Array, count: number): Int32Array {
  const chosen = new Int32Array(count);
  const last = logWeights.length - 1;
  let at = 0;
  let reached = elementary.exp(logWeights[0]);
  for (let i = 0; i < count; i++) {
    while (reached < (offset + i) / count && at < last) reached += elementary.exp(logWeights[++at]);
    chosen[i] = at;
  }
  return chosen;
}
