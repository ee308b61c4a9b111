import { type Expression, exp, select, topologicalOrder, variable } from '../autodiff/index.ts';
import { withOperands } from '../density/hoist.ts';
import type { DefinedFunction, ModuleSource } from '../wasm/encoder.ts';
import { type Code, f64, i32, load, store } from '../wasm/instructions.ts';
import { f64x2, vectorLoad, vectorStore } from '../wasm/lanes.ts';
import { splitLogProduct } from '../wasm/logProduct.ts';
import { lowerExpression, type OddLanes, scalarImports } from '../wasm/lowerExpression.ts';
import { functionWriter, type Writer } from '../wasm/writer.ts';

/** What a node kernel's code depends on: the expressions of a row, in ordinary operations, and where their variables stand. */
export interface NodeExpressions {
  /** The part of a row's log density that reads a linear predictor. */
  readonly value: Expression;
  /** Its derivatives in the linear predictors, and in the auxiliary values. */
  readonly slopes: readonly Expression[];
  readonly auxiliarySlopes: readonly Expression[];
  /** The variables of the linear predictors; the effect enters number `moving`. */
  readonly etas: readonly string[];
  readonly moving: number;
  /** Whether the effect has a column of its own; else it is added as it is. */
  readonly hasColumn: boolean;
  /** The variables that are known of each row, by name. */
  readonly known: readonly string[];
  /** The variables that are the same for all rows. */
  readonly hoisted: readonly string[];
}

/** Nodes a level can have; they stand around the middle one. */
export const mostNodes = 8192;
export const middleNode = mostNodes / 2;
/** Nodes that a pass takes at a time. */
export const nodesAtOnce = 4;
/** Most tilts of a pass over a level's weights, and how many it takes at a time. */
export const mostTilts = 64;
export const tiltsAtOnce = 8;

/** Addresses in a node kernel's memory, all in bytes. */
export interface NodeLayout {
  /** Doubles: the factor of the effects, the log density subtracted from all nodes', and the slopes' scale. */
  readonly factor: number;
  readonly top: number;
  readonly scale: number;
  /** Two doubles each, even nodes and odd ones: the sum of the weights, and of weight z^2. */
  readonly total: number;
  readonly squares: number;
  readonly hoisted: number;
  /** Two doubles each, to be added up. */
  readonly auxiliary: number;
  /** Arrays with a number a node: z, the effect, exp of it and of its negative, the log density, the weight. */
  readonly z: number;
  readonly effect: number;
  readonly up: number;
  readonly down: number;
  readonly level: number;
  readonly weight: number;
  /** A number a tilt, another one, and two numbers each. */
  readonly tiltBy: number;
  readonly tilt: number;
  readonly tilted: number;
  /** Two arrays with a number a node. */
  readonly mixed: number;
  readonly mixedTilt: number;
  readonly rows: number;
  readonly row: RowRecord;
}

/** Offsets in one row's record. */
export interface RowRecord {
  readonly etas: number;
  /** exp(eta) and exp(-eta) of the predictor that the effect enters; there whether read or not. */
  readonly up: number;
  readonly down: number;
  readonly column: number;
  readonly known: number;
  readonly slopes: number;
  readonly bytes: number;
}

export function nodeLayout({ etas, known, hoisted, auxiliarySlopes }: NodeExpressions): NodeLayout {
  let end = 0;
  const take = (doubles: number): number => {
    const at = end;
    end += 8 * (doubles + (doubles % 2));
    return at;
  };
  const [factor, top, scale, total, squares] = [take(2), take(2), take(2), take(2), take(2)];
  const [hoistedAt, auxiliary] = [take(hoisted.length), take(2 * auxiliarySlopes.length)];
  const [z, effect, up, down, level, weight] = Array.from({ length: 6 }, () => take(mostNodes));
  const [tiltBy, tilt, tilted] = [take(mostTilts), take(mostTilts), take(2 * mostTilts)];
  const [mixed, mixedTilt] = [take(mostNodes), take(mostNodes)];
  const rows = end;
  const p = etas.length;
  const row = {
    ...{ etas: 0, up: 8 * p, down: 8 * (p + 1), column: 8 * (p + 2), known: 8 * (p + 3) },
    slopes: 8 * (p + 3 + known.length),
    bytes: 8 * (2 * p + 3 + known.length),
  };
  const nodes = { z, effect, up, down, level, weight, tiltBy, tilt, tilted, mixed, mixedTilt };
  return { factor, top, scale, total, squares, hoisted: hoistedAt, auxiliary, ...nodes, rows, row };
}

