import { identityMatrix } from '../../models/covariance/matrices.ts';
import { builtinFamilies } from '../../models/families/builtin.ts';
import { chooseFamily } from '../../models/families/choose.ts';
import type { Family } from '../../models/families/family.ts';
import { type ResponseCheck, responseCheck } from '../../models/families/responses.ts';
import { constant, type Expression, variable } from '../../src/engine/autodiff/index.ts';
import { noCapabilities } from '../../src/engine/program/capabilities.ts';
import type { Program, TermProgram } from '../../src/engine/program/program.ts';
import { stream } from '../../src/engine/rng.ts';

/** The rows of a program to try kernels on; the part that only reads alpha is left empty. */
export interface ProgramSpec {
  readonly family: string | Family;
  readonly rows: number;
  readonly width: number;
  readonly hasIntercept: boolean;
  readonly weights: boolean;
  readonly offset: boolean;
  readonly terms: readonly TermSpec[];
  readonly seed: string;
}

export interface TermSpec {
  readonly levels: number;
  readonly k: number;
  /** Rows of a level together. */
  readonly sorted: boolean;
}

/** A program with a point at which to evaluate its rows. */
export interface Trial {
  readonly program: Program;
  readonly linear: Float64Array;
  readonly auxiliary: Float64Array;
  readonly effects: readonly Float64Array[];
}

export const trialsOfRows = 9;

/** Something a family takes, for u in (0, 1). */
function outcomeAt({ holds, whole }: ResponseCheck, u: number): number {
  if (whole === true) return holds(2) ? Math.floor(trialsOfRows * u) : Number(u < 0.5);
  if (holds(-1)) return 4 * u - 2;
  return holds(2) ? 0.1 + 4 * u : 0.01 + 0.98 * u;
}

export function trialOf(spec: ProgramSpec): Trial {
  const { uniform } = stream(spec.seed, 'trial');
  const numbers = (length: number, from: number, to: number): Float64Array =>
    Float64Array.from({ length }, () => from + (to - from) * uniform());
  const { rows: count, width } = spec;
  const family =
    typeof spec.family === 'string' ? builtinFamilies.find((f) => f.name === spec.family) : spec.family;
  if (family === undefined) throw new RangeError(`no family ${spec.family}`);
  const check = responseCheck(family.response);
  const terms = spec.terms.map((term, t): TermProgram => {
    const index = Int32Array.from({ length: count }, (_, i) =>
      Math.floor((term.sorted ? i / count : uniform()) * term.levels),
    );
    const columns = Array.from({ length: term.k }, (_, c) => (c === 0 ? null : numbers(count, -1, 1)));
    const levels = Array.from({ length: term.levels }, (_, j) => `${j}`);
    const coefs = columns.map((_, c) => `c${c}`);
    const toUser = identityMatrix(coefs.length);
    const predictors = coefs.map(() => 0);
    return { group: `g${t}`, levels, coefs, factor: [], predictors, toUser, index, columns };
  });
  const parameters = Object.fromEntries(family.parameters.map(({ name }) => [name, variable(name)]));
  const row = { y: variable('y'), eta: variable('eta'), trials: variable('trials') };
  const nLinear = width + Number(spec.hasIntercept);
  const program: Program = {
    alpha: [],
    linear: Array.from({ length: nLinear }, (): Expression => constant(0)),
    linearPriors: [],
    auxiliary: family.parameters.map(({ name }) => ({ name, expression: constant(1) })),
    terms,
    logPrior: constant(0),
    otherLogPrior: constant(0),
    capabilities: noCapabilities,
    reported: [],
    rows: {
      count,
      hasIntercept: spec.hasIntercept,
      x: numbers(count * width, -1, 1),
      width,
      further: [],
      y: Float64Array.from({ length: count }, () => outcomeAt(check, uniform())),
      trials: check.trials === true ? new Float64Array(count).fill(trialsOfRows) : null,
      weights: spec.weights ? numbers(count, 0, 2) : null,
      offset: spec.offset ? numbers(count, -1, 1) : null,
      density: chooseFamily(family).density(row, parameters),
    },
  };
  return {
    program,
    linear: numbers(nLinear, -1, 1).map((b) => b / Math.sqrt(1 + width)),
    auxiliary: parameterValues(family, numbers(family.parameters.length, 0.5, 2)),
    effects: terms.map((t) => numbers(t.levels.length * t.coefs.length, -0.7, 0.7)),
  };
}

/** Values that a family's parameters may have. */
function parameterValues({ parameters, thresholds }: Family, values: Float64Array): Float64Array {
  if (thresholds !== undefined) return values.sort();
  return values.map((value, i) => (parameters[i].support.kind === 'interval' ? value / 4 : value));
}

export interface Outcome {
  readonly value: number | undefined;
  readonly linear: Float64Array;
  readonly auxiliary: Float64Array;
  readonly effects: readonly Float64Array[];
}

type Kernel = (
  linear: Float64Array,
  auxiliary: Float64Array,
  effects: readonly Float64Array[],
  linearOut: Float64Array,
  auxiliaryOut: Float64Array,
  effectsOut: readonly Float64Array[],
) => unknown;

/** Runs a kernel at the trial's point, adding to zeros. */
export function runKernel(kernel: Kernel, { linear, auxiliary, effects }: Trial): Outcome {
  const out = {
    linear: new Float64Array(linear.length),
    auxiliary: new Float64Array(auxiliary.length),
    effects: effects.map((b) => new Float64Array(b.length)),
  };
  const value = kernel(linear, auxiliary, effects, out.linear, out.auxiliary, out.effects);
  return { value: typeof value === 'number' ? value : undefined, ...out };
}

/** The largest difference of two arrays, in units of the largest number in the second, or of 1. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let scale = 1;
  let worst = 0;
  for (let i = 0; i < b.length; i++) {
    scale = Math.max(scale, Math.abs(b[i]));
    const difference = Object.is(a[i], b[i]) ? 0 : Math.abs(a[i] - b[i]);
    if (!(difference <= worst)) worst = difference;
  }
  return worst / scale;
}
