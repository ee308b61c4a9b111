import { compile, gradient } from '../../src/engine/autodiff/index.ts';
import type { EffectSpread } from '../../src/engine/collapsed/effectSpread.ts';
import { effectSpreads } from '../../src/engine/laplace/effectSpread.ts';
import { openLaplace, openResidual } from '../../src/engine/laplace/openMarginal.ts';
import { type SparseRow, sparseRow } from '../../src/engine/linalg/sparse.ts';
import {
  hasSumsAlone,
  ownCoefs,
  type Program,
  placeOfCoef,
  predictorNames,
  type TermProgram,
} from '../../src/engine/program/program.ts';
import { type Quantity, quantityName } from '../../src/engine/program/quantity.ts';
import { effectStarts } from '../../src/engine/program/starts.ts';
import { checkLaplaceFit } from '../arguments.ts';
import { classTerms, structureOf } from '../covariance/term.ts';
import { groupsOf } from '../design/terms.ts';
import type { LaplaceResult } from './laplace.ts';

/** The effect of one level on one coefficient. */
export interface ConditionalMode {
  /** `r_group[level,coef]`. */
  readonly name: string;
  readonly quantity: Quantity;
  readonly group: string;
  readonly level: string;
  readonly coef: string;
  /** Mode given the data and the population estimates. */
  readonly mode: number;
  /** Given the population estimates, as ranef(condVar = TRUE) of lme4: their own uncertainty is left out. */
  readonly conditionalSd: number;
  /**
   * The uncertainty of the population estimates included, by the delta method, as TMB's and glmmTMB's. NaN where the
   * sd of the coefficient is singular: how far from 0 it may be is not in the curvature.
   */
  readonly sd: number;
}

/** Modes of all group effects, term after term, coefficient after coefficient, level after level. */
export function conditionalModes(result: LaplaceResult): ConditionalMode[] {
  checkLaplaceFit('conditionalModes', result);
  const { model } = result;
  const spreads = spreadsOf(result);
  const names = predictorNames(model.program.rows);
  const estimates = new Map(result.population.names.map((name, q) => [name, result.population.estimates[q]]));
  return model.program.terms.flatMap((term, t) => {
    const spread = spreads[t];
    const sds = sdNamesOf(model, t);
    return ownCoefs(term).flatMap((coef, own) => {
      const of = { predictor: names[term.predictors[own]], group: term.group, coef };
      return term.levels.map((level, j) => {
        const sd = sds[term.classes?.of[j] ?? 0][own];
        const singular = result.singular.includes(sd);
        const still = estimates.get(sd) === 0;
        const c = placeOfCoef(term, j, own);
        return {
          ...named({ kind: 'groupEffect', level, ...of }),
          group: term.group,
          level,
          coef,
          mode: still ? 0 : spread.mode(j, c),
          conditionalSd: still ? 0 : Math.sqrt(spread.conditional(j, c)),
          sd: singular ? Number.NaN : Math.sqrt(spread.conditional(j, c) + spread.added(j, c)),
        };
      });
    });
  });
}

/** Of term t, for each class of its levels, the sd of each coefficient: its own or the block's. */
function sdNamesOf({ design }: LaplaceResult['model'], t: number): string[][] {
  return classTerms(groupsOf(design)[t]).map((term) => {
    const sds = structureOf(term)
      .parameters(term)
      .filter(({ of }) => of.length === 1);
    return term.coefs.map((_, c) => quantityName(sds[sds.length === 1 ? 0 : c].quantity));
  });
}

function named(quantity: Quantity): Pick<ConditionalMode, 'name' | 'quantity'> {
  return { name: quantityName(quantity), quantity };
}

/** One term's effects at level j, coefficient c, and their variances. */
interface TermSpread {
  mode(j: number, c: number): number;
  conditional(j: number, c: number): number;
  /** What the uncertainty of alpha adds. */
  added(j: number, c: number): number;
}

