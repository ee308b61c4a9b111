import {
  constant,
  div,
  type Expression,
  log,
  mul,
  sub,
  sum,
  variablesOf,
} from '../../src/engine/autodiff/index.ts';
import * as elementary from '../../src/engine/elementary.ts';
import { cholesky } from '../../src/engine/linalg/cholesky.ts';
import type { Quantity } from '../../src/engine/program/quantity.ts';
import { defaultCorrelationPrior } from '../priors/defaults.ts';
import { drawPrior, scalarLogPrior } from '../priors/draw.ts';
import { priorLogDensity } from '../priors/logDensity.ts';
import type { Support } from '../priors/support.ts';
import { correlationCount, correlationEntry, correlationFactor, lkjLogDensity } from './correlation.ts';
import { drawCorrelationFactor } from './drawCorrelation.ts';
import { drawInvWishart, invWishartLogDensity, invWishartLogPrior } from './invWishart.ts';
import { mappedRow, product, solveUpper, transposed } from './matrices.ts';
import { layOutFreeSds, layOutSds, sdParameters } from './sds.ts';
import type {
  CovarianceParameter,
  CovariancePriors,
  CovarianceStructure,
  CovarianceTerm,
  NamedTerm,
} from './structure.ts';

/**
 * Any covariance, by sds and a correlation matrix under an LKJ prior: `(x | g)`.
 *
 * alpha holds sds s_i and correlations R_c of the internal columns, G_c = D(s) R_c D(s) = L L'. Priors speak of sds t_i and
 * correlations R of b = M b_c, so of G = M G_c M'. With |dG / d(t, R)| = 2^k prod t_i^k and |dG / dG_c| = |M|^(k + 1),
 *   p(s, R_c) = p(t, R) |M|^(k + 1) prod (s_i / t_i)^k,   |R| = |R_c| |M|^2 prod (s_i / t_i)^2,
 * and with |M| = prod m_ii everything but p(t) LKJ(R_c) is prod (m_ii s_i / t_i)^(k + 2 eta - 2). Where row i of M has its
 * diagonal only, t_i = m_ii s_i. Nothing here cancels, however near 1 a correlation in R is.
 */
export const full: CovarianceStructure = {
  kind: 'us',
  coefficients: 'block',
  most: null,
  closedUnder: 'everyMap',
  parameters: (term) => [...sdParameters(term), ...correlationParameters(term)],
  layOut(term, builder) {
    const k = term.coefs.length;
    const { toUser, toPrior } = term.basis;
    const whole = builder.whole(term, full.parameters(term));
    const sds = whole === null ? layOutSds(term, builder) : layOutFreeSds(term, builder);
    const partials = Array.from({ length: correlationCount(k) }, () => builder.free());
    const correlation = correlationFactor(k, partials);
    const eta = whole === null ? builder.lkj(lkjQuantity(term), defaultCorrelationPrior) : 1;
    builder.count(
      whole === null
        ? lkjLogDensity(eta, correlation)
        : invWishartLogDensity(
            whole,
            term,
            sds.map(({ internal }) => internal),
            correlation,
          ),
    );
    builder.count(correlation.logJacobian);
    const factor: Expression[] = Array.from({ length: k * k }, () => constant(0));
    for (let i = 0; i < k; i++)
      for (let j = 0; j <= i; j++) factor[i * k + j] = mul(sds[i].internal, correlation.factor[i][j]);
    sds.forEach(({ internal, value, open }, i) => {
      if (open === null) return;
      const sd = mappedRow(toPrior, factor, k, i, internal).length;
      builder.count(priorLogDensity(open, sd));
      builder.count(mul(k + 2 * eta - 2, sub(log(value), log(sd))));
    });
    const rows = sds.map(({ internal }, i) => mappedRow(toUser, factor, k, i, internal));
    const ofSds = rows.map(({ length, alone }, i) => {
      if (alone) return { expression: length, support: sds[i].support };
      // all sds of the term times the same number
      const rises = together(sds.slice(i).map(({ value }) => ({ value, weight: 1 })));
      return { expression: length, support: positive, rises };
    });
    const ofCorrelations = pairsOf(k).map(([i, j], p) => {
      const own = { value: partials[p], weight: 1 };
      if (rows[i].alone && rows[j].alone) {
        const expression = correlationEntry(correlation, j, i);
        return { expression, support: within, rises: together([own]) };
      }
      const dot = sum(rows[i].entries.map((entry, m) => mul(entry, rows[j].entries[m])));
      const expression = div(div(dot, rows[i].length), rows[j].length);
      // with two coefficients it rises so wherever their origin (docs/methods.md); with more, near the fit
      const move = -toUser[i * k + j];
      const other = { value: sds[i].value, weight: Math.sign(move) };
      const rises = together(k === 2 || Math.abs(move) > 1 ? [own, other] : [own]);
      return { expression, support: within, rises };
    });
    return { factor, values: [...ofSds, ...ofCorrelations] };
  },
  draw(rng, term, priors) {
    const k = term.coefs.length;
    const whole = priors.whole(term);
    if (whole !== null) return drawInvWishart(rng, whole, k);
    const sds = sdParameters(term).map(({ quantity }) => drawPrior(rng, priors.scalar(quantity)));
    const factor = drawCorrelationFactor(rng, k, priors.lkj(lkjQuantity(term)));
    for (let e = 0; e < factor.length; e++) factor[e] *= sds[Math.floor(e / k)];
    return product(term.basis.priorToUser, factor, k);
  },
  covariance(k, values) {
    const g = new Float64Array(k * k);
    for (let i = 0; i < k; i++) g[i * (k + 1)] = values[i] * values[i];
    pairsOf(k).forEach(([i, j], p) => {
      g[i * k + j] = values[k + p] * values[i] * values[j];
      g[j * k + i] = g[i * k + j];
    });
    return g;
  },
  logPrior(term, priors) {
    const k = term.coefs.length;
    const whole = priors.whole(term);
    if (whole !== null) return invWishartLogPrior(whole, k);
    const declared = declaredLogPrior(term, priors);
    return (g) => {
      const atPrior = covarianceAtPrior(term, g);
      let sum = declared(g);
      for (let i = 0; i < k; i++) sum += (k / 2) * elementary.log(g[i * (k + 1)] / atPrior[i * (k + 1)]);
      return sum;
    };
  },
  declaredLogPrior,
  words: (k) => `, heterogeneous, with ${(k * (k + 1)) / 2} distinct elements:`,
};

