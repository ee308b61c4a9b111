import { checkLimits, judge, type Limits, type StatisticalResult, type StatisticalTest } from './limits.ts';
import { leastRankPValue } from './rankTests.ts';

/**
 * What tests of ranks say of so many data sets, each ranked among `draws`. Data sets too few for any ranks to fail are said to be so, with how many
 * would do: that they pass means nothing.
 */
export function calibrationVerdict(
  tests: readonly StatisticalTest[],
  runs: number,
  draws: number,
  limits: Limits,
): StatisticalResult {
  const verdict = judge(tests, limits, {
    passes: `calibrated as far as ${runs} data sets can tell`,
    fails: `NOT calibrated, by ${runs} data sets`,
  });
  const { level } = checkLimits(limits);
  const canFail = (count: number): boolean => leastRankPValue(count, draws) * tests.length < level;
  if (!verdict.ok || canFail(runs)) return verdict;
  let enough = runs + 1;
  while (!canFail(enough)) enough++;
  const few = runs === 1 ? '1 data set passes' : `${runs} data sets pass`;
  return {
    ...verdict,
    warns: true,
    text: `too few to tell: ${few} whatever the draws are, so run ${enough} or more`,
  };
}
