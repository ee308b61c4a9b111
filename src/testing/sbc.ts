import { essBulk, essTail } from '../../diagnostics/index.ts';
import type { Declaration, Model } from '../../models/glmm.ts';
import { columnAt, type Draws } from '../../models/posterior/draws.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import { simulatePrior } from '../../models/simulate/prior.ts';
import { checkOptions, type OptionKinds } from '../engine/options.ts';
import { ownCoefs, type Program, predictorNames } from '../engine/program/program.ts';
import { isFixed, quantityName } from '../engine/program/quantity.ts';
import { type Rng, stream } from '../engine/rng.ts';
import { wholeNumber } from '../engine/wholeNumber.ts';
import { fitMany } from '../run/fitMany.ts';
import type { SamplerName } from '../run/plan.ts';
import { sample } from '../run/sample.ts';
import { declare, withOutcome, withResolvedPriors } from './declaration.ts';
import { jointDensity } from './jointDensity.ts';
import { chiSquarePValue, ecdfPValue, pooledPValue } from './rankTests.ts';

/** What a sampler under test hands back: the draws of every reported quantity, and how they came about. */
export interface SbcFit {
  readonly draws: Draws;
  readonly sampler: Pick<Fit['sampler'], 'strategy' | 'reason'> & {
    readonly chains: readonly { readonly divergences: { readonly length: number } }[];
  };
}

/** Draws from the posterior of `model`; null leaves the data set out (for reasons that the data alone give). */
export type SbcSampler = (
  model: Model,
  settings: { readonly seed: string; readonly warmup: number; readonly draws: number },
) => Promise<SbcFit | null>;

/** Of `sbc`. */
export interface SbcOptions {
  /** One of `sample`'s, or one of the user's own; auto if left out. */
  readonly sampler?: SamplerName | SbcSampler;
  /** Simulated data sets; 200 if left out. */
  readonly simulations?: number;
  /** Draws that the truth is ranked among, thinned until they are nearly independent; 63 if left out. */
  readonly draws?: number;
  /** 300 if left out. */
  readonly warmup?: number;
  readonly seed?: string | number;
  /** Chance that a calibrated sampler fails, over all tests; 0.01 if left out. */
  readonly level?: number;
  readonly onProgress?: (done: number, of: number) => void;
}

const optionKinds: OptionKinds<SbcOptions> = {
  sampler: 'anything',
  simulations: 'a number',
  draws: 'a number',
  warmup: 'a number',
  seed: 'a number or text',
  level: 'a number',
  onProgress: 'a function',
};

/** How one simulated data set was fitted. */
export interface SbcRun {
  readonly simulation: number;
  readonly strategy: string;
  readonly reason: string;
  readonly divergences: number;
  /** Draws before thinning, and the least effective number of them over all quantities. */
  readonly draws: number;
  readonly leastEss: number;
}

/** One test of uniform ranks. */
export interface RankTest {
  readonly name: string;
  readonly p: number;
}

/** Ranks of the truth among draws, over simulated data sets, and whether they are uniform. */
export interface SbcResult {
  /** Reported quantities, then log_lik and log_joint. */
  readonly names: readonly string[];
  /** `ranks[quantity][run]`: how many of the draws lie below the truth, 0..draws. */
  readonly ranks: readonly Int32Array[];
  readonly draws: number;
  /** Data sets that the sampler left out are not among them. */
  readonly runs: readonly SbcRun[];
  readonly leftOut: number;
  /** The group effects of each coefficient, exchangeable, by their places among the names. */
  readonly pools: readonly RankPool[];
  /** One a quantity, and one for each coefficient's group effects pooled. */
  readonly tests: readonly RankTest[];
  readonly verdict: SbcVerdict;
}

export interface RankPool {
  readonly name: string;
  readonly members: readonly number[];
}

/** Whether the ranks are as uniform as a calibrated sampler's, in words. */
export interface SbcVerdict {
  readonly ok: boolean;
  readonly text: string;
  /** The smallest p-value times the number of tests (Bonferroni), and where it is. */
  readonly adjustedP: number;
  readonly worst: string;
}

/** Draws before thinning, a ranked draw; more where they are not independent enough. */
const drawsPerRank = 10;
/** Effective draws wanted, a ranked draw: neighbours then correlate by about exp(-4). */
const essPerRank = 2;
/** A chain that is not long enough is run again, this many times as long, at most twice. */
const lengthening = 4;
const mostLengthenings = 2;

