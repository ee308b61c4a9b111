import type { ResidualDesign } from '../../models/design/design.ts';
import type { Model } from '../../models/glmm.ts';
import { placesIn } from '../../models/layout/rows.ts';
import { scalarLogPrior } from '../../models/priors/draw.ts';
import { isShrinkage } from '../../models/priors/prior.ts';
import {
  type ClassPlace,
  familyPlaces,
  linearPredictors,
  type PriorLayout,
  priorLayout,
  shiftOfMeans,
  type TermPlace,
} from '../../models/simulate/priorLayout.ts';
import { type ResidualPlaces, structureValues } from '../../models/simulate/residual.ts';
import { compile } from '../engine/autodiff/index.ts';
import { log } from '../engine/elementary.ts';
import { choleskyInPlace } from '../engine/linalg/cholesky.ts';
import { etasOf, rowVariables } from '../engine/program/program.ts';

/** Functions of parameters and data that see what no single parameter shows. */
export interface JointDensity {
  readonly names: readonly ['log_lik', 'log_joint'];
  /** log p(y | parameters), and that plus the log prior of all parameters and group effects, up to a constant. */
  at(values: ArrayLike<number>, outcome: Float64Array): readonly [number, number];
}

/**
 * The densities of a model in terms of what it reports, on the user's scale: written apart from what samplers run, so
 * it needs no transforms and no Jacobians. As test quantities for calibration they find a posterior that ignores part
 * of the data (Modrak et al. 2023).
 */
export function jointDensity(model: Model): JointDensity {
  const { design, program, outcome: ofData, weights } = model;
  const layout = priorLayout(model);
  if (layout.residual !== null) return structuredDensity(model, layout, layout.residual);
  const etas = etasOf(program.rows);
  const ofFamily = familyPlaces(layout);
  const { known = [] } = program.rows;
  const names = [...etas, ...rowVariables(program.rows), ...ofFamily.map(({ name }) => name)];
  const row = compile([program.rows.density], names);
  const { trials } = ofData;
  const input = new Float64Array(names.length);
  const [yAt, trialsAt, knownAt] = [0, 1, 2].map((i) => etas.length + i);
  const auxiliaryAt = knownAt + known.length;
  const placeOf = placesIn(model.order);
  const output = new Float64Array(1);
  const logLikelihood = (values: ArrayLike<number>, outcome: Float64Array): number => {
    ofFamily.forEach(({ at }, a) => {
      input[auxiliaryAt + a] = values[at];
    });
    let sum = 0;
    const predictors = linearPredictors(layout, design, values);
    for (let i = 0; i < design.rows; i++) {
      for (let p = 0; p < etas.length; p++) input[p] = predictors[p][i];
      input[yAt] = outcome[i];
      input[trialsAt] = trials === null ? 1 : trials[i];
      known.forEach(({ values: column }, c) => {
        input[knownAt + c] = column[placeOf[i]];
      });
      row(input, output);
      sum += (weights?.[i] ?? 1) * output[0];
    }
    return sum;
  };
  return withPriors(layout, logLikelihood);
}

/** A log likelihood, and it with the densities of group effects and parameters. */
function withPriors(
  layout: PriorLayout,
  logLikelihood: (values: ArrayLike<number>, outcome: Float64Array) => number,
): JointDensity {
  const logPrior = compilePriors(layout);
  return {
    names: ['log_lik', 'log_joint'],
    at(values, outcome) {
      const ofRows = logLikelihood(values, outcome);
      const ofEffects = layout.terms.reduce(
        (s, place) => place.classes.reduce((sum, one) => sum + effectsDensity(place, one, values), s),
        0,
      );
      return [ofRows, ofRows + ofEffects + logPrior(values)];
    },
  };
}

/** Where residuals have a structure: the multivariate normal density, block by block from the definition of R. */
function structuredDensity(model: Model, layout: PriorLayout, residual: ResidualPlaces): JointDensity {
  const scale = layout.auxiliary.find(({ name }) => name === model.program.residual?.scale);
  const { normal } = model.family.chosen;
  const logLikelihood = (values: ArrayLike<number>, outcome: Float64Array): number => {
    const [eta] = linearPredictors(layout, model.design, values);
    const sigma = scale === undefined ? 1 : values[scale.at];
    const e = eta.map((at, i) => ((normal?.of(outcome[i]) ?? outcome[i]) - at) / sigma);
    const slopes = normal === null ? 0 : outcome.reduce((sum, y) => sum + normal.logSlope(y), 0);
    return (
      residualLogDensity(residual.design, structureValues(residual, values), e) -
      e.length * log(sigma) +
      slopes
    );
  };
  return withPriors(layout, logLikelihood);
}

/** log N(e; 0, R) up to a constant. */
function residualLogDensity(design: ResidualDesign, values: Float64Array, e: Float64Array): number {
  const { entry } = design.syntax.structure;
  let sum = 0;
  for (const rows of blocksOf(design)) {
    const n = rows.length;
    const r = Float64Array.from({ length: n * n }, (_, at) => {
      const [i, j] = [rows[Math.floor(at / n)], rows[at % n]];
      return entry(values, { a: design.place[i], b: design.place[j], same: i === j }, design);
    });
    if (!choleskyInPlace(r, n)) return Number.NEGATIVE_INFINITY;
    const z = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      z[i] = e[rows[i]];
      for (let m = 0; m < i; m++) z[i] -= r[i * n + m] * z[m];
      z[i] /= r[i * (n + 1)];
      sum -= log(r[i * (n + 1)]) + 0.5 * z[i] * z[i];
    }
  }
  return sum;
}

