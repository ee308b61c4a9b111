import { type Expression, topologicalOrder, type UnaryOp, unaryFunctions } from '../autodiff/index.ts';
import { doubleAtan, singleAtan } from './arctangent.ts';
import * as basic from './doubleFunctions.ts';
import type { Code, ImportedFunction } from './encoder.ts';
import * as gamma from './gammaFunctions.ts';
import { call, f32, f64 } from './instructions.ts';
import { bits, f64x2, type Lanes } from './lanes.ts';
import { doubleTail, singleTail } from './normalFunctions.ts';
import * as forces from './singleFunctions.ts';
import type { Variable, Writer } from './writer.ts';

/** Operations that have vector code of their own; every other one is asked of the scalar function, lane by lane. */
const vectorNames = [
  ...(['exp', 'expm1', 'log', 'log1p', 'tanh'] as const),
  ...(['lgamma', 'digamma', 'scaledNormalTail', 'atan'] as const),
];
type VectorName = (typeof vectorNames)[number];

const doubles = { ...basic, ...gamma, scaledNormalTail: doubleTail, atan: doubleAtan };
const singles = { ...forces, scaledNormalTail: singleTail, atan: singleAtan };

const isVectorName = (op: UnaryOp): op is VectorName => (vectorNames as readonly string[]).includes(op);

const scalarType = { parameters: ['f64'], results: ['f64'] } as const;

/** The scalar functions, as imports of every module that evaluates expressions: number i is `scalarImports[i]`. */
export const scalarImports: readonly ImportedFunction[] = (Object.keys(unaryFunctions) as UnaryOp[])
  .filter((op) => !['neg', 'abs', 'sqrt', 'logistic', 'log1pexp'].includes(op))
  .map((name) => ({ name, type: scalarType }));

export const scalarFunctions: Readonly<Record<string, (x: number) => number>> = unaryFunctions;

const importIndex = (op: UnaryOp): number => scalarImports.findIndex(({ name }) => name === op);

/** One number through a scalar function. */
export const callScalar = (op: UnaryOp, x: Code): Code => call(importIndex(op), x);

/**
 * What to do about lanes whose argument the vector code cannot take (far out, subnormal, NaN): note it in a variable
 * that starts as all ones and keeps them while all is well, so that the caller can begin again, or mend it at once.
 */
export type OddLanes = { readonly kind: 'note'; readonly allWell: Variable } | { readonly kind: 'mend' };

/**
 * Emits each distinct sub-expression once, operands first, and returns code for each root's value.
 * The roots must be in ordinary operations. Variables are spelled by `reference`.
 * Double lanes have the bits of the functions in src/engine/elementary; single lanes are for forces.
 */
export function lowerExpression(
  w: Writer,
  lanes: Lanes,
  roots: readonly Expression[],
  reference: (name: string) => Code,
  odd: OddLanes,
): Code[] {
  const done = new Map<Expression, { id: number; code: Code }>();
  const byKey = new Map<string, { id: number; code: Code }>();
  const at = (e: Expression): Code => (done.get(e) as { code: Code }).code;
  const id = (e: Expression): number => (done.get(e) as { id: number }).id;
  for (const node of topologicalOrder(roots)) {
    const key = keyOf(node, id);
    let value = byKey.get(key);
    if (value === undefined) {
      const code = lowerNode(w, lanes, node, at, reference, odd);
      value = { id: byKey.size, code };
      byKey.set(key, value);
    }
    done.set(node, value);
  }
  return roots.map(at);
}

function keyOf(node: Expression, id: (e: Expression) => number): string {
  switch (node.kind) {
    case 'constant':
      return Object.is(node.value, -0) ? '-0' : `${node.value}`;
    case 'variable':
      return `variable ${node.name}`;
    case 'unary':
      return `${node.op} ${id(node.a)}`;
    case 'binary':
      return `${node.op} ${id(node.a)} ${id(node.b)}`;
    case 'select':
      return `select ${[node.a, node.b, node.ifLess, node.otherwise].map(id)}`;
  }
}

function lowerNode(
  w: Writer,
  lanes: Lanes,
  node: Expression,
  at: (e: Expression) => Code,
  reference: (name: string) => Code,
  odd: OddLanes,
): Code {
  switch (node.kind) {
    case 'constant':
      return lanes.constant(node.value);
    case 'variable':
      return w.keep(reference(node.name));
    case 'binary':
      return w.keep(lanes[node.op](at(node.a), at(node.b)));
    case 'select':
      return w.keep(bits.choose(lanes.less(at(node.a), at(node.b)), at(node.ifLess), at(node.otherwise)));
    case 'unary':
      return lowerUnary(w, lanes, node.op, at(node.a), odd);
  }
}

function lowerUnary(w: Writer, lanes: Lanes, op: UnaryOp, a: Code, odd: OddLanes): Code {
  if (op === 'neg' || op === 'abs' || op === 'sqrt') return w.keep(lanes[op](a));
  const vector = isVectorName(op) ? (lanes === f64x2 ? doubles[op] : singles[op]) : null;
  if (vector === null) return eachLane(w, lanes, op, a);
  const { value, valid } = vector(w, a);
  if (valid === null) return w.keep(value);
  if (odd.kind === 'note') {
    odd.allWell.set(bits.and(odd.allWell.get, valid));
    return w.keep(value);
  }
  const mended = w.variable('v128', value);
  w.when(bits.anyTrue(bits.not(valid)), () => mended.set(eachLane(w, lanes, op, a)));
  return mended.get;
}

function eachLane(w: Writer, lanes: Lanes, op: UnaryOp, a: Code): Code {
  const single = lanes.scalar === 'f32';
  const lane = (i: number): Code => {
    const x = lanes.extract(a, i);
    return single ? f32.fromF64(callScalar(op, f64.fromF32(x))) : callScalar(op, x);
  };
  let result = lanes.splat(lane(0));
  for (let i = 1; i < lanes.count; i++) result = lanes.replace(result, i, lane(i));
  return w.keep(result);
}
