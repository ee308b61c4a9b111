import { log } from '../../elementary.ts';
import { choleskyInPlace } from '../../linalg/cholesky.ts';
import type { Rng } from '../../rng.ts';
import { scaledInformation } from '../marginal.ts';
import { addWeighed, innerProducts } from './patternSums.ts';
import { type LeadingSums, lowerCount } from './statistics.ts';

/**
 * Takes the leading term out, a class of alike levels at a time. With M = I + L'NL / sigma^2 of a class and
 * H = L M^-1 L' / sigma^2, the sums of what is left are S - sum over classes of sum_j T_j'H T_j.
 */
export interface LeadingTerm {
  /** Subtracts from sums over the rows; returns the sum of log |M_j|, NaN where rounding leaves no Cholesky factor. */
  eliminate(l: Float64Array, precision: number, sums: Float64Array): number;
  /**
   * At what was just eliminated, given E[w w'] on the pattern (off the diagonal doubled): adds d log p / d L to `out`, and
   * returns by how much the expected residual sum of squares / sigma^2 exceeds that of the sums left.
   */
  gradient(moments: Float64Array, out: Float64Array): number;
  /** Draws the z of every level given the border's columns w, at what was just eliminated. */
  draw(rng: Pick<Rng, 'normal'>, w: Float64Array, zOut: Float64Array): void;
}

