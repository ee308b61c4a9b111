import { compileCollapsed } from '../src/engine/collapsed/density.ts';
import { compileLogDensity } from '../src/engine/density/logDensity.ts';
import { compileRowForce, compileRowKernel, type RowForce } from '../src/engine/density/rowKernel.ts';
import type { CheapForce } from '../src/engine/hmc/referenceHmc.ts';
import type { LogDensity } from '../src/engine/logDensity.ts';
import type { Program } from '../src/engine/program/program.ts';
import { compileQuadrature } from '../src/engine/quadrature/density.ts';
import { compileReference } from '../src/engine/reference/density.ts';
import { stretchedReference } from '../src/engine/reference/stretched.ts';
import type { Plan } from '../src/run/plan.ts';
import { nativeMicroseconds } from './native.ts';
import { compilePlainKernel } from './plainKernel.ts';

/** Least microseconds of one call each; null where there is no such thing for the model. */
export interface GradientTimes {
  /** Value and gradient as the sampler asks for it: rows, prior, transport and all. */
  readonly whole: number;
  /** The sampler's cheap force, likewise whole. */
  readonly force: number | null;
  /** The rows alone: generated JavaScript and native C (of one linear predictor), WebAssembly in doubles and in singles. */
  readonly plain: number | null;
  readonly native: number | null;
  readonly f64: number | null;
  readonly f32: number | null;
}

/** A point at which to evaluate the rows, and room for the answers. */
export interface Point {
  readonly linear: Float64Array;
  readonly auxiliary: Float64Array;
  readonly effects: Float64Array[];
  readonly linearOut: Float64Array;
  readonly auxiliaryOut: Float64Array;
  readonly effectsOut: Float64Array[];
}

/** Collapsed models never touch their rows again; beyond this many they are not compiled for the comparison's sake. */
const mostCollapsedRows = 100_000;

export function timeGradients(program: Program, plan: Plan, milliseconds: number): GradientTimes {
  const whole = timeWhole(densityOf(program, plan), milliseconds);
  if (plan.kind === 'collapsed' && program.rows.count > mostCollapsedRows)
    return { ...whole, plain: null, native: null, f64: null, f32: null };
  return { ...whole, ...timeRows(program, milliseconds) };
}

function densityOf(program: Program, plan: Plan): CheapForce {
  switch (plan.kind) {
    case 'nuts':
    case 'gibbs':
      return withoutForce(compileLogDensity(program));
    case 'collapsed':
      return compileCollapsed(program, plan.statistics);
    case 'quadrature':
      return compileQuadrature(program);
    case 'reference':
      return compileReference(program, plan.transport);
    case 'whitened':
      return stretchedReference(compileReference(program, plan.transport));
    case 'laplace':
      return densityOf(program, plan.proposal);
  }
}

function withoutForce({ dimension, logDensityAndGradient }: LogDensity): LogDensity {
  return { dimension, logDensityAndGradient };
}

function timeWhole(density: CheapForce, milliseconds: number): Pick<GradientTimes, 'whole' | 'force'> {
  const at = Float64Array.from({ length: density.dimension }, (_, i) => 0.05 * (((i * 37) % 21) / 10 - 1));
  const out = new Float64Array(density.dimension);
  const { force } = density;
  const calls: (() => void)[] = [() => density.logDensityAndGradient(at, out)];
  if (force !== undefined) calls.push(() => force(at, out));
  const [whole, cheap] = leastMicroseconds(calls, milliseconds);
  return { whole, force: cheap ?? null };
}

function timeRows(
  program: Program,
  milliseconds: number,
): Pick<GradientTimes, 'plain' | 'native' | 'f64' | 'f32'> {
  const point = pointOf(program);
  const kernels = [compileRowKernel(program), compileRowForce(program)];
  const spelledOut = isOfOneEta(program);
  if (spelledOut) kernels.push(compilePlainKernel(program));
  const [f64, f32, plain] = leastMicroseconds(
    kernels.map((kernel) => callAt(kernel, point)),
    milliseconds,
  );
  return { plain: plain ?? null, f64, f32, native: spelledOut ? nativeMicroseconds(program, point) : null };
}

/** Whether a row is its outcome and one linear predictor, as the plain kernels have it. */
function isOfOneEta({ rows }: Program): boolean {
  return rows.further.length === 0 && rows.known === undefined;
}

function pointOf({ linear, auxiliary, terms }: Program): Point {
  const wave = (length: number, scale: number): Float64Array =>
    Float64Array.from({ length }, (_, i) => scale * (((i * 37) % 21) / 10 - 1));
  const effects = terms.map((t) => wave(t.levels.length * t.coefs.length, 0.4));
  return {
    linear: wave(linear.length, 0.3),
    auxiliary: new Float64Array(auxiliary.length).fill(9),
    effects,
    linearOut: new Float64Array(linear.length),
    auxiliaryOut: new Float64Array(auxiliary.length),
    effectsOut: effects.map((b) => new Float64Array(b.length)),
  };
}

export function callAt(kernel: RowForce, p: Point): () => void {
  return () => kernel(p.linear, p.auxiliary, p.effects, p.linearOut, p.auxiliaryOut, p.effectsOut);
}

/** Batches are this long, so that the clock's grain does not matter, and at least this many. */
const batchMilliseconds = 4;
const fewestBatches = 5;

/**
 * Least microseconds of each call over batches taken in turn, so that a busy machine slows all alike. Batches much shorter than
 * the time a process is given at once find a moment without others on any machine.
 */
export function leastMicroseconds(
  calls: readonly (() => void)[],
  milliseconds: number,
  batchMillis = batchMilliseconds,
): number[] {
  const sizes = calls.map((call) => batchSize(call, milliseconds / 4, batchMillis));
  const least = calls.map(() => Number.POSITIVE_INFINITY);
  const end = performance.now() + milliseconds * calls.length;
  for (let batch = 0; batch < fewestBatches || performance.now() < end; batch++)
    calls.forEach((call, c) => {
      least[c] = Math.min(least[c], timeBatch(call, sizes[c]));
    });
  return least;
}

/** Calls a batch, found while the engine warms up. */
function batchSize(call: () => void, milliseconds: number, batchMillis: number): number {
  let micros = timeBatch(call, 1);
  for (const end = performance.now() + milliseconds; performance.now() < end; )
    micros = Math.min(micros, timeBatch(call, 1));
  return Math.max(1, Math.ceil((batchMillis * 1000) / micros));
}

function timeBatch(call: () => void, size: number): number {
  const from = performance.now();
  for (let i = 0; i < size; i++) call();
  return ((performance.now() - from) * 1000) / size;
}
