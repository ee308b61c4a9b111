import { add, type Expression, mul, sum, topologicalOrder } from '../autodiff/index.ts';

/** A value whose logarithms of factors in (1, 2] are set apart: value = rest + times * log(product of factors). */
export interface LogProduct {
  readonly rest: Expression;
  readonly times: number;
  readonly factors: readonly Expression[];
}

/** Each factor is at most 2: with so many of them the product over a block of 256 rows is at most 2^768. */
const mostFactors = 3;

/**
 * Finds the terms of a sum that read log1p(exp(-|x|)), all added the same number of times. Summed over rows they are
 * the logarithm of one running product of 1 + exp(-|x|), each factor in (1, 2]: one logarithm a block, not one a row.
 * Returns no factors where nothing, or too much, fits the pattern. The value must be in ordinary operations.
 */
export function splitLogProduct(value: Expression): LogProduct {
  const counts = additiveCounts(value);
  const found = [...counts].filter(([node]) => isLog1pOfShare(node));
  const times = found[0]?.[1] ?? 0;
  if (found.length === 0 || found.length > mostFactors || found.some(([, count]) => count !== times))
    return { rest: value, times: 0, factors: [] };
  const rest = [...counts].filter(([node]) => !isLog1pOfShare(node));
  return {
    rest: sum(rest.map(([node, count]) => mul(count, node))),
    times,
    factors: found.map(([node]) => add(1, (node as Extract<Expression, { kind: 'unary' }>).a)),
  };
}

/** log1p(exp(-|x|)) */
function isLog1pOfShare(e: Expression): boolean {
  if (e.kind !== 'unary' || e.op !== 'log1p') return false;
  const t = e.a;
  if (t.kind !== 'unary' || t.op !== 'exp') return false;
  const exponent = t.a;
  return (
    exponent.kind === 'unary' &&
    exponent.op === 'neg' &&
    exponent.a.kind === 'unary' &&
    exponent.a.op === 'abs'
  );
}

/** The terms of a sum, with how often each is added. */
function additiveCounts(e: Expression): Map<Expression, number> {
  const counts = new Map<Expression, number>();
  const pending = new Map<Expression, number>([[e, 1]]);
  const pass = (to: Expression, count: number): void => {
    pending.set(to, (pending.get(to) ?? 0) + count);
  };
  for (const node of topologicalOrder([e]).reverse()) {
    const count = pending.get(node);
    if (count === undefined || count === 0) continue;
    if (node.kind === 'binary' && (node.op === 'add' || node.op === 'sub')) {
      pass(node.a, count);
      pass(node.b, node.op === 'add' ? count : -count);
    } else if (node.kind === 'unary' && node.op === 'neg') pass(node.a, -count);
    else counts.set(node, count);
  }
  return counts;
}
