import {
  add,
  compile,
  constant,
  div,
  type Expression,
  gradient,
  log,
  mul,
  sqrt,
  sub,
  sum,
  variable,
} from '../autodiff/index.ts';

/** The small part of levels standardised together: what their sums make of it. Owns scratch memory. */
export interface Tie {
  /** What is summed over levels: the lower triangle of Y'Y, Y'x and Y'xi, of a level's Y (k x k), x and xi. */
  sums(
    y: readonly (readonly Expression[])[],
    x: readonly Expression[],
    xi: readonly Expression[],
  ): Expression[];
  /**
   * Writes m with K'^-1 (K^-1 x + xi) = x + xi + Y m; returns log |K^-1|. NaN where the levels share all they know.
   * I - G = C C' with G = sum Y'Y, so K = I - Y (I + C)^-1 Y', |K| = |C|, K^-1 = I + Y P Y' with P = (C (I + C'))^-1, and
   * m = P h + P'(h + G P h + t).
   */
  forward(sums: Float64Array, mOut: Float64Array): number;
  /** Given d lp / d m, writes d / d sums of lp + log |K^-1|. */
  backward(sums: Float64Array, mBar: Float64Array, sumsOut: Float64Array): void;
}

export function createTie(k: number): Tie {
  const indices = Array.from({ length: k }, (_, c) => c);
  const pairs = indices.flatMap((a) => indices.slice(0, a + 1).map((b) => [a, b] as const));
  const sumNames = [
    ...pairs.map(([a, b]) => `g${a}_${b}`),
    ...indices.map((c) => `h${c}`),
    ...indices.map((c) => `t${c}`),
  ];
  const mBars = indices.map((c) => `mBar${c}`);
  const { m, logVolume } = tieExpressions(k);
  const pulled = sum([logVolume, ...m.map((at, c) => mul(variable(mBars[c]), at))]);
  const ahead = compile([logVolume, ...m], sumNames);
  const back = compile(gradient(pulled, sumNames), [...sumNames, ...mBars]);
  const out = new Float64Array(1 + k);
  const given = new Float64Array(sumNames.length + k);
  return {
    sums: (y, x, xi) => [
      ...pairs.map(([a, b]) => sum(y.map((row) => mul(row[a], row[b])))),
      ...indices.map((c) => sum(y.map((row, r) => mul(row[c], x[r])))),
      ...indices.map((c) => sum(y.map((row, r) => mul(row[c], xi[r])))),
    ],
    forward(sums, mOut) {
      ahead(sums, out);
      for (let c = 0; c < k; c++) mOut[c] = out[1 + c];
      return out[0];
    },
    backward(sums, mBar, sumsOut) {
      given.set(sums);
      given.set(mBar, sums.length);
      back(given, sumsOut);
    },
  };
}

function tieExpressions(k: number): { m: Expression[]; logVolume: Expression } {
  const indices = Array.from({ length: k }, (_, c) => c);
  const g = (a: number, b: number): Expression => variable(`g${Math.max(a, b)}_${Math.min(a, b)}`);
  const c = choleskyOf((a, b) => sub(a === b ? 1 : 0, g(a, b)), k);
  const plusOne = c.map((row, a) => row.map((v, b) => (a === b ? add(1, v) : v)));
  const named = (letter: string): Expression[] => indices.map((i) => variable(`${letter}${i}`));
  // P x = (I + C')^-1 C^-1 x and P'x = C'^-1 (I + C)^-1 x
  const ph = solveUpper(plusOne, solveLower(c, named('h')));
  const gph = indices.map((a) => sum(ph.map((v, b) => mul(g(a, b), v))));
  const inner = indices.map((a) => sum([variable(`h${a}`), gph[a], variable(`t${a}`)]));
  const pt = solveUpper(c, solveLower(plusOne, inner));
  return {
    m: ph.map((v, a) => add(v, pt[a])),
    logVolume: sub(0, sum(c.map((row, a) => log(row[a])))),
  };
}

function choleskyOf(a: (row: number, column: number) => Expression, k: number): Expression[][] {
  const lower: Expression[][] = [];
  for (let r = 0; r < k; r++) {
    const row: Expression[] = [];
    for (let c = 0; c < r; c++)
      row.push(
        div(
          row.reduce((left, at, e) => sub(left, mul(at, lower[c][e])), a(r, c)),
          lower[c][c],
        ),
      );
    row.push(sqrt(row.reduce((left, at) => sub(left, mul(at, at)), a(r, r))));
    lower.push(row);
  }
  return lower;
}

function solveLower(lower: readonly (readonly Expression[])[], b: readonly Expression[]): Expression[] {
  const x: Expression[] = [];
  for (let r = 0; r < b.length; r++)
    x.push(
      div(
        x.reduce((left, at, c) => sub(left, mul(lower[r][c], at)), b[r]),
        lower[r][r],
      ),
    );
  return x;
}

/** With the transpose of what is given. */
function solveUpper(lower: readonly (readonly Expression[])[], b: readonly Expression[]): Expression[] {
  const x: Expression[] = b.map(() => constant(0));
  for (let r = b.length - 1; r >= 0; r--) {
    let left = b[r];
    for (let c = r + 1; c < b.length; c++) left = sub(left, mul(lower[c][r], x[c]));
    x[r] = div(left, lower[r][r]);
  }
  return x;
}