/** Densities of the sds and correlations that priors were declared for, at the predictors' means, or of the whole covariance. */
function declaredLogPrior(term: CovarianceTerm, priors: CovariancePriors): (g: Float64Array) => number {
  const k = term.coefs.length;
  const whole = priors.whole(term);
  if (whole !== null) {
    const ofSds = invWishartLogPrior(whole, k);
    return (g) => {
      let sum = ofSds(g);
      for (let i = 0; i < k; i++) sum -= (k / 2) * elementary.log(g[i * (k + 1)]);
      return sum;
    };
  }
  const densities = sdParameters(term).map(({ quantity }) => scalarLogPrior(priors.scalar(quantity)));
  const eta = priors.lkj(lkjQuantity(term));
  return (g) => {
    const atPrior = covarianceAtPrior(term, g);
    const factor = cholesky(atPrior, k);
    if (factor === null) return Number.NEGATIVE_INFINITY;
    let sum = 0;
    for (let i = 0; i < k; i++) {
      const sd = Math.sqrt(atPrior[i * (k + 1)]);
      sum += densities[i](sd) + 2 * (eta - 1) * elementary.log(factor[i * (k + 1)] / sd);
    }
    return sum;
  };
}

/** G on the columns that priors speak of. */
export function covarianceAtPrior({ coefs, basis }: CovarianceTerm, g: Float64Array): Float64Array {
  const k = coefs.length;
  const half = solveUpper(basis.priorToUser, g, k);
  return solveUpper(basis.priorToUser, transposed(half, k), k);
}

const positive: Support = { kind: 'positive' };
const within: Support = { kind: 'interval', lower: -1, upper: 1 };

/** A direction of alpha: the coordinates that values read, with their weights. */
function together(moves: readonly { value: Expression; weight: number }[]): Record<string, number> {
  return Object.fromEntries(
    moves.flatMap(({ value, weight }) => [...variablesOf(value)].map((name) => [name, weight])),
  );
}

/** Places below the diagonal, row after row, as [column, row]. */
function pairsOf(k: number): [number, number][] {
  return Array.from({ length: k }, (_, i) => i).flatMap((i) =>
    Array.from({ length: i }, (_, j): [number, number] => [j, i]),
  );
}

function correlationParameters(term: NamedTerm): CovarianceParameter[] {
  const prior = lkjQuantity(term);
  return pairsOf(term.coefs.length).map(([i, j]) => ({
    quantity: correlationOf(term, i, j),
    of: [i, j],
    prior,
  }));
}

function correlationOf({ group, coefs, predictors }: NamedTerm, i: number, j: number): CorrelationQuantity {
  const other = predictors[j] === predictors[i] ? {} : { other: predictors[j] };
  return { kind: 'correlation', predictor: predictors[i], ...other, group, coefs: [coefs[i], coefs[j]] };
}

type CorrelationQuantity = Extract<Quantity, { kind: 'correlation' }>;

/** The correlation that the prior of all is declared for: one between linear predictors where there are several. */
function lkjQuantity(term: NamedTerm): CorrelationQuantity {
  const { predictors } = term;
  return correlationOf(term, 0, predictors[1] === predictors[0] ? predictors.length - 1 : 1);
}
