import {
  add,
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
import { openArrayLoop } from '../density/rowLoop.ts';
import { splitCoupling } from './coupling.ts';
import { rotateLevels } from './rotation.ts';
import type { Stage } from './stage.ts';
import { createTie } from './tie.ts';

/** One term's part of a transport: xi_j <-> z_j for every level, and the reverse sweep. Owns scratch memory. */
export interface LevelTransport {
  /**
   * Writes z (k a level) for the coefficients w (every term's effects b, then linear coefficients) and L;
   * returns log |dz / dxi| = -sum_j log |R_j|, NaN if rounding spoils a factor.
   */
  forward(l: Float64Array, w: Float64Array, xi: Float64Array, zOut: Float64Array): number;
  /**
   * After `forward` at the same point: given zBar = d lp / d z, writes d / d xi, and ADDS d / d w and d / d L of
   * lp + log |dz / dxi| to the others.
   */
  backward(zBar: Float64Array, xiOut: Float64Array, wOut: Float64Array, lOut: Float64Array): void;
}

export function createLevelTransport(stage: Stage): LevelTransport {
  const { k, levels, rotation } = stage;
  const plain = stage.common === null ? plainTransport(stage) : tiedTransport(stage, stage.common);
  return rotation === null ? plain : rotatedTransport(plain, rotation, k, levels * k);
}

/** A transport of rotated levels, as one of the levels themselves. Owns scratch memory. */
function rotatedTransport(inside: LevelTransport, q: Float64Array, k: number, size: number): LevelTransport {
  const rotated = new Float64Array(size);
  return {
    forward(l, w, xi, zOut) {
      const logJacobian = inside.forward(l, w, xi, rotated);
      rotateLevels(q, k, rotated, false, zOut);
      return logJacobian;
    },
    backward(zBar, xiOut, wOut, lOut) {
      rotateLevels(q, k, zBar, true, rotated);
      inside.backward(rotated, xiOut, wOut, lOut);
    },
  };
}

/**
 * Levels that share something. Over the levels G = sum Y'Y, h = sum Y'x, t = sum Y'xi (x = R^-1 L'g), of which `tie` makes m,
 * so that z_j = R_j'^-1 (x_j + xi_j + Y_j m). Backwards: d / d m over the levels, through `tie`, and over the levels again.
 */
function tiedTransport(stage: Stage, common: Float64Array): LevelTransport {
  const { k, levels } = stage;
  const { shared, dense, sparse } = splitCoupling(stage);
  const level = levelExpressions(k, shared.length);
  const tie = createTie(k);
  const { g, xi, constants, parameters } = level;
  const us = g.flatMap((_, c) => g.map((__, d) => `t${c}_${d}`));
  const y = tiedColumns(level);
  const ms = g.map((_, c) => `m${c}`);
  const z = backSolve(
    level,
    level.x.map((at, c) => sum([at, variable(xi[c]), ...y[c].map((by, d) => mul(by, variable(ms[d])))])),
  );
  const sums = tie.sums(y, level.x, xi.map(variable));
  const logVolume = mul(-0.5, log(level.determinant));
  const inputs = [...g, ...xi, ...us, ...constants];
  const zBars = g.map((_, c) => `zBar${c}`);
  const pulledZ = sum(z.map((at, c) => mul(variable(zBars[c]), at)));
  const sumBars = sums.map((_, s) => `sumBar${s}`);
  const pulled = sum([pulledZ, logVolume, ...sums.map((s, i) => mul(variable(sumBars[i]), s))]);
  const stores = gradient(pulled, sparse === null ? xi : [...xi, ...g]);
  const ahead = [
    openArrayLoop(levels, parameters, inputs, [], [logVolume, ...sums]),
    openArrayLoop(levels, [...parameters, ...ms], inputs, z, []),
  ] as const;
  const back = [
    openArrayLoop(levels, [...parameters, ...ms], [...inputs, ...zBars], [], gradient(pulledZ, ms)),
    openArrayLoop(
      levels,
      [...parameters, ...ms, ...sumBars],
      [...inputs, ...zBars],
      stores,
      gradient(pulled, parameters),
    ),
  ] as const;
  const numbers = [
    ...us.map((_, e) => entry(common, e, k * k)),
    ...level.pairs.map(([a, b]) => entry(stage.zz, a * k + b, k * k)),
    ...dense,
  ];
  for (const loop of [...ahead, ...back])
    numbers.forEach((values, i) => void loop.inputs[2 * k + i].set(values));
  const scores = g.map((_, c) => entry(stage.zy, c, k));
  const zBarAt = inputs.length;
  const values = new Float64Array(parameters.length + k + sums.length);
  const [found, m, mBar] = [new Float64Array(sums.length), new Float64Array(k), new Float64Array(k)];
  const sumBar = new Float64Array(sums.length);
  return {
    forward(l, w, xiAt, zOut) {
      readParameters(level, shared, l, w, values);
      for (let c = 0; c < k; c++) {
        ahead[0].inputs[c].set(scores[c]);
        sparse?.subtract(c, w, ahead[0].inputs[c]);
      }
      spread(xiAt, ahead[0].inputs, k, k);
      for (let i = 0; i < 2 * k; i++) ahead[1].inputs[i].set(ahead[0].inputs[i]);
      ahead[0].run(values);
      for (let s = 0; s < found.length; s++) found[s] = ahead[0].sums[1 + s];
      const logTied = tie.forward(found, m);
      values.set(m, parameters.length);
      ahead[1].run(values);
      gather(ahead[1].outputs, k, zOut);
      return ahead[0].sums[0] + logTied;
    },
    backward(zBar, xiOut, wOut, lOut) {
      for (const { inputs: to } of back) {
        for (let i = 0; i < 2 * k; i++) to[i].set(ahead[0].inputs[i]);
        spread(zBar, to, zBarAt, k);
      }
      back[0].run(values);
      for (let c = 0; c < k; c++) mBar[c] = back[0].sums[c];
      tie.backward(found, mBar, sumBar);
      values.set(sumBar, parameters.length + k);
      back[1].run(values);
      gather(back[1].outputs, k, xiOut);
      if (sparse !== null) for (let c = 0; c < k; c++) sparse.pullBack(c, back[1].outputs[k + c], wOut);
      addParameters(level, shared, back[1].sums, lOut, wOut);
    },
  };
}

/** Both sweeps are kernels over the levels, made from the expressions of one level and their derivatives. */
function plainTransport(stage: Stage): LevelTransport {
  const { k, levels } = stage;
  const { shared, dense, sparse } = splitCoupling(stage);
  const level = levelExpressions(k, shared.length);
  const { g, xi, constants, parameters } = level;
  const logVolume = mul(-0.5, log(level.determinant));
  const ahead = openArrayLoop(levels, parameters, [...g, ...xi, ...constants], level.z, [logVolume]);
  const zBars = g.map((_, c) => `zBar${c}`);
  const pulled = sum([...level.z.map((z, c) => mul(variable(zBars[c]), z)), logVolume]);
  const stores = gradient(pulled, sparse === null ? xi : [...xi, ...g]);
  const inputs = [...g, ...xi, ...zBars, ...constants];
  const back = openArrayLoop(levels, parameters, inputs, stores, gradient(pulled, parameters));
  const numbers = [...level.pairs.map(([a, b]) => entry(stage.zz, a * k + b, k * k)), ...dense];
  numbers.forEach((values, i) => {
    ahead.inputs[2 * k + i].set(values);
    back.inputs[3 * k + i].set(values);
  });
  const scores = g.map((_, c) => entry(stage.zy, c, k));
  const values = new Float64Array(parameters.length);
  return {
    forward(l, w, xiAt, zOut) {
      readParameters(level, shared, l, w, values);
      for (let c = 0; c < k; c++) {
        ahead.inputs[c].set(scores[c]);
        sparse?.subtract(c, w, ahead.inputs[c]);
      }
      spread(xiAt, ahead.inputs, k, k);
      ahead.run(values);
      gather(ahead.outputs, k, zOut);
      return ahead.sums[0];
    },
    backward(zBar, xiOut, wOut, lOut) {
      for (let i = 0; i < 2 * k; i++) back.inputs[i].set(ahead.inputs[i]);
      spread(zBar, back.inputs, 2 * k, k);
      back.run(values);
      gather(back.outputs, k, xiOut);
      if (sparse !== null) for (let c = 0; c < k; c++) sparse.pullBack(c, back.outputs[k + c], wOut);
      addParameters(level, shared, back.sums, lOut, wOut);
    },
  };
}

/** Writes a level's parameters: L's lower triangle, then w at the shared columns. */
function readParameters(
  { pairs, k }: LevelExpressions,
  shared: readonly number[],
  l: Float64Array,
  w: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0; i < pairs.length; i++) out[i] = l[pairs[i][0] * k + pairs[i][1]];
  for (let s = 0; s < shared.length; s++) out[pairs.length + s] = w[shared[s]];
}

