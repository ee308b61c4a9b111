import { children, type Expression, unaryFunctions } from '../../src/engine/autodiff/index.ts';

/** The value of an expression, node by node, with nothing clever in between. */
export function interpret(root: Expression, variables: Readonly<Record<string, number>>): number {
  const values = new Map<Expression, number>();
  const visit = (e: Expression): number => {
    const known = values.get(e);
    if (known !== undefined) return known;
    const value = combine(e, children(e).map(visit), variables);
    values.set(e, value);
    return value;
  };
  return visit(root);
}

function combine(
  e: Expression,
  below: readonly number[],
  variables: Readonly<Record<string, number>>,
): number {
  const [a, b, yes, no] = below;
  switch (e.kind) {
    case 'constant':
      return e.value;
    case 'variable':
      return variables[e.name];
    case 'unary':
      return unaryFunctions[e.op](a);
    case 'binary':
      return { add: a + b, sub: a - b, mul: a * b, div: a / b }[e.op];
    case 'select':
      return a < b ? yes : no;
  }
}
