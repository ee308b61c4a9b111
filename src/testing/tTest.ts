import { betaCdf } from '../../diagnostics/beta.ts';

/**
 * Two-sided p-value of Student's t that independent values have the mean `expected`, which may itself be known only to a
 * standard error. 1 where all are equal to it and NaN where any is NaN. Source: DLMF 8.17 for the tail.
 */
export function meanPValue(values: ArrayLike<number>, expected: number, errorOfExpected = 0): number {
  const n = values.length;
  let [mean, squares] = [0, 0];
  for (let i = 0; i < n; i++) mean += values[i] / n;
  for (let i = 0; i < n; i++) squares += (values[i] - mean) * (values[i] - mean);
  const variance = squares / (n - 1) / n + errorOfExpected * errorOfExpected;
  const off = mean - expected;
  if (off === 0) return 1;
  const t2 = (off * off) / variance;
  const df = n - 1;
  return Number.isNaN(t2) ? Number.NaN : betaCdf(df / (df + t2), df / 2, 0.5);
}
