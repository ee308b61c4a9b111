import { type Expression, topologicalOrder } from './expression.ts';

/**
 * A degree that an expression does not exceed as a polynomial in the variables `names` together; Infinity where it is not
 * seen to be one. It is read from the operations, so parts that cancel still count: log(exp(x)) is no polynomial here.
 */
export function degreeIn(e: Expression, names: ReadonlySet<string>): number {
  const degrees = new Map<Expression, number>();
  const of = (x: Expression): number => degrees.get(x) as number;
  for (const node of topologicalOrder([e])) degrees.set(node, degreeOf(node, names, of));
  return of(e);
}

function degreeOf(node: Expression, names: ReadonlySet<string>, of: (operand: Expression) => number): number {
  const unlessFree = (...parts: readonly Expression[]): number =>
    parts.every((part) => of(part) === 0) ? 0 : Number.POSITIVE_INFINITY;
  switch (node.kind) {
    case 'constant':
      return 0;
    case 'variable':
      return names.has(node.name) ? 1 : 0;
    case 'unary':
      return node.op === 'neg' ? of(node.a) : unlessFree(node.a);
    case 'binary':
      if (node.op === 'mul') return of(node.a) + of(node.b);
      return node.op === 'div' ? of(node.a) + unlessFree(node.b) : Math.max(of(node.a), of(node.b));
    case 'select':
      return Math.max(unlessFree(node.a, node.b), of(node.ifLess), of(node.otherwise));
  }
}
