import { calibrationVerdict } from './calibrationVerdict.ts';
import { failure, type Limits, type StatisticalResult, type StatisticalTest } from './limits.ts';
import { pooledPValue, rankPValue } from './rankTests.ts';
import type { SbcRun } from './sbcOptions.ts';

/** Ranks of the truth among draws, over simulated data sets, and whether they are uniform. */
export interface SbcResult {
  /** Reported quantities, then log_lik and log_joint. */
  readonly names: readonly string[];
  /** `ranks[quantity][run]`: how many of the draws lie below the truth, 0..draws. */
  readonly ranks: readonly Int32Array[];
  readonly draws: number;
  /** Data sets that were left out are not among them. */
  readonly runs: readonly SbcRun[];
  readonly leftOut: number;
  /** Why data sets could not be had, and why the sampler gave up, one each. */
  readonly refused: readonly string[];
  readonly failed: readonly string[];
  /** The group effects of each coefficient, exchangeable, by their places among the names. */
  readonly pools: readonly RankPool[];
  /** One a quantity, and one for each coefficient's group effects pooled. */
  readonly tests: readonly StatisticalTest[];
  readonly verdict: StatisticalResult;
}

export interface RankPool {
  readonly name: string;
  readonly members: readonly number[];
}

/** A sampler that gives up on more than this share of data sets has failed, whatever it does with the others. */
const mostFailed = 0.1;

/** Adds the tests and the verdict. */
export function judged(result: Omit<SbcResult, 'tests' | 'verdict'>, limits: Limits): SbcResult {
  const { names, ranks, draws, pools, runs, failed } = result;
  if (runs.length === 0)
    return { ...result, tests: [], verdict: failure(`no data set was fitted${leftOutWords(result)}`) };
  const single = names.map((name, q) => ({ name, p: rankPValue(ranks[q], draws) }));
  const pooled = pools.map(({ name, members }) => ({
    name,
    p: pooledPValue(
      members.map((q) => ranks[q]),
      draws,
    ),
  }));
  const tests = [...single, ...pooled.filter(({ p }) => !Number.isNaN(p))];
  const verdict = calibrationVerdict(tests, runs.length, draws, limits);
  const text = verdict.text + leftOutWords(result);
  if (failed.length <= mostFailed * (failed.length + runs.length))
    return { ...result, tests, verdict: { ...verdict, text } };
  return {
    ...result,
    tests,
    verdict: { ...verdict, ok: false, warns: true, text: `NOT to be trusted: ${text}` },
  };
}

function leftOutWords({ leftOut, refused, failed }: Omit<SbcResult, 'tests' | 'verdict'>): string {
  if (leftOut === 0) return '';
  const first = (reasons: readonly string[]): string => (reasons.length === 0 ? '' : ` (${reasons[0]})`);
  const parts = [
    ...(refused.length > 0 ? [`${refused.length} that the model cannot have${first(refused)}`] : []),
    ...(failed.length > 0 ? [`${failed.length} that the sampler gave up on${first(failed)}`] : []),
  ];
  const others = leftOut - refused.length - failed.length;
  return `; left out: ${[...parts, ...(others > 0 ? [`${others} by the sampler`] : [])].join(', ')}`;
}

/**
 * The tests and verdict of those runs of a result that `keep` picks. By what the data and the sampler gave it may pick
 * as it likes: the posterior of each data set has to be right.
 */
export function sbcSubset(result: SbcResult, keep: (run: SbcRun) => boolean, limits: Limits = {}): SbcResult {
  const kept = result.runs.flatMap((run, i) => (keep(run) ? [i] : []));
  const part = {
    ...result,
    ranks: result.ranks.map((r) => Int32Array.from(kept, (i) => r[i])),
    runs: kept.map((i) => result.runs[i]),
    leftOut: result.leftOut + result.runs.length - kept.length,
  };
  return judged(part, limits);
}
