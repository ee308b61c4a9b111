import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bernoulli } from '../models/families/bernoulli.ts';
import { chooseFamily } from '../models/families/choose.ts';
import { sameExpression } from '../models/likelihood/sameExpression.ts';
import { variable } from '../src/engine/autodiff/index.ts';
import type { Program } from '../src/engine/program/program.ts';
import type { Point } from './gradients.ts';

/** The C program takes 3000 calls: more rows than this would take it minutes. */
const mostRows = 100_000;

/** What the C loop computes. */
const loopDensity = chooseFamily(bernoulli).density(
  { y: variable('y'), eta: variable('eta'), trials: variable('trials') },
  {},
);

/** Whether the C loop of bench/kernelNative.c is this program's: bernoulli, one intercept a group. */
function fits({ rows, terms }: Program): boolean {
  return (
    sameExpression(rows.density, loopDensity) &&
    rows.count <= mostRows &&
    rows.hasIntercept &&
    rows.offset === null &&
    rows.weights === null &&
    terms.length === 1 &&
    terms[0].coefs.length === 1 &&
    terms[0].columns[0] === null
  );
}

/** Microseconds of the same loop in C, -O3 -march=native; null for other models, and where there is no gcc. */
export function nativeMicroseconds(program: Program, point: Point): number | null {
  if (!fits(program)) return null;
  const folder = mkdtempSync(join(tmpdir(), 'poolwise-'));
  try {
    const source = fileURLToPath(new URL('../../bench/kernelNative.c', import.meta.url));
    const binary = join(folder, 'kernel');
    const flags = ['-O3', '-fopenmp-simd', '-march=native'];
    execFileSync('gcc', [...flags, source, '-o', binary, '-lm'], { stdio: 'ignore' });
    const printed = execFileSync(binary, { input: inputOf(program, point) }).toString();
    return Number(printed.split(' ')[0]);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the C program reads; see its head. */
function inputOf({ rows, terms }: Program, { linear, effects }: Point): Buffer {
  const header = Int32Array.of(rows.count, rows.width, terms[0].levels.length);
  const columns = new Float64Array(rows.count * rows.width);
  for (let j = 0; j < rows.width; j++)
    for (let i = 0; i < rows.count; i++) columns[j * rows.count + i] = rows.x[i * rows.width + j];
  const parts = [header, Int32Array.from(terms[0].index), columns, rows.y.slice(), linear, effects[0]];
  return Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)));
}
