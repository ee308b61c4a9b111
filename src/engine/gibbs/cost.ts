import type { Program } from '../program/program.ts';
import { stream } from '../rng.ts';
import { jointDraw } from './jointDraw.ts';
import { parametersOf } from './parameters.ts';
import { type GibbsSums, gibbsSums } from './sums.ts';

/** Nanoseconds as measured, docs/methods.md: a normal number, a number of a row, a visit of a cell, a level of a move's gradient. */
const per = { normal: 55, number: 3, cell: 1.5, level: 100, class: 10, move: 5e3 } as const;
/** Gradients of a move, its start and the draw after it counted as one each. */
const gradientsAMove = 7;

/** Predicted nanoseconds of what a chain does before its draws, and of a draw. */
export interface GibbsCost {
  readonly setUp: number;
  readonly draw: number;
}

/** What every draw takes at least: the noise, one number a row. A bound that needs no sums. */
function leastGibbsCost({ rows, terms, linear }: Program): number {
  const numbers = terms.reduce((n, { coefs }) => n + coefs.length, linear.length);
  return rows.count * (per.normal + per.number * numbers);
}

/** Predicted time with solves of so many iterations. */
function gibbsCost(program: Program, s: GibbsSums, iterations: number): GibbsCost {
  const p = s.xy.length;
  const cells = s.pairs.reduce((n, { table }) => n + table.column.length * table.ka * table.kb, 0);
  const large = new Set(s.large);
  const visited = s.pairs.reduce(
    (n, { b, table }) => (large.has(b) ? n + table.column.length * table.ka * table.kb : n),
    0,
  );
  const coupled = s.pairs.reduce(
    (n, { a, b, table }) =>
      a === s.lead && !large.has(b) ? n + table.column.length * table.ka * table.kb : n,
    s.terms[s.lead].levels * s.terms[s.lead].k * p,
  );
  const unknowns = s.terms.reduce((n, { k, levels }) => n + k * levels, 0);
  const perIteration = per.cell * (2 * visited + 2 * coupled + unknowns * (p + 8));
  const lead = s.terms[s.lead];
  const elimination = (per.cell * coupled * coupled) / (lead.levels * lead.k);
  const gradient = s.terms.reduce((n, { k, levels, classes }) => {
    const ofLevels =
      classes === null
        ? levels * per.level * k * (k + p)
        : classes.count * per.class * (p * p + 5) + 3 * levels;
    return n + per.move + ofLevels;
  }, 0);
  const moves = gradientsAMove * gradient + 4 * per.cell * cells;
  const draw = leastGibbsCost(program) + (iterations + 2) * perIteration + elimination + moves;
  return { setUp: program.rows.count * s.pairs.length * 20 + 150 * perIteration, draw };
}

/** What a program's gibbs sampler works on, and what it is predicted to take. */
export interface TriedGibbs {
  readonly sums: GibbsSums;
  readonly cost: GibbsCost;
}

const tried = new WeakMap<Program, TriedGibbs>();

/**
 * The sums of a program that can be drawn so, gathered once, with the iterations of a solve counted where every parameter is 0 on the
 * unconstrained scale; null where that takes longer than `most` nanoseconds a draw whatever the iterations are.
 */
export function tryGibbs(program: Program, most: number): TriedGibbs | null {
  const known = tried.get(program);
  if (known !== undefined) return known;
  if (leastGibbsCost(program) > most) return null;
  const sums = gibbsSums(program);
  if (gibbsCost(program, sums, 0).draw > most) return null;
  const found = { sums, cost: gibbsCost(program, sums, triedIterations(program, sums)) };
  tried.set(program, found);
  return found;
}

/** Iterations of a solve, tried where every parameter is 0 on the unconstrained scale, with the coarse space that warmup would have. */
function triedIterations(program: Program, s: GibbsSums): number {
  if (s.large.length === 0) return 0;
  const { kept, kernel, places } = parametersOf(program, s.origin);
  const values = new Float64Array(kernel.count);
  kernel.forward(new Float64Array(kept.length), values);
  const given = places.read(values);
  const b = s.terms.map(({ k, levels }) => new Float64Array(k * levels));
  const out = { b, coefficients: new Float64Array(s.xy.length) };
  const rng = stream('iterations');
  const { draw, learn } = jointDraw(program, s);
  if (draw(rng, given, out) === null) return Number.POSITIVE_INFINITY;
  learn(rng);
  return draw(rng, given, out)?.iterations ?? Number.POSITIVE_INFINITY;
}
