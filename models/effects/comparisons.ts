import { sd } from '../../diagnostics/moments.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { OptionKinds } from '../../src/engine/options.ts';
import { spread } from '../families/links.ts';
import type { Variant } from './cellDraws.ts';
import { type Combination, contrastWeights } from './contrastWeights.ts';
import { answer, effectKinds, questionOf, refuseHeld } from './effectsOf.ts';
import { type Combining, combining } from './measures.ts';
import { isIndicator, type Predictor, predictorNamed } from './predictors.ts';
import { checkedValues, type Value } from './settings.ts';
import type { EffectOptions, Effects, Measure } from './types.ts';
import { levelVariants, setTo, shifted } from './variants.ts';

/** From one value to another, or by a number more than rows have, 'sd' for the predictor's sd. */
export type Change = FromTo | { readonly plus: number | 'sd' };

interface FromTo {
  readonly from: Value;
  readonly to: Value;
}

/** Of `comparisons`. */
export interface ComparisonOptions extends EffectOptions {
  /** A predictor, by its column's name. */
  readonly variable: string;
  /** Of a number, 1 more than rows have if left out, or from 0 to 1 where it holds nothing else; of a factor, as `levels` says. */
  readonly change?: Change;
  /** Of a factor: every level with the first ('treatment'), with the one before ('consecutive') or any two ('pairwise'). */
  readonly levels?: 'treatment' | 'pairwise' | 'consecutive';
  /** The level that the others are held against, of 'treatment'; the first if left out. */
  readonly reference?: string;
  /** 'difference' if left out. */
  readonly measure?: Measure;
  /** False for a comparison a row; an average if left out. */
  readonly average?: boolean;
}

const optionKinds: OptionKinds<ComparisonOptions> = {
  ...effectKinds,
  variable: 'text',
  change: 'an object',
  levels: 'text',
  reference: 'text',
  measure: 'text',
  average: 'true or false',
};

/**
 * How means at two values of a predictor differ, everything else equal: their difference, ratio or odds ratio. Over rows, all
 * rows are set to one value, then to the other, and the two averages are held against each other. On the link scale a ratio is
 * exp of the difference: an odds ratio, a rate ratio, as the link has it.
 * Takes a fit of `sample`, a loaded one, or a Laplace fit.
 * Throws InputError for what is no predictor, values it cannot have, and options that do not go together.
 * Source: as marginaleffects::avg_comparisons, whose ratios are of averages too.
 * @param where what messages begin with
 */
export function comparisons(fit: unknown, options: ComparisonOptions, where = 'comparisons'): Effects {
  const question = questionOf(where, fit, options, optionKinds, 'rows');
  const { variable, change, levels, reference, measure = 'difference' } = options;
  const { predictors, posterior, scale } = question;
  const predictor = predictorNamed(where, posterior.model, predictors, variable);
  const how = combining(where, posterior.model, scale, measure);
  const asked = compared(where, predictor, { change, levels, reference }, how);
  if (asked.sets) refuseHeld(question, variable);
  return answer(question, {
    set: asked.sets ? [variable] : [],
    variants: asked.variants,
    told: { where, combining: how, compares: true, combinations: asked.combinations },
    measure: how.words,
    notes: asked.notes,
  });
}

interface Compared {
  readonly variants: readonly Variant[];
  readonly combinations: readonly Combination[];
  /** Whether rows lose the values they have. */
  readonly sets: boolean;
  readonly notes: readonly string[];
}

type Asked = {
  readonly change: Change | undefined;
  readonly levels: ComparisonOptions['levels'];
  readonly reference: string | undefined;
};

function compared(where: string, predictor: Predictor, asked: Asked, { joint }: Combining): Compared {
  const { change } = asked;
  if (change !== undefined && 'from' in change) return fromTo(where, predictor, change, joint);
  if (predictor.kind === 'levels') return levelsCompared(where, predictor, asked, joint);
  if (asked.levels !== undefined || asked.reference !== undefined)
    throw new InputError(
      `${where}: "${predictor.name}" is a number without levels; give change: { from, to } or { plus }`,
    );
  if (change === undefined && isIndicator(predictor)) return indicated(where, predictor, joint);
  return increased(where, predictor, change?.plus ?? 1);
}

/** No row can have 1 more than 1 of what is there or not. */
function indicated(where: string, predictor: Predictor, joint: string): Compared {
  const note = `"${predictor.name}" holds only 0 and 1, so these are held against each other`;
  return { ...fromTo(where, predictor, { from: 0, to: 1 }, joint), notes: [note] };
}

function fromTo(where: string, predictor: Predictor, { from, to }: FromTo, joint: string): Compared {
  const values = checkedValues(where, predictor, [to, from]);
  const { name } = predictor;
  if (values[0] === values[1]) throw new InputError(`${where}: "${name}" from ${from} to ${to} is no change`);
  const names = values.map((value) => (predictor.kind === 'number' ? `${name} ${value}` : `${value}`));
  return {
    variants: values.map((value) => setTo([predictor], { [name]: value })),
    combinations: [{ name: names.join(joint), weights: [1, -1] }],
    sets: true,
    notes: [],
  };
}

function levelsCompared(
  where: string,
  predictor: Predictor & { kind: 'levels' },
  { change, levels = 'treatment', reference }: Asked,
  joint: string,
): Compared {
  if (change !== undefined)
    throw new InputError(
      `${where}: "${predictor.name}" has levels and cannot be increased; take change: { from, to }`,
    );
  if (reference !== undefined && levels !== 'treatment')
    throw new InputError(`${where}: a reference is for levels "treatment", got "${levels}"`);
  const { names, variants } = levelVariants(predictor);
  const means = { where, names, joint, scores: null, reference: reference ?? null };
  return { variants, combinations: contrastWeights(levels, means), sets: true, notes: [] };
}

function increased(where: string, predictor: Predictor & { kind: 'number' }, plus: number | 'sd'): Compared {
  const { name, values, counts } = predictor;
  const ofRows = (): number => (counts === undefined ? sd([values]) : spread(values, counts));
  const by = plus === 'sd' ? ofRows() : plus;
  if (!(Number.isFinite(by) && by !== 0))
    throw new InputError(`${where}: "${name}" by ${plus} more is no change`);
  const words = plus === 'sd' ? `sd (${Number(by.toPrecision(4))})` : `${plus}`;
  return {
    variants: [shifted(predictor, by), shifted(predictor, 0)],
    combinations: [{ name: by < 0 ? `${name} - ${-by}` : `${name} + ${words}`, weights: [1, -1] }],
    sets: false,
    notes: [],
  };
}
