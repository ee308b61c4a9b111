import { exp } from './exp.ts';
import { log } from './log.ts';
import { byQuarters } from './polynomial.ts';
import { productError } from './pow.ts';

const SQRT_HALF = Math.SQRT1_2;
const ONE_OVER_SQRT_PI = 0.5641895835477563;
/** Up to this erf is summed directly; from here on erfc is. */
const CENTRAL = 0.5;
const ERFC_IS_ZERO = 27.3;
const ASYMPTOTIC_FROM = 28;
/** Middle and half width of (x - 4) / (x + 4) for x in 0.5..28. */
const MIDDLE = -0.013888888888888888;
const HALF_WIDTH = 0.7638888888888888;

/** (x + 4) exp(x^2) erfc(x) in u, where (x - 4) / (x + 4) = MIDDLE + HALF_WIDTH u; error 2^-56 (Chebyshev, degree 22). */
const SCALED_TAIL = Float64Array.of(
  1.1097094521551207,
  -0.7626233701824806,
  0.4645638577869519,
  -0.2494297878257638,
  0.1168466846920802,
  -0.04694498486121071,
  0.01569239288028383,
  -0.004105766497751957,
  0.0007122500117304202,
  -1.9119795827331448e-5,
  -3.261644985250696e-5,
  9.154299491716245e-6,
  -5.896682788885943e-9,
  -5.954092740932883e-7,
  1.008809004377549e-7,
  2.832663273383255e-8,
  -1.1111859634892621e-8,
  -1.0892204971294139e-9,
  9.89142039465818e-10,
  2.890152050503219e-11,
  -8.112658194070168e-11,
  -1.5175082036418935e-13,
  4.823573062150447e-12,
);

/** erf(x) / x in w = x^2 for |x| <= 1/2, error 2^-55 (Chebyshev, degree 8). */
function erfCentral(x: number): number {
  const w = x * x;
  let p = 1.4725865480556744e-6;
  p = p * w - 1.4845849259707869e-5;
  p = p * w + 0.00012053335124353741;
  p = p * w - 0.0008548297753674966;
  p = p * w + 0.00522397737302147;
  p = p * w - 0.026866170632887928;
  p = p * w + 0.11283791670925353;
  p = p * w - 0.37612638903183476;
  return x * (p * w + 1.1283791670955126);
}

/** exp(x^2) erfc(x) for x >= 1/2, which neither underflows nor varies much. */
function erfcScaled(x: number): number {
  if (x > ASYMPTOTIC_FROM) return erfcScaledFar(x);
  const u = ((x - 4) / (x + 4) - MIDDLE) / HALF_WIDTH;
  let p = 0;
  for (let i = SCALED_TAIL.length - 1; i >= 0; i--) p = p * u + SCALED_TAIL[i];
  return p / (x + 4);
}

/** Source: Abramowitz & Stegun 7.1.23, six terms. */
function erfcScaledFar(x: number): number {
  const h = 0.5 / (x * x);
  const series = 1 - h * (1 - 3 * h * (1 - 5 * h * (1 - 7 * h * (1 - 9 * h))));
  return (ONE_OVER_SQRT_PI / x) * series;
}

/** exp(-scale x^2), with the rounding error of the square put back (it would be magnified x^2 times). */
function expOfMinusSquare(x: number, scale: number): number {
  const square = x * x;
  return exp(-scale * square) * (1 - scale * productError(x, x, square));
}

/** The error function, within 3 ulp. Keeps -0. */
export function erf(x: number): number {
  if (Math.abs(x) <= CENTRAL) return erfCentral(x);
  return x > 0 ? 1 - erfc(x) : erfc(-x) - 1;
}

/** 1 - erf(x), within 5 ulp also far out in the upper tail. */
export function erfc(x: number): number {
  if (x <= CENTRAL) return x >= -CENTRAL ? 1 - erfCentral(x) : 2 - erfc(-x);
  if (x > ERFC_IS_ZERO) return 0;
  return expOfMinusSquare(x, 1) * erfcScaled(x);
}

/** Beyond this the upper tail of the normal is 0. */
const NORMAL_TAIL_IS_ZERO = 38.6;
/** Above -this, the normal distribution function is taken from erf; x / sqrt(2) is then past 1/2. */
const NORMAL_CENTRAL = 0.75;

