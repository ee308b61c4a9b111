import { describeArgument, isModel } from '../../models/arguments.ts';
import type { Model } from '../../models/glmm.ts';
import { drawsOf } from '../../models/posterior/draws.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import { betweenSets, imputedSummaries } from '../../models/posterior/imputed.ts';
import { defaultLevel } from '../../models/posterior/summaries.ts';
import { InputError } from '../engine/errors.ts';
import { quantityNames } from '../engine/program/program.ts';
import { sample } from './sample.ts';
import type { SampleOptions } from './settings.ts';

/**
 * Draws from the posterior of one model of several imputed data sets, each set on its own, and pools the draws: missing values
 * are then averaged over as the imputations have them. Every set gets all `chains`. Each set's chains are judged by
 * themselves; how far the sets are apart is a note. Group effects, intervals, comparisons read the pooled draws.
 * The fit keeps the first model. Throws InputError for fewer than two models, and for models that are not one.
 * @example await sampleImputed(glmmImputed('y ~ x + (1 | g)', tables), { chains: 2 })
 */
export async function sampleImputed(
  models: readonly Model[],
  options: SampleOptions = {},
): Promise<Fit<Model>> {
  checkAlike(models);
  const { seed = '1', summaries, level = defaultLevel, ...rest } = options;
  const fits: Fit<Model>[] = [];
  for (const [set, model] of models.entries())
    fits.push(await sample(model, { ...rest, seed: `${seed}/set/${set}` }));
  const [{ model, sampler, draws: first }] = fits;
  const values = fits.flatMap(({ draws }) => draws.values);
  const draws = drawsOf(first.quantities, first.draws, values);
  const chains = fits.flatMap((fit) => fit.sampler.chains).map((chain, c) => ({ ...chain, chain: c }));
  const strategies = [...new Set(fits.map((fit) => fit.sampler.strategy))];
  return {
    model: { ...model, notes: [...model.notes, { kind: 'imputed', text: describeSets(models, draws) }] },
    draws,
    imputations: models.length,
    sampler: {
      ...sampler,
      reason:
        strategies.length === 1 ? sampler.reason : `of the first set; sets went by ${strategies.join(', ')}`,
      seed: String(seed),
      wallSeconds: fits.reduce((sum, fit) => sum + fit.sampler.wallSeconds, 0),
      chains,
    },
    ...(summaries === true
      ? { summaries: { level, rows: imputedSummaries({ draws, sets: models.length }, level) } }
      : {}),
  };
}

function describeSets(models: readonly Model[], draws: Fit['draws']): string {
  const { name, rhat } = betweenSets({ draws });
  const sources = [...new Set(models.map(({ design }) => design.source))].join(', ');
  const outcomes = differingOutcomes(models);
  const imputed = outcomes === 0 ? '' : `, ${outcomes} of ${models[0].outcome.y.length} outcomes imputed`;
  return `draws are pooled over ${models.length} imputed data sets (${sources}${imputed}); each set's chains are judged by themselves, and over all sets R-hat is at most ${rhat.toFixed(3)} (${name}): what is above 1 is what the imputations differ by`;
}

/** Throws InputError for sets that cannot be imputations of the same data: missing values left, other rows or weights. */
function checkSameRows(first: Model, other: Model, which: string): void {
  const lacking = ({ design }: Model): number => design.dropped.length + (design.missing?.rows ?? 0);
  const left = [first, other].find((model) => lacking(model) > 0);
  if (left !== undefined)
    throw new InputError(
      `sampleImputed: ${left.design.source} still lacks values in ${lacking(left)} rows; every set must be whole`,
    );
  if (first.design.rows !== other.design.rows)
    throw new InputError(
      `sampleImputed: ${which} has ${other.design.rows} rows and the first ${first.design.rows}; imputed sets have the same rows in the same order`,
    );
  if (!sameNumbers(first.weights, other.weights))
    throw new InputError(`sampleImputed: ${which} has other case weights than the first set`);
}

/** Throws InputError where a coefficient means something else in another set, in whichever linear predictor. */
function checkSameBases(first: Model, other: Model, which: string): void {
  const learned = ({ design }: Model): string =>
    JSON.stringify([design, ...design.further].map(({ recipe }) => [...recipe.variables]));
  if (learned(first) !== learned(other))
    throw new InputError(
      `sampleImputed: a variable that learns from its column, such as poly(x, 2), scale(x) or s(x), has another basis in ${which}, so that its coefficients mean something else; write it without, as I(x^2)`,
    );
}

function sameNumbers(a: Float64Array | null, b: Float64Array | null): boolean {
  if (a === null || b === null) return a === b;
  return a.every((value, i) => value === b[i]);
}

/** Outcomes that are not the first set's; they may be imputed themselves. */
function differingOutcomes([first, ...others]: readonly Model[]): number {
  return first.outcome.y.filter((y, i) => others.some(({ outcome }) => outcome.y[i] !== y)).length;
}

/** Throws InputError unless all are one model: same formula, family, priors, parameters and levels. */
function checkAlike(models: readonly Model[]): void {
  const stranger: unknown = Array.isArray(models) ? models.find((model) => !isModel(model)) : models;
  if (stranger !== undefined)
    throw new InputError(
      `sampleImputed: expected an array of models from glmm, got ${describeArgument(stranger)}`,
    );
  if (models.length < 2)
    throw new InputError(
      `sampleImputed: expected two imputed data sets or more, got ${models.length}; use sample`,
    );
  const [first, ...others] = models;
  others.forEach((other, i) => {
    const which = `set ${i + 2} (${other.design.source})`;
    if (
      other.formula !== first.formula ||
      other.family.name !== first.family.name ||
      other.family.link !== first.family.link
    )
      throw new InputError(`sampleImputed: ${which} has another formula, family or link than the first`);
    checkSameRows(first, other, which);
    const [ours, theirs] = [first, other].map(({ program }) => quantityNames(program));
    const odd = theirs.find((name) => !ours.includes(name)) ?? ours.find((name) => !theirs.includes(name));
    if (odd !== undefined)
      throw new InputError(
        `sampleImputed: "${odd}" is a parameter of the first set or of ${which}, and not of both`,
      );
    if (ours.some((name, q) => name !== theirs[q]))
      throw new InputError(
        `sampleImputed: ${which} has its levels in another order; declare them with factors`,
      );
    checkSameBases(first, other, which);
    const differing = first.priors.findIndex(
      (row, p) => JSON.stringify(row) !== JSON.stringify(other.priors[p]),
    );
    if (differing >= 0)
      throw new InputError(
        `sampleImputed: the prior of ${first.priors[differing].parameter} differs in ${which}; default priors are scaled to each data set; declare the models together, by glmmImputed`,
      );
  });
}
