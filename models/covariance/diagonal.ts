import { constant, type Expression } from '../../src/engine/autodiff/index.ts';
import { drawPrior, scalarLogPrior } from '../priors/draw.ts';
import { layOutSds, sdParameters } from './sds.ts';
import type { CovarianceStructure } from './structure.ts';

/** Independent coefficients, a variance each: `(x || g)`, and any term of one coefficient. */
export const diagonal: CovarianceStructure = {
  kind: 'diagonal',
  closedUnder: 'rescaling',
  parameters: sdParameters,
  layOut(term, builder) {
    const k = term.coefs.length;
    const sds = layOutSds(term, builder);
    const factor: Expression[] = Array.from({ length: k * k }, () => constant(0));
    sds.forEach(({ internal }, c) => {
      factor[c * (k + 1)] = internal;
    });
    return { factor, values: sds.map(({ value, support }) => ({ expression: value, support })) };
  },
  draw(rng, term, priors) {
    const k = term.coefs.length;
    const factor = new Float64Array(k * k);
    sdParameters(term).forEach(({ quantity }, c) => {
      factor[c * (k + 1)] = drawPrior(rng, priors.scalar(quantity));
    });
    return factor;
  },
  covariance(k, sds) {
    return Float64Array.from({ length: k * k }, (_, e) =>
      e % (k + 1) === 0 ? sds[e / (k + 1)] * sds[e / (k + 1)] : 0,
    );
  },
  logPrior(term, priors) {
    const k = term.coefs.length;
    const densities = sdParameters(term).map(({ quantity }) => scalarLogPrior(priors.scalar(quantity)));
    return (g) => densities.reduce((sum, of, c) => sum + of(Math.sqrt(g[c * (k + 1)])), 0);
  },
  words: () => ', diagonal:',
};
