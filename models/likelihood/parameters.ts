import { compile, gradient, variablesOf } from '../../src/engine/autodiff/index.ts';
import { dot } from '../../src/engine/linalg/vectors.ts';
import type { Vec } from '../../src/engine/logDensity.ts';
import type { Program } from '../../src/engine/program/program.ts';
import type { Quantity } from '../../src/engine/program/quantity.ts';

/** A reported parameter as a function of alpha. Owns scratch memory. */
export interface ReportedParameter {
  readonly name: string;
  readonly quantity: Quantity;
  /** Place among what the program reports. */
  readonly index: number;
  /**
   * The coordinate it is solved for: of those it reads, the one that fewest other parameters read. The parameter is
   * increasing in it: the intercept's own coordinate for the intercept, for a correlation the last of its partial
   * correlations, elsewhere the only one. Where the program names a direction, one of that.
   */
  readonly pivot: number;
  /** The direction in which it is solved for: 1 at the pivot, and 0 elsewhere but where others must move with it. */
  readonly direction: Float64Array;
  /** Coordinates that it reads, ascending: all others have slope 0. */
  readonly reads: readonly number[];
  /** It reads no coordinate but its pivot. */
  readonly alone: boolean;
  /** Writes d parameter / d alpha and returns the parameter. */
  valueAndGradient(alpha: Vec, gradientOut: Float64Array): number;
}

/** What a program reports of alpha, each as a function, in its order. */
export function reportedParameters(program: Program): ReportedParameter[] {
  const { reported, alpha } = program;
  const reads = reported.map(({ expression }) => variablesOf(expression));
  const readers = alpha.map((variable) => reads.filter((set) => set.has(variable)).length);
  return reported.map(({ name, quantity, expression, rises }, index) => {
    const own = alpha.flatMap((variable, i) => (reads[index].has(variable) ? [i] : []));
    const slopes = gradient(
      expression,
      own.map((i) => alpha[i]),
    );
    const evaluate = compile([expression, ...slopes], alpha);
    const out = new Float64Array(1 + own.length);
    const fewest = own.reduce((best, i) => (readers[i] < readers[best] ? i : best), own[0]);
    const { pivot, direction } = directionOf(alpha, rises ?? { [alpha[fewest]]: 1 });
    return {
      name,
      quantity,
      index,
      pivot,
      direction,
      reads: own,
      alone: own.length === 1,
      valueAndGradient(at, gradientOut) {
        evaluate(at, out);
        gradientOut.fill(0);
        own.forEach((i, c) => {
          gradientOut[i] = out[1 + c];
        });
        return out[0];
      },
    };
  });
}

/** Its first coordinate is the pivot, with 1. */
function directionOf(
  alpha: readonly string[],
  rises: Readonly<Record<string, number>>,
): Pick<ReportedParameter, 'pivot' | 'direction'> {
  const weights = alpha.map((variable) => rises[variable] ?? 0);
  const pivot = weights.findIndex((weight) => weight > 0);
  return { pivot, direction: Float64Array.from(weights, (weight) => weight / weights[pivot]) };
}

/** Newton's method needs a few steps, bisection from 40 down to rounding about 60. */
const mostSteps = 200;
/** Beyond this from 0 and from the start (a sd of exp(40) on a scale of about one) there is no solution. */
const farthest = 40;
const rounding = 1e-13;

/**
 * Moves `alpha` along the parameter's direction until it is `value`; false where it cannot be, and alpha is then
 * unspecified. Newton's method, kept between the nearest points known to lie below and above.
 */
export function solveForPivot(parameter: ReportedParameter, alpha: Float64Array, value: number): boolean {
  const { pivot, direction } = parameter;
  const slopes = new Float64Array(alpha.length);
  const from = alpha.slice();
  const lowest = Math.min(0, alpha[pivot]) - farthest;
  const highest = Math.max(0, alpha[pivot]) + farthest;
  let [low, high] = [lowest, highest];
  for (let step = 0; step < mostSteps; step++) {
    const error = parameter.valueAndGradient(alpha, slopes) - value;
    const at = alpha[pivot];
    if (error > 0) high = at;
    else low = at;
    const next = at - error / dot(slopes, direction);
    const to = next >= low && next <= high ? next : (low + high) / 2;
    for (let i = 0; i < alpha.length; i++) alpha[i] = from[i] + (to - from[pivot]) * direction[i];
    if (Math.abs(to - at) <= rounding * Math.max(1, Math.abs(at))) return at > lowest + 1 && at < highest - 1;
  }
  return false;
}