/** Adds derivatives by those. */
function addParameters(
  { pairs, k }: LevelExpressions,
  shared: readonly number[],
  sums: Float64Array,
  lOut: Float64Array,
  wOut: Float64Array,
): void {
  for (let i = 0; i < pairs.length; i++) lOut[pairs[i][0] * k + pairs[i][1]] += sums[i];
  for (let s = 0; s < shared.length; s++) wOut[shared[s]] += sums[pairs.length + s];
}

/** One level's z = R'^-1 (R^-1 L'(g - u w) + xi) with R R' = M = I + L'I L, and |M|; u w over the shared columns. */
interface LevelExpressions {
  readonly g: readonly string[];
  readonly xi: readonly string[];
  /** Row and column of the lower triangle's entries, in the order of I's and L's. */
  readonly pairs: readonly (readonly [number, number])[];
  /** A level's numbers: I, then u column by column. */
  readonly constants: readonly string[];
  /** L, then w. */
  readonly parameters: readonly string[];
  readonly z: readonly Expression[];
  readonly determinant: Expression;
  readonly k: number;
  /** R^-1 L'(g - u w). */
  readonly x: readonly Expression[];
  /** R below the diagonal, and the reciprocals on it. */
  readonly lower: readonly (readonly Expression[])[];
  readonly perPivot: readonly Expression[];
}

