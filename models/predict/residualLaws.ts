import { InputError } from '../../src/engine/errors.ts';
import { power } from '../../src/engine/residual/decay.ts';
import type { ResidualDesign } from '../design/design.ts';
import { factorInPlace } from './covarianceDraws.ts';

/**
 * New residuals of a block given the observed ones, e_n | e_o ~ N(S_no S_oo^-1 e_o, S_nn - S_no S_oo^-1 S_on), at one draw of the
 * structure's parameters: `values` as its `entry` reads them. Residuals are over sigma where that is common.
 */
export interface BlockLaw {
  /** Of each new residual by itself. */
  moments(
    values: Float64Array,
    observed: Float64Array,
    meansOut: Float64Array,
    variancesOut: Float64Array,
  ): void;
  /** Makes of standard normal numbers one draw of all new residuals together. */
  draw(values: Float64Array, observed: Float64Array, zInOut: Float64Array): void;
}

/** The law of rows at `fresh` places given those at `known` ones; both ascend. */
export function blockLaw(design: ResidualDesign, known: Float64Array, fresh: Float64Array): BlockLaw {
  switch (design.syntax.structure.kind) {
    case 'decay':
      return decayLaw(known, fresh);
    case 'exchangeable':
      return exchangeableLaw(design, known.length, fresh.length);
    case 'points':
    case 'strata':
      return denseLaw(design, known, fresh);
  }
}

/**
 * A Markov chain, so that only the nearest neighbours matter: with correlations r and s to those before and after,
 *   mean = (r (1 - s^2) before + s (1 - r^2) after) / (1 - r^2 s^2), variance = (1 - r^2) (1 - s^2) / (1 - r^2 s^2).
 * One that is not there has correlation 0.
 */
function decayLaw(known: Float64Array, fresh: Float64Array): BlockLaw {
  const after = Array.from(fresh, (t) => known.filter((own) => own <= t).length);
  const correlate = (rho: number, gap: number | undefined): number =>
    gap === undefined || Number.isNaN(gap) ? 0 : power(rho, gap);
  const law = { mean: 0, variance: 1 };
  /** Given the residual at time `from` before row i, and the observed one after it. */
  const go = (rho: number, i: number, from: number, before: number, next: number): typeof law => {
    const r = correlate(rho, fresh[i] - from);
    const s = correlate(rho, known[after[i]] - fresh[i]);
    const [leftR, leftS] = [(1 - r) * (1 + r), (1 - s) * (1 + s)];
    const all = leftR + r * r * leftS;
    if (all === 0) return Object.assign(law, { mean: before, variance: 0 });
    law.mean = (r * leftS * (r === 0 ? 0 : before) + s * leftR * (s === 0 ? 0 : next)) / all;
    law.variance = (leftR * leftS) / all;
    return law;
  };
  return {
    moments([rho], observed, meansOut, variancesOut) {
      for (let i = 0; i < fresh.length; i++) {
        const at = after[i];
        const { mean, variance } = go(rho, i, known[at - 1], observed[at - 1], observed[at]);
        meansOut[i] = mean;
        variancesOut[i] = variance;
      }
    },
    draw([rho], observed, zInOut) {
      for (let i = 0; i < fresh.length; i++) {
        const at = after[i];
        const isAfterNew = i > 0 && after[i - 1] === at;
        const [from, before] = isAfterNew ? [fresh[i - 1], zInOut[i - 1]] : [known[at - 1], observed[at - 1]];
        const { mean, variance } = go(rho, i, from, before, observed[at]);
        zInOut[i] = mean + Math.sqrt(variance) * zInOut[i];
      }
    },
  };
}

/** Given m others with sum s: mean rho s / (1 + (m - 1) rho), variance (1 - rho) (1 + m rho) / (1 + (m - 1) rho). */
function exchangeableLaw({ syntax }: ResidualDesign, known: number, fresh: number): BlockLaw {
  const factors = (rho: number, m: number): [number, number] => {
    const others = m === 0 ? 1 : 1 + (m - 1) * rho;
    if (!(1 + m * rho > 0))
      throw new InputError(
        `predict: a level of ${m + 1} rows cannot have all correlations ${rho}, a draw of ${syntax.text}, whose levels were smaller; ask for fewer rows of a level at a time`,
      );
    return [m === 0 ? 0 : rho / others, m === 0 ? 1 : ((1 - rho) * (1 + m * rho)) / others];
  };
  const sum = (values: Float64Array): number => values.reduce((total, e) => total + e, 0);
  return {
    moments([rho], observed, meansOut, variancesOut) {
      const [slope, variance] = factors(rho, known);
      meansOut.fill(slope * sum(observed));
      variancesOut.fill(variance);
    },
    draw([rho], observed, zInOut) {
      let total = sum(observed);
      for (let i = 0; i < fresh; i++) {
        const [slope, variance] = factors(rho, known + i);
        zInOut[i] = slope * total + Math.sqrt(variance) * zInOut[i];
        total += zInOut[i];
      }
    },
  };
}

/** By one factor L of the covariance of all, the observed first: mean L_no L_oo^-1 e_o, draws with L_nn z besides. */
function denseLaw(design: ResidualDesign, known: Float64Array, fresh: Float64Array): BlockLaw {
  const { structure } = design.syntax;
  const places = [...known, ...fresh];
  const [o, k] = [known.length, places.length];
  // without parameters of their own, time points may be any
  const shape = structure.homogeneous ? { ...design, times: places } : design;
  const at = structure.homogeneous ? places.map((_, i) => i) : places;
  const [covariance, factor, w] = [new Float64Array(k * k), new Float64Array(k * k), new Float64Array(o)];
  const prepare = (values: Float64Array, observed: Float64Array): void => {
    for (let i = 0; i < k; i++)
      for (let j = 0; j < k; j++)
        covariance[i * k + j] = structure.entry(values, { a: at[i], b: at[j], same: i === j }, shape);
    factor.set(covariance);
    factorInPlace(factor, k);
    for (let i = 0; i < o; i++) {
      const pivot = factor[i * k + i];
      w[i] = pivot === 0 ? 0 : (observed[i] - product(factor, i * k, w, i)) / pivot;
    }
  };
  return {
    moments(values, observed, meansOut, variancesOut) {
      prepare(values, observed);
      for (let i = 0; i < fresh.length; i++) {
        const row = (o + i) * k;
        const own = factor.subarray(row, row + o);
        meansOut[i] = product(factor, row, w, o);
        variancesOut[i] = Math.max(0, covariance[row + o + i] - product(own, 0, own, o));
      }
    },
    draw(values, observed, zInOut) {
      prepare(values, observed);
      for (let i = fresh.length - 1; i >= 0; i--) {
        const row = (o + i) * k;
        zInOut[i] = product(factor, row, w, o) + product(factor, row + o, zInOut, i + 1);
      }
    },
  };
}

/** Sum over m < count of a[from + m] b[m]. */
function product(a: Float64Array, from: number, b: Float64Array, count: number): number {
  let sum = 0;
  for (let m = 0; m < count; m++) sum += a[from + m] * b[m];
  return sum;
}
