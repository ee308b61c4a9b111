import {
  bayesR2,
  checkWords,
  compare,
  type Fit,
  InputError,
  type Loo,
  laplace,
  loo,
  looTable,
  type Model,
  type PlotKind,
  type PredictiveCheck,
  type PrintedTable,
  predictiveCheck,
  predictiveTable,
  priorSensitivity,
  sensitivityTable,
  sensitivityWords,
  textBy,
  type VarianceScale,
  varianceShares,
  varianceTable,
} from 'poolwise';
import { onPage } from '../../texts/advice.ts';
import { type GroupMeans, groupMeans } from '../answers/groupMeans.ts';
import { laplaceTable } from '../answers/laplaceTable.ts';
import type { Context } from '../context.ts';
import { held } from '../held.ts';
import { heldFit, remembered } from '../heldFit.ts';
import { pause } from '../pause.ts';
import type { AtLevel, OfFit } from './answers.ts';

export interface OfData extends OfFit {
  /** Outcomes of the data's own groups, or of new ones. */
  readonly groups: 'kept' | 'new';
}

/** Whether the model makes data like these, in sentences, numbers, and the pictures that suit the outcome. */
export interface ToldCheck {
  readonly words: readonly string[];
  readonly table: PrintedTable;
  readonly pictures: readonly PlotKind[];
}

export async function predictive({ fit: id, groups }: OfData, context: Context): Promise<ToldCheck> {
  await pause(context);
  const found = checkOf(heldFit(id), groups);
  return { words: checkWords(found), table: predictiveTable(found), pictures: picturesOf(found) };
}

function checkOf(fit: Fit<Model>, groups: OfData['groups']): PredictiveCheck {
  return remembered(fit, `predictive ${groups}`, () => predictiveCheck(fit, { groups }));
}

/** By what the outcome is: shares of categories, residuals of 0 and 1 in bins, hanging counts, or densities. */
function picturesOf({ kind, counts, bins }: PredictiveCheck): PlotKind[] {
  if (kind.named) return ['predictive'];
  if (kind.ordered) return ['predictive', 'pit'];
  if (bins !== null) return ['binned', 'pit'];
  return counts === null ? ['predictive', 'pit'] : ['rootogram', 'pit', 'predictive'];
}

export interface OfFactor extends OfFit {
  readonly group: string;
}

/** The mean outcome of each level beside those that the model draws. */
export async function means({ fit: id, group }: OfFactor, context: Context): Promise<GroupMeans> {
  await pause(context);
  const fit = heldFit(id);
  const terms = fit.model.design.groups.filter((one) => one.group === group);
  if (terms.length === 0)
    throw new InputError(
      `answers: the mean of the outcome has no effects of ${group}, another parameter has`,
    );
  const term = terms.find(({ members }) => members === undefined);
  if (term === undefined) throw new InputError(`answers: rows have no one level of ${group} each`);
  const check = checkOf(fit, 'kept');
  if (check.kind.named) throw new InputError('answers: categories without order have no mean');
  return groupMeans(check, term);
}

/** Which priors matter. */
export async function sensitivity({ fit: id }: OfFit, context: Context) {
  await pause(context);
  const fit = heldFit(id);
  const found = remembered(fit, 'sensitivity', () => priorSensitivity(fit));
  return { words: sensitivityWords(found), table: sensitivityTable(found) };
}

export interface OfLoo extends OfFit {
  /** The grouping factor whose levels are left out; null for rows. */
  readonly group: string | null;
}

/** How well the outcome of what was left out is foretold. */
export interface ToldAccuracy {
  readonly question: string;
  readonly trusted: boolean;
  readonly table: PrintedTable;
  readonly warnings: readonly string[];
}

export async function accuracy({ fit: id, group }: OfLoo, context: Context): Promise<ToldAccuracy> {
  await pause(context);
  const found = looOf(heldFit(id), group);
  const { question, trusted, warnings } = found;
  return {
    question,
    trusted,
    table: looTable(found, onPage),
    warnings: warnings.map((warning) => textBy(onPage, warning)),
  };
}

/** Once a fit and unit. */
export function looOf(fit: Fit<Model>, group: string | null): Loo {
  return remembered(fit, `loo ${JSON.stringify(group)}`, () =>
    loo(fit, group === null ? {} : { groups: group }),
  );
}

export interface OfShares extends AtLevel {
  /** Null for the first one that the model has. */
  readonly scale: VarianceScale | null;
}

export interface ToldShares {
  readonly scale: VarianceScale;
  readonly table: PrintedTable;
}

/** Where the outcome's variance comes from; with R2 where it has one. */
export async function shares({ fit: id, scale, level }: OfShares, context: Context): Promise<ToldShares> {
  await pause(context);
  const fit = heldFit(id);
  const told = (on: VarianceScale): ToldShares => ({ scale: on, table: sharesOn(fit, on, level) });
  if (scale !== null) return told(scale);
  return orNull(() => told('latent')) ?? told('observed');
}

function sharesOn(fit: Fit<Model>, scale: VarianceScale, level: number): PrintedTable {
  return remembered(fit, `shares ${scale} ${level}`, () => {
    const found = varianceShares(fit, { scale, level });
    return varianceTable(
      found,
      orNull(() => bayesR2(fit, { level })),
    );
  });
}

/** Null for what the library refuses. */
function orNull<Value>(make: () => Value): Value | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** A Laplace fit beside the posterior. */
export interface ToldLaplace {
  /** Unknown where the draws themselves cannot be trusted. */
  readonly outcome: 'fine' | 'off' | 'unknown';
  readonly text: string;
  readonly table: PrintedTable;
}

export async function besideLaplace({ fit: id }: OfFit, context: Context): Promise<ToldLaplace> {
  await pause(context);
  const fit = heldFit(id);
  const beside = held.fits.get(id);
  const result = beside?.laplace ?? laplace(fit.model);
  if (beside !== undefined) beside.laplace = result;
  await pause(context);
  const found = remembered(fit, 'laplace', () => compare(fit, result, { say: onPage }));
  const { ok, trusted, brief } = found.verdict;
  return { outcome: trusted ? (ok ? 'fine' : 'off') : 'unknown', text: brief, table: laplaceTable(found) };
}
