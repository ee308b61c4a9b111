import { constant, type Expression, mul } from '../../src/engine/autodiff/index.ts';
import { cholesky } from '../../src/engine/linalg/cholesky.ts';
import { drawPrior, scalarLogPrior } from '../priors/draw.ts';
import type { CorrelationPattern } from './pattern.ts';
import { readParameter } from './readParameter.ts';
import { commonSdParameter, layOutCommonSd, layOutSds, levelSpreads, sdParameters } from './sds.ts';
import type { CovarianceParameter, CovarianceStructure, NamedTerm } from './structure.ts';

type Row = Pick<CovarianceStructure, 'kind' | 'coefficients' | 'most' | 'words'>;

/** Sds, one for each coefficient or one for all, times a correlation pattern. */
export function patterned(
  row: Row,
  pattern: CorrelationPattern,
  sds: 'each' | 'common',
): CovarianceStructure {
  const ofSds = (term: NamedTerm): CovarianceParameter[] =>
    sds === 'each' ? sdParameters(term) : [commonSdParameter(term)];
  /** The sd of each coefficient. */
  const spread = (k: number, values: ArrayLike<number>): number[] =>
    Array.from({ length: k }, (_, c) => values[sds === 'each' ? c : 0]);
  const count = (k: number): number => (sds === 'each' ? k : 1);
  const covariance = (k: number, values: ArrayLike<number>): Float64Array => {
    const own = spread(k, values);
    const rest = Array.from({ length: values.length - count(k) }, (_, p) => values[count(k) + p]);
    return pattern.matrix(k, rest).map((r, e) => r * own[Math.floor(e / k)] * own[e % k]);
  };
  return {
    ...row,
    closedUnder: sds === 'each' ? 'rescaling' : 'oneScale',
    parameters: (term) => [...ofSds(term), ...pattern.parameters(term.coefs.length, term)],
    layOut(term, builder) {
      const k = term.coefs.length;
      const spreads = row.coefficients === 'block' ? term.basis.spreads : levelSpreads(term.basis);
      const laid = sds === 'each' ? layOutSds(term, builder, spreads) : [layOutCommonSd(term, builder)];
      const { factor, values } = pattern.layOut(k, term, builder);
      const ofLaid = laid.map(({ value, support }) => ({ expression: value, support }));
      return {
        factor: scaledRows(
          factor,
          laid.map((sd) => sd.internal),
        ),
        values: [...ofLaid, ...values],
      };
    },
    draw(rng, term, priors) {
      const k = term.coefs.length;
      const own = ofSds(term).map(({ quantity }) => drawPrior(rng, priors.scalar(quantity)));
      const factor = cholesky(pattern.matrix(k, pattern.draw(rng, k, term, priors)), k);
      if (factor === null) throw new RangeError(`${row.kind}: a drawn correlation matrix is singular`);
      const each = spread(k, own);
      return factor.map((entry, e) => (e % k > Math.floor(e / k) ? 0 : entry * each[Math.floor(e / k)]));
    },
    covariance,
    logPrior(term, priors) {
      const k = term.coefs.length;
      const densities = ofSds(term).map(({ quantity }) => scalarLogPrior(priors.scalar(quantity)));
      const ofPattern = pattern.logPrior(k, term, priors);
      const correlations = pattern.parameters(k, term);
      return (g) => {
        const read = correlations.map((parameter) => readParameter(parameter, g, k));
        return densities.reduce((s, of, c) => s + of(Math.sqrt(g[c * (k + 1)])), ofPattern(read));
      };
    },
  };
}

/** D(sds) L, k x k row-major; with one sd, entries that L shares stay shared. */
function scaledRows(factor: readonly (readonly Expression[])[], sds: readonly Expression[]): Expression[] {
  const k = factor.length;
  const out: Expression[] = Array.from({ length: k * k }, () => constant(0));
  const done = new Map<Expression, Expression>();
  factor.forEach((row, i) => {
    row.forEach((entry, j) => {
      const known = sds.length === 1 ? done.get(entry) : undefined;
      out[i * k + j] = known ?? mul(sds[sds.length === 1 ? 0 : i], entry);
      if (known === undefined) done.set(entry, out[i * k + j]);
    });
  });
  return out;
}