function levelExpressions(k: number, shared: number): LevelExpressions {
  const columns = Array.from({ length: shared }, (_, s) => s);
  const indices = Array.from({ length: k }, (_, c) => c);
  const pairs = indices.flatMap((a) => indices.slice(0, a + 1).map((b) => [a, b] as const));
  const l = (a: number, b: number): Expression => variable(`l${a}_${b}`);
  const information = (a: number, b: number): Expression => variable(`i${Math.max(a, b)}_${Math.min(a, b)}`);
  const below = (c: number): number[] => indices.slice(c);
  const il = indices.map((a) =>
    indices.map((c) => sum(below(c).map((b) => mul(information(a, b), l(b, c))))),
  );
  const m = (c: number, d: number): Expression =>
    add(c === d ? 1 : 0, sum(below(c).map((a) => mul(l(a, c), il[a][d]))));
  const { lower, perPivot, determinant } = choleskyExpressions(m, k);
  const score = (c: number): Expression =>
    columns.reduce<Expression>(
      (left, s) => sub(left, mul(variable(`u${s}_${c}`), variable(`w${s}`))),
      variable(`g${c}`),
    );
  const scores = indices.map(score);
  const x: Expression[] = [];
  for (const c of indices) {
    const start = sum(below(c).map((a) => mul(l(a, c), scores[a])));
    const rest = x.reduce((left, at, d) => sub(left, mul(lower[c][d], at)), start);
    x.push(mul(rest, perPivot[c]));
  }
  const z = backSolve(
    { lower, perPivot },
    x.map((at, c) => add(at, variable(`xi${c}`))),
  );
  return {
    ...{ k, x, lower, perPivot },
    g: indices.map((c) => `g${c}`),
    xi: indices.map((c) => `xi${c}`),
    pairs,
    constants: [
      ...pairs.map(([a, b]) => `i${a}_${b}`),
      ...columns.flatMap((s) => indices.map((c) => `u${s}_${c}`)),
    ],
    parameters: [...pairs.map(([a, b]) => `l${a}_${b}`), ...columns.map((s) => `w${s}`)],
    z,
    determinant,
  };
}

