import { type Expression, topologicalOrder } from './expression.ts';

/** The same expression with log(exp(x)) as x, which neither overflows nor vanishes. */
export function withoutLogOfExp(expression: Expression): Expression {
  const done = new Map<Expression, Expression>();
  const at = (e: Expression): Expression => done.get(e) ?? e;
  for (const node of topologicalOrder([expression])) done.set(node, rewritten(node, at));
  return at(expression);
}

/** Unchanged nodes stay themselves, so that a density without such parts is the same object. */
function rewritten(node: Expression, at: (e: Expression) => Expression): Expression {
  switch (node.kind) {
    case 'constant':
    case 'variable':
      return node;
    case 'unary': {
      const a = at(node.a);
      if (node.op === 'log' && a.kind === 'unary' && a.op === 'exp') return a.a;
      return a === node.a ? node : { ...node, a };
    }
    case 'binary': {
      const [a, b] = [at(node.a), at(node.b)];
      return a === node.a && b === node.b ? node : { ...node, a, b };
    }
    case 'select': {
      const [a, b, ifLess, otherwise] = [node.a, node.b, node.ifLess, node.otherwise].map(at);
      const same = a === node.a && b === node.b && ifLess === node.ifLess && otherwise === node.otherwise;
      return same ? node : { ...node, a, b, ifLess, otherwise };
    }
  }
}