/** Variables that stand for exp(eta) and exp(-eta), as products of a row's number and a node's. */
const [upName, downName] = ['exp eta', 'exp -eta'];

/**
 * The module: `rows(from, to)` fills exp(eta) of records; `place(from, to)` the nodes' effects and -z^2 / 2, and
 * `placeEvenly` so where they are evenly apart; `values(rows
 * from, to, nodes from, to)` adds the rows' log densities at each node; `weigh(from, to)` makes weights and their sums;
 * `tilt(from, to, tilts)` sums weights times powers, for so many bytes of tilts, and `mix(from, to, tilts)` the
 * powers over tilts; `slopes(rows from, to, nodes from, to)` adds each row's mean slopes, and
 * `weighSlopes(row, from, to)` writes one row's times the weights. Rows are addresses of records, nodes are byte
 * offsets in the arrays, a multiple of `nodesAtOnce` numbers apart.
 */
export function nodeModule(e: NodeExpressions): ModuleSource {
  const layout = nodeLayout(e);
  const functions = [
    rowsFunction(e, layout),
    placeFunction(layout, 'place'),
    placeFunction(layout, 'placeEvenly'),
    valuesFunction(e, layout),
    weighFunction(layout),
    tiltFunction(layout),
    mixFunction(layout),
    slopesFunction(e, layout),
    weighSlopesFunction(e, layout),
  ];
  return { memory: { shared: false }, imports: scalarImports, functions };
}

const words = (count: number) => ({ parameters: Array(count).fill('i32'), results: [] }) as const;
const mend: OddLanes = { kind: 'mend' };
const { add, mul, div, sub, loadSplat } = f64x2;

/** Goes from one address to another in steps, at least once. */
function stride(w: Writer, from: Code, to: Code, by: number, once: (at: Code) => void): void {
  const at = w.variable('i32', from);
  w.repeat(() => {
    once(at.get);
    at.set(i32.add(at.get, by));
    return i32.lessUnsigned(at.get, to);
  });
}

function exponential(w: Writer, x: Code): Code {
  return lowerExpression(w, f64x2, [exp(variable('x'))], () => x, mend)[0];
}

/** Predictors beyond this are taken for it, so that products of exponentials are never 0 times Infinity. */
const largestEta = 700;

function rowsFunction({ moving }: NodeExpressions, { row }: NodeLayout) {
  const w = functionWriter(words(2));
  stride(w, w.parameter(0), w.parameter(1), row.bytes, (at) => {
    const eta = w.keep(loadSplat(at, row.etas + 8 * moving));
    const held = w.keep(f64x2.greater(f64x2.lesser(eta, largestEta), -largestEta));
    const up = w.keep(exponential(w, held));
    w.emit(store('f64', at, f64x2.extract(up, 0), row.up));
    w.emit(store('f64', at, f64x2.extract(w.keep(div(1, up)), 0), row.down));
  });
  return w.finish('rows');
}

/** Where nodes stand evenly, exp of their effects is one exponential and a power of another. */
function placeFunction(
  { factor, z, effect, up, down, level }: NodeLayout,
  name: 'place' | 'placeEvenly',
): DefinedFunction {
  const w = functionWriter(words(2));
  const tau = w.keep(loadSplat(i32.constant(factor)));
  const first = (further: number): Code => mul(tau, vectorLoad(w.parameter(0), z + further));
  const power = name === 'place' ? null : powers(w, w.keep(first(0)), w.keep(first(16)));
  stride(w, w.parameter(0), w.parameter(1), 16, (at) => {
    const node = w.keep(vectorLoad(at, z));
    const b = w.keep(mul(tau, node));
    const e = power === null ? exponential(w, b) : power.get;
    w.emit(vectorStore(at, b, effect));
    w.emit(vectorStore(at, e, up));
    w.emit(vectorStore(at, div(1, e), down));
    w.emit(vectorStore(at, mul(mul(-0.5, node), node), level));
    power?.next();
  });
  return w.finish(name);
}

