import {
  abs,
  add,
  div,
  type Expression,
  exp,
  log1p,
  neg,
  select,
  topologicalOrder,
} from '../autodiff/index.ts';

/**
 * Rewrites `logistic` and `log1pexp` into exp(-|x|) and friends, so that a value and its derivatives share one exp:
 * logistic(x) = (x < 0 ? t : 1) / (1 + t), log1pexp(x) = max(x, 0) + log1p(t), with t = exp(-|x|).
 * These are the operations of src/engine/elementary, so the bits are the same.
 */
export function inOrdinaryOperations(roots: readonly Expression[]): Expression[] {
  const done = new Map<Expression, Expression>();
  const at = (e: Expression): Expression => done.get(e) as Expression;
  for (const node of topologicalOrder(roots)) done.set(node, rewrite(node, at));
  return roots.map(at);
}

function rewrite(node: Expression, at: (e: Expression) => Expression): Expression {
  switch (node.kind) {
    case 'constant':
    case 'variable':
      return node;
    case 'unary': {
      const a = at(node.a);
      const t = exp(neg(abs(a)));
      if (node.op === 'logistic') return div(select(a, 0, t, 1), add(1, t));
      if (node.op === 'log1pexp') return add(select(a, 0, 0, a), log1p(t));
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
