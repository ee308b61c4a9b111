import { add, type Expression, expm1, log, neg, select, sub } from '../../src/engine/autodiff/index.ts';
import type { RowLogDensity, Tails } from './family.ts';

/**
 * log Pr(y < Y <= upper), by the tail in which y lies, so that nothing cancels. `where` keeps a number below 0 for rows that are no
 * intervals, of which nothing else may be left between the ends.
 */
export function logBetween(
  { below, above }: Tails,
  upper: Expression,
  where: (difference: Expression) => Expression,
): RowLogDensity {
  return (row, parameters) => {
    const end = { ...row, y: upper };
    const [toY, fromY] = [below(row, parameters), above(row, parameters)];
    const byLower = logDifference(below(end, parameters), toY, where);
    const byUpper = logDifference(fromY, above(end, parameters), where);
    return select(toY, fromY, byLower, byUpper);
  };
}

/** log(exp(a) - exp(b)) for a > b. */
function logDifference(
  a: Expression,
  b: Expression,
  where: (difference: Expression) => Expression,
): Expression {
  return add(a, log(neg(expm1(where(sub(b, a))))));
}