/** exp(x), exp(x + d), exp(x + 2 d), ... of vectors x and x + d. */
function powers(w: Writer, x: Code, following: Code): { readonly get: Code; next(): void } {
  const ratio = w.keep(exponential(w, w.keep(sub(following, x))));
  const running = w.variable('v128', exponential(w, x));
  return { get: running.get, next: () => running.set(mul(running.get, ratio)) };
}

/** Sums the rows' values at four nodes a time; of 1 + exp(-|x|) the product, whose logarithm is taken at the end. */
function valuesFunction(e: NodeExpressions, layout: NodeLayout) {
  const w = functionWriter(words(4));
  const { rest, times, factors } = splitLogProduct(e.value);
  const roots = withProducts(e, [rest, ...factors]);
  const hoisted = loadHoisted(w, e, layout);
  stride(w, w.parameter(2), w.parameter(3), 8 * nodesAtOnce, (at) => {
    const pairs = [0, 16].map((further) => ({
      further,
      node: nodeAt(w, layout, at, further),
      sum: w.variable('v128', vectorLoad(at, layout.level + further)),
      product: w.variable('v128', f64x2.constant(1)),
    }));
    stride(w, w.parameter(0), w.parameter(1), layout.row.bytes, (row) => {
      const read = rowReader(w, e, layout, row);
      for (const { node, sum, product } of pairs) {
        const values = lowerExpression(w, f64x2, roots, spell(e, read, node, hoisted), mend);
        sum.set(add(sum.get, values[0]));
        for (const factor of values.slice(1)) product.set(mul(product.get, factor));
      }
    });
    for (const { further, sum, product } of pairs) {
      const log =
        factors.length === 0 ? null : lowerExpression(w, f64x2, [logOf], () => product.get, mend)[0];
      const all = log === null ? sum.get : add(sum.get, mul(times, log));
      w.emit(vectorStore(at, all, layout.level + further));
    }
  });
  return w.finish('values');
}

const logOf: Expression = { kind: 'unary', op: 'log', a: variable('x') };

/** Rows whose factors can be multiplied without overflow: splitLogProduct takes up to three in (1, 2] a row. */
export const mostRowsAtOnce = 340;

function weighFunction({ top, total, squares, z, level, weight }: NodeLayout) {
  const w = functionWriter(words(2));
  const most = w.keep(loadSplat(i32.constant(top)));
  const zero = f64x2.constant(0);
  const [sum, second] = [w.variable('v128', zero), w.variable('v128', zero)];
  stride(w, w.parameter(0), w.parameter(1), 16, (at) => {
    const q = w.keep(exponential(w, w.keep(sub(vectorLoad(at, level), most))));
    const node = w.keep(vectorLoad(at, z));
    w.emit(vectorStore(at, q, weight));
    sum.set(add(sum.get, q));
    second.set(add(second.get, mul(mul(q, node), node)));
  });
  w.emit(vectorStore(i32.constant(total), sum.get));
  w.emit(vectorStore(i32.constant(squares), second.get));
  return w.finish('weigh');
}

/**
 * For each tilt y, polynomials in it by Horner's rule: of the weights at even nodes and of those at odd ones, the last of either
 * times 1, the one before times y.
 */
function tiltFunction({ weight, tiltBy, tilted }: NodeLayout): DefinedFunction {
  const w = functionWriter(words(3));
  stride(w, i32.constant(0), w.parameter(2), 8 * tiltsAtOnce, (tilt) => {
    const running = Array.from({ length: tiltsAtOnce }, (_, i) => ({
      by: w.keep(loadSplat(tilt, tiltBy + 8 * i)),
      sum: w.variable('v128', f64x2.constant(0)),
    }));
    stride(w, w.parameter(0), w.parameter(1), 16, (at) => {
      const pair = w.keep(vectorLoad(at, weight));
      for (const { by, sum } of running) sum.set(add(mul(sum.get, by), pair));
    });
    running.forEach(({ sum }, i) => {
      w.emit(vectorStore(i32.add(tilt, tilt), sum.get, tilted + 16 * i));
    });
  });
  return w.finish('tilt');
}