export function leadingTerm(lead: LeadingSums, k: number): LeadingTerm {
  const { classOf, members, information, products, from, column, zu, zy } = lead;
  const count = members.length;
  const width = lowerCount(k);
  const size = k * k;
  const [weights, expected] = [new Float64Array(count * width), new Float64Array(count * width)];
  const [inverses, halves] = [new Float64Array(count * size), new Float64Array(count * size)];
  const roots = new Float64Array(count * size); // R^-1 of M = R R'
  const [d, t] = [new Float64Array(k), new Float64Array(k)];
  const [r, c, b, dz, zz] = Array.from({ length: 5 }, () => new Float64Array(size));
  const factor = new Float64Array(size);
  let scale = 0;

  const eliminateScalar = (): number => {
    const scaled = factor[0] * factor[0] * scale;
    let logDeterminant = 0;
    for (let g = 0; g < count; g++) {
      const m = 1 + scaled * information[g];
      weights[g] = -scaled / m;
      logDeterminant += members[g] * log(m);
    }
    return logDeterminant;
  };

  /** half = R^-1 L', so that H = half' half / sigma^2 and M^-1 = R'^-1 R^-1. */
  const eliminateClass = (g: number): number => {
    scaledInformation(information, g, factor, k, scale, r);
    if (!choleskyInPlace(r, k)) return Number.NaN;
    const at = g * size;
    let logDeterminant = 0;
    for (let x = 0; x < k; x++) {
      logDeterminant += 2 * log(r[x * (k + 1)]);
      for (let y = 0; y < k; y++) {
        let [toHalf, toInverse] = [x <= y ? factor[y * k + x] : 0, x === y ? 1 : 0];
        for (let d = 0; d < x; d++) {
          toHalf -= r[x * k + d] * halves[at + d * k + y];
          toInverse -= r[x * k + d] * roots[at + d * k + y];
        }
        halves[at + x * k + y] = toHalf / r[x * (k + 1)];
        roots[at + x * k + y] = toInverse / r[x * (k + 1)];
      }
    }
    for (let x = 0, which = 0; x < k; x++)
      for (let y = 0; y < k; y++) {
        let [h, inverse] = [0, 0];
        for (let d = 0; d < k; d++) {
          h += halves[at + d * k + x] * halves[at + d * k + y];
          inverse += roots[at + d * k + x] * roots[at + d * k + y];
        }
        inverses[at + x * k + y] = inverse;
        if (y <= x) weights[g * width + which++] = -h * scale;
      }
    return logDeterminant;
  };

  const scalarGradient = (out: Float64Array): number => {
    const l = factor[0];
    let [slope, excess] = [0, 0];
    for (let g = 0; g < count; g++) {
      const inverse = 1 / (1 + l * l * scale * information[g]);
      const toMean = inverse * l * scale;
      const crossed = toMean * expected[g];
      const nlzz = information[g] * l * (members[g] * inverse + toMean * crossed);
      slope += crossed - nlzz;
      excess += l * (nlzz - 2 * crossed) - weights[g] * expected[g];
    }
    out[0] += slope * scale;
    return excess * scale;
  };

  const classGradient = (g: number, out: Float64Array): number => {
    const at = g * size;
    for (let x = 0, which = g * width; x < k; x++)
      for (let y = 0; y <= x; y++, which++)
        c[x * k + y] = c[y * k + x] = x === y ? expected[which] : expected[which] / 2;
    // B = M^-1 L' / sigma^2, E[d z'] = C B', E[z z'] = M^-1 + B C B'
    for (let x = 0; x < k; x++)
      for (let y = 0; y < k; y++) {
        let sum = 0;
        for (let d = 0; d <= y; d++) sum += inverses[at + x * k + d] * factor[y * k + d];
        b[x * k + y] = sum * scale;
      }
    for (let x = 0; x < k; x++)
      for (let y = 0; y < k; y++) {
        let sum = 0;
        for (let d = 0; d < k; d++) sum += c[x * k + d] * b[y * k + d];
        dz[x * k + y] = sum;
      }
    for (let x = 0; x < k; x++)
      for (let y = 0; y < k; y++) {
        let sum = members[g] * inverses[at + x * k + y];
        for (let d = 0; d < k; d++) sum += b[x * k + d] * dz[d * k + y];
        zz[x * k + y] = sum;
      }
    // r = L E[z z']
    for (let x = 0; x < k; x++)
      for (let y = 0; y < k; y++) {
        let sum = 0;
        for (let d = 0; d <= x; d++) sum += factor[x * k + d] * zz[d * k + y];
        r[x * k + y] = sum;
      }
    let excess = 0;
    for (let x = 0; x < k; x++)
      for (let y = 0; y < k; y++) {
        let nlzz = 0;
        for (let d = 0; d < k; d++) nlzz += information[at + x * k + d] * r[d * k + y];
        out[x * k + y] += (dz[x * k + y] - nlzz) * scale;
        if (y <= x) excess += factor[x * k + y] * (nlzz - 2 * dz[x * k + y]);
      }
    for (let which = g * width; which < (g + 1) * width; which++) excess -= weights[which] * expected[which];
    return excess * scale;
  };

  const drawScalar = (rng: Pick<Rng, 'normal'>, w: Float64Array, zOut: Float64Array): void => {
    const l = factor[0];
    for (let g = 0; g < count; g++) roots[g] = 1 / Math.sqrt(1 + l * l * scale * information[g]);
    for (let j = 0; j < classOf.length; j++) {
      let left = zy[j];
      for (let a = from[j]; a < from[j + 1]; a++) left -= zu[a] * w[column[a]];
      const root = roots[classOf[j]];
      zOut[j] = root * (root * l * scale * left + rng.normal());
    }
  };

  /** z = R'^-1 (R^-1 L'd / sigma^2 + noise): the mean is M^-1 L'd / sigma^2, the covariance M^-1. */
  const drawLevel = (rng: Pick<Rng, 'normal'>, j: number, w: Float64Array, zOut: Float64Array): void => {
    for (let x = 0; x < k; x++) d[x] = zy[j * k + x];
    for (let a = from[j]; a < from[j + 1]; a++) {
      const by = w[column[a]];
      for (let x = 0; x < k; x++) d[x] -= zu[a * k + x] * by;
    }
    const at = classOf[j] * size;
    for (let x = 0; x < k; x++) {
      let sum = 0;
      for (let y = 0; y < k; y++) sum += halves[at + x * k + y] * d[y];
      t[x] = scale * sum + rng.normal();
    }
    for (let x = 0; x < k; x++) {
      let sum = 0;
      for (let y = x; y < k; y++) sum += roots[at + y * k + x] * t[y];
      zOut[j * k + x] = sum;
    }
  };

  return {
    draw(rng, w, zOut) {
      if (k === 1) drawScalar(rng, w, zOut);
      else for (let j = 0; j < classOf.length; j++) drawLevel(rng, j, w, zOut);
    },
    eliminate(l, precision, sums) {
      factor.set(l);
      scale = precision;
      let logDeterminant = 0;
      if (k === 1) logDeterminant = eliminateScalar();
      else for (let g = 0; g < count; g++) logDeterminant += members[g] * eliminateClass(g);
      addWeighed(products, weights, sums);
      return logDeterminant;
    },
    gradient(moments, out) {
      innerProducts(products, moments, expected);
      if (k === 1) return scalarGradient(out);
      let excess = 0;
      for (let g = 0; g < count; g++) excess += classGradient(g, out);
      return excess;
    },
  };
}
