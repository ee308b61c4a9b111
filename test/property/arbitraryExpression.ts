import fc from 'fast-check';
import * as ad from '../../src/engine/autodiff/index.ts';
import { interpret } from './interpret.ts';

/** An expression with a point at which it and everything below it is finite and clear of kinks and poles. */
export interface ExpressionAtPoint {
  readonly expression: ad.Expression;
  readonly at: Readonly<Record<string, number>>;
}

export const variableNames = ['u', 'v', 'w'] as const;
export const unary: Readonly<Record<ad.UnaryOp, (a: ad.Operand) => ad.Expression>> = {
  neg: ad.neg,
  abs: ad.abs,
  sqrt: ad.sqrt,
  exp: ad.exp,
  expm1: ad.expm1,
  log: ad.log,
  log1p: ad.log1p,
  tanh: ad.tanh,
  logistic: ad.logistic,
  log1pexp: ad.log1pexp,
  lgamma: ad.lgamma,
  digamma: ad.digamma,
  trigamma: ad.trigamma,
  tetragamma: ad.tetragamma,
  logNormalCdf: ad.logNormalCdf,
  inverseMills: ad.inverseMills,
  scaledNormalTail: ad.scaledNormalTail,
  atan: ad.atan,
};
const everyOp = Object.keys(unary) as ad.UnaryOp[];
const differentiable = everyOp.filter((op) => op !== 'tetragamma');
const binary = { add: ad.add, sub: ad.sub, mul: ad.mul };
type Named = ad.UnaryOp | ad.BinaryOp | 'select';
type Step = readonly [op: Named, i: number, j: number, k: number, constant: number];

/**
 * Random graphs, shared nodes included, over all operations. Each step applies an operation to earlier nodes; an
 * operand outside the operation's domain is first moved into it by a constant, a result out of hand is squashed.
 */
export function arbitraryExpression(ops: 'every' | 'differentiable'): fc.Arbitrary<ExpressionAtPoint> {
  const unaryOps = ops === 'every' ? everyOp : differentiable;
  const names: Named[] = [...unaryOps, 'add', 'sub', 'mul', 'div', 'select'];
  const index = fc.nat({ max: 1000 });
  const constant = fc.constantFrom(-2, -1, 0, 0.5, 1, 3);
  const step: fc.Arbitrary<Step> = fc.tuple(fc.constantFrom(...names), index, index, index, constant);
  const coordinate = fc.integer({ min: -300, max: 300 }).map((n) => n / 100);
  return fc
    .tuple(fc.tuple(coordinate, coordinate, coordinate), fc.array(step, { minLength: 1, maxLength: 14 }))
    .map(([[u, v, w], steps]) => grow({ u, v, w }, steps));
}

function grow(at: Readonly<Record<string, number>>, steps: readonly Step[]): ExpressionAtPoint {
  const value = (e: ad.Expression): number => interpret(e, at);
  const nodes: ad.Expression[] = variableNames.map(ad.variable);
  for (const [op, i, j, k, c] of steps) {
    // one choice in nodes.length + 1 is a constant
    const pick = (n: number): ad.Expression => nodes[(n % (nodes.length + 1)) - 1] ?? ad.constant(c);
    const grown = apply(op, pick(i), pick(j), pick(k), value);
    nodes.push(Math.abs(value(grown)) < 30 ? grown : ad.tanh(ad.div(grown, 1e3)));
  }
  return { expression: nodes[nodes.length - 1], at };
}

/** `e`, or `e` plus a constant that puts its value at `to`, if its value is not above `least`. */
function above(
  e: ad.Expression,
  least: number,
  to: number,
  value: (e: ad.Expression) => number,
): ad.Expression {
  return value(e) > least ? e : ad.add(e, to - value(e));
}

function apply(
  op: Named,
  a: ad.Expression,
  b: ad.Expression,
  c: ad.Expression,
  value: (e: ad.Expression) => number,
): ad.Expression {
  switch (op) {
    case 'add':
    case 'sub':
    case 'mul':
      return binary[op](a, b);
    case 'div':
      return ad.div(a, above(b, 0.5, 1.5, value));
    case 'select':
      return ad.select(a, Math.abs(value(a) - value(b)) > 0.25 ? b : ad.add(b, 1), b, c);
    case 'neg':
    case 'tanh':
    case 'logistic':
    case 'log1pexp':
      return unary[op](a);
    case 'exp':
    case 'expm1':
      return unary[op](Math.abs(value(a)) < 4 ? a : ad.tanh(a));
    default:
      return unary[op](above(a, 0.5, 1.5, value));
  }
}
