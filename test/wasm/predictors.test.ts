import { describe, expect, it } from 'vitest';
import {
  compile,
  div,
  exp,
  gradient,
  log1pexp,
  mul,
  square,
  sub,
  sum,
  variable,
} from '../../src/engine/autodiff/index.ts';
import { compileRowForce, compileRowKernel } from '../../src/engine/density/rowKernel.ts';
import { etaOf, etasOf, linearCount, type Program, predictorsOf } from '../../src/engine/program/program.ts';
import { stream } from '../../src/engine/rng.ts';
import { distance, type Outcome, runKernel, type Trial, trialOf } from './programs.ts';

/** A location-scale row whose scale and a third number have linear predictors of their own. */
const [y, eta, scale, third, nu] = ['y', 'eta', etaOf('scale'), etaOf('third'), 'nu'].map(variable);
const density = sum([
  mul(-0.5, square(div(sub(y, eta), exp(scale)))),
  mul(-1, scale),
  mul(nu, mul(-1, log1pexp(sub(mul(third, eta), scale)))),
]);

interface Shape {
  readonly width: number;
  readonly sorted: boolean;
  /** The linear predictor of each of the first term's coefficients. */
  readonly predictors: readonly number[];
  readonly weights: boolean;
}

/** The rows of `trialOf`, with two more linear predictors. */
function trial({ width, sorted, predictors, weights }: Shape): Trial {
  const terms = [
    { levels: 7, k: predictors.length, sorted },
    { levels: 4, k: 1, sorted: false },
  ];
  const base = trialOf({
    ...{ family: 'gaussian', rows: 601, width: 2, hasIntercept: true, weights, offset: true },
    ...{ terms, seed: JSON.stringify([width, sorted, predictors]) },
  });
  const { uniform } = stream('predictors', `${width}`);
  const numbers = (length: number): Float64Array => Float64Array.from({ length }, () => uniform() - 0.5);
  const { rows } = base.program;
  const further = [
    { parameter: 'scale', hasIntercept: true, width, x: numbers(width * rows.count), offset: null },
    {
      parameter: 'third',
      hasIntercept: false,
      width: 1,
      x: numbers(rows.count),
      offset: numbers(rows.count),
    },
  ];
  const own = [predictors, [2]];
  const program: Program = {
    ...base.program,
    auxiliary: [{ name: 'nu', expression: variable('nu') }],
    terms: base.program.terms.map((term, t) => ({ ...term, predictors: own[t] })),
    rows: { ...rows, further, density },
  };
  const count = predictorsOf(program.rows).reduce((n, p) => n + linearCount(p), 0);
  return { ...base, program, linear: numbers(count), auxiliary: Float64Array.of(0.7) };
}

/** The same sums, row by row, without a kernel. */
function plainly({ program, linear, auxiliary, effects }: Trial): Outcome {
  const { rows, terms } = program;
  const etas = etasOf(rows);
  const wanted = [density, ...gradient(density, [...etas, 'nu'])];
  const evaluate = compile(wanted, ['y', 'nu', ...etas]);
  const out = new Float64Array(wanted.length);
  const result = {
    linear: new Float64Array(linear.length),
    auxiliary: new Float64Array(1),
    effects: effects.map((b) => new Float64Array(b.length)),
  };
  let value = 0;
  for (let i = 0; i < rows.count; i++) {
    let at = 0;
    const parts = predictorsOf(rows).map(({ hasIntercept, width, x, offset }, p) => {
      const columns = [...(hasIntercept ? [1] : []), ...x.subarray(i * width, (i + 1) * width)];
      const first = at;
      at += columns.length;
      let sumOf = columns.reduce((s, column, j) => s + column * linear[first + j], offset?.[i] ?? 0);
      terms.forEach(({ coefs, index, columns: z, predictors }, t) => {
        coefs.forEach((_, c) => {
          if (predictors[c] === p) sumOf += (z[c]?.[i] ?? 1) * effects[t][index[i] * coefs.length + c];
        });
      });
      return { columns, first, eta: sumOf };
    });
    evaluate([rows.y[i], auxiliary[0], ...parts.map((part) => part.eta)], out);
    const weight = rows.weights?.[i] ?? 1;
    value += weight * out[0];
    parts.forEach(({ columns, first }, p) => {
      columns.forEach((column, j) => {
        result.linear[first + j] += weight * column * out[1 + p];
      });
    });
    terms.forEach(({ coefs, index, columns: z, predictors }, t) => {
      coefs.forEach((_, c) => {
        result.effects[t][index[i] * coefs.length + c] += weight * (z[c]?.[i] ?? 1) * out[1 + predictors[c]];
      });
    });
    result.auxiliary[0] += weight * out[out.length - 1];
  }
  return { value, ...result };
}

describe('rows with several linear predictors', () => {
  it.each<Shape>([
    { width: 0, sorted: true, predictors: [0, 1], weights: false },
    { width: 3, sorted: true, predictors: [1, 0, 1], weights: true },
    { width: 9, sorted: false, predictors: [2, 1, 0], weights: true },
    { width: 40, sorted: false, predictors: [1], weights: false },
  ])('give the sums that a plain loop gives: %j', (shape) => {
    const of = trial(shape);
    const wanted = plainly(of);
    const found = runKernel(compileRowKernel(of.program), of);
    const force = runKernel(compileRowForce(of.program), of);
    expect(Math.abs((found.value as number) / (wanted.value as number) - 1)).toBeLessThan(1e-13);
    for (const [outcome, tolerance] of [
      [found, 1e-13],
      [force, 1e-5], // single precision
    ] as const) {
      expect(distance(outcome.linear, wanted.linear)).toBeLessThan(tolerance);
      expect(distance(outcome.auxiliary, wanted.auxiliary)).toBeLessThan(tolerance);
      outcome.effects.forEach((effects, t) => {
        expect(distance(effects, wanted.effects[t])).toBeLessThan(tolerance);
      });
    }
  });
});
