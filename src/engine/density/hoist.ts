import { dependence, div, type Expression, mul, topologicalOrder, variable } from '../autodiff/index.ts';

/** Expressions with the parts that no row enters taken out: variable `name(i)` stands for `hoisted[i]`. */
export interface Hoisted {
  readonly roots: readonly Expression[];
  readonly hoisted: readonly Expression[];
}

/**
 * Takes out the largest parts that do not depend on a variable in `perRow`, so that they are worked out once a call.
 * Division by such a part becomes multiplication by its reciprocal.
 */
export function hoistInvariants(
  roots: readonly Expression[],
  perRow: ReadonlySet<string>,
  name: (index: number) => string,
): Hoisted {
  const rowDependent = dependence(roots, perRow);
  const hoisted: Expression[] = [];
  const taken = new Map<Expression, Expression>();
  const done = new Map<Expression, Expression>();
  const hoist = (e: Expression): Expression => {
    if (e.kind === 'constant') return e;
    let stand = taken.get(e);
    if (stand === undefined) {
      stand = variable(name(hoisted.length));
      hoisted.push(e);
      taken.set(e, stand);
    }
    return stand;
  };
  const reciprocals = new Map<Expression, Expression>();
  const reciprocal = (e: Expression): Expression => {
    const known = reciprocals.get(e) ?? div(1, e);
    reciprocals.set(e, known);
    return hoist(known);
  };
  const at = (e: Expression): Expression => (rowDependent.has(e) ? (done.get(e) as Expression) : hoist(e));
  for (const node of topologicalOrder(roots)) {
    if (!rowDependent.has(node)) continue;
    const divides = node.kind === 'binary' && node.op === 'div' && !rowDependent.has(node.b);
    done.set(node, divides ? mul(at(node.a), reciprocal(node.b)) : withOperands(node, at));
  }
  return { roots: roots.map(at), hoisted };
}

/** A node with its operands put through `at`. */
export function withOperands(node: Expression, at: (e: Expression) => Expression): Expression {
  switch (node.kind) {
    case 'constant':
    case 'variable':
      return node;
    case 'unary':
      return { ...node, a: at(node.a) };
    case 'binary':
      return { ...node, a: at(node.a), b: at(node.b) };
    case 'select':
      return {
        kind: 'select',
        a: at(node.a),
        b: at(node.b),
        ifLess: at(node.ifLess),
        otherwise: at(node.otherwise),
      };
  }
}
