import {
  abs,
  add,
  div,
  type Expression,
  exp,
  log,
  log1p,
  mul,
  neg,
  scaledNormalTail,
  select,
  sub,
  topologicalOrder,
} from '../autodiff/index.ts';
import { BELL_IS_ZERO, ONE_OVER_SQRT_2PI, SPLITTER } from '../elementary/erf.ts';

/**
 * Rewrites `logistic` and `log1pexp` into exp(-|x|) and friends, so that a value and its derivatives share one exp:
 * logistic(x) = (x < 0 ? t : 1) / (1 + t), log1pexp(x) = max(x, 0) + log1p(t), with t = exp(-|x|); and likewise
 * `logNormalCdf` and `inverseMills` into the normal's scaled tail and exp(-x^2 / 2).
 * These are the operations of src/engine/elementary, so the bits are the same.
 */
export function inOrdinaryOperations(roots: readonly Expression[]): Expression[] {
  const done = new Map<Expression, Expression>();
  const at = (e: Expression): Expression => done.get(e) as Expression;
  for (const node of topologicalOrder(roots)) done.set(node, rewrite(node, at));
  return roots.map(at);
}

/** |x|, the same expression for -x. */
const sizeOf = (x: Expression): Expression => abs(x.kind === 'unary' && x.op === 'neg' ? x.a : x);

/** exp(-x^2 / 2) for x >= 0, as in elementary/erf.ts; 0 far out. */
function bell(x: Expression): Expression {
  const near = select(x, BELL_IS_ZERO, x, 0);
  const square = mul(near, near);
  const c = mul(SPLITTER, near);
  const high = sub(c, sub(c, near));
  const low = sub(near, high);
  const lost = sub(mul(low, low), sub(sub(sub(square, mul(high, high)), mul(low, high)), mul(high, low)));
  const value = mul(exp(mul(-0.5, square)), sub(1, mul(0.5, lost)));
  return select(x, BELL_IS_ZERO, value, 0);
}

/** What a normal distribution function of x is made of; the same for -x but for `below`, Pr(Z <= x) or its scaled tail. */
function normalParts(x: Expression) {
  const t = sizeOf(x);
  const tail = scaledNormalTail(t);
  const ofBell = bell(t);
  const upper = mul(tail, ofBell);
  return { t, bell: ofBell, upper, below: select(x, 0, tail, sub(1, upper)) };
}

function logNormalCdf(x: Expression): Expression {
  const { t, upper, below } = normalParts(x);
  const lost = div(sub(upper, sub(1, below)), below);
  return sub(log(below), select(x, 0, mul(0.5, mul(t, t)), lost));
}

function inverseMills(x: Expression): Expression {
  const parts = normalParts(x);
  return div(mul(ONE_OVER_SQRT_2PI, select(x, 0, 1, parts.bell)), parts.below);
}

function rewrite(node: Expression, at: (e: Expression) => Expression): Expression {
  switch (node.kind) {
    case 'constant':
    case 'variable':
      return node;
    case 'unary': {
      const a = at(node.a);
      const t = exp(neg(sizeOf(a)));
      if (node.op === 'logistic') return div(select(a, 0, t, 1), add(1, t));
      if (node.op === 'log1pexp') return add(select(a, 0, 0, a), log1p(t));
      if (node.op === 'logNormalCdf') return logNormalCdf(a);
      if (node.op === 'inverseMills') return inverseMills(a);
      return { ...node, a };
    }
    case 'binary':
      return { ...node, a: at(node.a), b: at(node.b) };
    case 'select': {
      const [a, b, ifLess, otherwise] = [node.a, node.b, node.ifLess, node.otherwise].map(at);
      return { kind: 'select', a, b, ifLess, otherwise };
    }
  }
}