/**
 * Simulation-based calibration: if parameters come from the prior and data from the parameters, the truth is one more
 * draw of the posterior, so its rank among the sampler's draws is uniform. A model, its transforms, its gradient and
 * its sampler all have to be right for that. Ranks every reported quantity, the log likelihood and the joint density.
 * The declaration's outcome gives its shape and the scale of default priors, which are then held fixed.
 * Deterministic in the seed. Source: Talts et al. 2018; test quantities: Modrak et al. 2023.
 */
export async function sbc(declaration: Declaration, options: SbcOptions = {}): Promise<SbcResult> {
  checkOptions('sbc', options, optionKinds);
  const { simulations = 200, draws = 63, warmup = 300, level = 0.01 } = options;
  wholeNumber('sbc: simulations', simulations, 1);
  wholeNumber('sbc: draws', draws, 7);
  const template = declare(declaration);
  const fixed = withResolvedPriors(declaration, template);
  const joint = jointDensity(template);
  const seed = String(options.seed ?? '1');
  const { sampler = 'auto' } = options;
  const again = asFunction(sampler);
  const ranked: { run: SbcRun; ranks: number[] }[] = [];
  let names: readonly string[] = [];
  const waiting: { parameters: Readonly<Record<string, number>>; outcome: Float64Array; model: Model }[] = [];
  function* models(): Generator<Model> {
    for (let s = 0; s < simulations; s++) {
      const { parameters, outcome } = simulatePrior(stream(seed, 'data', s), template);
      const model = declare(withOutcome(fixed, template, outcome));
      waiting.push({ parameters, outcome, model });
      yield model;
    }
  }
  const settings = { warmup, draws: drawsPerRank * draws };
  const firsts =
    typeof sampler === 'string'
      ? fitMany(models(), { ...settings, seed, sampler, chains: 1 })
      : oneByOne(models(), (model, s) => sampler(model, { ...settings, seed: `${seed}/fit/${s}` }));
  let s = -1;
  for await (const first of firsts) {
    const simulated = waiting.shift();
    if (simulated === undefined) throw new Error('sbc: a fit of no data set');
    const { parameters, outcome, model } = simulated;
    s++;
    names = [...Object.keys(parameters), ...joint.names];
    const withDensities = (values: Float64Array): number[] => [...values, ...joint.at(values, outcome)];
    const fit = await longEnough(first, draws, (length) =>
      again(model, { seed: `${seed}/fit/${s}`, warmup, draws: length }),
    );
    options.onProgress?.(s + 1, simulations);
    if (fit === null) continue;
    const truth = withDensities(Float64Array.from(Object.values(parameters)));
    const among = thinned(fit.draws, draws).map(withDensities);
    ranked.push({
      run: { simulation: s, ...fit.run },
      ranks: ranksOf(stream(seed, 'ties', s), truth, among),
    });
  }
  const everything = {
    names,
    draws,
    pools: poolsOf(names, template.program),
    ranks: names.map((_, q) => Int32Array.from(ranked, (r) => r.ranks[q])),
    runs: ranked.map((r) => r.run),
    leftOut: simulations - ranked.length,
  };
  return judged(everything, level);
}

/**
 * The tests and verdict of those runs of a result that `keep` picks. By what the data and the sampler gave it may pick
 * as it likes: the posterior of each data set has to be right.
 */
export function sbcSubset(result: SbcResult, keep: (run: SbcRun) => boolean, level = 0.01): SbcResult {
  const kept = result.runs.flatMap((run, i) => (keep(run) ? [i] : []));
  const part = {
    ...result,
    ranks: result.ranks.map((r) => Int32Array.from(kept, (i) => r[i])),
    runs: kept.map((i) => result.runs[i]),
    leftOut: result.leftOut + result.runs.length - kept.length,
  };
  return judged(part, level);
}

function asFunction(sampler: SamplerName | SbcSampler): SbcSampler {
  if (typeof sampler === 'function') return sampler;
  return (model, settings) => sample(model, { ...settings, sampler, chains: 1, workers: 0 });
}

async function* oneByOne<Fitted>(
  models: Iterable<Model>,
  run: (model: Model, place: number) => Promise<Fitted>,
): AsyncGenerator<Fitted> {
  let place = 0;
  for (const model of models) yield await run(model, place++);
}

interface LongFit {
  readonly draws: Draws;
  readonly run: Omit<SbcRun, 'simulation'>;
}

