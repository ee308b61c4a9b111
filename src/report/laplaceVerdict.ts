import type { LaplaceResult } from '../../models/likelihood/laplace.ts';
import type { ProfileInterval } from '../../models/likelihood/profile.ts';
import { describeSingular } from '../../models/likelihood/singular.ts';
import type { BetterIntervals } from './betterIntervals.ts';
import { looseSds, nodeDoubts, oneWayDoubts, roughDeterminant } from './laplaceDoubts.ts';

/** Whether a fit is to be trusted, in words. */
export interface LaplaceVerdict {
  /** 'not' for a fit that did not converge or is not at the maximum; 'caution' where there is something to know first. */
  readonly level: 'ok' | 'caution' | 'not';
  /** Level is not 'not': a singular fit may be fine. */
  readonly ok: boolean;
  readonly text: string;
  readonly warnings: readonly string[];
  /** The warnings again, each with what it is about. */
  readonly found: readonly LaplaceWarning[];
}

/** What a warning is about, for whoever acts on it; the text is for people. */
export interface LaplaceWarning {
  readonly kind:
    | 'notConverged'
    | 'notHighest'
    | 'singular'
    | 'fewNodes'
    | 'oneWay'
    | 'looseSd'
    | 'roughDeterminant'
    | 'lostEnd'
    | 'failedReplicates';
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
  const doubts = [
    ...ofKind('fewNodes', nodeDoubts(result)),
    ...ofKind('oneWay', oneWayDoubts(result)),
    ...ofKind('looseSd', looseSds(result)),
    ...ofKind('roughDeterminant', roughDeterminant(result)),
  ];
  const found = [
    ...ofKind('notConverged', lost),
    ...ofKind('notHighest', missed),
    ...ofKind('singular', singular),
    ...doubts,
    ...ofKind('lostEnd', intervals.kind === 'profile' ? lostEnds(intervals.profiles) : []),
    ...ofKind('failedReplicates', intervals.kind === 'bootstrap' ? failures(intervals) : []),
  ];
  const warnings = found.map(({ text }) => text);
  const known = { warnings, found };
  if (serious.length > 0)
    return {
      level: 'not',
      ok: false,
      text: `Do not trust this fit: ${serious.join('; ')}.${advice(result, singular)}`,
      ...known,
    };
  const but = doubts.map(({ text }) => ` But ${text}.`).join('');
  const words = singular.length > 0 ? singularText(singular, result) : convergedText(result);
  return { level: found.length > 0 ? 'caution' : 'ok', ok: true, text: `${words}${but}`, ...known };
}

function convergedText({ certificate }: LaplaceResult): string {
  const { gradientNorm, smallestEigenvalue, evaluations } = certificate;
  return `The fit converged: ${gradientNorm.toExponential(1)} standard errors from the optimum, smallest eigenvalue ${smallestEigenvalue.toPrecision(2)}, ${evaluations} evaluations.`;
}

function ofKind(kind: LaplaceWarning['kind'], texts: readonly string[]): LaplaceWarning[] {
  return texts.map((text) => ({ kind, text }));
}

/** As in `search`. */
const wanted = 1e-5;

function convergenceWords({ certificate, latent }: LaplaceResult): string {
  if (!Number.isFinite(latent.logMarginal))
    return 'not converged, the search found no point where the likelihood is finite';
  const { gradientNorm, smallestEigenvalue, evaluations } = certificate;
  if (gradientNorm < wanted)
    return `not converged, the search ended after ${evaluations} evaluations where a variance is 0 and the likelihood would be higher if it were not`;
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

/** Names shown one by one; more are counted. */
const mostNames = 4;

function singularText(singular: readonly string[], { population }: LaplaceResult): string {
  const { names, standardErrors } = population;
  const without = names.filter((_, i) => Number.isNaN(standardErrors[i]));
  const missing =
    without.length > mostNames ? `${without.length} of ${names.length} parameters` : without.join(', ');
  const errors =
    without.length === 0
      ? ''
      : ` Standard errors of ${missing} are not available; those of the others hold ${without.length > 1 ? 'them' : 'it'} fixed.`;
  return `The fit converged and is singular: ${singular.join('; ')}.${errors}`;
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

function failures({ bootstrap }: Extract<BetterIntervals, { kind: 'bootstrap' }>): string[] {
  const { failed, replicates } = bootstrap;
  if (failed <= manyFailed * replicates) return [];
  return [`${failed} of ${replicates} bootstrap fits did not converge and are left out`];
}
