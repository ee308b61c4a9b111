import { InputError } from '../../src/engine/errors.ts';
import { timesBlocks } from '../../src/engine/linalg/sparse.ts';
import { mainPredictor } from '../../src/engine/program/quantity.ts';
import { gamma } from '../../src/engine/rng/gamma.ts';
import type { Rng } from '../../src/engine/rng.ts';
import { covarianceOf } from '../covariance/matrices.ts';
import { readParameter } from '../covariance/readParameter.ts';
import { responseCheck } from '../families/responses.ts';
import type { Model } from '../glmm.ts';
import { drawPrior } from '../priors/draw.ts';
import { drawShrunken } from '../priors/drawShrunken.ts';
import { describePrior, isShrinkage } from '../priors/prior.ts';
import { beyondNumbers, rowDrawer } from './drawRows.ts';
import { checkDrawable, checkGenerative } from './generative.ts';
import {
  familyPlaces,
  linearPredictors,
  type PredictorPlace,
  type PriorLayout,
  priorLayout,
  shiftOfMeans,
  type TermPlace,
  type ThresholdPlace,
} from './priorLayout.ts';
import { drawResidualParameters, drawResiduals } from './residual.ts';

/** A draw of a model's parameters from their priors, and an outcome that they give. */
export interface PriorDraw {
  /** By the names a fit gives them, on the user's scale, in the fit's order, group effects included. */
  readonly parameters: Readonly<Record<string, number>>;
  /** One value a design row; successes for the binomial family. */
  readonly outcome: Float64Array;
}

/**
 * Draws all parameters from the priors of the model's table, then the outcome of its design rows.
 * The design, offsets and numbers of trials are the model's; its own outcome is not looked at, but a default prior was
 * scaled by it. Throws InputError for a family or prior that cannot be drawn from, for case weights, which are no model
 * of data, and for priors so wide that a count has no whole value.
 */
export function simulatePrior(rng: Rng, model: Model): PriorDraw {
  return priorSimulator(model)(rng);
}

/** The same for many draws of one model. */
export function priorSimulator(model: Model): (rng: Rng) => PriorDraw {
  checkGenerative(model);
  checkDrawable(model, 'simulate');
  const layout = priorLayout(model);
  return (rng) => {
    const values = drawParameters(rng, layout);
    return {
      parameters: Object.fromEntries(layout.names.map((name, q) => [name, values[q]])),
      outcome: drawOutcome(rng, model, layout, values),
    };
  };
}

/**
 * An outcome of the design rows given all reported values, in the order of a fit's. Throws InputError as `simulatePrior` does,
 * but for priors, which are not drawn from.
 */
export function simulateGiven(rng: Rng, model: Model, values: Float64Array): Float64Array {
  checkGenerative(model);
  return drawOutcome(rng, model, priorLayout(model), values);
}

/** All reported values, group effects included, in the layout's order. */
export function drawParameters(rng: Rng, layout: PriorLayout): Float64Array {
  const values = new Float64Array(layout.names.length);
  const { predictors, terms, auxiliary } = layout;
  for (const predictor of predictors) drawCoefficients(rng, predictor, values);
  for (const thresholds of layout.thresholds)
    drawThresholds(rng, thresholds, shiftOfMeans(predictors[0], values), values);
  for (const term of terms) drawTerm(rng, term, values);
  for (const { at, prior } of auxiliary) values[at] = drawPrior(rng, prior);
  if (layout.residual !== null) drawResidualParameters(rng, layout.residual, values);
  for (const predictor of predictors) drawShared(rng, predictor, layout, values);
  return values;
}

function drawCoefficients(
  rng: Rng,
  { intercept, slopes, monotone }: PredictorPlace,
  valuesOut: Float64Array,
): void {
  if (intercept !== null) valuesOut[intercept.at] = drawPrior(rng, intercept.prior);
  for (const { at, prior, mean } of slopes) {
    if (isShrinkage(prior)) continue;
    valuesOut[at] = drawPrior(rng, prior);
    if (intercept !== null) valuesOut[intercept.at] -= valuesOut[at] * mean;
  }
  for (const { at, prior, shares } of monotone) {
    valuesOut[at] = drawPrior(rng, prior);
    const parts = shares.map(() => gamma(rng, 1));
    const whole = parts.reduce((sum, part) => sum + part, 0);
    shares.forEach((place, i) => {
      valuesOut[place] = parts[i] / whole;
    });
  }
}

