import { type ArrowMatrix, type ArrowPattern, arrowMatrix } from '../../src/linalg/arrow.ts';

/** Dense matrices as rows: slow, plain, to hold the fast code against. */
export type Dense = number[][];

/** The whole matrix, from its lower triangles. */
export function toDense({ pattern, lead, coupling, border }: ArrowMatrix): Dense {
  const { blocks, size, start, touched } = pattern;
  const first = blocks * size;
  const n = first + pattern.border;
  const m = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const put = (i: number, j: number, value: number): void => {
    m[i][j] = value;
    m[j][i] = value;
  };
  for (let j = 0; j < blocks; j++) {
    for (let a = 0; a < size; a++)
      for (let b = 0; b <= a; b++) put(j * size + a, j * size + b, lead[j * size * size + a * size + b]);
    for (let e = start[j]; e < start[j + 1]; e++)
      for (let a = 0; a < size; a++) put(first + touched[e], j * size + a, coupling[e * size + a]);
  }
  for (let p = 0; p < pattern.border; p++)
    for (let q = 0; q <= p; q++) put(first + p, first + q, border[p * pattern.border + q]);
  return m;
}

/** Inverse and log |determinant| by Gauss-Jordan with partial pivoting. */
export function invert(matrix: Dense): { inverse: Dense; logDeterminant: number } {
  const n = matrix.length;
  const a = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  let logDeterminant = 0;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k; i < n; i++) if (Math.abs(a[i][k]) > Math.abs(a[best][k])) best = i;
    [a[k], a[best]] = [a[best], a[k]];
    const pivot = a[k][k];
    logDeterminant += Math.log(Math.abs(pivot));
    a[k] = a[k].map((x) => x / pivot);
    for (let i = 0; i < n; i++)
      if (i !== k && a[i][k] !== 0) {
        const by = a[i][k];
        a[i] = a[i].map((x, j) => x - by * a[k][j]);
      }
  }
  return { inverse: a.map((row) => row.slice(n)), logDeterminant };
}

/** A random positive definite matrix on a random pattern: diagonally dominant. */
export function randomArrow(
  normal: () => number,
  uniform: () => number,
  blocks: number,
  size: number,
  border: number,
): ArrowMatrix {
  const start = new Int32Array(blocks + 1);
  const touched: number[] = [];
  for (let j = 0; j < blocks; j++) {
    for (let p = 0; p < border; p++) if (uniform() < 0.4) touched.push(p);
    start[j + 1] = touched.length;
  }
  const pattern: ArrowPattern = { blocks, size, border, start, touched: Int32Array.from(touched) };
  const m = arrowMatrix(pattern);
  for (const part of [m.lead, m.coupling, m.border]) for (let i = 0; i < part.length; i++) part[i] = normal();
  const dense = toDense(m);
  const weight = (i: number): number => 0.1 + dense[i].reduce((s, x) => s + Math.abs(x), 0);
  for (let j = 0; j < blocks; j++)
    for (let a = 0; a < size; a++) m.lead[j * size * size + a * (size + 1)] = weight(j * size + a);
  for (let p = 0; p < border; p++) m.border[p * (border + 1)] = weight(blocks * size + p);
  return m;
}
