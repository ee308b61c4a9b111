import { compile, gradient, splitSum } from '../autodiff/index.ts';
import { derivedColumns, derivedValues } from '../density/derivedColumns.ts';
import { prepare } from '../density/wasmInstance.ts';
import { hoistedPrefix } from '../density/wasmKernel.ts';
import { weighted } from '../laplace/rowDerivatives.ts';
import { etasOf, type Program } from '../program/program.ts';
import { scalarFunctions } from '../wasm/lowerExpression.ts';
import { instantiate, newMemory } from '../wasm/platform.ts';
import {
  mostRowsAtOnce,
  mostTilts,
  type NodeExpressions,
  type NodeLayout,
  nodeLayout,
  nodeModule,
} from './nodeModule.ts';

/** The rows of a program with one scalar effect a level, at nodes of a level's effect. Nodes are numbers in the arrays of `layout`. */
export interface NodeKernel {
  /** Numbers of nodes, as views of the kernel's memory: where they stand, their log densities and their weights. */
  readonly z: Float64Array;
  readonly level: Float64Array;
  readonly weight: Float64Array;
  /** Takes linear predictors (an array of all rows each), auxiliary values and the factor of the effects. */
  open(etas: readonly Float64Array[], auxiliary: Float64Array, factor: number): void;
  /** Takes other linear predictors that the effects enter, for these rows. */
  move(firstRow: number, endRow: number, eta: Float64Array): void;
  /** Log density of the level with these rows at nodes `from` to before `to`, numbers that are multiples of `nodesAtOnce`, z's included; `evenly` where these are evenly apart. */
  evaluate(firstRow: number, endRow: number, from: number, to: number, evenly: boolean): void;
  /** Prepares nodes that stand evenly for `addSlopes`, where they are not the last that were evaluated. */
  place(from: number, to: number): void;
  /** weight = exp(level - top) of these nodes; returns their sum over even nodes, over odd ones, and that of weight z^2. */
  weigh(top: number, from: number, to: number): { even: number; odd: number; squares: number };
  /**
   * For each of the first `count` numbers y of `tiltBy`, the weights at even nodes times powers of y, the last by 1, and those at odd ones:
   * two numbers each in `tilted`. `count` is a multiple of `tiltsAtOnce`.
   */
  tilt(from: number, to: number, count: number): void;
  /** As `tilt`, of the weights times a row's slope in the predictor that the effect enters; overwrites `mixed`. */
  tiltSlopes(row: number, from: number, to: number, count: number): void;
  /**
   * For each node the sum over tilts of a number and that of it times `tiltShift`, in `mixed` and `mixedShift`. The number begins as `tilted` has
   * it for even and odd nodes, and goes on by the factor `tiltBy`.
   */
  mix(from: number, to: number, count: number): void;
  readonly tiltBy: Float64Array;
  readonly tiltShift: Float64Array;
  readonly tilted: Float64Array;
  readonly mixed: Float64Array;
  readonly mixedShift: Float64Array;
  /** Notes each row's slopes, averaged by the weights of these nodes and times `scale`. */
  addSlopes(firstRow: number, endRow: number, from: number, to: number, scale: number): void;
  /** Writes the slopes noted since `open`, an array of all rows for each linear predictor, and adds those in auxiliary values. */
  readSlopes(slopesOut: readonly Float64Array[], auxiliaryOut: Float64Array): void;
}

interface Exports {
  rows(from: number, to: number): void;
  place(from: number, to: number): void;
  placeEvenly(from: number, to: number): void;
  values(firstRow: number, endRow: number, from: number, to: number): void;
  weigh(from: number, to: number): void;
  tilt(from: number, to: number, tilts: number): void;
  mix(from: number, to: number, tilts: number): void;
  slopes(firstRow: number, endRow: number, from: number, to: number): void;
  weighSlopes(row: number, from: number, to: number): void;
}