/** Slopes that share a prior, after the residual's scale, which may be theirs. */
function drawShared(
  rng: Rng,
  { predictor, intercept, slopes, overall }: PredictorPlace,
  { auxiliary, rows, thresholds }: PriorLayout,
  valuesOut: Float64Array,
): void {
  const sharing = slopes.filter(({ prior }) => isShrinkage(prior));
  const prior = sharing.map((slope) => slope.prior).find(isShrinkage);
  if (prior === undefined || overall === null) return;
  const isMean = predictor === mainPredictor;
  const sigma = auxiliary.find(({ residualScale }) => residualScale);
  const scale = prior.autoscale && isMean && sigma !== undefined ? valuesOut[sigma.at] : 1;
  const drawn = drawShrunken(rng, prior, sharing.length, { scale, rows });
  valuesOut[overall] = drawn.overall;
  sharing.forEach(({ at, mean }, j) => {
    valuesOut[at] = drawn.coefficients[j];
    if (intercept !== null) valuesOut[intercept.at] -= valuesOut[at] * mean;
    for (const threshold of isMean ? thresholds.flatMap(({ each }) => each) : [])
      valuesOut[threshold.at] += valuesOut[at] * mean;
  });
}

/** Ordered ones as the priors have them where they ascend: sorted if those are equal, else drawn until they are in order. */
function drawThresholds(
  rng: Rng,
  { ordered, each }: ThresholdPlace,
  shift: number,
  valuesOut: Float64Array,
): void {
  const drawn = (): Float64Array => Float64Array.from(each, ({ prior }) => drawPrior(rng, prior));
  const isAlike = new Set(each.map(({ prior }) => describePrior(prior))).size === 1;
  let thresholds = drawn();
  if (ordered && isAlike) thresholds.sort();
  for (let tries = 1; ordered && !thresholds.every((t, k) => k === 0 || thresholds[k - 1] < t); tries++) {
    if (tries === mostTries)
      throw new InputError(
        `simulate: in ${mostTries} draws from their priors thresholds were never in order; give priors that are`,
      );
    thresholds = drawn();
  }
  each.forEach(({ at }, k) => {
    valuesOut[at] = thresholds[k] + shift;
  });
}

const mostTries = 100_000;

/**
 * For each class of levels F from the priors, what is reported of G = F F', then b_j = F z_j for its levels, mixed where
 * levels vary together.
 */
function drawTerm(
  rng: Rng,
  { classes, levels, effects, root, columns }: TermPlace,
  valuesOut: Float64Array,
): void {
  for (const { term, priors, parameters, members } of classes) {
    const k = term.coefs.length;
    const factor = term.structure.draw(rng, term, priors);
    const g = covarianceOf(factor, k);
    for (const parameter of parameters) valuesOut[parameter.at] = readParameter(parameter, g, k);
    for (const level of members) {
      const z = Float64Array.from({ length: k }, () => rng.normal());
      for (let c = 0; c < k; c++) {
        let sum = 0;
        for (let m = 0; m < k; m++) sum += factor[c * k + m] * z[m];
        valuesOut[effects + c * levels + level] = sum;
      }
    }
  }
  if (root === null) return;
  for (let c = 0; c < columns.length; c++) {
    const own = valuesOut.subarray(effects + c * levels, effects + (c + 1) * levels);
    timesBlocks(root, 1, own.slice(), own);
  }
}

function drawOutcome(
  rng: Rng,
  { family, design, outcome: ofData, program, order }: Model,
  layout: PriorLayout,
  values: Float64Array,
): Float64Array {
  const [eta, ...further] = linearPredictors(layout, design, values);
  if (layout.residual !== null && program.residual !== undefined) {
    const sigma = layout.auxiliary.find(({ name }) => name === program.residual?.scale);
    const scale = sigma === undefined ? 1 : values[sigma.at];
    drawResiduals(rng, program.residual, layout.residual, values).forEach((e, p) => {
      eta[order[p]] += scale * e;
    });
    const { normal } = family.chosen;
    return normal === null ? eta : eta.map(normal.back);
  }
  const parameters = Object.fromEntries(familyPlaces(layout).map(({ name, at }) => [name, values[at]]));
  const { trials } = ofData;
  const names = design.further.map(({ parameter }) => parameter);
  const outcome = rowDrawer(family.chosen, names)(rng, eta, {
    trials,
    parameters,
    further,
    strata: ofData.strata?.codes ?? null,
  });
  if (responseCheck(family.chosen.family.response).whole === true) outcome.forEach(refuseHuge);
  return outcome;
}

/** Counts beyond this are hardly whole numbers any more. */
const mostCounts = 2 ** 52;

function refuseHuge(count: number, row: number): void {
  if (count < mostCounts) return;
  throw new InputError(
    `simulate: the priors gave a mean count beyond 2^52 at row ${row + 1}; try narrower priors`,
    beyondNumbers,
  );
}
