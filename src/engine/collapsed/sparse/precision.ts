import type { BlockPattern } from '../../linalg/sparseCholesky/pattern.ts';
import type { StatisticsShape } from '../statistics.ts';
import { borderNodes } from './nodes.ts';

/** What the border's nodes are made of at one point: row-major factors of their terms, and 1 / sigma^2. */
export interface NodeFactors {
  /** The term of every node among `borderTerms`; the last node has none. */
  readonly termOf: Int32Array;
  /** First column of every node. */
  readonly first: Int32Array;
  readonly factors: readonly Float64Array[];
  /** Of every node, the factor where it has one coefficient. */
  readonly scalar: Float64Array;
  /** Room for a block, twice. */
  readonly half: Float64Array;
}

export function nodeFactors(shape: StatisticsShape): NodeFactors {
  const { borderTerms, linearStart, border } = shape;
  const widest = borderTerms.reduce((most, { k }) => Math.max(most, k), border + 1 - linearStart);
  return {
    termOf: Int32Array.from(borderTerms.flatMap(({ levels }, t) => new Array<number>(levels).fill(t))),
    first: borderNodes(shape).first,
    factors: borderTerms.map(({ k }) => new Float64Array(k * k)),
    scalar: new Float64Array(borderTerms.reduce((n, { levels }) => n + levels, 0)),
    half: new Float64Array(widest * widest),
  };
}

/** Takes over the factors of all terms of the model. */
export function setFactors(
  { termOf, factors, scalar }: NodeFactors,
  { borderTerms }: StatisticsShape,
  all: readonly Float64Array[],
): void {
  borderTerms.forEach(({ term }, t) => {
    factors[t].set(all[term]);
  });
  for (let i = 0; i < scalar.length; i++) scalar[i] = factors[termOf[i]][0];
}

/**
 * The precision of the border's unknowns but for what their priors add, L_i' S_ij L_j / sigma^2 block by block; of the last
 * node's rows those of the columns `free`. Blocks before the last node's stand at the same places in both patterns.
 */
export function fillPrecision(
  pattern: BlockPattern,
  own: BlockPattern,
  nodes: NodeFactors,
  free: Int32Array,
  precision: number,
  sums: Float64Array,
  out: Float64Array,
): void {
  const { sizes, start, column, offset } = pattern;
  const { termOf, factors, scalar, half } = nodes;
  const last = sizes.length - 1;
  for (let i = 0; i < last; i++) {
    const [k, end] = [sizes[i], start[i + 1]];
    const scale = precision * scalar[i];
    for (let e = start[i]; e < end; e++) {
      const [j, at] = [column[e], offset[e]];
      if (k === 1 && sizes[j] === 1) out[at] = scale * scalar[j] * sums[at];
      else {
        timesFactor(sums, at, k, sizes[j], i === j, factors[termOf[j]], precision, half);
        factorTimes(factors[termOf[i]], half, k, sizes[j], out, at);
      }
    }
  }
  const q = sizes[last];
  for (let j = 0, e = start[last]; j < last; j++, e++) {
    const [k, at] = [sizes[j], offset[e]];
    const to = own.offset[e];
    const l = factors[termOf[j]];
    for (let f = 0; f < free.length; f++) {
      const row = at + free[f] * k;
      if (k === 1) out[to + f] = precision * scalar[j] * sums[row];
      else
        for (let b = 0; b < k; b++) {
          let sum = 0;
          for (let d = b; d < k; d++) sum += sums[row + d] * l[d * k + b];
          out[to + f * k + b] = precision * sum;
        }
    }
  }
  if (free.length === 0) return;
  const [at, to] = [offset[start[last] + last], own.offset[start[last] + last]];
  for (let f = 0; f < free.length; f++)
    for (let g = 0; g <= f; g++) out[to + f * free.length + g] = precision * sums[at + free[f] * q + free[g]];
}

/**
 * On the pattern of sums, E[w w'] of the border's columns, y standing for -1, from the covariance of the unknowns and the
 * means w: L_i Sigma_ij L_j' + w_i w_j', numbers off the diagonal doubled, so that a sum over the lower triangle is one over all.
 */
