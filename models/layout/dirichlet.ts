import { add, constant, type Expression, log1pexp, mul, neg, sub } from '../../src/engine/autodiff/index.ts';
import { lgamma, log } from '../../src/engine/elementary.ts';

/** What makes coordinates, and gathers their prior. */
export interface CoordinateBuilder {
  /** A new coordinate, unbounded. */
  free(): Expression;
  /** Adds to the log prior. */
  count(logPrior: Expression): void;
}

/** Logs of shares under a symmetric Dirichlet distribution, by breaking a stick at places that are beta and independent. */
export function dirichlet(concentration: number, count: number, builder: CoordinateBuilder): Expression[] {
  const logShares: Expression[] = [];
  let logLeft: Expression = constant(0);
  for (let others = count - 1; others > 0; others--) {
    // 0 is where the pieces are alike
    const logit = sub(builder.free(), log(others));
    builder.count(logitBeta(concentration, others * concentration, logit));
    logShares.push(sub(logLeft, log1pexp(neg(logit))));
    logLeft = sub(logLeft, log1pexp(logit));
  }
  return [...logShares, logLeft];
}

/** log density of the logit x of Beta(a, b). */
export function logitBeta(a: number, b: number, x: Expression): Expression {
  const normaliser = lgamma(a + b) - lgamma(a) - lgamma(b);
  return sub(normaliser, add(mul(a, log1pexp(neg(x))), mul(b, log1pexp(x))));
}
