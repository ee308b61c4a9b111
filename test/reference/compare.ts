import { readFileSync } from 'node:fs';
import {
  columnAt,
  type Fit,
  glmm,
  halfNormal,
  lkj,
  type Model,
  normal,
  type Prior,
  parseCsv,
  quantityName,
} from 'poolwise';
import { mcseMean, mcseSd, mean, sd } from 'poolwise/diagnostics';

interface ReferencePrior {
  readonly class: string;
  readonly dist: string;
  readonly args: readonly number[];
  readonly lower?: number;
}

export interface Reference {
  readonly formula: string;
  readonly family: string;
  readonly categorical: Readonly<Record<string, readonly string[]>>;
  readonly priors: readonly ReferencePrior[];
  readonly parameters: readonly ReferenceParameter[];
}

export interface ReferenceParameter {
  readonly name: string;
  readonly mean: number;
  readonly sd: number;
  readonly mcse_mean: number;
  readonly mcse_sd: number;
}

export function readReference(path: string): Reference {
  return JSON.parse(readFileSync(path, 'utf8')) as Reference;
}

/** The reference's model, declared with its priors and factor levels. */
export function referenceModel(reference: Reference, csv: string): Model {
  const priors = Object.fromEntries(reference.priors.map((p) => [p.class, toPrior(p)]));
  const { family, categorical: factors } = reference;
  return glmm(reference.formula, parseCsv(readFileSync(csv, 'utf8'), csv), { family, priors, factors });
}

function toPrior({ dist, args, lower }: ReferencePrior): Prior {
  const [a, b] = args;
  if (dist === 'lkj') return lkj(a);
  if (dist !== 'normal') throw new Error(`the references use normal and lkj, got ${dist}`);
  return lower === 0 ? halfNormal(b) : normal(a, b);
}

/** Combined Monte Carlo standard errors that a mean or sd may differ by: of ~3000 comparisons none is beyond by chance. */
export const allowedErrors = 4;
/** An sd may also differ by this share. */
export const allowedShare = 0.05;

/** What a posterior is held against. */
export interface Comparable {
  readonly parameters: readonly ReferenceParameter[];
  /** Terms whose coefficients are of another basis there: their group effects are not compared. */
  readonly otherBasis?: readonly string[];
}

/** Every quantity that disagrees with the reference, or is missing from either side, in words. */
export function disagreements(fit: Fit, reference: Comparable): string[] {
  const known = new Set(reference.parameters.map((p) => p.name));
  const compared = fit.draws.quantities.filter(
    (one) => one.kind !== 'groupEffect' || !reference.otherBasis?.includes(one.group),
  );
  const unmatched = compared
    .map(quantityName)
    .filter((name) => !known.has(name))
    .map((name) => `${name} is not in the reference`);
  return [...unmatched, ...reference.parameters.flatMap((theirs) => compareOne(fit, theirs))];
}

function compareOne(fit: Fit, theirs: ReferenceParameter): string[] {
  const q = fit.draws.names.indexOf(theirs.name);
  if (q < 0) return [`${theirs.name} is missing`];
  const chains = columnAt(fit.draws, q);
  const found: string[] = [];
  const ours = mean(chains);
  const meanError = Math.hypot(mcseMean(chains), theirs.mcse_mean);
  if (!(Math.abs(ours - theirs.mean) <= allowedErrors * meanError))
    found.push(`${theirs.name}: mean ${ours}, reference ${theirs.mean}, combined MCSE ${meanError}`);
  const ourSd = sd(chains);
  const sdError = Math.hypot(mcseSd(chains), theirs.mcse_sd);
  if (!(Math.abs(ourSd - theirs.sd) <= Math.max(allowedErrors * sdError, allowedShare * theirs.sd)))
    found.push(`${theirs.name}: sd ${ourSd}, reference ${theirs.sd}, combined MCSE ${sdError}`);
  return found;
}
