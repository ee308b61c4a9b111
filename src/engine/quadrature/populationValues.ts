import type { Vec } from '../logDensity.ts';
import { compilePopulationKernel } from '../program/populationKernel.ts';
import type { Program } from '../program/program.ts';

/** What a program of scalar effects computes from its population parameters, with the adjoints of all that. */
export interface PopulationValues {
  readonly dimension: number;
  readonly linear: Float64Array;
  readonly auxiliary: Float64Array;
  /** One sd a term. */
  readonly sds: Float64Array;
  /** Whoever calls `backward` fills them first; `forward` makes them 0. */
  readonly adjoints: {
    readonly linear: Float64Array;
    readonly auxiliary: Float64Array;
    readonly sds: Float64Array;
  };
  forward(alpha: Vec): void;
  /** Writes the whole gradient where it is wanted, and returns the log prior. */
  backward(alpha: Vec, gradOut: Float64Array | null): number;
}

export function populationValues(program: Program): PopulationValues {
  const kernel = compilePopulationKernel(program);
  const dimension = program.alpha.length;
  const [values, adjoints] = [new Float64Array(kernel.count), new Float64Array(kernel.count)];
  const parts = (all: Float64Array) => {
    const sds = program.linear.length + program.auxiliary.length;
    return {
      linear: all.subarray(0, program.linear.length),
      auxiliary: all.subarray(program.linear.length, sds),
      sds: all.subarray(sds),
    };
  };
  const scratch = new Float64Array(dimension);
  return {
    dimension,
    ...parts(values),
    adjoints: parts(adjoints),
    forward(alpha) {
      kernel.forward(alpha, values);
      adjoints.fill(0);
    },
    backward: (alpha, gradOut) => kernel.backward(alpha, adjoints, gradOut ?? scratch),
  };
}
