import { add, type Expression, expm1, log, neg, select, sub } from '../../src/engine/autodiff/index.ts';
import type { RowLogDensity, Tails } from './family.ts';

/** log Pr(y < Y <= upper), by the tail in which y lies, so that nothing cancels. */
export function logBetween({ below, above }: Tails, upper: Expression): RowLogDensity {
  return (row, parameters) => {
    const end = { ...row, y: upper };
    const [toY, fromY] = [below(row, parameters), above(row, parameters)];
    const byLower = logDifference(below(end, parameters), toY);
    const byUpper = logDifference(fromY, above(end, parameters));
    return select(toY, fromY, byLower, byUpper);
  };
}

/** log(exp(a) - exp(b)) for a > b. */
function logDifference(a: Expression, b: Expression): Expression {
  return add(a, log(neg(expm1(sub(b, a)))));
}
