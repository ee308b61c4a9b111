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
    return words(name, population.estimates[parameter.index], up, ranges.get(name) ?? everywhere);
  });
}

/** Correlations nearer to 1 than this are there. */
const atOne = 1 - 1e-4;

function words(name: string, estimate: number, up: boolean, { lower, upper }: Range): string {
  const end = up ? upper : lower;
  if (name.startsWith('cor_'))
    return Math.abs(estimate) > atOne
      ? `${name} is ${estimate > 0 ? '1' : '-1'}: the data do not tell two varying coefficients apart`
      : `${name} cannot be told: a coefficient in it does not vary`;
  if (name.startsWith('sd_') && end === 0)
    return `${name} is 0: its levels differ no more than chance would have them`;
  if (Number.isFinite(end)) return `${name} ${boundWords(name, end, up)}`;
  if (name.startsWith('b_'))
    return `${name} runs off to ${up ? '' : '-'}infinity: the outcome is separated, some rows all one way`;
  return `${name} grows without bound`;
}

/** At a bound of the prior, or of what the family lets its own parameter be. */
function boundWords(name: string, end: number, up: boolean): string {
  if (name === 'b_Intercept') return `is where its prior ends (${end} at the predictors' means)`;
  if (name.startsWith('b_') || name.startsWith('sd_')) return `is ${end}, where its prior ends`;
  return `is at the ${up ? 'upper' : 'lower'} end of its range, ${end}`;
}
