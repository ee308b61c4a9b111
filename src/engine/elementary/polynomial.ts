/**
 * A polynomial, coefficients from the constant on, as four in x^4 side by side, which processors work out at the same time:
 * p(x) = (q_0 + x q_1) + x^2 (q_2 + x q_3).
 */
export function byQuarters(coefficients: Float64Array, x: number): number {
  const x2 = x * x;
  const x4 = x2 * x2;
  const low = quarter(coefficients, 0, x4) + x * quarter(coefficients, 1, x4);
  return low + x2 * (quarter(coefficients, 2, x4) + x * quarter(coefficients, 3, x4));
}

/** Every fourth coefficient from one on, as a polynomial by Horner's rule. */
function quarter(coefficients: Float64Array, from: number, x4: number): number {
  const last = coefficients.length - 1;
  let i = last - ((last - from) % 4);
  let p = coefficients[i];
  for (i -= 4; i >= 0; i -= 4) p = p * x4 + coefficients[i];
  return p;
}
