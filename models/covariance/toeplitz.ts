import {
  add,
  constant,
  type Expression,
  exp,
  lgamma,
  mul,
  sub,
  tanh,
} from '../../src/engine/autodiff/index.ts';
import * as elementary from '../../src/engine/elementary.ts';
import { defaultCorrelationPrior } from '../priors/defaults.ts';
import { commonCorrelation, drawSymmetricBeta } from './commonCorrelation.ts';
import { logSquaredSech } from './correlation.ts';
import type { CorrelationPattern, PatternTerm } from './pattern.ts';
import type { CovarianceParameter } from './structure.ts';

/**
 * Toeplitz: coefficients d apart have the correlation r_d, d = 1, ..., k - 1.
 * Parameterised by partial autocorrelations p_d in (-1, 1), which make every positive definite Toeplitz matrix and no
 * other (Barndorff-Nielsen & Schou 1973). Their priors are independent: under lkj(eta), (p_d + 1) / 2 ~ Beta(eta, eta).
 */
export const toeplitz: CorrelationPattern = {
  parameters: lags,
  layOut(k, term, builder) {
    const x = Array.from({ length: k - 1 }, () => builder.free());
    const eta = builder.lkj(commonCorrelation(term), defaultCorrelationPrior);
    for (const at of x) builder.count(logDensityAt(eta, at));
    const factor = latticeFactor(
      x.map((at) => tanh(at)),
      x.map((at) => exp(mul(0.5, logSquaredSech(at)))),
    );
    const support = { kind: 'interval', lower: -1, upper: 1 } as const;
    return { factor, values: factor.slice(1).map(([expression]) => ({ expression, support })) };
  },
  draw(rng, k, term, priors) {
    const eta = priors.lkj(commonCorrelation(term));
    const partials = Array.from({ length: k - 1 }, () => 2 * drawSymmetricBeta(rng, eta) - 1);
    return autocorrelations(partials);
  },
  matrix: (k, values) =>
    Float64Array.from({ length: k * k }, (_, e) => {
      const lag = Math.abs(Math.floor(e / k) - (e % k));
      return lag === 0 ? 1 : values[lag - 1];
    }),
  logPrior(_, term, priors) {
    const eta = priors.lkj(commonCorrelation(term));
    // d r_d / d p_d is the product of 1 - p_j^2 over j < d, and r_d reads no later p
    return (values) =>
      partialAutocorrelations(values).reduce(
        (s, p, j) => s + (eta - 1 - (values.length - 1 - j)) * elementary.log((1 - p) * (1 + p)),
        0,
      );
  },
};

function lags(k: number, term: PatternTerm): CovarianceParameter[] {
  return Array.from({ length: k - 1 }, (_, d) => ({
    quantity: commonCorrelation(term, d + 1),
    of: [0, d + 1],
  }));
}

/** log density of tanh(x) for (tanh(x) + 1) / 2 ~ Beta(eta, eta), the Jacobian of x counted. */
function logDensityAt(eta: number, x: Expression): Expression {
  const logBeta = sub(mul(2, lgamma(constant(eta))), lgamma(constant(2 * eta)));
  const logNormaliser = add(logBeta, (2 * eta - 1) * Math.LN2);
  return sub(mul(eta, logSquaredSech(x)), logNormaliser);
}

/**
 * The Cholesky factor of a Toeplitz correlation matrix from its partial autocorrelations p_1, p_2, ... and the roots of
 * 1 - p^2, by the normalised lattice filter: row t is x_t in the innovations e_0, ..., e_t. The forward error of order t at t
 * is e_t; each stage turns a forward and a delayed backward error by an angle, so nothing cancels, however near 1 a p is.
 * Source: Itakura & Saito 1971; Gray & Markel 1975 (normalised form).
 */
function latticeFactor(p: readonly Expression[], roots: readonly Expression[]): Expression[][] {
  const k = p.length + 1;
  const factor: Expression[][] = [[constant(1)]];
  let backward: Expression[][] = [[constant(1)]]; // of order m at the time before
  for (let t = 1; t < k; t++) {
    let forward: Expression[] = Array.from({ length: t + 1 }, (_, s) => constant(s === t ? 1 : 0));
    const next: Expression[][] = [];
    for (let m = t; m >= 1; m--) {
      const delayed = backward[m - 1];
      next[m] = forward.map((f, s) => sub(mul(roots[m - 1], delayed[s] ?? constant(0)), mul(p[m - 1], f)));
      forward = forward.map((f, s) => add(mul(roots[m - 1], f), mul(p[m - 1], delayed[s] ?? constant(0))));
    }
    next[0] = forward;
    factor.push(forward);
    backward = next;
  }
  return factor;
}

/** r_1, r_2, ... from the partial autocorrelations: Levinson's recursion read forwards. */
function autocorrelations(partials: readonly number[]): number[] {
  const r: number[] = [];
  let phi: number[] = [];
  let left = 1;
  partials.forEach((p, d) => {
    r.push(phi.reduce((s, f, j) => s + f * r[d - 1 - j], 0) + p * left);
    phi = [...phi.map((f, j) => f - p * phi[d - 1 - j]), p];
    left *= 1 - p * p;
  });
  return r;
}

/** The partial autocorrelations of r_1, r_2, ...: the Levinson-Durbin recursion. */
function partialAutocorrelations(r: readonly number[]): number[] {
  const partials: number[] = [];
  let phi: number[] = [];
  let left = 1;
  r.forEach((value, d) => {
    const p = (value - phi.reduce((s, f, j) => s + f * r[d - 1 - j], 0)) / left;
    partials.push(p);
    phi = [...phi.map((f, j) => f - p * phi[d - 1 - j]), p];
    left *= 1 - p * p;
  });
  return partials;
}