/** For every node the sum over tilts of a number that goes on by a factor from pair to pair of nodes, and that of it times the tilt. */
function mixFunction({ mixed, mixedTilt, tiltBy, tilt: tiltAt, tilted }: NodeLayout): DefinedFunction {
  const w = functionWriter(words(3));
  const zero = f64x2.constant(0);
  stride(w, w.parameter(0), w.parameter(1), 16, (at) => {
    w.emit(vectorStore(at, zero, mixed));
    w.emit(vectorStore(at, zero, mixedTilt));
  });
  const atOnce = tiltsAtOnce / 2;
  stride(w, i32.constant(0), w.parameter(2), 8 * atOnce, (tilt) => {
    const running = Array.from({ length: atOnce }, (_, i) => ({
      by: w.keep(loadSplat(tilt, tiltBy + 8 * i)),
      shift: w.keep(loadSplat(tilt, tiltAt + 8 * i)),
      share: w.variable('v128', vectorLoad(i32.add(tilt, tilt), tilted + 16 * i)),
    }));
    stride(w, w.parameter(0), w.parameter(1), 16, (at) => {
      const [sum, shifted] = [mixed, mixedTilt].map((array) => w.variable('v128', vectorLoad(at, array)));
      for (const { by, shift, share } of running) {
        sum.set(add(sum.get, share.get));
        shifted.set(add(shifted.get, mul(share.get, shift)));
        share.set(mul(share.get, by));
      }
      w.emit(vectorStore(at, sum.get, mixed));
      w.emit(vectorStore(at, shifted.get, mixedTilt));
    });
  });
  return w.finish('mix');
}

/** Adds each row's slopes, averaged over the nodes and times the scale; those in auxiliary values are added up over the rows. */
function slopesFunction(e: NodeExpressions, layout: NodeLayout) {
  const w = functionWriter(words(4));
  const wanted = withProducts(e, [...e.slopes, ...e.auxiliarySlopes]);
  const hoisted = loadHoisted(w, e, layout);
  const scale = w.keep(load('f64', i32.constant(layout.scale)), 'f64');
  const vectorScale = w.keep(f64x2.splat(scale));
  const zero = f64x2.constant(0);
  const auxiliary = e.auxiliarySlopes.map(() => w.variable('v128', zero));
  const slopes = e.slopes.map(() => w.variable('v128', zero));
  stride(w, w.parameter(0), w.parameter(1), layout.row.bytes, (row) => {
    const read = rowReader(w, e, layout, row);
    for (const slope of slopes) slope.set(zero);
    stride(w, w.parameter(2), w.parameter(3), 16, (at) => {
      const q = w.keep(vectorLoad(at, layout.weight));
      const node = nodeAt(w, layout, at, 0);
      const values = lowerExpression(w, f64x2, wanted, spell(e, read, node, hoisted), mend);
      [...slopes, ...auxiliary].forEach((running, i) => {
        running.set(add(running.get, mul(q, values[i])));
      });
    });
    slopes.forEach((slope, p) => {
      const at = layout.row.slopes + 8 * p;
      w.emit(store('f64', row, f64.add(load('f64', row, at), f64.mul(scale, f64x2.total(slope.get))), at));
    });
  });
  auxiliary.forEach((running, a) => {
    const at = i32.constant(layout.auxiliary + 16 * a);
    w.emit(vectorStore(at, add(vectorLoad(at), mul(vectorScale, running.get))));
  });
  return w.finish('slopes');
}

