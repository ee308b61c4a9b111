import { exp } from './exp.ts';
import { log, log1p } from './log.ts';
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

/** log Pr(Z <= x), within 7 ulp; finite until x^2 / 2 overflows. */
export function logNormalCdf(x: number): number {
  if (Math.abs(x) <= NORMAL_CENTRAL) return log(normalCdf(x));
  return x > 0 ? log1p(-normalUpperTail(x)) : log(0.5 * erfcScaled(-x * SQRT_HALF)) - 0.5 * x * x;
}

const ONE_OVER_SQRT_2PI = 0.3989422804014327;
const SQRT_2_OVER_PI = 0.7978845608028654;

/**
 * phi(x) / Phi(x) of a standard normal, the derivative of `logNormalCdf` (the inverse of Mills' ratio at -x), within 6 ulp
 * where it is a normal number; about -x far out in the lower tail, 0 in the upper one.
 */
export function inverseMills(x: number): number {
  if (x < -NORMAL_CENTRAL) return SQRT_2_OVER_PI / erfcScaled(-x * SQRT_HALF);
  return x > NORMAL_TAIL_IS_ZERO ? 0 : (ONE_OVER_SQRT_2PI * expOfMinusSquare(x, 0.5)) / normalCdf(x);
}
