import { type ArrowMatrix, type ArrowPattern, arrowMatrix } from '../../src/engine/linalg/arrow.ts';

/** Dense matrices as rows: slow, plain, to hold the fast code against. */
export type Dense = number[][];

/** The whole matrix, from its lower triangles. */
export function toDense({ pattern, lead, coupling, border, rest }: ArrowMatrix): Dense {
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
  const inner = rest === null ? null : toDense(rest);
  for (let p = 0; p < pattern.border; p++)
    for (let q = 0; q <= p; q++)
      put(first + p, first + q, inner === null ? border[p * pattern.border + q] : inner[p][q]);
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

/** One level of a random pattern; `parts` are sizes and numbers of blocks, each nested in the next, then the border. */
export interface Shape {
  readonly parts: readonly { readonly blocks: number; readonly size: number }[];
  readonly border: number;
}

/** Blocks touch what the next part's block touches or less, and one block of that part: no fill. */
function randomPattern({ parts, border }: Shape, uniform: () => number): ArrowPattern {
  if (parts.length === 0)
    return { blocks: 0, size: 0, border, start: new Int32Array(1), touched: new Int32Array(0), rest: null };
  const [{ blocks, size }, ...others] = parts;
  const rest = others.length === 0 ? null : randomPattern({ parts: others, border }, uniform);
  const start = new Int32Array(blocks + 1);
  const touched: number[] = [];
  for (let j = 0; j < blocks; j++) {
    if (rest === null) {
      for (let p = 0; p < border; p++) if (uniform() < 0.4) touched.push(p);
    } else {
      const parent = Math.floor(uniform() * rest.blocks);
      for (let c = 0; c < rest.size; c++) touched.push(parent * rest.size + c);
      for (let e = rest.start[parent]; e < rest.start[parent + 1]; e++)
        if (uniform() < 0.7) touched.push(rest.blocks * rest.size + rest.touched[e]);
    }
    start[j + 1] = touched.length;
  }
  const left = rest === null ? border : rest.blocks * rest.size + rest.border;
  return { blocks, size, border: left, start, touched: Int32Array.from(touched), rest };
}

/** A random positive definite matrix on a random pattern: diagonally dominant. */
export function randomArrow(shape: Shape, normal: () => number, uniform: () => number): ArrowMatrix {
  const m = arrowMatrix(randomPattern(shape, uniform));
  fill(m, normal);
  const sums = toDense(m).map((row) => row.reduce((s, x) => s + Math.abs(x), 0.1));
  setDiagonal(m, sums);
  return m;
}

function fill({ lead, coupling, border, rest }: ArrowMatrix, normal: () => number): void {
  for (const part of [lead, coupling, border]) for (let i = 0; i < part.length; i++) part[i] = normal();
  if (rest !== null) fill(rest, normal);
}

function setDiagonal({ pattern, lead, border, rest }: ArrowMatrix, to: readonly number[]): void {
  const { blocks, size } = pattern;
  for (let p = 0; p < blocks * size; p++) lead[p * size + (p % size)] = to[p];
  if (rest !== null) setDiagonal(rest, to.slice(blocks * size));
  else for (let p = 0; p < pattern.border; p++) border[p * (pattern.border + 1)] = to[blocks * size + p];
}
