import { log } from '../elementary.ts';
import type { GaussianStatistics, LevelClasses } from './statistics.ts';

/** What is left of y'Wy, still to be multiplied by 1 / sigma^2, and the sum of log |M_j|. */
export interface Eliminated {
  readonly yy: number;
  readonly logDeterminant: number;
}

/**
 * As `eliminateLeading` for a term with one coefficient a level, class by class: with M = 1 + (sd / sigma)^2 Z'WZ, levels of
 * equal Z'WZ share H = (sd / sigma)^2 / M, so their sums of T'T, T't and t^2 are enough.
 */
export function eliminateClasses(
  { border, yy: total }: GaussianStatistics,
  classes: LevelClasses,
  sd: number,
  precision: number,
  raw: Float64Array,
  rawY: Float64Array,
): Eliminated {
  const scaled = sd * sd * precision;
  const size = border * border;
  let [yy, logDeterminant] = [total, 0];
  for (let c = 0; c < classes.count; c++) {
    const m = 1 + scaled * classes.zz[c];
    const h = scaled / m;
    logDeterminant += classes.levels[c] * log(m);
    yy -= h * classes.yy[c];
    for (let a = 0; a < border; a++) rawY[a] -= h * classes.uy[c * border + a];
    for (let i = 0; i < size; i++) raw[i] -= h * classes.uu[c * size + i];
  }
  return { yy, logDeterminant };
}

/** As `leadingGradient` for one coefficient a level, class by class: sum E[d^2] = t^2 - 2 w'T't + tr(T'T (w w' + Sigma)). */
export function classGradient(
  { border }: GaussianStatistics,
  classes: LevelClasses,
  sigma: number,
  sd: number,
  { w }: { readonly w: Float64Array },
  sigmaW: Float64Array,
  out: Float64Array,
): number {
  const precision = 1 / (sigma * sigma);
  const size = border * border;
  const second = new Float64Array(size);
  for (let a = 0; a < border; a++)
    for (let b = 0; b < border; b++) second[a * border + b] = w[a] * w[b] + sigmaW[a * border + b];
  let [slope, residual] = [0, 0];
  for (let c = 0; c < classes.count; c++) {
    let dd = classes.yy[c];
    for (let a = 0; a < border; a++) dd -= 2 * w[a] * classes.uy[c * border + a];
    for (let i = 0; i < size; i++) dd += classes.uu[c * size + i] * second[i];
    const inverse = 1 / (1 + sd * sd * precision * classes.zz[c]);
    const b = inverse * sd * precision;
    const nlzz = classes.zz[c] * sd * (classes.levels[c] * inverse + b * b * dd);
    slope += b * dd - nlzz;
    residual += sd * (nlzz - 2 * b * dd);
  }
  out[0] += slope * precision;
  return residual;
}