/** Covariances of z given alpha: from the curvature at the mode, or, where residuals have a structure, exactly. */
function spreadsOf(result: LaplaceResult): TermSpread[] {
  const { model, latent } = result;
  const { program } = model;
  const starts = effectStarts(program.terms, 0);
  if (hasSumsAlone(program)) {
    const point = openResidual(program, latent);
    return point
      .spreads()
      .map((conditional, t) => spreadOf(result, t, starts[t], point.factors[t], conditional));
  }
  const { layout, curvature, values } = openLaplace(program, latent);
  return effectSpreads(layout, curvature).map((conditional, t) =>
    spreadOf(result, t, starts[t], values.factors[t], conditional),
  );
}

/**
 * b_j = A L z_j, so Var(b_j | alpha) = A L (H^-1)_jj L'A' and d b_j / d alpha = A (dL z_j + L dz_j); where levels vary
 * together, sums of those over the levels that b_j is mixed of.
 */
function spreadOf(
  { model: { program }, latent }: LaplaceResult,
  t: number,
  start: number,
  l: Float64Array,
  spread: EffectSpread,
): TermSpread {
  const k = program.terms[t].coefs.length;
  const n = latent.alpha.length;
  const { toUser, mixing } = program.terms[t];
  /** Levels l whose A L z_l a level's effects are sums of, and how often. */
  const partsOf = (j: number): SparseRow => (mixing?.levels == null ? [[j, 1]] : sparseRow(mixing.levels, j));
  const factor = mapped(toUser, l, k, 1);
  const factorSlopes = mapped(toUser, slopesOfFactor(program, program.terms[t], latent.alpha), k, n);
  const slope = new Float64Array(n);
  /** d b_jc / d alpha. */
  const writeSlope = (j: number, c: number): void => {
    slope.fill(0);
    for (const [l, weight] of partsOf(j))
      for (let m = 0; m < k; m++) {
        const at = start + l * k + m;
        for (let i = 0; i < n; i++)
          slope[i] +=
            weight *
            (factorSlopes[(c * k + m) * n + i] * latent.z[at] +
              factor[c * k + m] * latent.modeSlopes[at * n + i]);
      }
  };
  return {
    mode(j, c) {
      let sum = 0;
      for (const [l, weight] of partsOf(j))
        for (let m = 0; m < k; m++) sum += weight * factor[c * k + m] * latent.z[start + l * k + m];
      return sum;
    },
    conditional(j, c) {
      let sum = 0;
      for (const [l, weight] of partsOf(j))
        for (const [m, other] of partsOf(j)) {
          const covariance = spread(l, m);
          for (let a = 0; a < k; a++)
            for (let b = 0; b < k; b++)
              sum += weight * other * factor[c * k + a] * covariance[a * k + b] * factor[c * k + b];
        }
      return sum;
    },
    added(j, c) {
      writeSlope(j, c);
      let sum = 0;
      for (let i = 0; i < n; i++)
        for (let l = 0; l < n; l++) sum += slope[i] * latent.covariance[i * n + l] * slope[l];
      return Math.max(0, sum);
    },
  };
}

/** A L, an entry of L being `width` numbers. */
function mapped(a: Float64Array, entries: Float64Array, k: number, width: number): Float64Array {
  const out = new Float64Array(entries.length);
  for (let r = 0; r < k; r++)
    for (let m = r; m < k; m++)
      for (let i = 0; i < k * width; i++) out[r * k * width + i] += a[r * k + m] * entries[m * k * width + i];
  return out;
}

/** d L / d alpha: an entry of L, row-major, then alpha.length slopes. */
function slopesOfFactor({ alpha }: Program, { factor }: TermProgram, at: Float64Array): Float64Array {
  const out = new Float64Array(factor.length * alpha.length);
  compile(
    factor.flatMap((entry) => gradient(entry, alpha)),
    alpha,
  )(at, out);
  return out;
}
