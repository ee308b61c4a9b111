import { InputError } from '../../src/engine/errors.ts';
import type { OptionKinds } from '../../src/engine/options.ts';
import { responseCheck } from '../families/responses.ts';
import { contrastWeights } from './contrastWeights.ts';
import { answer, effectKinds, type Question, questionOf, refuseHeld } from './effectsOf.ts';
import { combining } from './measures.ts';
import { isIndicator, type Predictor, predictorNamed } from './predictors.ts';
import type { EffectOptions, Effects } from './types.ts';
import { levelVariants, shifted } from './variants.ts';

/** Of `slopes`. */
export interface SlopeOptions extends EffectOptions {
  /** A predictor, by its column's name. */
  readonly variable: string;
  /** False for a slope a row, of the data or of the grid; an average if left out. */
  readonly average?: boolean;
}

const optionKinds: OptionKinds<SlopeOptions> = { ...effectKinds, variable: 'text', average: 'true or false' };

/** Of the range of the predictor, either way. */
const STEP = 1e-4;
/** Of the smallest of positive values, so that log(x) stays one. */
const POSITIVE_STEP = 1e-3;

/**
 * Marginal effects: how fast the mean changes with a numeric predictor, and of a factor by how much it differs from that at the
 * first level. The derivative is a central difference through rows encoded anew, so that interactions, poly(x, 2), s(x), log(x)
 * and scale(x) move along; unit: that of the mean by that of the predictor. The average over rows is of the rows' slopes.
 * Takes a fit of `sample`, a loaded one, or a Laplace fit.
 * Throws InputError for what is no predictor, and for options that do not go together.
 * Source: Leeper 2017, Interpreting regression results using average marginal effects; as marginaleffects::slopes.
 * @param where what messages begin with
 */
export function slopes(fit: unknown, options: SlopeOptions, where = 'slopes'): Effects {
  const question = questionOf(where, fit, options, optionKinds, 'rows');
  const { variable } = options;
  const { predictors, posterior, scale } = question;
  const predictor = predictorNamed(where, posterior.model, predictors, variable);
  const told = { where, combining: combining(where, posterior.model, scale, 'difference'), compares: true };
  if (predictor.kind === 'levels') {
    refuseHeld(question, variable);
    const { names, variants } = levelVariants(predictor);
    const combinations = contrastWeights('treatment', {
      where,
      names,
      joint: ' - ',
      scores: null,
      reference: null,
    });
    const answering = { set: [variable], variants, told: { ...told, combinations }, measure: 'difference' };
    return answer(question, {
      ...answering,
      notes: [`"${variable}" has levels, so these are differences to the first`],
    });
  }
  refuseSteps(question);
  const h = stepOf(predictor);
  const combinations = [{ name: variable, weights: [1 / (2 * h), -1 / (2 * h)] }];
  return answer(question, {
    set: [],
    variants: [shifted(predictor, h), shifted(predictor, -h)],
    told: { ...told, combinations },
    measure: 'slope',
    notes: [
      `slopes are central differences, ${variable} ${Number(h.toPrecision(3))} either way`,
      ...(isIndicator(predictor)
        ? [
            `"${variable}" holds only 0 and 1; comparisons hold these against each other (--compare ${variable})`,
          ]
        : []),
    ],
  });
}

/** Quantiles of outcomes that are whole numbers jump. */
function refuseSteps({ where, posterior, scale }: Question): void {
  if (typeof scale !== 'object' || !('quantile' in scale)) return;
  const { family } = posterior.model.family.chosen;
  const { whole, trials } = responseCheck(family.response);
  if (whole !== true && trials !== true) return;
  throw new InputError(
    `${where}: quantiles of ${family.name} outcomes are whole numbers, which jump and have no slope; take comparisons, or scale "mean"`,
  );
}

/** How far to go either way: small against the range, and against positive values. 1e-4 where nothing varies. */
function stepOf({ values }: Predictor & { kind: 'number' }): number {
  let low = Infinity;
  let high = -Infinity;
  for (const x of values) {
    low = Math.min(low, x);
    high = Math.max(high, x);
  }
  const step = high > low ? STEP * (high - low) : STEP;
  return low > 0 ? Math.min(step, POSITIVE_STEP * low) : step;
}