export function fillMoments(
  pattern: BlockPattern,
  own: BlockPattern,
  nodes: NodeFactors,
  free: Int32Array,
  w: Float64Array,
  covariance: Float64Array,
  out: Float64Array,
): void {
  const { sizes, start, column, offset } = pattern;
  const { termOf, first, factors, scalar, half } = nodes;
  const last = sizes.length - 1;
  for (let i = 0; i < last; i++) {
    const [k, a, end] = [sizes[i], first[i], start[i + 1]];
    for (let e = start[i]; e < end; e++) {
      const [j, at] = [column[e], offset[e]];
      const m = sizes[j];
      const b = first[j];
      if (k === 1 && m === 1) out[at] = 2 * (scalar[i] * scalar[j] * covariance[at] + w[a] * w[b]);
      else {
        timesTransposed(covariance, at, k, m, factors[termOf[j]], half);
        factorOf(factors[termOf[i]], half, k, m, out, at);
        for (let x = 0; x < k; x++)
          for (let y = 0; y < m; y++) out[at + x * m + y] = 2 * (out[at + x * m + y] + w[a + x] * w[b + y]);
      }
      if (i === j) for (let x = 0; x < k; x++) out[at + x * (k + 1)] /= 2;
    }
  }
  const [q, a] = [sizes[last], first[last]];
  for (let j = 0, e = start[last]; j < last; j++, e++) {
    const [k, b, at, from] = [sizes[j], first[j], offset[e], own.offset[e]];
    const l = factors[termOf[j]];
    for (let x = 0; x < q; x++) for (let y = 0; y < k; y++) out[at + x * k + y] = 2 * w[a + x] * w[b + y];
    for (let f = 0; f < free.length; f++)
      for (let y = 0; y < k; y++) {
        let sum = 0;
        for (let d = 0; d <= y; d++) sum += covariance[from + f * k + d] * l[y * k + d];
        out[at + free[f] * k + y] += 2 * sum;
      }
  }
  const at = offset[start[last] + last];
  for (let x = 0; x < q; x++)
    for (let y = 0; y <= x; y++) out[at + x * q + y] = (x === y ? 1 : 2) * w[a + x] * w[a + y];
  if (free.length === 0) return;
  const from = own.offset[start[last] + last];
  for (let f = 0; f < free.length; f++)
    for (let g = 0; g <= f; g++)
      out[at + free[f] * q + free[g]] += (f === g ? 1 : 2) * covariance[from + f * free.length + g];
}

/** half = scale S L (k x m), S a block of which only the lower triangle is read where it is on the diagonal. */
function timesFactor(
  sums: Float64Array,
  at: number,
  k: number,
  m: number,
  isDiagonal: boolean,
  l: Float64Array,
  scale: number,
  half: Float64Array,
): void {
  for (let x = 0; x < k; x++)
    for (let y = 0; y < m; y++) {
      let sum = 0;
      for (let d = y; d < m; d++)
        sum += sums[at + (isDiagonal && d > x ? d * m + x : x * m + d)] * l[d * m + y];
      half[x * m + y] = scale * sum;
    }
}

/** out = L' half. */
function factorTimes(
  l: Float64Array,
  half: Float64Array,
  k: number,
  m: number,
  out: Float64Array,
  at: number,
): void {
  for (let x = 0; x < k; x++)
    for (let y = 0; y < m; y++) {
      let sum = 0;
      for (let d = x; d < k; d++) sum += l[d * k + x] * half[d * m + y];
      out[at + x * m + y] = sum;
    }
}

/** half = C L' (k x m). */
function timesTransposed(
  c: Float64Array,
  at: number,
  k: number,
  m: number,
  l: Float64Array,
  half: Float64Array,
): void {
  for (let x = 0; x < k; x++)
    for (let y = 0; y < m; y++) {
      let sum = 0;
      for (let d = 0; d <= y; d++) sum += c[at + x * m + d] * l[y * m + d];
      half[x * m + y] = sum;
    }
}

/** out = L half. */
function factorOf(
  l: Float64Array,
  half: Float64Array,
  k: number,
  m: number,
  out: Float64Array,
  at: number,
): void {
  for (let x = 0; x < k; x++)
    for (let y = 0; y < m; y++) {
      let sum = 0;
      for (let d = 0; d <= x; d++) sum += l[x * k + d] * half[d * m + y];
      out[at + x * m + y] = sum;
    }
}
