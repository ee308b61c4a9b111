import { children, type Expression } from '../../src/engine/autodiff/index.ts';

/** Whether two expressions are built alike. Parts that are shared are compared once. */
export function sameExpression(
  a: Expression,
  b: Expression,
  seen = new Map<Expression, Set<Expression>>(),
): boolean {
  if (a === b || seen.get(a)?.has(b) === true) return true;
  if (!sameNode(a, b)) return false;
  const others = children(b);
  if (!children(a).every((part, i) => sameExpression(part, others[i], seen))) return false;
  seen.set(a, (seen.get(a) ?? new Set()).add(b));
  return true;
}

function sameNode(a: Expression, b: Expression): boolean {
  switch (a.kind) {
    case 'constant':
      return b.kind === 'constant' && a.value === b.value;
    case 'variable':
      return b.kind === 'variable' && a.name === b.name;
    case 'unary':
      return b.kind === 'unary' && a.op === b.op;
    case 'binary':
      return b.kind === 'binary' && a.op === b.op;
    case 'select':
      return b.kind === 'select';
  }
}
