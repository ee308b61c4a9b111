import type { Program } from '../program/program.ts';

/** Nodes of a level, as measured: 32 near the normal, up to twice that where a likelihood is flat. */
const nodes = 40;
/** Nanoseconds that a row takes at a node, a row by itself (predictors, exponentials, the search for modes), and a level. */
const perRowNode = 2;
const perRow = 60;
const perLevel = 1000;
/** A gradient in values, and the gradients that find the modes along the axis. */
const gradient = 1.4;
const setUpGradients = 400;
/** Nanoseconds of drawing a level's effect. */
const perEffect = 300;

/** Nodes of an inner level of two, and nanoseconds that such a level takes with its integrals at all outer nodes. */
const innerNodes = 150;
const perInnerLevel = 4000;

/** Predicted nanoseconds of one value of the log density, every level integrated; levels of equal rows are not looked for. */
function quadratureCost({ rows, terms, linear }: Program): number {
  const levels = Math.max(...terms.map((term) => term.levels.length));
  if (terms.length === 2)
    return rows.count * (innerNodes * perRowNode + perRow + 2 * linear.length) + perInnerLevel * levels;
  return rows.count * (nodes * perRowNode + perRow + 2 * linear.length) + perLevel * levels;
}

/** Predicted nanoseconds of a draw, effects included, of which about seven in ten are accepted; and of finding where to propose. */
export function quadratureTimes(program: Program): { readonly draw: number; readonly setUp: number } {
  const value = quadratureCost(program);
  return {
    draw: value + perEffect * program.terms.reduce((sum, { levels }) => sum + levels.length, 0),
    setUp: setUpGradients * gradient * value,
  };
}
