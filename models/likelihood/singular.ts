import type { Quantity } from '../../src/engine/program/quantity.ts';
import { isCoefficient } from '../../src/engine/program/quantity.ts';
import type { LaplaceResult } from './laplace.ts';
import { reportedParameters } from './parameters.ts';
import { everywhere, type Range, rangesOf } from './ranges.ts';

/** What each singular parameter of a fit stands at, in words: a sentence each, without its full stop. */
export function describeSingular({ model, latent, singular, population }: LaplaceResult): string[] {
  const parameters = reportedParameters(model.program);
  const ranges = rangesOf(model.program);
  return singular.map((name) => {
    const parameter = parameters.find((p) => p.name === name);
    if (parameter === undefined) return `${name} is at the end of its range`;
    const up = latent.alpha[parameter.pivot] > 0;
    return words(parameter, population.estimates[parameter.index], up, ranges.get(name) ?? everywhere);
  });
}

/** Correlations nearer to 1 than this are there. */
const atOne = 1 - 1e-4;

type Named = { readonly name: string; readonly quantity: Quantity };

function words(parameter: Named, estimate: number, up: boolean, { lower, upper }: Range): string {
  const { name, quantity } = parameter;
  const end = up ? upper : lower;
  if (quantity.kind === 'correlation')
    return Math.abs(estimate) > atOne
      ? `${name} is ${estimate > 0 ? '1' : '-1'}: the data do not tell two varying coefficients apart`
      : `${name} cannot be told: a coefficient in it does not vary`;
  if (quantity.kind === 'sd' && end === 0)
    return `${name} is 0: its levels differ no more than chance would have them`;
  if (Number.isFinite(end)) return `${name} ${boundWords(quantity, end, up)}`;
  if (isCoefficient(quantity))
    return `${name} runs off to ${up ? '' : '-'}infinity: the outcome is separated, some rows all one way`;
  return `${name} grows without bound`;
}

/** At a bound of the prior, or of what the family lets its own parameter be. */
function boundWords(quantity: Quantity, end: number, up: boolean): string {
  if (quantity.kind === 'intercept') return `is where its prior ends (${end} at the predictors' means)`;
  if (quantity.kind === 'coefficient' || quantity.kind === 'sd') return `is ${end}, where its prior ends`;
  return `is at the ${up ? 'upper' : 'lower'} end of its range, ${end}`;
}
