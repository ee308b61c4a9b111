import { describe, expect, test } from 'vitest';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { standardised } from '../../src/engine/gibbs/heldEffects.ts';
import { jointDraw } from '../../src/engine/gibbs/jointDraw.ts';
import { parametersOf } from '../../src/engine/gibbs/parameters.ts';
import { gibbsSums } from '../../src/engine/gibbs/sums.ts';
import { createGibbs } from '../../src/engine/gibbs/transition.ts';
import { checkGradient } from '../../src/engine/logDensity.ts';
import { dimensionOf, type Program } from '../../src/engine/program/program.ts';
import { type Rng, stream } from '../../src/engine/rng.ts';
import { studentT } from '../../src/index.ts';
import { smallModel } from '../laplace/models.ts';
import { invert } from '../linalg/dense.ts';

const formulas = {
  crossed: 'real ~ x + (1 | class) + (1 | rater)',
  slopes: 'real ~ x + offset(o) + (1 + x | class) + (1 + x2 | rater) + (1 | school)',
  nested: 'real ~ 0 + x + (1 | school) + (1 + x || class)',
  one: 'real ~ x + (1 | rater)',
};
/** The coefficient of x is then held: its prior is not normal. */
const priors = { b_x: studentT(3, 0, 2) };
const programs = [
  ...Object.entries(formulas).map(
    ([name, formula]) =>
      [name, smallModel(formula, name === 'slopes' ? { weights: 'w' } : {}).program] as const,
  ),
  ['a held coefficient', smallModel(formulas.slopes, { priors, weights: 'w' }).program] as const,
];
/** Columns of small terms: all others' by the direct solve, some, or none, so that conjugate gradients have them. */
const shapes: Readonly<Record<string, readonly number[]>> = {
  crossed: [0],
  slopes: [150, 6],
  'a held coefficient': [0],
};
const cases = programs.flatMap(([name, program]) =>
  (shapes[name] ?? [150]).map((most) => ({ name, program, most })),
);

/** Parameters off the mode, all others NaN. */
function pointOf(program: Program) {
  const parameters = parametersOf(program, gibbsSums(program).origin);
  const gamma = Float64Array.from(parameters.kept, (_, i) => 0.3 * ((i % 4) - 1.3));
  const values = new Float64Array(parameters.kernel.count);
  parameters.kernel.forward(gamma, values);
  return { ...parameters, gamma, given: parameters.places.read(values) };
}

/** What a draw says of theta, by what it is handed for normal numbers. */
function drawer(program: Program, most: number): (normal: () => number) => Float64Array {
  const { kept, gamma, given } = pointOf(program);
  const { draw } = jointDraw(program, gibbsSums(program, most));
  const b = program.terms.map(({ levels, coefs }) => new Float64Array(levels.length * coefs.length));
  const coefficients = new Float64Array(program.linear.length);
  return (normal) => {
    expect(draw({ normal }, given, { b, coefficients })).not.toBeNull();
    return thetaOf(program, kept, gamma, given.factors, b, coefficients);
  };
}

function thetaOf(
  program: Program,
  kept: readonly number[],
  gamma: Float64Array,
  factors: readonly Float64Array[],
  b: readonly Float64Array[],
  coefficients: Float64Array,
): Float64Array {
  const theta = new Float64Array(dimensionOf(program));
  kept.forEach((i, g) => {
    theta[i] = gamma[g];
  });
  program.linearPriors.forEach((prior, j) => {
    if (prior !== null) theta[prior.at] = coefficients[j] / prior.slope;
  });
  let at = program.alpha.length;
  program.terms.forEach(({ coefs }, t) => {
    standardised(factors[t], coefs.length, b[t], theta.subarray(at, at + b[t].length));
    at += b[t].length;
  });
  return theta;
}

/** Precision of the given coordinates: differences of the joint gradient, which is linear in them. */
function precisionOf(program: Program, theta: Float64Array, coordinates: readonly number[]): number[][] {
  const joint = compileLogDensity(program);
  const [up, down] = [new Float64Array(theta.length), new Float64Array(theta.length)];
  return coordinates.map((at) => {
    const moved = theta.slice();
    moved[at] += 0.5;
    joint.logDensityAndGradient(moved, up);
    moved[at] -= 1;
    joint.logDensityAndGradient(moved, down);
    return coordinates.map((other) => down[other] - up[other]);
  });
}

const drawnCoordinates = ({ program }: { program: Program }): number[] => {
  const kept = new Set(parametersOf(program, gibbsSums(program).origin).kept);
  return Array.from({ length: dimensionOf(program) }, (_, i) => i).filter((i) => !kept.has(i));
};

