import { div, type Expression } from '../../src/engine/autodiff/index.ts';
import { naturalSupport, type Quantity } from '../../src/engine/program/quantity.ts';
import { defaultGroupSdPrior } from '../priors/defaults.ts';
import { priorLogDensity } from '../priors/logDensity.ts';
import { type ScalarPrior, supportOf } from '../priors/prior.ts';
import type { Support } from '../priors/support.ts';
import { type Basis, squareOf } from './basis.ts';
import { isAlone } from './matrices.ts';
import type { CovarianceBuilder, CovarianceParameter, CovarianceTerm, NamedTerm } from './structure.ts';

/** A sd a coefficient, `sd_g__x`. */
export function sdParameters({ group, coefs, predictors }: NamedTerm): (CovarianceParameter & OfSd)[] {
  return coefs.map((coef, i) => ({
    quantity: { kind: 'sd', predictor: predictors[i], group, coef },
    of: [i],
  }));
}

interface OfSd {
  readonly quantity: Extract<Quantity, { kind: 'sd' }>;
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
 * prior is counted. Default priors follow the columns' `spreads`.
 */
export function layOutSds(
  term: CovarianceTerm,
  builder: CovarianceBuilder,
  spreads: readonly number[] = term.basis.spreads,
): LaidSd[] {
  const { toPrior } = term.basis;
  const k = term.coefs.length;
  return sdParameters(term).map(({ quantity }, i) => {
    const scale = toPrior[i * (k + 1)];
    const unit = builder.unit(quantity.predictor);
    const prior = builder.prior(quantity, defaultGroupSdPrior(unit, spreads[i]));
    const natural = naturalSupport(quantity);
    const alone = isAlone(toPrior, k, i);
    const support = alone ? (supportOf(prior) ?? natural) : natural;
    const { value, logJacobian } = builder.constrained(support, unit * scale);
    if (alone) builder.count(priorLogDensity(prior, value));
    builder.count(logJacobian);
    return { internal: div(value, scale), value, support, open: alone ? null : prior };
  });
}

/** The same where the sds have no prior of their own: positive, and nothing but the transform is counted. */
export function layOutFreeSds(term: CovarianceTerm, builder: CovarianceBuilder): LaidSd[] {
  const { toPrior } = term.basis;
  const k = term.coefs.length;
  const support: Support = { kind: 'positive' };
  return sdParameters(term).map(({ quantity }, i) => {
    const scale = toPrior[i * (k + 1)];
    const { value, logJacobian } = builder.constrained(support, builder.unit(quantity.predictor) * scale);
    builder.count(logJacobian);
    return { internal: div(value, scale), value, support, open: null };
  });
}

/** Spreads for coefficients of which each row has one: 1 for what is 0 or 1, a column's own for others. */
export function levelSpreads({ columns, spreads, toPrior }: Basis): number[] {
  const k = columns.length;
  return columns.map((column, c) => {
    const one = toPrior[c * (k + 1)];
    return column.every((x) => x === 0 || Math.abs(x - one) < 1e-12 * one) ? 1 : spreads[c];
  });
}

/** The sd that all coefficients of a block share, `sd_g__homdiag(1+x)`. */
export function commonSdParameter({ group, block, predictors }: NamedTerm): CovarianceParameter & OfSd {
  return { quantity: { kind: 'sd', predictor: predictors[0], group, coef: block }, of: [0] };
}

/**
 * A coordinate for all coefficients, whose columns have one scale. By default its prior is that of an intercept's sd over
 * the root mean square of what a sd of 1 does to a row: 1 for a coefficient a level.
 */
export function layOutCommonSd(term: CovarianceTerm, builder: CovarianceBuilder): LaidSd {
  const { toPrior, columns, counts } = term.basis;
  const scale = toPrior[0];
  const squares = columns.map((column) => squareOf(column, counts));
  const size = Math.sqrt(squares.reduce((s, x) => s + x, 0)) / scale;
  const { quantity } = commonSdParameter(term);
  const unit = builder.unit(quantity.predictor);
  const prior = builder.prior(quantity, defaultGroupSdPrior(unit, size || 1));
  const support = supportOf(prior) ?? naturalSupport(quantity);
  const { value, logJacobian } = builder.constrained(support, unit * scale);
  builder.count(priorLogDensity(prior, value));
  builder.count(logJacobian);
  return { internal: div(value, scale), value, support, open: null };
}