function blocksOf({ block, place }: ResidualDesign): number[][] {
  if (block === null) return Array.from(place, (_, i) => [i]);
  const blocks = new Map<number, number[]>();
  block.forEach((b, i) => {
    blocks.set(b, [...(blocks.get(b) ?? []), i]);
  });
  return [...blocks.values()];
}

/** The LKJ log density of the correlations of every two time points, up to a constant: (eta - 1) log |correlations|. */
function pairsLogPrior(residual: ResidualPlaces): (values: ArrayLike<number>) => number {
  const { pairs, eta, design } = residual;
  const k = design.points.length;
  return (values) => {
    if (pairs.length === 0) return 0;
    const matrix = new Float64Array(k * k);
    for (let i = 0, p = 0; i < k; i++) {
      matrix[i * (k + 1)] = 1;
      for (let j = 0; j < i; j++, p++) matrix[i * k + j] = values[pairs[p]];
    }
    if (!choleskyInPlace(matrix, k)) return Number.NEGATIVE_INFINITY;
    let sum = 0;
    for (let i = 0; i < k; i++) sum += 2 * (eta - 1) * log(matrix[i * (k + 1)]);
    return sum;
  };
}

/** The log prior of all population parameters but those that share one, whose density given the others is no formula. */
function compilePriors({
  predictors,
  terms,
  auxiliary,
  thresholds,
  residual,
}: PriorLayout): (values: ArrayLike<number>) => number {
  const slopes = predictors.flatMap((predictor) => predictor.slopes);
  const monotone = predictors.flatMap((predictor) => predictor.monotone); // their shares have a constant density
  const scalars = [...slopes, ...monotone, ...auxiliary, ...(residual?.scalars ?? [])].flatMap(
    ({ at, prior }) => (isShrinkage(prior) ? [] : [{ at, of: scalarLogPrior(prior) }]),
  );
  const intercepts = predictors.flatMap(({ intercept, slopes: own }) =>
    intercept === null ? [] : [{ at: intercept.at, of: scalarLogPrior(intercept.prior), slopes: own }],
  );
  const ofThresholds = thresholds
    .flatMap(({ each }) => each)
    .map(({ at, prior }) => ({ at, of: scalarLogPrior(prior) }));
  const ofPairs = residual === null ? () => 0 : pairsLogPrior(residual);
  const ofTerms = terms
    .flatMap(({ classes }) => classes)
    .map((place) => {
      const of = place.term.structure.logPrior(place.term, place.priors);
      return (values: ArrayLike<number>): number => of(covarianceAt(place, values));
    });
  return (values) => {
    let sum = 0;
    for (const { at, of } of scalars) sum += of(values[at]);
    for (const of of ofTerms) sum += of(values);
    for (const { at, of } of ofThresholds) sum += of(values[at] - shiftOfMeans(predictors[0], values));
    sum += ofPairs(values);
    for (const { at, of, slopes: own } of intercepts)
      sum += of(own.reduce((s, slope) => s + values[slope.at] * slope.mean, values[at]));
    return sum;
  };
}

/** G of a term. */
function covarianceAt({ term, parameters }: ClassPlace, values: ArrayLike<number>): Float64Array {
  return term.structure.covariance(
    term.coefs.length,
    parameters.map(({ at }) => values[at]),
  );
}

/** log N(b_j; 0, G) over the levels of a class, up to a constant; where levels vary together, of what they are mixed of. */
function effectsDensity(whole: TermPlace, place: ClassPlace, values: ArrayLike<number>): number {
  const { term, members } = place;
  const k = term.coefs.length;
  const factor = covarianceAt(place, values);
  if (!choleskyInPlace(factor, k)) return Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let c = 0; c < k; c++) sum -= members.length * log(factor[c * (k + 1)]);
  const z = new Float64Array(k);
  const own = Array.from({ length: k }, (_, c) => unmixed(whole, c, values));
  for (const level of members)
    for (let c = 0; c < k; c++) {
      z[c] = own[c][level];
      for (let m = 0; m < c; m++) z[c] -= factor[c * k + m] * z[m];
      z[c] /= factor[c * k + c];
      sum -= 0.5 * z[c] * z[c];
    }
  return sum;
}

/** A coefficient's effects of all levels; root^-1 times them where levels vary together. */
function unmixed({ levels, effects, root }: TermPlace, c: number, values: ArrayLike<number>): Float64Array {
  const own = Float64Array.from({ length: levels }, (_, j) => values[effects + c * levels + j]);
  if (root === null) return own;
  const { start, column, values: entries } = root;
  for (let j = 0; j < levels; j++) {
    const last = start[j + 1] - 1; // the diagonal: a root is lower triangular
    for (let e = start[j]; e < last; e++) own[j] -= entries[e] * own[column[e]];
    own[j] /= entries[last];
  }
  return own;
}