/** R'^-1 of numbers. */
function backSolve(
  { lower, perPivot }: Pick<LevelExpressions, 'lower' | 'perPivot'>,
  of: readonly Expression[],
): Expression[] {
  const z = [...of];
  for (let c = z.length - 1; c >= 0; c--) {
    for (let d = c + 1; d < z.length; d++) z[c] = sub(z[c], mul(lower[d][c], z[d]));
    z[c] = mul(z[c], perPivot[c]);
  }
  return z;
}

/** Y = R^-1 L'U, row by row. */
function tiedColumns({ k, lower, perPivot }: LevelExpressions): Expression[][] {
  const indices = Array.from({ length: k }, (_, c) => c);
  const y: Expression[][] = [];
  for (let c = 0; c < k; c++)
    y.push(
      indices.map((d) => {
        const start = sum(indices.slice(c).map((a) => mul(variable(`l${a}_${c}`), variable(`t${a}_${d}`))));
        const rest = y.reduce((left, row, b) => sub(left, mul(lower[c][b], row[d])), start);
        return mul(rest, perPivot[c]);
      }),
    );
  return y;
}

/** R below the diagonal, the reciprocals on it, and |M|, for M = R R'. */
function choleskyExpressions(
  m: (row: number, column: number) => Expression,
  k: number,
): { lower: Expression[][]; perPivot: Expression[]; determinant: Expression } {
  const lower: Expression[][] = [];
  const perPivot: Expression[] = [];
  let determinant: Expression = constant(1);
  for (let c = 0; c < k; c++) {
    const row: Expression[] = [];
    for (let d = 0; d < c; d++) {
      const rest = row.reduce((left, at, e) => sub(left, mul(at, lower[d][e])), m(c, d));
      row.push(mul(rest, perPivot[d]));
    }
    const pivot = row.reduce((left, at) => sub(left, mul(at, at)), m(c, c));
    lower.push(row);
    perPivot.push(div(1, sqrt(pivot)));
    determinant = mul(determinant, pivot);
  }
  return { lower, perPivot, determinant };
}

/** Takes k numbers a level apart, into arrays `first`, `first + 1`, ... */
function spread(from: Float64Array, to: readonly Float64Array[], first: number, k: number): void {
  if (k === 1) to[first].set(from);
  else
    for (let c = 0; c < k; c++) {
      const out = to[first + c];
      for (let j = 0, at = c; j < out.length; j++, at += k) out[j] = from[at];
    }
}

/** The reverse of `spread`, from the first k arrays. */
function gather(from: readonly Float64Array[], k: number, to: Float64Array): void {
  if (k === 1) to.set(from[0]);
  else
    for (let c = 0; c < k; c++) {
      const source = from[c];
      for (let j = 0, at = c; j < source.length; j++, at += k) to[at] = source[j];
    }
}

/** Number `at` of every level's `stride` numbers. */
function entry(values: Float64Array, at: number, stride: number): Float64Array {
  return Float64Array.from({ length: values.length / stride }, (_, j) => values[j * stride + at]);
}
