import { normalQuantile } from '../../src/engine/elementary/distributions.ts';
import { stream } from '../../src/engine/rng.ts';
import { classTerms } from '../covariance/term.ts';
import { evenDraws } from '../posterior/evenDraws.ts';
import { covarianceDraws, factorInPlace } from '../predict/covarianceDraws.ts';
import { type DrawsOf, drawsOfQuantity } from '../predict/drawsOfQuantity.ts';
import { type Posterior, posteriorOf, rowsAt } from '../predict/index.ts';
import { inOne } from '../predict/parameters.ts';
import type { TermAt } from '../predict/rowsAt.ts';
import { type Beside, type Standing, standing } from './monteCarlo.ts';

/** Standardised effects of one coefficient of a term: what would be independent standard normal numbers. */
export interface EffectNormality {
  readonly group: string;
  readonly coef: string;
  readonly predictor: string;
  readonly levels: readonly string[];
  /** Of each level the mean over draws of its standardised effect. */
  readonly means: Float64Array;
  /** Third moment over the sd's cube: 0 of a normal distribution. */
  readonly skewness: Standing;
  /** Fourth moment over the variance's square: 3 of a normal distribution. */
  readonly kurtosis: Standing;
  /** Sorted standardised effects, mean over draws, beside the quantiles of a normal distribution and the ends of 95 % of those drawn. */
  readonly quantiles: {
    readonly normal: readonly number[];
    readonly effects: readonly number[];
    readonly lower: readonly number[];
    readonly upper: readonly number[];
  };
}

/** What `effectNormality` finds. */
export interface EffectsNormality {
  readonly effects: readonly EffectNormality[];
  /** Terms that are not looked at, and why. */
  readonly left: readonly string[];
}

const mostDraws = 1000;
/** Fewer levels have no shape. */
const fewestLevels = 5;

/**
 * Whether group effects are normal, as the model has them: F^-1 b of every draw, F F' = G, against as many standard normal numbers. A
 * draw of the posterior of a true model has normal effects with the draw's own covariance, whatever the data say of each level
 * (Yuan & Johnson 2012), so levels with few rows make the test weak, and not wrong. Curves, terms whose levels vary together by
 * a known covariance, and terms of fewer than 5 levels are left out and named. Takes fits of `sample` and `laplace` (whose effects
 * are normal given the parameters, so that they show less).
 */
export function effectNormality(fit: unknown, seed: string | number = '1'): EffectsNormality {
  const posterior = posteriorOf('check', fit);
  const total = posterior.draws.chains * posterior.draws.draws;
  const draws = evenDraws(posterior.draws, Math.min(mostDraws, total));
  const { terms } = termsOf({ ...posterior, draws });
  const find = drawsOfQuantity(draws);
  const left: string[] = [];
  const effects = terms.flatMap((term) => {
    const why = reasonToLeave(term);
    if (why === null) return ofTerm(term, find, String(seed));
    left.push(`${term.coefs.join(', ')} by ${term.group}: ${why}`);
    return [];
  });
  return { effects, left };
}

function termsOf({ model }: Posterior): { readonly terms: readonly TermAt[] } {
  const { terms } = rowsAt(model, null, { groups: 'given', newLevels: 'error' });
  return { terms: terms.filter(({ smooth }) => smooth === undefined) };
}

function reasonToLeave({ known, levels }: TermAt): string | null {
  if (known !== undefined) return 'its levels vary together by a known covariance';
  return levels.length < fewestLevels ? `${levels.length} levels have no shape` : null;
}

function ofTerm(term: TermAt, find: DrawsOf, seed: string): EffectNormality[] {
  const standardised = standardisedEffects(term, find);
  return term.coefs.map((coef, c): EffectNormality => {
    const sets = standardised.map((values) =>
      values.subarray(c * term.levels.length, (c + 1) * term.levels.length),
    );
    const rng = stream(seed, 'normal effects', term.group, coef);
    const drawn = sets.map((values) => values.map(() => rng.normal()));
    return {
      group: term.group,
      coef,
      predictor: term.predictors[c],
      levels: term.levels,
      means: meansOver(sets),
      skewness: standing(besideOf(sets, drawn, skewnessOf), 'both'),
      kurtosis: standing(besideOf(sets, drawn, kurtosisOf), 'both'),
      quantiles: quantilesOf(sets, drawn),
    };
  });
}

/** Of each draw F^-1 b of every level, coefficient after coefficient; draws without a proper covariance are left out. */
function standardisedEffects(term: TermAt, find: DrawsOf): Float64Array[] {
  const { coefs, levels, predictors, group, classes } = term;
  const k = coefs.length;
  const effects = coefs.map((coef, c) =>
    levels.map((level) => inOne(find({ kind: 'groupEffect', predictor: predictors[c], group, level, coef }))),
  );
  const factors = classTerms(term).map((_, one) => factorInPlace(covarianceDraws(term, one, find), k));
  const out: Float64Array[] = [];
  for (let d = 0; d < find.count; d++) {
    if (!factors.every((factor) => isProper(factor, k, d))) continue;
    const z = new Float64Array(k * levels.length);
    for (let j = 0; j < levels.length; j++) {
      const factor = factors[classes === null ? 0 : classes.of[j]];
      for (let c = 0; c < k; c++) {
        let sum = effects[c][j][d];
        for (let m = 0; m < c; m++) sum -= factor[(d * k + c) * k + m] * z[m * levels.length + j];
        z[c * levels.length + j] = sum / factor[(d * k + c) * k + c];
      }
    }
    out.push(z);
  }
  return out;
}

function isProper(factor: Float64Array, k: number, d: number): boolean {
  for (let c = 0; c < k; c++) if (!(factor[(d * k + c) * k + c] > 0)) return false;
  return true;
}

function besideOf(
  sets: readonly Float64Array[],
  drawn: readonly Float64Array[],
  of: (values: Float64Array) => number,
): Beside {
  return { data: Float64Array.from(sets, of), drawn: Float64Array.from(drawn, of) };
}

function moment(values: Float64Array, power: 2 | 3 | 4): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return (
    values.reduce((sum, x) => {
      const e = x - mean;
      return sum + (power === 2 ? e * e : power === 3 ? e * e * e : e * e * e * e);
    }, 0) / values.length
  );
}

function skewnessOf(values: Float64Array): number {
  const variance = moment(values, 2);
  return moment(values, 3) / (variance * Math.sqrt(variance));
}

function kurtosisOf(values: Float64Array): number {
  const variance = moment(values, 2);
  return moment(values, 4) / (variance * variance);
}

function meansOver(sets: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(sets[0]?.length ?? 0);
  for (const values of sets) for (let j = 0; j < out.length; j++) out[j] += values[j] / sets.length;
  return out;
}

function quantilesOf(
  sets: readonly Float64Array[],
  drawn: readonly Float64Array[],
): EffectNormality['quantiles'] {
  const sorted = drawn.map((values) => values.slice().sort());
  const count = sorted[0]?.length ?? 0;
  const at = (j: number, share: number): number => {
    const own = Float64Array.from(sorted, (values) => values[j]).sort();
    return own[Math.round(share * (own.length - 1))];
  };
  const places = Array.from({ length: count }, (_, j) => j);
  return {
    normal: places.map((j) => normalQuantile((j + 0.5) / count)),
    effects: Array.from(meansOver(sets.map((values) => values.slice().sort()))),
    lower: places.map((j) => at(j, 0.025)),
    upper: places.map((j) => at(j, 0.975)),
  };
}
