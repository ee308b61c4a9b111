import { InputError } from '../../src/engine/errors.ts';
import { checkOptions } from '../../src/engine/options.ts';
import type { RowDistribution } from '../families/family.ts';
import { type ResponseCheck, responseCheck } from '../families/responses.ts';
import type { Model } from '../glmm.ts';
import { checkLevel } from '../likelihood/waldIntervals.ts';
import { defaultLevel } from '../posterior/summaries.ts';
import { drawsOfQuantity } from '../predict/drawsOfQuantity.ts';
import { type Posterior, posteriorOf, rowsAt } from '../predict/index.ts';
import { etaWriter } from '../predict/linear.ts';
import { rowState } from '../predict/rowState.ts';
import { termEffects } from '../predict/termEffects.ts';
import type { Uncertain } from '../variance/spreadOfDraws.ts';
import { type CalibrationBin, type Coverage, calibrationBins, coverages } from './calibration.ts';
import { refuseApproximate, type SumOfPoints } from './loo.ts';
import { looR2 } from './looR2.ts';
import { pointDraws } from './pointwise.ts';
import { brierOf, crpsOf, type DrawnRow, pitOf } from './rowScores.ts';
import { pointWeights } from './weighPoint.ts';

/** Of `looScores`. */
export interface LooScoresOptions {
  /** Of what is random: PIT values of discrete outcomes, outcomes drawn for CRPS, the Bayesian bootstrap; "1" if left out. */
  readonly seed?: string;
  /** Of the interval of R2; 0.95 if left out. */
  readonly level?: number;
}

/** How well each row's outcome is predicted by draws that did not see it. */
export interface LooScores {
  readonly question: string;
  readonly statement: string;
  readonly rows: number;
  /** 1-based rows of the user's data. */
  readonly labels: readonly string[];
  /** Expected outcome of each row, left out; null for categories. */
  readonly mean: Float64Array | null;
  /**
   * Where each outcome lies in its predictive distribution, 0 to 1, even where the model is right: of outcomes with ties, and of censored ones, a
   * random number between the ends. Null for categories without an order.
   */
  readonly pit: Float64Array | null;
  readonly rmse: SumOfPoints | null;
  readonly mae: SumOfPoints | null;
  /** Of outcomes of 0 and 1 and of categories: the mean squared distance of chances from what came; 0 is perfect. */
  readonly brier: SumOfPoints | null;
  /** Continuous ranked probability score in the outcome's unit, lower is better: the mean of |Y - y| less half that of |Y - Y'|. */
  readonly crps: SumOfPoints | null;
  /** 1 - Var(errors) / Var(outcomes) over rows. */
  readonly r2: Uncertain | null;
  readonly level: number;
  /** How many outcomes lie in central predictive intervals; null without PIT values. */
  readonly coverage: readonly Coverage[] | null;
  /** Of outcomes of 0 and 1: chances beside shares, in bins of as many rows. */
  readonly calibration: readonly CalibrationBin[] | null;
  /** What there is none of, and why. */
  readonly without: readonly string[];
}

/**
 * Scores of predictions of each row by draws reweighted as if they had not seen it: LOO-PIT, R2, RMSE, MAE, Brier, CRPS, coverage and
 * calibration. The question is that of a new row of known groups. Case weights do not enter the scores' means.
 * Throws InputError as `loo` does, and where residuals vary together, whose predictions hang on other rows' outcomes.
 * Source: LOO-PIT and R2 as R's loo and rstanarm have them (Vehtari, Gelman & Gabry 2017; Gelman et al. 2019).
 */
export function looScores(fit: unknown, options: LooScoresOptions = {}): LooScores {
  checkOptions('looScores', options, { seed: 'text', level: 'a number' });
  const { seed = '1', level = defaultLevel } = options;
  checkLevel(level, 'loo');
  const posterior = posteriorOf('loo', fit);
  refuseApproximate(posterior);
  refuseResidual(posterior.model);
  const found = scoreRows(posterior, seed);
  const { model } = posterior;
  const kind = kindOf(model);
  const y = model.outcome.y;
  const errors = found.mean?.map((mean, row) => mean - y[row]) ?? null;
  return {
    ...found,
    rows: y.length,
    labels: Array.from(model.design.rowNumbers, String),
    rmse: errors === null ? null : rmseOf(errors),
    mae: errors === null ? null : meanOf(errors.map(Math.abs)),
    brier: found.brier === null ? null : meanOf(found.brier),
    crps: found.crps === null ? null : meanOf(found.crps),
    r2: errors === null ? null : looR2(y, errors, level, seed),
    level,
    coverage: found.pit === null ? null : coverages(found.pit),
    calibration: kind.isBinary && found.mean !== null ? calibrationBins(found.mean, y) : null,
    without: kind.without,
  };
}

