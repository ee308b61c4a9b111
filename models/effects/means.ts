import { InputError } from '../../src/engine/errors.ts';
import type { OptionKinds } from '../../src/engine/options.ts';
import {
  type Combination,
  type ContrastKind,
  contrastWeights,
  meanName,
  type OwnWeights,
  scoresOf,
} from './contrastWeights.ts';
import { answer, effectKinds, type Question, questionOf } from './effectsOf.ts';
import { combining } from './measures.ts';
import { predictorNamed } from './predictors.ts';
import { checkedValues, crossed, type Setting, type Value, valuesOfPredictor } from './settings.ts';
import type { EffectOptions, Effects, Measure } from './types.ts';
import { setTo } from './variants.ts';

/** Of `marginalMeans`. */
export interface MeanOptions extends EffectOptions {
  /** Predictors at each of whose levels, or values that `at` has for them, there is a mean; combinations of several. */
  readonly of: string | readonly string[];
}

/** Of `contrasts`. */
export interface ContrastOptions extends MeanOptions {
  /** Of the means within each of `by` and `at`: a kind, or weights of your own, one a mean in their order, by name; pairwise if left out. */
  readonly contrasts?: ContrastKind | OwnWeights;
  /** Of 'treatment': the mean that the others are held against; the first if left out. */
  readonly reference?: string;
  /** 'difference' if left out. Ratios are exp of the contrast of logs, odds ratios of logits. */
  readonly measure?: Measure;
}

const meanKinds: OptionKinds<MeanOptions> = { ...effectKinds, of: 'anything' };
const contrastOptionKinds: OptionKinds<ContrastOptions> = {
  ...meanKinds,
  contrasts: 'anything',
  reference: 'text',
  measure: 'text',
};

/**
 * Estimated marginal means: what the model expects at each level of predictors, over a grid of typical rows, other numbers at their
 * means and other factors averaged over their levels; or, over rows, if all rows of the data had that level.
 * Takes a fit of `sample`, a loaded one, or a Laplace fit.
 * Throws InputError for what is no predictor, for combinations of levels of which nothing was learnt, and for options that do
 * not go together.
 * Source: Searle, Speed & Milliken 1980, American Statistician 34:216; as emmeans, but that means are averaged on the scale asked
 * for (emmeans: on the link scale, then turned back).
 * @param where what messages begin with
 */
export function marginalMeans(fit: unknown, options: MeanOptions, where = 'marginalMeans'): Effects {
  const question = questionOf(where, fit, options, meanKinds, 'grid');
  const { variants, settings, set } = meansOf(question, options.of);
  const combinations = settings.map((setting, v) => ({
    name: meanName(setting),
    setting,
    weights: settings.map((_, other) => (other === v ? 1 : 0)),
  }));
  const { posterior, scale } = question;
  const how = combining(where, posterior.model, scale, 'difference');
  return answer(question, {
    set,
    variants,
    told: { where, combining: how, compares: false, combinations },
    measure: 'mean',
    notes: [],
  });
}

/**
 * Contrasts of `marginalMeans`, within each of `by` and `at`: pairwise a - b; treatment and consecutive, the later minus the
 * reference or the one before; polynomial, orthonormal; or weights of your own.
 * Throws InputError as `marginalMeans`, and for weights that are not one a mean.
 * Source: as emmeans::contrast, whose polynomials are ours times whole numbers.
 * @param where what messages begin with
 */
export function contrasts(fit: unknown, options: ContrastOptions, where = 'contrasts'): Effects {
  const question = questionOf(where, fit, options, contrastOptionKinds, 'grid');
  const { of, contrasts: asked = 'pairwise', reference, measure = 'difference' } = options;
  const { posterior, scale } = question;
  if (reference !== undefined && asked !== 'treatment')
    throw new InputError(`${where}: a reference is for "treatment" contrasts`);
  const { variants, settings, set } = meansOf(question, of);
  const how = combining(where, posterior.model, scale, measure);
  const means = {
    where,
    names: settings.map(meanName),
    joint: how.joint,
    scores: scoresOf(settings),
    reference: reference ?? null,
  };
  const combinations = contrastWeights(asked, means);
  if (measure !== 'difference') refuseSums(where, combinations, measure);
  return answer(question, {
    set,
    variants,
    told: { where, combining: how, compares: true, combinations },
    measure: how.words,
    notes: [],
  });
}

/** A ratio has as much above as below. */
function refuseSums(where: string, combinations: readonly Combination[], measure: Measure): void {
  for (const { name, weights } of combinations) {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    if (Math.abs(sum) > 1e-8)
      throw new InputError(
        `${where}: weights of a ${measure} must sum to 0, those of "${name}" sum to ${sum}`,
      );
  }
}

function meansOf({ where, posterior, predictors, at, by }: Question, of: string | readonly string[]) {
  const names = typeof of === 'string' ? [of] : of;
  if (names.length === 0) throw new InputError(`${where}: of what? name a predictor, such as of: "Sex"`);
  const twice = names.find((name) => by.includes(name));
  if (twice !== undefined)
    throw new InputError(`${where}: "${twice}" is both asked for and in "by"; leave one out`);
  const own = names.map((name) => predictorNamed(where, posterior.model, predictors, name));
  const values = own.map((one): [string, readonly Value[]] => {
    if (!Object.hasOwn(at, one.name)) return [one.name, valuesOfPredictor(where, one)];
    const list = at[one.name];
    return [one.name, checkedValues(where, one, Array.isArray(list) ? list : [list as Value])];
  });
  const settings: readonly Setting[] = crossed(new Map(values));
  return { set: names, settings, variants: settings.map((setting) => setTo(own, setting)) };
}