/** Writes a row's slope in the predictor that the effect enters, times the weight, for every node. */
function weighSlopesFunction(e: NodeExpressions, layout: NodeLayout): DefinedFunction {
  const w = functionWriter(words(3));
  const wanted = withProducts(e, [e.slopes[e.moving]]);
  const hoisted = loadHoisted(w, e, layout);
  const read = rowReader(w, e, layout, w.parameter(0));
  stride(w, w.parameter(1), w.parameter(2), 16, (at) => {
    const [slope] = lowerExpression(
      w,
      f64x2,
      wanted,
      spell(e, read, nodeAt(w, layout, at, 0), hoisted),
      mend,
    );
    w.emit(vectorStore(at, mul(vectorLoad(at, layout.weight), slope), layout.mixed));
  });
  return w.finish('weighSlopes');
}

/** Two nodes: their effects, and the exponentials of these. */
interface NodePair {
  readonly effect: Code;
  readonly up: Code;
  readonly down: Code;
}

function nodeAt(w: Writer, { effect, up, down }: NodeLayout, at: Code, further: number): NodePair {
  const read = (array: number): Code => w.keep(vectorLoad(at, array + further));
  return { effect: read(effect), up: read(up), down: read(down) };
}

/** Loads what expressions read of a row once, wherever it is read first. */
type RowReader = (offset: number) => Code;

function rowReader(w: Writer, e: NodeExpressions, { row }: NodeLayout, at: Code): RowReader {
  const count = row.slopes / 8;
  const all = Array.from({ length: count }, (_, i) => i * 8);
  const isRead = (offset: number): boolean => offset !== row.column || e.hasColumn;
  const loaded = all.map((offset) => (isRead(offset) ? w.keep(loadSplat(at, offset)) : null));
  return (offset) => loaded[offset / 8] ?? loadSplat(at, offset);
}

function loadHoisted(w: Writer, { hoisted }: NodeExpressions, layout: NodeLayout): readonly Code[] {
  return hoisted.map((_, i) => w.keep(loadSplat(i32.constant(layout.hoisted + 8 * i))));
}

/** Spells the variables of a row at two nodes. */
function spell(
  e: NodeExpressions,
  read: RowReader,
  { effect, up, down }: NodePair,
  hoisted: readonly Code[],
): (name: string) => Code {
  const { row } = nodeLayout(e);
  const own = (): Code => (e.hasColumn ? mul(effect, read(row.column)) : effect);
  return (name) => {
    if (name === upName) return mul(up, read(row.up));
    if (name === downName) return mul(down, read(row.down));
    const predictor = e.etas.indexOf(name);
    if (predictor === e.moving) return add(own(), read(row.etas + 8 * predictor));
    if (predictor >= 0) return read(row.etas + 8 * predictor);
    const same = e.hoisted.indexOf(name);
    if (same >= 0) return hoisted[same];
    const known = e.known.indexOf(name);
    if (known < 0) throw new RangeError(`kernel: the row density reads "${name}", which no row has`);
    return read(row.known + 8 * known);
  };
}

/**
 * Expressions with exp(eta), exp(-eta) and exp(-|eta|) as products of a row's exponential and a node's, where the effect is
 * added as it is: a multiplication in place of an exponential, a few units in the last place off.
 */
function withProducts(
  { etas, moving, hasColumn }: NodeExpressions,
  roots: readonly Expression[],
): Expression[] {
  if (hasColumn) return [...roots];
  const [up, down] = [variable(upName), variable(downName)];
  const lesser = select(up, down, up, down);
  const isEta = (e: Expression): boolean => e.kind === 'variable' && e.name === etas[moving];
  const isOf = (e: Expression, op: 'neg' | 'abs', holds: (a: Expression) => boolean): boolean =>
    e.kind === 'unary' && e.op === op && holds(e.a);
  const done = new Map<Expression, Expression>();
  const at = (e: Expression): Expression => done.get(e) as Expression;
  for (const node of topologicalOrder(roots)) {
    const stands = (): Expression | null => {
      if (node.kind !== 'unary' || node.op !== 'exp') return null;
      if (isEta(node.a)) return up;
      if (isOf(node.a, 'neg', isEta)) return down;
      return isOf(node.a, 'neg', (a) => isOf(a, 'abs', isEta)) ? lesser : null;
    };
    done.set(node, stands() ?? withOperands(node, at));
  }
  return roots.map(at);
}
