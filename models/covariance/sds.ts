import { div, type Expression } from '../../src/engine/autodiff/index.ts';
import { mainPredictor, naturalSupport } from '../../src/engine/program/quantity.ts';
import { defaultGroupSdPrior } from '../priors/defaults.ts';
import { priorLogDensity } from '../priors/logDensity.ts';
import { type ScalarPrior, supportOf } from '../priors/prior.ts';
import type { Support } from '../priors/support.ts';
import { isAlone } from './matrices.ts';
import type { CovarianceBuilder, CovarianceParameter, CovarianceTerm } from './structure.ts';

/** A sd a coefficient, `sd_g__x`. */
export function sdParameters({
  group,
  coefs,
}: Pick<CovarianceTerm, 'group' | 'coefs'>): CovarianceParameter[] {
  return coefs.map((coef, i) => ({
    quantity: { kind: 'sd', predictor: mainPredictor, group, coef },
    of: [i],
  }));
}

/** One coefficient's sd. */
export interface LaidSd {
  /** Of the internal column. */
  readonly internal: Expression;
  /** What alpha's coordinate stands for: `internal` times the diagonal entry of toPrior. */
  readonly value: Expression;
  /** Where `value` may lie. */
  readonly support: Support;
  /** Its prior where that is for another quantity than `value`, and so not yet counted. */
  readonly open: ScalarPrior | null;
}

/**
 * A coordinate a coefficient. Where the coefficient that the prior speaks of is a multiple of the internal one, the
 * prior is counted.
 */
export function layOutSds(term: CovarianceTerm, builder: CovarianceBuilder): LaidSd[] {
  const { toPrior, spreads } = term.basis;
  const k = term.coefs.length;
  return sdParameters(term).map(({ quantity }, i) => {
    const scale = toPrior[i * (k + 1)];
    const prior = builder.prior(quantity, defaultGroupSdPrior(builder.unit, spreads[i]));
    const natural = naturalSupport(quantity);
    const alone = isAlone(toPrior, k, i);
    const support = alone ? (supportOf(prior) ?? natural) : natural;
    const { value, logJacobian } = builder.constrained(support, builder.unit * scale);
    if (alone) builder.count(priorLogDensity(prior, value));
    builder.count(logJacobian);
    return { internal: div(value, scale), value, support, open: alone ? null : prior };
  });
}
