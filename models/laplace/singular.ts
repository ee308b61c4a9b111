import type { LaplaceResult } from './laplace.ts';
import { type ReportedParameter, reportedParameters } from './parameters.ts';

/** What each singular parameter of a fit stands at, in words: a sentence each, without its full stop. */
export function describeSingular({ model, latent, singular, population }: LaplaceResult): string[] {
  const parameters = reportedParameters(model.program);
  return singular.map((name) => {
    const parameter = parameters.find((p) => p.name === name);
    if (parameter === undefined) return `${name} is at the end of its range`;
    return words(parameter, population.estimates[parameter.index], latent.alpha[parameter.pivot] > 0);
  });
}

/** Correlations nearer to 1 than this are there. */
const atOne = 1 - 1e-4;

function words({ name }: ReportedParameter, estimate: number, up: boolean): string {
  if (name.startsWith('sd_'))
    return up
      ? `${name} grows without bound`
      : `${name} is 0: its levels differ no more than chance would have them`;
  if (name.startsWith('cor_'))
    return Math.abs(estimate) > atOne
      ? `${name} is ${estimate > 0 ? '1' : '-1'}: the data do not tell two varying coefficients apart`
      : `${name} cannot be told: a coefficient in it does not vary`;
  if (name.startsWith('b_'))
    return `${name} runs off to ${estimate > 0 ? '' : '-'}infinity: the outcome is separated, some rows all one way`;
  return up ? `${name} grows without bound` : `${name} is at the lower end of its range`;
}
