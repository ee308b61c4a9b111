import { checkOptions, type OptionKinds } from '../engine/options.ts';
import { type Rng, stream } from '../engine/rng.ts';
import { wholeNumber } from '../engine/wholeNumber.ts';
import type { Kernel } from './kernel.ts';
import type { ExactDensity } from './knownDensity.ts';
import {
  checkLimits,
  failure,
  judge,
  type Limits,
  type StatisticalResult,
  type StatisticalTest,
  tried,
} from './limits.ts';
import { rankAmong, rankPValue } from './rankTests.ts';
import { symmetryPValue } from './symmetry.ts';
import { type TestQuantities, testQuantities } from './testQuantities.ts';

/** Of `checkDetailedBalance`. */
export interface DetailedBalanceOptions extends Limits {
  readonly seed?: string | number;
  /** Starts, each an independent exact draw; 1000 if left out. */
  readonly runs?: number;
  /** Transitions from each; 1 if left out. */
  readonly transitions?: number;
  /**
   * Whether there and back are equally likely, as for Metropolis, HMC with fresh momentum, and NUTS, but not for sweeps in a
   * fixed order or momentum that is kept; true if left out. False tests only that the distribution stays.
   */
  readonly reversible?: boolean;
  /** Looked at besides coordinates, squares, products of neighbours and the log density. */
  readonly quantities?: Readonly<Record<string, (theta: Float64Array) => number>>;
}

const optionKinds: OptionKinds<DetailedBalanceOptions> = {
  seed: 'a number or text',
  runs: 'a number',
  transitions: 'a number',
  reversible: 'true or false',
  quantities: 'an object',
  level: 'a number',
  warnLevel: 'a number',
};

/** Exact draws that an end is ranked among. */
const ranked = 31;

interface Run {
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Of each quantity among exact draws. */
  readonly ranks: readonly number[];
  readonly moved: boolean;
}

/**
 * Whether transitions keep a distribution: they start from exact, independent draws of it, so where they end is one too. Each
 * quantity of an end has then a uniform rank among fresh exact draws (exactly, for any number of runs), and where there and
 * back are equally likely, its change is symmetric around 0 (Wilcoxon's test). Knows no convergence and needs no chains; a
 * fault of the accept step shows in the changes long before it does in the ranks. Fails at most `level` of the time where
 * nothing is wrong. Source: Gandy & Scott 2021, "Unit testing for MCMC and other Monte Carlo methods", section 3.
 */
export function checkDetailedBalance(
  kernel: Kernel,
  target: ExactDensity,
  options: DetailedBalanceOptions = {},
): StatisticalResult {
  checkOptions('checkDetailedBalance', options, optionKinds);
  const { seed = '1', runs: count = 1000, transitions = 1, reversible = true } = options;
  wholeNumber('checkDetailedBalance: runs', count, 30);
  wholeNumber('checkDetailedBalance: transitions', transitions, 1);
  checkLimits(options);
  const quantities = testQuantities(target, options.quantities);
  const many = (rng: Rng, theta: Float64Array): Float64Array => {
    let at = theta;
    for (let t = 0; t < transitions; t++) at = kernel(rng, at);
    return at;
  };
  const found = tried(() =>
    Array.from({ length: count }, (_, r) => runOnce(String(seed), r, many, target, quantities)),
  );
  if ('thrown' in found) return failure(`transitions: ${found.thrown}`);
  const runs = found.value;
  const lost = runs.filter(({ ranks }) => ranks.includes(-1)).length;
  if (lost > 0) return failure(`transitions: ${lost} of ${count} ended where something is not a number`);
  if (!runs.some(({ moved }) => moved)) return failure(`transitions: none of ${count} moved`);
  return judge(testsOf(runs, quantities.names, reversible), options, {
    passes: `the distribution is kept as far as ${count} transitions can tell`,
    fails: `the distribution is NOT kept, by ${count} transitions`,
  });
}

function runOnce(
  seed: string,
  r: number,
  kernel: Kernel,
  target: ExactDensity,
  { names, at }: TestQuantities,
): Run {
  const start = target.draw(stream(seed, 'start', r));
  const before = at(start);
  const end = kernel(stream(seed, 'transition', r), start.slice());
  const after = at(end);
  const rng = stream(seed, 'ranks', r);
  const fresh = Array.from({ length: ranked }, () => at(target.draw(rng)));
  const ranks = names.map((_, q) =>
    rankAmong(
      rng,
      after[q],
      fresh.map((values) => values[q]),
    ),
  );
  return { before, after, ranks, moved: start.some((value, i) => value !== end[i]) };
}

function testsOf(runs: readonly Run[], names: readonly string[], reversible: boolean): StatisticalTest[] {
  const stays = names.map((name, q) => ({
    name: `rank of ${name}`,
    p: rankPValue(
      runs.map(({ ranks }) => ranks[q]),
      ranked,
    ),
  }));
  if (!reversible) return stays;
  const changes = names.map((name, q) => ({
    name: `change of ${name}`,
    p: symmetryPValue(runs.map(({ before, after }) => after[q] - before[q])),
  }));
  return [...stays, ...changes];
}
