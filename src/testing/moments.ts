import { checkOptions, type OptionKinds } from '../engine/options.ts';
import { stream } from '../engine/rng.ts';
import { wholeNumber } from '../engine/wholeNumber.ts';
import type { KnownDensity } from './knownDensity.ts';
import { checkLimits, failure, judge, type Limits, type StatisticalResult, triedLater } from './limits.ts';
import { meanPValue } from './tTest.ts';

/** Draws `[draw][coordinate]` of a run of its own, adaptation and all, from a seed. */
export type DensitySampler = (seed: string) => Points | Promise<Points>;

type Points = ArrayLike<ArrayLike<number>>;

/** Of `checkMoments`. */
export interface MomentsOptions extends Limits {
  readonly seed?: string | number;
  /** Runs, each from its own seed; 32 if left out. */
  readonly runs?: number;
}

const optionKinds: OptionKinds<MomentsOptions> = {
  seed: 'a number or text',
  runs: 'a number',
  level: 'a number',
  warnLevel: 'a number',
};

/** Exact draws that places and spreads are compared with. */
const exactDraws = 10_000;

/**
 * Whether whole runs of a sampler, from start and adaptation to the last draw, have the distribution they should: the mean of each
 * coordinate, and its place and spread by its rank in the distribution (bounded, so that heavy tails do no harm). A run's average is
 * one observation and Student's t compares the runs, so autocorrelation needs no estimate; what is left of the start shows as bias,
 * so give runs a warmup. Fails at most about `level` of the time where nothing is wrong.
 */
export async function checkMoments(
  sampler: DensitySampler,
  density: KnownDensity,
  options: MomentsOptions = {},
): Promise<StatisticalResult> {
  checkOptions('checkMoments', options, optionKinds);
  const { seed = '1', runs: count = 32 } = options;
  wholeNumber('checkMoments: runs', count, 8);
  checkLimits(options);
  const exact = sortedDraws(String(seed), density);
  const averages: Average[][] = [];
  for (let r = 0; r < count; r++) {
    const run = await triedLater(async () => averagesOf(await sampler(`${seed}/run/${r}`), exact));
    if ('thrown' in run) return failure(`moments: run ${r} ${run.thrown}`);
    averages.push(run.value);
  }
  const tests = exact.flatMap((_, i) => {
    const of = (pick: (average: Average) => number) => averages.map((run) => pick(run[i]));
    return [
      {
        name: `mean of theta[${i}]`,
        p: meanPValue(
          of(({ mean }) => mean),
          density.mean[i],
        ),
      },
      {
        name: `place of theta[${i}]`,
        p: meanPValue(
          of(({ place }) => place),
          0.5,
          errorOfPlace,
        ),
      },
      {
        name: `spread of theta[${i}]`,
        p: meanPValue(
          of(({ spread }) => spread),
          0.25,
          errorOfSpread,
        ),
      },
    ];
  });
  return judge(tests, options, {
    passes: `draws as they should be as far as ${count} runs can tell`,
    fails: `draws NOT as they should be, by ${count} runs`,
  });
}

/** Of one run and coordinate. */
interface Average {
  readonly mean: number;
  /** Of F, the distribution function at the draws: 1/2. */
  readonly place: number;
  /** Of |F - 1/2|: 1/4. */
  readonly spread: number;
}

/** F comes from exact draws, so what it averages to has their error: sds of a uniform on (0, 1), and on (0, 1/2). */
const errorOfPlace = 1 / Math.sqrt(12 * exactDraws);
const errorOfSpread = errorOfPlace / 2;

function sortedDraws(seed: string, density: KnownDensity): Float64Array[] {
  const rng = stream(seed, 'exact');
  const draws = Array.from({ length: exactDraws }, () => density.draw(rng));
  return Array.from({ length: density.dimension }, (_, i) =>
    Float64Array.from(draws, (draw) => draw[i]).sort(),
  );
}

function averagesOf(draws: Points, exact: readonly Float64Array[]): Average[] {
  const n = draws.length;
  return exact.map((sorted, i) => {
    let [mean, place, spread] = [0, 0, 0];
    for (let d = 0; d < n; d++) {
      const value = draws[d][i];
      const f = shareBelow(sorted, value);
      mean += value / n;
      place += f / n;
      spread += Math.abs(f - 0.5) / n;
    }
    return { mean, place, spread };
  });
}

/** Share of sorted values below, with half a value's place at the ends. NaN of NaN. */
function shareBelow(sorted: Float64Array, value: number): number {
  if (Number.isNaN(value)) return Number.NaN;
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return (low + 0.5) / (sorted.length + 1);
}