describe.each(cases)('the joint draw of $name, $most columns small', ({ program, most }) => {
  const coordinates = drawnCoordinates({ program });
  const drawn = drawer(program, most);
  const mean = drawn(() => 0);

  test('has its mean where the gradient of the joint log density is zero', () => {
    const gradient = new Float64Array(mean.length);
    compileLogDensity(program).logDensityAndGradient(mean, gradient);
    // terms of the gradient are up to 100
    for (const at of coordinates) expect(Math.abs(gradient[at])).toBeLessThan(1e-9);
  });

  test('has the inverse of the joint precision as its covariance', () => {
    const { inverse } = invert(precisionOf(program, mean, coordinates));
    let numbers = 0;
    drawn(() => {
      numbers++;
      return 0;
    });
    const covariance = coordinates.map(() => new Float64Array(coordinates.length));
    for (let n = 0; n < numbers; n++) {
      let at = 0;
      const theta = drawn(() => (at++ === n ? 1 : 0));
      const by = coordinates.map((i) => theta[i] - mean[i]);
      by.forEach((x, i) => {
        by.forEach((y, j) => {
          covariance[i][j] += x * y;
        });
      });
    }
    const furthest = Math.max(
      ...inverse.flatMap((row, i) => row.map((value, j) => Math.abs(value - covariance[i][j]))),
    );
    // variances are up to 1
    expect(furthest).toBeLessThan(1e-8);
  });
});

/** A chain at a point of its own, and the point. */
function startedGibbs(program: Program, most: number) {
  const { gamma } = pointOf(program);
  const gibbs = createGibbs(program, gibbsSums(program, most));
  const rng: Rng = stream('conditionals');
  expect(gibbs.start(rng, gamma)).not.toBeNull();
  return { gibbs, gamma, theta: gibbs.theta() };
}

describe.each(programs)('the moves of %s', (_, program) => {
  const { gibbs, gamma, theta } = startedGibbs(program, 150);
  const { kept, places, kernel, moved } = pointOf(program);
  const movedOf = (at: Float64Array, move: number): Float64Array =>
    Float64Array.from(moved[move], (g) => at[g]);

  test.each(program.terms.map((_, t) => t))('move %i has the gradient of its density', (move) => {
    const { density } = gibbs.target(move);
    expect(checkGradient(density, movedOf(gamma, move)).worst).toBeLessThan(1e-6);
  });

  /** The same density from the joint one: effects b of the other terms held, the rest integrated by its determinant. */
  const marginalAt = (at: Float64Array, move: number): number => {
    const values = new Float64Array(kernel.count);
    const factorsAt = (point: Float64Array): readonly Float64Array[] => {
      kernel.forward(point, values);
      return places.read(values.slice()).factors;
    };
    const [before, now] = [factorsAt(gamma), factorsAt(at)];
    const point = theta.slice();
    kept.forEach((i, g) => {
      point[i] = at[g];
    });
    let start = program.alpha.length;
    let logJacobian = 0;
    const integrated = program.linearPriors.flatMap((prior) => (prior === null ? [] : [prior.at]));
    program.terms.forEach(({ levels, coefs }, t) => {
      const k = coefs.length;
      for (let from = start; from < start + levels.length * k; from += k)
        if (t === move) for (let c = 0; c < k; c++) integrated.push(from + c);
        else {
          const b = Array.from({ length: k }, (_, r) =>
            Array.from({ length: k }, (_, c) => before[t][r * k + c] * theta[from + c]).reduce(
              (x, y) => x + y,
            ),
          );
          standardised(now[t], k, Float64Array.from(b), point.subarray(from, from + k));
          for (let c = 0; c < k; c++) logJacobian -= Math.log(now[t][c * k + c]);
        }
      start += levels.length * k;
    });
    const gradient = new Float64Array(point.length);
    const joint = compileLogDensity(program);
    const { inverse, logDeterminant } = invert(precisionOf(program, point, integrated));
    joint.logDensityAndGradient(point, gradient);
    const step = inverse.map((row) =>
      row.reduce((sum, value, j) => sum + value * gradient[integrated[j]], 0),
    );
    integrated.forEach((i, j) => {
      point[i] += step[j];
    });
    return joint.logDensityAndGradient(point, gradient) + logJacobian - logDeterminant / 2;
  };

  test.each(program.terms.map((_, t) => t))('move %i walks on the joint density, integrated', (move) => {
    const { density } = gibbs.target(move);
    const gradient = new Float64Array(density.dimension);
    const there = gamma.map((x, i) => (moved[move].includes(i) ? x + 0.4 * (i % 3) - 0.3 : x));
    const found =
      density.logDensityAndGradient(movedOf(there, move), gradient) -
      density.logDensityAndGradient(movedOf(gamma, move), gradient);
    expect(Math.abs(found - (marginalAt(there, move) - marginalAt(gamma, move)))).toBeLessThan(1e-7);
  });

  test('the log density that is reported is the joint one, up to a constant', () => {
    const joint = compileLogDensity(program);
    const gradient = new Float64Array(theta.length);
    const [first, second] = [gibbs, startedGibbs(program, 0).gibbs];
    second.start(
      stream('elsewhere'),
      gamma.map((x) => x + 0.2),
    );
    const difference = (of: (one: typeof gibbs) => number): number => of(first) - of(second);
    const exact = difference((one) => joint.logDensityAndGradient(one.theta(), gradient));
    expect(Math.abs(difference((one) => one.logDensity()) - exact)).toBeLessThan(1e-7);
  });
});
