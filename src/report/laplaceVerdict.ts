import type { LaplaceResult } from '../../models/likelihood/laplace.ts';
import type { ProfileInterval } from '../../models/likelihood/profile.ts';
import { describeSingular } from '../../models/likelihood/singular.ts';
import { allowsQuadrature } from '../engine/laplace/checkCriterion.ts';
import type { Program } from '../engine/program/program.ts';
import type { Quantity } from '../engine/program/quantity.ts';
import type { BetterIntervals } from './betterIntervals.ts';

/** Whether a fit is to be trusted, in words. */
export interface LaplaceVerdict {
  /** False for a fit that did not converge or is not at the maximum; a singular fit may be fine. */
  readonly ok: boolean;
  readonly text: string;
  readonly warnings: readonly string[];
  /** The warnings again, each with what it is about. */
  readonly found: readonly LaplaceWarning[];
}

/** What a warning is about, for whoever acts on it; the text is for people. */
export interface LaplaceWarning {
  readonly kind: 'notConverged' | 'notHighest' | 'singular' | 'hugeSd' | 'lostEnd' | 'failedReplicates';
  readonly text: string;
}

/** A profile that finds more than this above the fit's log likelihood has found another maximum. */
const higher = 1e-4;
/** More replicates lost than this share of them are worth a word. */
const manyFailed = 0.05;

/** What a statistician would say of a fit before using it. */
export function laplaceVerdict(result: LaplaceResult, intervals: BetterIntervals): LaplaceVerdict {
  const { converged } = result.certificate;
  const singular = describeSingular(result);
  const missed = intervals.kind === 'profile' ? notHighest(intervals.profiles) : [];
  const lost = converged ? [] : [convergenceWords(result)];
  const serious = [...lost, ...missed];
  const found = [
    ...ofKind('notConverged', lost),
    ...ofKind('notHighest', missed),
    ...ofKind('singular', singular),
    ...ofKind('hugeSd', hugeSds(result)),
    ...ofKind('lostEnd', intervals.kind === 'profile' ? lostEnds(intervals.profiles) : []),
    ...ofKind('failedReplicates', intervals.kind === 'bootstrap' ? failures(intervals) : []),
  ];
  const warnings = found.map(({ text }) => text);
  if (serious.length > 0)
    return {
      ok: false,
      text: `Do not trust this fit: ${serious.join('; ')}.${advice(result, singular)}`,
      warnings,
      found,
    };
  if (singular.length > 0) return { ok: true, text: singularText(singular), warnings, found };
  const { gradientNorm, smallestEigenvalue, evaluations } = result.certificate;
  const but = hugeSds(result).map((warning) => ` But ${warning}.`);
  return {
    ok: true,
    text: `The fit converged: ${gradientNorm.toExponential(1)} standard errors from the optimum, smallest eigenvalue ${smallestEigenvalue.toPrecision(2)}, ${evaluations} evaluations.${but.join('')}`,
    warnings,
    found,
  };
}

function ofKind(kind: LaplaceWarning['kind'], texts: readonly string[]): LaplaceWarning[] {
  return texts.map((text) => ({ kind, text }));
}

function convergenceWords({ certificate, latent }: LaplaceResult): string {
  if (!Number.isFinite(latent.logMarginal))
    return 'not converged, the search found no point where the likelihood is finite';
  const { gradientNorm, smallestEigenvalue, evaluations } = certificate;
  const distance = Number.isFinite(gradientNorm)
    ? `${gradientNorm.toExponential(1)} standard errors from the optimum (wanted: below 1e-5)`
    : 'where the curvature is not positive definite';
  const eigenvalue = Number.isFinite(smallestEigenvalue)
    ? `, smallest eigenvalue ${smallestEigenvalue.toPrecision(2)}`
    : '';
  return `not converged, the search ended ${distance}${eigenvalue} after ${evaluations} evaluations`;
}

function advice({ method, model, latent }: LaplaceResult, singular: readonly string[]): string {
  const other = method === 'map' ? 'narrower priors' : 'method map with priors';
  if (!Number.isFinite(latent.logMarginal))
    return ` That says nothing against the model: try ${method === 'map' ? 'method ml' : other}, or a larger unit for the outcome or offset.`;
  const where = singular.length === 0 ? '' : ` On its way: ${singular.join('; ')}.`;
  const { terms } = model.program;
  const varies = terms.length > 1 || terms.some((t) => t.coefs.length > 1);
  return `${where} Try fewer ${varies ? 'varying coefficients' : 'coefficients'}, or ${other}.`;
}

function singularText(singular: readonly string[]): string {
  return `The fit converged and is singular: ${singular.join('; ')}. Standard errors there are not available; those of the others hold it fixed.`;
}

function notHighest(profiles: readonly { readonly name: string; readonly excess: number }[]): string[] {
  const worst = profiles.reduce((a, b) => (b.excess > a.excess ? b : a), { name: '', excess: 0 });
  if (worst.excess <= higher) return [];
  return [
    `the profile of ${worst.name} met a log likelihood ${worst.excess.toPrecision(2)} above the fit's, which is not the maximum`,
  ];
}

/** Ends of profiles that were not found for certain. */
function lostEnds(profiles: readonly Pick<ProfileInterval, 'name' | 'lower' | 'upper'>[]): string[] {
  return profiles.flatMap(({ name, lower, upper }) => {
    const lost = [...(Number.isNaN(lower) ? ['lower'] : []), ...(Number.isNaN(upper) ? ['upper'] : [])];
    if (lost.length === 0) return [];
    return [
      `the profile of ${name} has no certain ${lost.join(' and ')} end: a search on the way did not finish`,
    ];
  });
}

/** What sds of intercepts beyond this say is in the link's row. */
const largest = 10;

function hugeSds(result: LaplaceResult): string[] {
  const { model, population, singular } = result;
  const { name: link, hugeSd: why } = model.family.chosen.link;
  if (why === null) return [];
  return population.names.flatMap((name, i) => {
    const sd = population.estimates[i];
    if (!isOfIntercept(population.quantities[i], model.program)) return [];
    if (sd < largest || singular.includes(name)) return [];
    return [`${name} is ${sd.toPrecision(2)} on the ${link} scale: ${why}, ${otherMethod(result)}`];
  });
}

/** Whether a quantity is the sd of a varying intercept. */
function isOfIntercept(quantity: Quantity, { terms }: Program): boolean {
  if (quantity.kind !== 'sd') return false;
  const { group, coef } = quantity;
  return terms.some((term) => term.group === group && term.columns[term.coefs.indexOf(coef)] === null);
}

/** What to compare a fit with whose group effects are far from normal. */
function otherMethod({ model: { program }, quadrature }: LaplaceResult): string {
  if (quadrature > 1) return `where ${quadrature} nodes may be too few; compare with more`;
  const where = "where Laplace's method is far from exact";
  return `${where}; ${allowsQuadrature(program) ? 'compare with quadrature' : 'sample instead'}`;
}

function failures({ bootstrap }: Extract<BetterIntervals, { kind: 'bootstrap' }>): string[] {
  const { failed, replicates } = bootstrap;
  if (failed <= manyFailed * replicates) return [];
  return [`${failed} of ${replicates} bootstrap fits did not converge and are left out`];
}
