import { type Expression, log1pexp, neg, topologicalOrder } from './expression.ts';

/**
 * The same expression with the logarithms of links' inverses written so that they neither overflow nor vanish: log(exp(x)) as x,
 * and log(logistic(x)) and log1p(-logistic(x)) by log1pexp. Unchanged nodes stay themselves.
 */
export function simplifyLogs(expression: Expression): Expression {
  const done = new Map<Expression, Expression>();
  const at = (e: Expression): Expression => done.get(e) ?? e;
  for (const node of topologicalOrder([expression])) done.set(node, simplified(rewritten(node, at)));
  return at(expression);
}

function simplified(node: Expression): Expression {
  if (node.kind !== 'unary' || node.a.kind !== 'unary') return node;
  const { op, a } = node;
  if (op === 'log' && a.op === 'exp') return a.a;
  if (op === 'log' && a.op === 'logistic') return neg(log1pexp(neg(a.a)));
  const complement = op === 'log1p' && a.op === 'neg' && a.a.kind === 'unary' && a.a.op === 'logistic';
  return complement && a.a.kind === 'unary' ? neg(log1pexp(a.a.a)) : node;
}

function rewritten(node: Expression, at: (e: Expression) => Expression): Expression {
  switch (node.kind) {
    case 'constant':
    case 'variable':
      return node;
    case 'unary': {
      const a = at(node.a);
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
