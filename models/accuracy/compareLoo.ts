import { InputError } from '../../src/engine/errors.ts';
import { checkOptions } from '../../src/engine/options.ts';
import { whyNotComparable } from './dataKey.ts';
import type { Loo, SumOfPoints } from './loo.ts';
import { sumOf } from './loo.ts';
import { pseudoBma, pseudoBmaPlus, stacking } from './stacking.ts';

/** What a comparison reads of a model's accuracy, by importance sampling or by refits. */
export interface Accuracy
  extends Pick<Loo, 'elpd' | 'p' | 'points' | 'badPoints' | 'question' | 'data' | 'trusted'> {
  readonly pointwise: Pick<Loo['pointwise'], 'elpd'>;
}

/** Accuracy under a name. */
export interface NamedLoo {
  readonly name: string;
  readonly loo: Accuracy;
}

/** One model of a comparison; the best comes first. */
export interface ComparedModel {
  readonly name: string;
  readonly elpd: SumOfPoints;
  /** Its elpd less that of the best, and the standard error of the difference, that of differences point by point. */
  readonly difference: SumOfPoints;
  readonly p: SumOfPoints;
  /** Points whose elpd cannot be relied on: k-hat above the threshold, or a refit that should not be trusted. */
  readonly badPoints: number;
  readonly weights: {
    readonly stacking: number;
    readonly pseudoBma: number;
    /** With the Bayesian bootstrap. */
    readonly pseudoBmaPlus: number;
  };
}

/** Models by predictive accuracy. */
export interface LooComparison {
  readonly models: readonly ComparedModel[];
  readonly points: number;
  /** What predictions are of; where models differ in it, one after the other. */
  readonly question: string;
  readonly warnings: readonly { readonly kind: ComparisonWarning; readonly text: string }[];
  /** False where one of the models' own numbers cannot be relied on. */
  readonly trusted: boolean;
}

/** Kinds of what is to be known of a comparison. */
export type ComparisonWarning = 'untrusted' | 'smallDifference' | 'withinNoise' | 'fewPoints' | 'questions';

/** Of `compareLoo`. */
export interface CompareLooOptions {
  /** Of the Bayesian bootstrap; "1" if left out. */
  readonly seed?: string;
}

/** A difference of elpd below this is small whatever its standard error; Sivula, Magnusson, Matamoros & Vehtari 2020. */
const small = 4;
/** With fewer points the normal distribution of a difference is a poor approximation; the same source. */
const fewPoints = 100;

/**
 * Compares fits by their leave-one-out accuracy: differences of elpd with their standard errors, and weights to average predictions with. Throws
 * InputError for fewer than two, and for fits of different rows, outcomes, weights or units, or of a probability and a density.
 * Agrees with R loo 2.5.1: `loo_compare`, `stacking_weights`, `pseudobma_weights`.
 * @example compareLoo([{ name: 'linear', loo: loo(a) }, { name: 'curved', loo: loo(b) }])
 */
export function compareLoo(fits: readonly NamedLoo[], options: CompareLooOptions = {}): LooComparison {
  checkOptions('compareLoo', options, { seed: 'text' });
  checkComparable(fits);
  const elpds = fits.map(({ loo }) => loo.pointwise.elpd);
  const isKnown = elpds.every((elpd) => elpd.every((x) => Number.isFinite(x)));
  const none = new Float64Array(fits.length).fill(Number.NaN);
  const weights = isKnown
    ? [stacking(elpds), pseudoBma(elpds), pseudoBmaPlus(elpds, options.seed ?? '1')]
    : [none, none, none];
  const order = [...fits.keys()].sort((a, b) => rankOf(fits[b]) - rankOf(fits[a]));
  const best = elpds[order[0]];
  const models = order.map((k): ComparedModel => {
    const { name, loo } = fits[k];
    return {
      name,
      elpd: loo.elpd,
      difference: sumOf(loo.pointwise.elpd.map((x, i) => x - best[i])),
      p: loo.p,
      badPoints: loo.badPoints,
      weights: { stacking: weights[0][k], pseudoBma: weights[1][k], pseudoBmaPlus: weights[2][k] },
    };
  });
  const questions = [...new Set(fits.map(({ loo }) => loo.question))];
  return {
    models,
    points: best.length,
    question: questions.join('; '),
    warnings: warningsOf(fits, models, questions),
    trusted: fits.every(({ loo }) => loo.trusted),
  };
}

/** Sums that are no numbers come last. */
const rankOf = ({ loo }: NamedLoo): number =>
  Number.isNaN(loo.elpd.estimate) ? Number.NEGATIVE_INFINITY : loo.elpd.estimate;

function checkComparable(fits: readonly NamedLoo[]): void {
  if (!Array.isArray(fits) || fits.length < 2)
    throw new InputError(`loo: a comparison is of two fits or more, got ${fits.length}`);
  if (!fits.every((one) => typeof one === 'object' && one !== null && 'loo' in one && 'data' in one.loo))
    throw new InputError('compareLoo: expected [{ name, loo: loo(fit) }, ...]');
  const [first, ...others] = fits;
  for (const { name, loo } of others) {
    const why = whyNotComparable(first.loo.data, loo.data);
    if (why !== null) throw new InputError(`loo: "${name}" cannot be compared with "${first.name}": ${why}`);
  }
}

function warningsOf(
  fits: readonly NamedLoo[],
  [best, ...others]: readonly ComparedModel[],
  questions: readonly string[],
): LooComparison['warnings'] {
  const bad = fits.filter(({ loo }) => !loo.trusted).map(({ name }) => `"${name}"`);
  const points = best === undefined ? 0 : fits[0].loo.points;
  const close = others.filter(({ difference }) => Math.abs(difference.estimate) < small);
  const noisy = others.filter(
    ({ difference }) =>
      Math.abs(difference.estimate) >= small && Math.abs(difference.estimate) < 2 * difference.se,
  );
  const names = (models: readonly ComparedModel[]): string =>
    models.map(({ name }) => `"${name}"`).join(', ');
  return [
    ...(bad.length === 0
      ? []
      : [
          {
            kind: 'untrusted' as const,
            text: `the elpd of ${bad.join(', ')} cannot be relied on, so neither can differences from it`,
          },
        ]),
    ...(questions.length < 2
      ? []
      : [
          {
            kind: 'questions' as const,
            text: `the models predict the same outcomes by different knowledge: ${questions.join('; ')}`,
          },
        ]),
    ...(close.length === 0
      ? []
      : [
          {
            kind: 'smallDifference' as const,
            text: `${names(close)} and "${best.name}" differ by less than ${small} in elpd, which is small: they predict about as well, and the standard error of the difference is too small`,
          },
        ]),
    ...(noisy.length === 0
      ? []
      : [
          {
            kind: 'withinNoise' as const,
            text: `the difference of ${names(noisy)} from "${best.name}" is within two standard errors`,
          },
        ]),
    ...(points >= fewPoints
      ? []
      : [
          {
            kind: 'fewPoints' as const,
            text: `with ${points} points the standard error of a difference is itself uncertain, likely too small`,
          },
        ]),
  ];
}