function refuseResidual({ design: { residual } }: Model): void {
  if (residual !== null)
    throw new InputError(
      `loo: scores are of rows that are independent given the parameters, and residuals "${residual.syntax.text}" vary together; take elpd alone`,
    );
}

/** What can be said of a model's outcomes. */
interface ScoreKind {
  readonly check: ResponseCheck;
  readonly isBinary: boolean;
  readonly hasMean: boolean;
  readonly hasPit: boolean;
  readonly hasBrier: boolean;
  readonly hasCrps: boolean;
  readonly without: readonly string[];
}

function kindOf({ family: { name, chosen }, outcome }: Model): ScoreKind {
  const check = responseCheck(chosen.family.response);
  const { chances, draw, cdf } = chosen.family;
  const isCensored = outcome.censoring != null;
  const isBinary =
    chances === undefined &&
    check.whole === true &&
    check.trials !== true &&
    check.holds(0) &&
    check.holds(1) &&
    !check.holds(2);
  const hasPit = chances === undefined ? cdf !== undefined : check.named !== true;
  return {
    check,
    isBinary,
    hasMean: chances === undefined && !isCensored,
    hasPit,
    hasBrier: isBinary || chances !== undefined,
    hasCrps: chances === undefined && !isBinary && !isCensored && draw !== undefined,
    without: [
      ...(isCensored ? ['no errors of censored outcomes, which are not known'] : []),
      ...(chances === undefined ? [] : ['no errors of categories, which are no numbers']),
      ...(hasPit
        ? []
        : [
            chances === undefined
              ? `no PIT values: family ${name} does not say its distribution function`
              : 'no PIT values of categories without an order',
          ]),
      ...(chances === undefined && draw === undefined
        ? [`no CRPS: family ${name} does not say how its outcomes come about`]
        : []),
    ],
  };
}

function scoreRows(posterior: Posterior, seed: string) {
  const { model, draws } = posterior;
  const points = pointDraws(posterior, { unit: 'row' });
  const rows = rowsAt(model, null, { groups: 'given', newLevels: 'error' });
  const find = drawsOfQuantity(draws);
  const effectsOf = termEffects(find, { groups: 'given', seed: '1' });
  const state = rowState(
    rows,
    find,
    rows.predictors.map((_, p) => etaWriter(rows, p, find, effectsOf)),
  );
  const kind = kindOf(model);
  const { family } = model.family.chosen;
  const mean = family.mean ?? (({ mu, trials }: RowDistribution) => mu * trials);
  const column = (has: boolean): Float64Array | null => (has ? new Float64Array(rows.rows) : null);
  const out = {
    mean: column(kind.hasMean),
    pit: column(kind.hasPit),
    brier: column(kind.hasBrier),
    crps: column(kind.hasCrps),
  };
  const logLik = new Float64Array(find.count);
  const { weigh, weights } = pointWeights(draws.chains, draws.draws);
  for (let row = 0; row < rows.rows; row++) {
    points.fill(row, row + 1, logLik);
    weigh(logLik);
    state.go(row);
    const at: DrawnRow = {
      model,
      row,
      weights,
      state,
      check: kind.check,
      rowNumber: rows.rowNumbers[row],
      seed,
    };
    if (out.mean !== null) out.mean[row] = weightedMean(weights, (d) => mean(state.at(d)));
    if (out.pit !== null) out.pit[row] = pitOf(at);
    if (out.brier !== null) out.brier[row] = brierOf(at);
    if (out.crps !== null) out.crps[row] = crpsOf(at);
  }
  return {
    ...out,
    question: points.question,
    statement: 'by draws reweighted as if they had not seen the row',
  };
}

function weightedMean(weights: Float64Array, of: (draw: number) => number): number {
  let sum = 0;
  for (let d = 0; d < weights.length; d++) sum += weights[d] * of(d);
  return sum;
}

/** A mean over rows, with the standard error of sampling rows. */
function meanOf(values: Float64Array): SumOfPoints {
  const n = values.length;
  const estimate = values.reduce((sum, x) => sum + x, 0) / n;
  const squares = values.reduce((sum, x) => sum + (x - estimate) * (x - estimate), 0);
  return { estimate, se: Math.sqrt(squares / (n - 1) / n) };
}

/** The root of a mean, its se to first order. */
function rmseOf(errors: Float64Array): SumOfPoints {
  const { estimate, se } = meanOf(errors.map((e) => e * e));
  const root = Math.sqrt(estimate);
  return { estimate: root, se: se / (2 * root) };
}
