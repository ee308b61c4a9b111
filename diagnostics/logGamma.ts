/** Coefficients B_2k / (2k (2k - 1)) of Stirling's series, B the Bernoulli numbers. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];

/**
 * log Gamma(x) for x > 0, to about 1e-15 of its size. The engine has its own, the same bits on every machine and exact
 * near its zeros; diagnostics import nothing, and need neither.
 * Source: Abramowitz & Stegun 6.1.41 (Stirling's series), reached from small x by 6.1.15 (recurrence).
 */
export function logGamma(x: number): number {
  let shift = 1;
  let large = x;
  while (large < 10) shift *= large++; // from 10 on the first term left out is below 1e-15
  const inverse = 1 / large;
  const series = STIRLING.reduceRight((sum, c) => sum * inverse * inverse + c, 0) * inverse;
  return (large - 0.5) * Math.log(large) - large + 0.5 * Math.log(2 * Math.PI) + series - Math.log(shift);
}
