import { erfc } from '../engine/elementary.ts';

/** Fewer differences than this say nothing. */
const leastDifferences = 30;

/**
 * Wilcoxon's signed-rank p-value, two-sided, that differences are symmetric around 0. Zeros say nothing and are left out;
 * equal sizes share their mean rank. By the normal distribution, whose variance given the sizes is exact. 1 for fewer
 * than 30 differences that are not 0; NaN where any is NaN. Source: Wilcoxon 1945; Pratt & Gibbons 1981, section 3.3.
 */
export function symmetryPValue(differences: ArrayLike<number>): number {
  const values = Array.from(differences);
  if (values.some(Number.isNaN)) return Number.NaN;
  const sorted = values.filter((d) => d !== 0).sort((a, b) => Math.abs(a) - Math.abs(b));
  if (sorted.length < leastDifferences) return 1;
  let [sum, variance] = [0, 0];
  for (let first = 0; first < sorted.length; ) {
    let end = first + 1;
    while (end < sorted.length && Math.abs(sorted[end]) === Math.abs(sorted[first])) end++;
    const rank = (first + 1 + end) / 2;
    for (let i = first; i < end; i++) sum += sorted[i] > 0 ? rank : -rank;
    variance += (end - first) * rank * rank;
    first = end;
  }
  return erfc(Math.abs(sum) / Math.sqrt(2 * variance));
}
