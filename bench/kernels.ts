/**
 * Microseconds of one row kernel call on the hospital's models: generated JavaScript, WebAssembly in doubles and
 * singles, and native C of the same loop where gcc stands by.
 * Prints one table; numbers are the least over many repeats, taken in turn so that a busy machine slows all alike.
 * @example npm run build && node dist/bench/kernels.js
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { glmm } from '../models/glmm.ts';
import { simulateHospital } from '../src/data/hospital/hospital.ts';
import { compileRowForce, compileRowKernel, type RowForce } from '../src/engine/density/rowKernel.ts';
import { compileRowDerivatives } from '../src/engine/laplace/rowDerivatives.ts';
import type { Program } from '../src/engine/program/program.ts';
import { compilePlainKernel } from './plainKernel.ts';

const models = [
  ['remission ~ Age + Married + IL6 + (1 | DID)', 'bernoulli'],
  ['remission ~ Age + Married + IL6 + WBC + RBC + (1 | DID)', 'bernoulli'],
  ['mobility ~ Age + Married + Sex + WBC + RBC + (1 | DID)', 'gaussian'],
  ['ntumors ~ Age + Married + Sex + WBC + RBC + (1 + LengthofStay | DID)', 'poisson'],
] as const;

const repeats = 150;
const callsARepeat = 10;

/** A point at which to evaluate, and room for the answers. */
function pointOf({ linear, auxiliary, terms }: Program) {
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

type Point = ReturnType<typeof pointOf>;

/** Least microseconds of each call, taken in turn. */
function measure(calls: readonly (() => void)[]): number[] {
  for (const call of calls) for (let i = 0; i < 300; i++) call();
  const least = calls.map(() => Number.POSITIVE_INFINITY);
  for (let repeat = 0; repeat < repeats; repeat++)
    calls.forEach((call, c) => {
      const from = performance.now();
      for (let i = 0; i < callsARepeat; i++) call();
      least[c] = Math.min(least[c], ((performance.now() - from) / callsARepeat) * 1000);
    });
  return least;
}

function caller(kernel: RowForce, p: Point): () => void {
  return () => kernel(p.linear, p.auxiliary, p.effects, p.linearOut, p.auxiliaryOut, p.effectsOut);
}

/** What the native program reads; see its head. */
function nativeInput({ rows, terms }: Program, { linear, effects }: Point): Buffer {
  const header = Int32Array.of(rows.count, rows.width, terms[0].levels.length, ...terms[0].index);
  const columns = new Float64Array(rows.count * rows.width);
  for (let j = 0; j < rows.width; j++)
    for (let i = 0; i < rows.count; i++) columns[j * rows.count + i] = rows.x[i * rows.width + j];
  return Buffer.concat(
    [header, columns, rows.y.slice(), linear, effects[0]].map((a) => Buffer.from(a.buffer)),
  );
}

/** To see that the C program works out the same. */
function sumOfGradient(program: Program, point: Point): number {
  const { linearOut, effectsOut } = point;
  for (const out of [linearOut, ...effectsOut]) out.fill(0);
  caller(compileRowKernel(program), point)();
  return [linearOut, ...effectsOut].flatMap((out) => [...out]).reduce((a, b) => a + b, 0);
}

/** Microseconds of the C program with some flags, or null where there is no gcc. */
function native(program: Program, point: Point, flags: readonly string[]): number | null {
  const folder = mkdtempSync(join(tmpdir(), 'poolwise-'));
  try {
    const source = fileURLToPath(new URL('../../bench/kernelNative.c', import.meta.url));
    const binary = join(folder, 'kernel');
    execFileSync('gcc', ['-O3', '-fopenmp-simd', ...flags, source, '-o', binary, '-lm'], { stdio: 'ignore' });
    const answer = execFileSync(binary, { input: nativeInput(program, point) }).toString();
    const [microseconds, , slopes] = answer.split(' ').map(Number);
    const expected = sumOfGradient(program, point);
    if (!(Math.abs(slopes - expected) < 1e-6 * program.rows.count))
      throw new Error(`the C program's gradient sums to ${slopes}, ours to ${expected}`);
    return microseconds;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const { table } = simulateHospital('1');
console.log(
  `${cpus()[0].model}, ${cpus().length} cores, Node ${process.versions.node}, ${table.rows} rows\n`,
);
const headings = ['JavaScript', 'f64', 'f32 force', 'rows d1 d2', 'C SSE2', 'C native', 'C f32 native'];
console.log(`${headings.map((h) => h.padStart(12)).join('')}  model (microseconds a call)`);
for (const [formula, family] of models) {
  const { program } = glmm(formula, table, { family });
  const point = pointOf(program);
  const derivatives = compileRowDerivatives(program);
  const [eta, d1, d2] = [0, 0, 0].map(() => new Float64Array(program.rows.count).fill(0.3));
  const ours = measure([
    caller(compilePlainKernel(program), point),
    caller(compileRowKernel(program), point),
    caller(compileRowForce(program), point),
    () => derivatives.slopes([eta], point.auxiliary, [d1], [d2]),
  ]);
  const flagSets = [[], ['-march=native'], ['-march=native', '-DSINGLE']];
  const theirs = flagSets.map((flags) => (family === 'bernoulli' ? native(program, point, flags) : null));
  const cells = [...ours, ...theirs].map((us) => (us === null ? '-' : us.toFixed(1)).padStart(12));
  console.log(`${cells.join('')}  ${formula}, ${family}`);
}
