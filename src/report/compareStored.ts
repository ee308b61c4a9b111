import { type FitsTable, fitsTable } from '../../models/compare/compareFits.ts';
import {
  type ComparedParameter,
  compareParameters,
  posteriorEstimates,
} from '../../models/compare/compareParameters.ts';
import { findings } from '../../models/compare/findings.ts';
import type { Draws } from '../../models/posterior/draws.ts';
import { InputError } from '../engine/errors.ts';
import { type CompareFile, compareFile } from './compareFile.ts';
import { compareVerdict, fitTitle } from './compareVerdict.ts';
import { verdictOf } from './fitVerdict.ts';
import type { ReadLaplace } from './laplaceSchema.ts';
import { type StoredFit, storedEstimates } from './stored/storedFit.ts';

type StoredPosterior = Extract<StoredFit, { kind: 'posterior' }>;

/** One of the others beside it. */
export interface ComparedStored {
  readonly file: CompareFile;
  /** Its own draws; null for an approximation. */
  readonly draws: Draws | null;
}

/** Stored fits side by side, and each of the others against the first posterior among them. */
export interface StoredComparison {
  readonly posterior: StoredPosterior;
  readonly table: FitsTable;
  readonly comparisons: readonly ComparedStored[];
}

/**
 * Compares stored fits. Without the data nothing can be fitted again: no k-hat, and no trial of what would help.
 * Throws InputError for fewer than two, and where none is a posterior.
 */
export function compareStored(fits: readonly StoredFit[], effects: boolean): StoredComparison {
  const posterior = fits.find((fit): fit is StoredPosterior => fit.kind === 'posterior');
  if (fits.length < 2)
    throw new InputError(
      'compare: expected two fits or more; give a data file and a formula to fit and compare at once',
    );
  if (posterior === undefined)
    throw new InputError(
      'compare: none of these is a posterior; give a folder that "poolwise fit --out" wrote',
    );
  const others = fits.filter((fit) => fit !== posterior);
  const columns = fits.map((fit) => ({ label: labelOf(fit), ...estimates(fit, effects) }));
  return {
    posterior,
    table: fitsTable(columns),
    comparisons: others.map((fit) => ({
      file: compareOne(posterior, fit, effects),
      draws: fit.kind === 'posterior' ? fit.draws : null,
    })),
  };
}

function compareOne(posterior: StoredPosterior, fit: StoredFit, effects: boolean): CompareFile {
  const rows: ComparedParameter[] = compareParameters(estimates(fit, effects), posterior.draws);
  const note = differentModel(posterior.file, fit);
  const isPosterior = fit.kind === 'posterior';
  const compared = {
    title: titleOf(fit),
    converged: isPosterior || fit.file.converged,
    rows,
    findings: findings(rows),
    remedies: [],
    isPosterior,
    ...(note === undefined ? {} : { note }),
  };
  const trust = [posterior, fit].flatMap((one) => (one.kind === 'posterior' ? [verdictOf(one.file)] : []));
  const verdict = compareVerdict(trust.find(({ ok }) => !ok) ?? trust[0], compared);
  const { formula, family, fingerprint, notes } = posterior.file;
  const about = { formula, family, approximation: labelOf(fit), fingerprint, notes };
  return compareFile(about, rows, verdict, null);
}

/** Models may differ, that is what some compare; but then it is not the method alone that makes a difference. */
function differentModel(
  { formula, family, data, notes }: StoredPosterior['file'],
  fit: StoredFit,
): string | undefined {
  const other = fit.file;
  const priors = [notes, fit.kind === 'posterior' ? fit.file.notes : []].filter((of) =>
    of.some(({ kind }) => kind === 'priorOnly'),
  ).length;
  if (priors > 0)
    return `${priors === 2 ? 'Both are' : 'One of them is'} of the prior alone, its outcome not looked at: differences are what the data say.`;
  const outcomes = [formula, other.formula].map((text) => text.split('~', 1)[0].replace(/\s/g, ''));
  if (outcomes[0] !== outcomes[1])
    return `They are of two outcomes (${outcomes.join(' and ')}): differences are the outcomes', and nothing here tells of the method.`;
  const [one, two] = [formula, other.formula].map((text) => text.replace(/\s/g, ''));
  const sameFamily =
    family.name === other.family.name &&
    family.link === other.family.link &&
    family.residual === other.family.residual;
  if (one === two && sameFamily)
    return sameData(data, other.data) ? undefined : otherDataWords(data, other.data);
  return `It is a fit of another model (${other.formula}; ${other.family.name}, ${other.family.link} link${other.family.residual === undefined ? '' : `, residuals ${other.family.residual}`}), so differences may be the model's.`;
}

/** What a file tells of its data; older ones tell less. */
interface StoredData {
  readonly source?: string | undefined;
  readonly rows?: number | undefined;
  readonly hash?: string | undefined;
}

/** Files from before data were marked are told apart by their rows alone. */
function sameData(a: StoredData, b: StoredData): boolean {
  const same = (key: 'rows' | 'hash'): boolean =>
    a[key] === undefined || b[key] === undefined || a[key] === b[key];
  return same('rows') && same('hash');
}

function otherDataWords(ours: StoredData, theirs: StoredData): string {
  const words = ({ source = 'unnamed', rows = Number.NaN }: StoredData): string => `${source}, ${rows} rows`;
  return `They are fits of different data under one formula (${words(ours)}; ${words(theirs)}): differences are the data's, and nothing here tells of the method.`;
}

function estimates(fit: StoredFit, effects: boolean) {
  if (fit.kind === 'laplace') return storedEstimates(fit.file, effects);
  return posteriorEstimates(fit.draws, effects);
}

function labelOf(fit: StoredFit): string {
  return fit.kind === 'posterior' ? fit.label : `${fit.label} (${approximationOf(fit.file)})`;
}

/** In a sentence. */
function titleOf(fit: StoredFit): string {
  return fit.kind === 'posterior' ? `"${fit.label}"` : `${approximationOf(fit.file)} in "${fit.label}"`;
}

function approximationOf({ method, quadrature, fast }: ReadLaplace): string {
  return fitTitle(method, quadrature, fast);
}