/** The first fit, or one with more draws while too few of them are effective. */
async function longEnough(
  first: SbcFit | null,
  ranked: number,
  again: (draws: number) => Promise<SbcFit | null>,
): Promise<LongFit | null> {
  let fit = first;
  for (let length = drawsPerRank * ranked, attempt = 0; ; attempt++) {
    if (fit === null) return null;
    const { draws, sampler: report } = fit;
    const leastEss = smallestEss(draws);
    if (leastEss < essPerRank * ranked && attempt < mostLengthenings) {
      length *= lengthening;
      fit = await again(length);
      continue;
    }
    const divergences = report.chains.reduce((sum, chain) => sum + chain.divergences.length, 0);
    const { strategy, reason } = report;
    return { draws, run: { strategy, reason, divergences, draws: length, leastEss } };
  }
}

/** 0 where a quantity's cannot be told. */
function smallestEss(draws: Draws): number {
  let least = Number.POSITIVE_INFINITY;
  for (let q = 0; q < draws.names.length; q++) {
    if (isFixed(draws.quantities[q])) continue;
    const chains = columnAt(draws, q);
    for (const ess of [essBulk(chains), essTail(chains)])
      least = Math.min(least, Number.isNaN(ess) ? 0 : ess);
  }
  return least;
}

/** `count` draws of all quantities, evenly spaced over all chains. */
function thinned(draws: Draws, count: number): Float64Array[] {
  const total = draws.chains * draws.draws;
  return Array.from({ length: count }, (_, l) => {
    const at = Math.floor(((l + 0.5) * total) / count);
    const values = draws.values[Math.floor(at / draws.draws)];
    return Float64Array.from(draws.names, (_, q) => values[q * draws.draws + (at % draws.draws)]);
  });
}

/** Number of draws below the truth, quantity by quantity; a draw equal to it counts by the toss of a coin. */
function ranksOf(rng: Rng, truth: readonly number[], draws: readonly (readonly number[])[]): number[] {
  return truth.map((value, q) => {
    let rank = 0;
    for (const draw of draws) if (draw[q] < value || (draw[q] === value && rng.uniform() < 0.5)) rank++;
    return rank;
  });
}

function poolsOf(names: readonly string[], { terms, rows }: Program): RankPool[] {
  const predictors = predictorNames(rows);
  const places = new Map(names.map((name, q) => [name, q]));
  return terms.flatMap((term) =>
    ownCoefs(term).map((coef, c) => {
      const { group, levels } = term;
      const predictor = predictors[term.predictors[c]];
      const effectOf = (level: string): string =>
        quantityName({ kind: 'groupEffect', predictor, group, level, coef });
      return {
        name: effectOf('all'),
        members: levels.map((level) => places.get(effectOf(level)) ?? Number.NaN),
      };
    }),
  );
}

/** Adds the tests and the verdict. */
function judged(result: Omit<SbcResult, 'tests' | 'verdict'>, level: number): SbcResult {
  const { names, ranks, draws, pools, runs } = result;
  if (runs.length === 0) {
    const verdict = { ok: false, text: 'no data set was fitted', adjustedP: Number.NaN, worst: '' };
    return { ...result, tests: [], verdict };
  }
  const single = names.map((name, q) => ({ name, p: singlePValue(ranks[q], draws) }));
  const pooled = pools.map(({ name, members }) => ({
    name,
    p: pooledPValue(
      members.map((q) => ranks[q]),
      draws,
    ),
  }));
  const tests = [...single, ...pooled.filter(({ p }) => !Number.isNaN(p))];
  return { ...result, tests, verdict: judge(tests, level, runs.length) };
}

/** Twice the smaller of two p-values: the distribution function's and the histogram's. */
function singlePValue(ranks: Int32Array, draws: number): number {
  const [ecdf, histogram] = [ecdfPValue(ranks, draws), chiSquarePValue(ranks, draws)];
  return Number.isNaN(histogram) ? ecdf : Math.min(1, 2 * Math.min(ecdf, histogram));
}

function judge(tests: readonly RankTest[], level: number, runs: number): SbcVerdict {
  const worst = tests.reduce((a, b) => (b.p < a.p ? b : a));
  const adjustedP = Math.min(1, worst.p * tests.length);
  const ok = adjustedP >= level;
  const evidence = `smallest p over ${tests.length} tests ${adjustedP.toPrecision(2)} after correction, at ${worst.name}`;
  const text = `${ok ? 'calibrated as far as' : 'NOT calibrated, by'} ${runs} data sets can tell: ${evidence}`;
  return { ok, text, adjustedP, worst: worst.name };
}
