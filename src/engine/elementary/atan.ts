/** atan(x) / x - 1 = -z (c_0 + c_1 z + ...), z = x^2, for |x| <= 7/16: fdlibm's minimax coefficients. */
export const SERIES = Float64Array.of(
  0.3333333333333293,
  -0.19999999999876483,
  0.14285714272503466,
  -0.11111110405462356,
  0.09090887133436507,
  -0.0769187620504483,
  0.06661073137387531,
  -0.058335701337905735,
  0.049768779946159324,
  -0.036531572744216916,
  0.016285820115365782,
);

/** x - atan(x) for |x| <= 7/16. */
function shortfall(x: number): number {
  const z = x * x;
  let p = 0;
  for (let i = SERIES.length - 1; i >= 0; i--) p = p * z + SERIES[i];
  return x * (z * p);
}

/** Where the ranges around 1/2, 1, 3/2 and infinity start, and the arctangent there in two parts. */
export const AROUND = [
  { from: 0.4375, high: 0.4636476090008061, low: 2.2698777452961687e-17 },
  { from: 0.6875, high: 0.7853981633974483, low: 3.061616997868383e-17 },
  { from: 1.1875, high: 0.982793723247329, low: 1.3903311031230998e-17 },
  { from: 2.4375, high: 1.5707963267948966, low: 6.123233995736766e-17 },
] as const;
const [half, one, more, far] = AROUND;

/** The arctangent at the middle of a range, plus atan(x) for a small x. */
function around({ high, low }: (typeof AROUND)[number], x: number): number {
  return high - (shortfall(x) - low - x);
}

/**
 * The arctangent, within 1 ulp; keeps -0.
 * Source: fdlibm s_atan.c (Sun Microsystems 1993): reduced to |x| <= 7/16 by atan at 1/2, 1, 3/2 and infinity.
 */
export function atan(x: number): number {
  if (x < 0) return -atan(-x);
  if (x === 0) return x;
  if (!(x >= half.from)) return x - shortfall(x);
  if (x < one.from) return around(half, (2 * x - 1) / (2 + x));
  if (x < more.from) return around(one, (x - 1) / (x + 1));
  if (x < far.from) return around(more, (x - 1.5) / (1 + 1.5 * x));
  return around(far, -1 / x);
}