/** Pr(Z > x) for x >= NORMAL_CENTRAL. */
function normalUpperTail(x: number): number {
  return x > NORMAL_TAIL_IS_ZERO ? 0 : 0.5 * erfcScaled(x * SQRT_HALF) * expOfMinusSquare(x, 0.5);
}

/** Pr(Z <= x) for a standard normal Z, within 5 ulp also far out in the lower tail. */
export function normalCdf(x: number): number {
  if (Math.abs(x) <= NORMAL_CENTRAL) return 0.5 + 0.5 * erf(x * SQRT_HALF);
  return x > 0 ? 1 - normalUpperTail(x) : normalUpperTail(-x);
}

/** Middle of the map (x - 4) / (x + 4) of x >= 0 to -1..1. */
export const TAIL_MIDDLE = 4;

/** (x + 4) exp(x^2 / 2) Pr(Z > x) in w = (x - 4) / (x + 4) for all x >= 0; error 2^-54 (Chebyshev, degree 25). */
export const NORMAL_TAIL = Float64Array.of(
  0.7552851304157515,
  -0.6078966419718921,
  0.3871374007422149,
  -0.18652185795965648,
  0.060396574890918146,
  -0.0075401889667745655,
  -0.003479692367052881,
  0.0016308184586749847,
  0.000133344309457293,
  -0.00023109494751342476,
  -1.908246600924109e-6,
  3.514476659652385e-5,
  7.166596353276388e-7,
  -5.9204958140176096e-6,
  -6.298387423753455e-7,
  1.0223641773830066e-6,
  2.7246606654241166e-7,
  -1.562147311913123e-7,
  -8.68696314767924e-8,
  1.4348984235587894e-8,
  2.142965429604764e-8,
  1.6096065925597814e-9,
  -3.731410413853813e-9,
  -9.187164650138818e-10,
  3.404564017840841e-10,
  1.277748788283244e-10,
);

/** From here on the tail is its first term, 1 / (x sqrt(2 pi)). */
export const TAIL_IS_POWER = 1e9;

/**
 * exp(x^2 / 2) Pr(Z > x) of a standard normal Z for x >= 0, within 4 ulp: from 1/2 down to 1 / (x sqrt(2 pi)). NaN below 0. What
 * the distribution function far out, its logarithm and its slope are made of.
 */
export function scaledNormalTail(x: number): number {
  if (!(x >= 0)) return NaN;
  if (x >= TAIL_IS_POWER) return ONE_OVER_SQRT_2PI / x;
  return byQuarters(NORMAL_TAIL, (x - TAIL_MIDDLE) / (x + TAIL_MIDDLE)) / (x + TAIL_MIDDLE);
}

export const ONE_OVER_SQRT_2PI = 0.3989422804014327;
/** Beyond this exp(-x^2 / 2) is no normal number, and taken as 0. */
export const BELL_IS_ZERO = 37.6;
/** 2^27 + 1 splits a double into two halves of 26 bits. */
export const SPLITTER = 134217729;

/** exp(-x^2 / 2) for 0 <= x < 37.6, with the rounding error of the square put back (it would be magnified x^2 times). */
function bell(x: number): number {
  const square = x * x;
  const c = SPLITTER * x;
  const high = c - (c - x);
  const low = x - high;
  const lost = low * low - (square - high * high - low * high - high * low);
  return exp(-0.5 * square) * (1 - 0.5 * lost);
}

// The two functions below are also spelled as expressions, operation by operation, in src/engine/wasm/ordinary.ts.

/** log Pr(Z <= x), within 5 ulp where that is a normal number; finite until x^2 / 2 overflows. */
export function logNormalCdf(x: number): number {
  const t = Math.abs(x);
  const tail = scaledNormalTail(t);
  if (x < 0) return log(tail) - 0.5 * (t * t);
  const upper = tail * (t < BELL_IS_ZERO ? bell(t) : 0);
  const u = 1 - upper;
  return log(u) - (upper - (1 - u)) / u;
}

/**
 * phi(x) / Phi(x) of a standard normal, the derivative of `logNormalCdf` (the inverse of Mills' ratio at -x), within 5 ulp
 * where it is a normal number; about -x far out in the lower tail, 0 in the upper one.
 */
export function inverseMills(x: number): number {
  const t = Math.abs(x);
  const tail = scaledNormalTail(t);
  if (x < 0) return ONE_OVER_SQRT_2PI / tail;
  const b = t < BELL_IS_ZERO ? bell(t) : 0;
  return (ONE_OVER_SQRT_2PI * b) / (1 - tail * b);
}