export function compileNodeKernel(program: Program): NodeKernel {
  const { expressions, hoist } = nodeExpressions(program);
  const { rows } = program;
  const layout = nodeLayout(expressions);
  const { row } = layout;
  const memory = newMemory(layout.rows + row.bytes * rows.count + 64, false);
  const all = new Float64Array(memory.buffer, 0, layout.rows / 8 + (row.bytes * rows.count) / 8);
  const exports = instantiate<Exports>(nodeModule(expressions), memory, scalarFunctions);
  fillRows(program, expressions, layout, all);
  const width = row.bytes / 8;
  const first = layout.rows / 8;
  const array = (at: number): Float64Array => all.subarray(at / 8, at / 8 + (layout.effect - layout.z) / 8);
  const recordAt = (i: number): number => layout.rows + row.bytes * i;
  const hoistedAt = layout.hoisted / 8;
  const auxiliaryAt = layout.auxiliary / 8;
  const hoisted = new Float64Array(expressions.hoisted.length);
  const result = { even: 0, odd: 0, squares: 0 };
  const numbers = (at: number, count: number): Float64Array => all.subarray(at / 8, at / 8 + count);
  return {
    tiltBy: numbers(layout.tiltBy, mostTilts),
    tiltShift: numbers(layout.tilt, mostTilts),
    tilted: numbers(layout.tilted, 2 * mostTilts),
    mixed: array(layout.mixed),
    mixedShift: array(layout.mixedTilt),
    tilt: (from, to, count) => exports.tilt(8 * from, 8 * to, 8 * count),
    tiltSlopes(row, from, to, count) {
      exports.weighSlopes(recordAt(row), 8 * from, 8 * to);
      const away = layout.mixed - layout.weight;
      exports.tilt(8 * from + away, 8 * to + away, 8 * count);
    },
    mix: (from, to, count) => exports.mix(8 * from, 8 * to, 8 * count),
    move(firstRow, endRow, eta) {
      const at = first + expressions.moving;
      for (let i = firstRow; i < endRow; i++) all[at + width * i] = eta[i];
      if (!expressions.hasColumn) exports.rows(recordAt(firstRow), recordAt(endRow));
    },
    z: array(layout.z),
    level: array(layout.level),
    weight: array(layout.weight),
    open(etas, auxiliary, factor) {
      etas.forEach((eta, p) => {
        for (let i = 0, at = first + p; i < rows.count; i++, at += width) {
          all[at] = eta[i];
          all[at + row.slopes / 8] = 0;
        }
      });
      hoist(auxiliary, hoisted);
      all.set(hoisted, hoistedAt);
      all[layout.factor / 8] = factor;
      all.fill(0, auxiliaryAt, auxiliaryAt + 2 * expressions.auxiliarySlopes.length);
      if (!expressions.hasColumn) exports.rows(recordAt(0), recordAt(rows.count));
    },
    place: (from, to) => exports.placeEvenly(8 * from, 8 * to),
    evaluate(firstRow, endRow, from, to, evenly) {
      if (evenly) exports.placeEvenly(8 * from, 8 * to);
      else exports.place(8 * from, 8 * to);
      for (let i = firstRow; i < endRow; i += mostRowsAtOnce)
        exports.values(recordAt(i), recordAt(Math.min(endRow, i + mostRowsAtOnce)), 8 * from, 8 * to);
    },
    weigh(top, from, to) {
      all[layout.top / 8] = top;
      exports.weigh(8 * from, 8 * to);
      result.even = all[layout.total / 8];
      result.odd = all[layout.total / 8 + 1];
      result.squares = all[layout.squares / 8] + all[layout.squares / 8 + 1];
      return result;
    },
    addSlopes(firstRow, endRow, from, to, scale) {
      all[layout.scale / 8] = scale;
      exports.slopes(recordAt(firstRow), recordAt(endRow), 8 * from, 8 * to);
    },
    readSlopes(slopesOut, auxiliaryOut) {
      slopesOut.forEach((out, p) => {
        for (let i = 0, at = first + row.slopes / 8 + p; i < rows.count; i++, at += width) out[i] = all[at];
      });
      for (let a = 0; a < auxiliaryOut.length; a++)
        auxiliaryOut[a] += all[auxiliaryAt + 2 * a] + all[auxiliaryAt + 2 * a + 1];
    },
  };
}

/** The expressions of a row, and what works the hoisted ones out of the auxiliary values. */
function nodeExpressions(program: Program): {
  readonly expressions: NodeExpressions;
  readonly hoist: (auxiliary: Float64Array, out: Float64Array) => void;
} {
  const { rows, auxiliary, terms } = program;
  const names = auxiliary.map(({ name }) => name);
  const etas = etasOf(rows);
  const { depends } = splitSum(rows.density, new Set(etas));
  const value = weighted(program, depends);
  const { roots, hoisted } = prepare(program, [value, ...gradient(value, [...etas, ...names])], etas);
  const [term] = terms;
  const expressions: NodeExpressions = {
    value: roots[0],
    slopes: roots.slice(1, 1 + etas.length),
    auxiliarySlopes: roots.slice(1 + etas.length),
    etas,
    moving: term.predictors[0],
    hasColumn: term.columns[0] !== null,
    known: knownColumns(program).map(({ name }) => name),
    hoisted: hoisted.map((_, i) => `${hoistedPrefix}${i}`),
  };
  return { expressions, hoist: compile(hoisted, names) };
}

interface NamedColumn {
  readonly name: string;
  readonly values: Float64Array;
}

function knownColumns(program: Program): NamedColumn[] {
  const { y, trials, weights, known = [], count } = program.rows;
  return [
    { name: 'y', values: y },
    { name: 'trials', values: trials ?? new Float64Array(count).fill(1) },
    ...(weights === null ? [] : [{ name: 'weight', values: weights }]),
    ...known,
    ...derivedColumns(program).map(({ name }) => ({ name, values: derivedValues(program, name) })),
  ];
}

function fillRows(
  program: Program,
  { hasColumn }: NodeExpressions,
  { rows, row }: NodeLayout,
  all: Float64Array,
): void {
  const fill = (offset: number, values: Float64Array): void => {
    values.forEach((value, i) => {
      all[(rows + row.bytes * i + offset) / 8] = value;
    });
  };
  knownColumns(program).forEach(({ values }, k) => {
    fill(row.known + 8 * k, values);
  });
  const [column] = program.terms[0].columns;
  if (hasColumn && column !== null) fill(row.column, column);
}
