/** One random-effects term: level of each row, and a column a coefficient. */
export interface DenseTerm {
  readonly levelOf: readonly (number | string)[];
  readonly columns: readonly (readonly number[])[];
}

/** A gaussian mixed model, everything dense and no code of ours: V = I + sum_t Z_t L_t L_t' Z_t', times sigma^2. */
export interface DenseModel {
  readonly y: readonly number[];
  /** Columns of X. */
  readonly x: readonly (readonly number[])[];
  readonly terms: readonly DenseTerm[];
}

/**
 * Log likelihood of theta = the lower triangles of the terms' relative factors, row by row, coefficients and sigma at
 * their best. Signs of theta do not matter and 0 is a point like any other, so that a search can cross it.
 */
function profiled({ y, x, terms }: DenseModel, theta: readonly number[]): number {
  const n = y.length;
  const v = y.map((_, i) => y.map((_, j) => (i === j ? 1 : 0)));
  let at = 0;
  for (const { levelOf, columns } of terms) {
    const k = columns.length;
    const loaded = y.map(() => new Array<number>(k).fill(0));
    for (let r = 0; r < k; r++)
      for (let c = 0; c <= r; c++, at++)
        for (let i = 0; i < n; i++) loaded[i][c] += columns[r][i] * theta[at];
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++)
        if (levelOf[i] === levelOf[j]) for (let c = 0; c < k; c++) v[i][j] += loaded[i][c] * loaded[j][c];
  }
  const whiten = cholesky(v);
  const white = x.map(whiten.solve);
  let rest = whiten.solve(y);
  // Gram-Schmidt leaves the residual
  const basis: number[][] = [];
  for (const column of white) {
    const left = basis.reduce((a, q) => minus(a, q, dot(a, q)), column);
    const size = Math.sqrt(dot(left, left));
    basis.push(left.map((a) => a / size));
  }
  rest = basis.reduce((a, q) => minus(a, q, dot(a, q)), rest);
  return -0.5 * n * (Math.log((2 * Math.PI * dot(rest, rest)) / n) + 1) - whiten.halfLogDeterminant;
}

/** The highest log likelihood by a compass search from several starts. */
export function denseMaximum(model: DenseModel): number {
  const count = model.terms.reduce((m, { columns: { length: k } }) => m + (k * (k + 1)) / 2, 0);
  const starts = [0.02, 0.3, 1].map((size) => new Array<number>(count).fill(size));
  return Math.max(...starts.map((start) => compass((theta) => profiled(model, theta), start)));
}

/** The highest log likelihood with coefficient `at` held at `value`. */
export function denseHeld({ y, x, terms }: DenseModel, at: number, value: number): number {
  return denseMaximum({
    y: y.map((a, i) => a - value * x[at][i]),
    x: x.filter((_, j) => j !== at),
    terms,
  });
}

/** Tries a step both ways in every coordinate, and halves it where none helps. */
export function compass(f: (at: readonly number[]) => number, start: readonly number[]): number {
  let at = [...start];
  let best = f(at);
  for (let step = 0.25; step > 1e-5; step /= 2)
    for (let moved = true; moved; ) {
      moved = false;
      for (let i = 0; i < at.length; i++)
        for (const by of [step, -step]) {
          const next = at.map((a, j) => (j === i ? a + by : a));
          const value = f(next);
          if (value > best + 1e-13) [at, best, moved] = [next, value, true];
        }
    }
  return best;
}

function cholesky(v: readonly number[][]) {
  const n = v.length;
  const l = v.map((row) => row.slice());
  let halfLogDeterminant = 0;
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) for (let i = j; i < n; i++) l[i][j] -= l[i][k] * l[j][k];
    const root = Math.sqrt(l[j][j]);
    halfLogDeterminant += Math.log(root);
    for (let i = j; i < n; i++) l[i][j] /= root;
  }
  const solve = (b: readonly number[]): number[] => {
    const out = [...b];
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < i; k++) out[i] -= l[i][k] * out[k];
      out[i] /= l[i][i];
    }
    return out;
  };
  return { solve, halfLogDeterminant };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((s, x, i) => s + x * b[i], 0);
}

function minus(a: readonly number[], b: readonly number[], by: number): number[] {
  return a.map((x, i) => x - by * b[i]);
}
