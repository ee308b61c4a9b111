import { add, compile, type Expression, gradient, mul, sum, variable } from '../autodiff/index.ts';
import type { Program } from './program.ts';

/** The part of a model that only reads alpha: constrained values out, adjoints back. */
export interface PopulationKernel {
  /** Number of constrained values: linear coefficients, auxiliary values, then every term's L. */
  readonly count: number;
  /** Writes the constrained values. */
  forward(alpha: ArrayLike<number>, valuesOut: Float64Array): void;
  /** Given d lp / d values, writes the whole d lp / d alpha (log prior included) and returns the log prior. */
  backward(alpha: ArrayLike<number>, adjoints: Float64Array, alphaOut: Float64Array): number;
}

/** The parts of a program that the population kernel reads. */
export type PopulationProgram = Pick<Program, 'alpha' | 'linear' | 'auxiliary' | 'terms' | 'logPrior'>;

/** All constrained values in their order. */
function valuesOf(program: PopulationProgram): Expression[] {
  return [
    ...program.linear,
    ...program.auxiliary.map((a) => a.expression),
    ...program.terms.flatMap((t) => t.factor),
  ];
}

/**
 * Compiles the population part. The backward pass is the gradient of log prior + sum_k d_k value_k(alpha), with the
 * adjoints d_k as further variables: a vector-Jacobian product from a plain scalar gradient.
 */
export function compilePopulationKernel(program: PopulationProgram): PopulationKernel {
  const values = valuesOf(program);
  const { alpha, logPrior } = program;
  const adjointNames = values.map((_, k) => `d${k}`);
  const pulled = add(logPrior, sum(values.map((value, k) => mul(variable(adjointNames[k]), value))));
  const forward = compile(values, alpha);
  const reverse = compile([logPrior, ...gradient(pulled, alpha)], [...alpha, ...adjointNames]);
  const input = new Float64Array(alpha.length + values.length);
  const output = new Float64Array(1 + alpha.length);
  return {
    count: values.length,
    forward,
    backward(at, adjoints, alphaOut) {
      for (let i = 0; i < alpha.length; i++) input[i] = at[i];
      input.set(adjoints, alpha.length);
      reverse(input, output);
      for (let i = 0; i < alpha.length; i++) alphaOut[i] = output[i + 1];
      return output[0];
    },
  };
}
