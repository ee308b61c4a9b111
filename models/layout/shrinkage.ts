import {
  add,
  div,
  type Expression,
  exp,
  logistic,
  mul,
  sqrt,
  square,
} from '../../src/engine/autodiff/index.ts';
import { halfStudentT, invGamma, normal } from '../priors/constructors.ts';
import { priorLogDensity } from '../priors/logDensity.ts';
import type { Prior, ScalarPrior } from '../priors/prior.ts';
import { globalScale, type Horseshoe, type R2d2, type ShrinkagePrior } from '../priors/shrinkage.ts';
import { type CoordinateBuilder, dirichlet, logitBeta } from './dirichlet.ts';

/** What coefficients that share a prior are laid out with. */
export interface ShrinkageBuilder extends CoordinateBuilder {
  /** The residual's scale, or 1. */
  readonly scale: Expression;
  readonly rows: number;
}

/** The coefficients, and the global scale or R2 that is reported. */
export interface Shrunken {
  readonly coefficients: readonly Expression[];
  readonly overall: Expression;
}

/**
 * `count` coefficients on the user's columns, which are centred where there is an intercept and not scaled, as in brms. Each is a
 * standard normal coordinate times its scale, so that a scale near 0 makes no funnel.
 */
export function layOutShrunken(prior: ShrinkagePrior, count: number, builder: ShrinkageBuilder): Shrunken {
  return prior.kind === 'horseshoe' ? horseshoe(prior, count, builder) : r2d2(prior, count, builder);
}

/** b_j = z_j tau lambda_j / sqrt(1 + (tau lambda_j / c)^2): Piironen & Vehtari 2017, equation 2.8. */
function horseshoe(prior: Horseshoe, count: number, builder: ShrinkageBuilder): Shrunken {
  const tau = mul(
    mul(globalScale(prior, builder.rows), builder.scale),
    positive(halfStudentT(prior.dfGlobal, 1), builder),
  );
  const half = prior.dfSlab / 2;
  const slab = positive(invGamma(half, half), builder);
  const c2 = mul(prior.scaleSlab * prior.scaleSlab, slab);
  const coefficients = Array.from({ length: count }, () => {
    const spread = mul(tau, positive(halfStudentT(prior.df, 1), builder));
    return mul(standardNormal(builder), div(spread, sqrt(add(1, div(square(spread), c2)))));
  });
  return { coefficients, overall: tau };
}

/** b_j = z_j sigma sqrt(phi_j R2 / (1 - R2)), phi ~ Dirichlet(cons_D2), R2 ~ Beta by mean and precision. */
function r2d2({ meanR2, precR2, consD2 }: R2d2, count: number, builder: ShrinkageBuilder): Shrunken {
  const logitR2 = builder.free();
  builder.count(logitBeta(meanR2 * precR2, (1 - meanR2) * precR2, logitR2));
  const logShares = dirichlet(consD2, count, builder);
  const coefficients = logShares.map((logShare) => {
    const size = exp(mul(0.5, add(logitR2, logShare)));
    return mul(standardNormal(builder), mul(builder.scale, size));
  });
  return { coefficients, overall: logistic(logitR2) };
}

function positive(prior: Prior, builder: ShrinkageBuilder): Expression {
  const x = builder.free();
  builder.count(add(priorLogDensity(prior as ScalarPrior, exp(x)), x));
  return exp(x);
}

function standardNormal(builder: ShrinkageBuilder): Expression {
  const z = builder.free();
  builder.count(priorLogDensity(normal(0, 1) as ScalarPrior, z));
  return z;
}
