import type { DeterminantError } from '../../models/likelihood/determinantError.ts';
import type { LaplaceMethod } from '../../models/likelihood/laplaceOptions.ts';
import { coefficientLabel, isFixed, isGroupEffect, type Quantity } from '../engine/program/quantity.ts';
import { noteLines } from './describeModel.ts';
import { type LaplaceFile, type LaplaceRow, laplaceFile } from './laplaceFile.ts';
import type { LaplaceReport } from './laplaceReport.ts';
import { familyTitle, groupParameters } from './parameterGroups.ts';
import { ratioCells, ratioHead } from './ratio.ts';
import { dataLine, extremes, priorSection } from './summaryText.ts';
import { decimalsFor, endTitles, fixed, fixedCells, textTable } from './textTable.ts';

/**
 * A Laplace fit as a statistician wants to see it: the model, how it was fitted, coefficients with tests, group sds and
 * correlations, the most extreme groups (all of them if asked), likelihood and information criteria, and the verdict.
 */
export function laplaceText(report: LaplaceReport, allEffects = false, width?: number): string {
  return laplaceFileText(laplaceFile(report), allEffects, width);
}

/** A Laplace fit as its file has it; what JSON cannot hold is NaN. */
export type ToldLaplace = Omit<LaplaceFile, 'notes' | 'fingerprint' | 'declaration'> & {
  readonly notes: readonly { readonly text: string }[];
};

/** Level of the intervals, and characters of a line. */
interface Style {
  readonly level: number;
  readonly width: number | undefined;
}

/** As `laplaceText`, from what the file holds. */
export function laplaceFileText(file: ToldLaplace, allEffects = false, width?: number): string {
  const { population, groupSds, family, effects } = groupParameters(file);
  const style = { level: file.level, width: width === undefined ? width : width - 2 };
  return [
    file.formula,
    dataLine(file),
    methodLine(file),
    '',
    ...(file.priors.length === 0 ? [] : priorSection(file)),
    ...coefficients(file, population, style),
    ...spreads('Group sds and correlations', groupSds, style),
    ...spreads(familyTitle(file.family), family, style),
    ...effectSections(effects, allEffects, style),
    criteriaLine(file),
    intervalLine(file),
    '',
    ...noteLines(file.notes),
    file.verdict.text,
    '',
  ].join('\n');
}

const methods: Readonly<Record<LaplaceMethod, string>> = {
  ml: 'Maximum likelihood',
  reml: 'Restricted maximum likelihood',
  map: 'Mode of the posterior',
};

/** How it was fitted. */
export function methodLine({
  method,
  quadrature,
  fast,
  exact,
  data,
  logDeterminant,
}: Pick<LaplaceFile, 'method' | 'quadrature' | 'fast' | 'exact' | 'data' | 'logDeterminant'>): string {
  const name = methods[method];
  if (Object.keys(data.groups).length === 0) return name;
  if (logDeterminant.kind === 'estimated') {
    const exactly = exact ? 'exact for this family but for' : "Laplace's method with";
    return `${name}, ${fast ? 'fast, with' : exactly} an estimated log determinant: ${determinantWords(logDeterminant)}`;
  }
  if (fast) return `${name}, fast: coefficients at their joint mode with the group effects`;
  if (exact) return `${name}, exact for this family`;
  if (quadrature > 1) return `${name}, adaptive Gauss-Hermite quadrature with ${quadrature} nodes`;
  return `${name}, Laplace's method`;
}

/** What an estimated log determinant does, in words. */
export function determinantWords({ vectors, logLik, drift }: DeterminantError): string {
  const [of, by] = [logLik, drift].map((x) => x.toPrecision(2));
  return `${vectors} random vectors, standard error ${of} of the log likelihood and at most ${by} standard errors of an estimate`;
}

const indent = (line: string): string => `  ${line}`;

/** Numbers of one row with as many decimals as show three digits of its standard error, or of what else it has. */
export function numbers(estimate: number, se: number, others: readonly number[]): string[] {
  const scale = [se, Math.abs(estimate), ...others].find((x) => Number.isFinite(x) && x > 0);
  const decimals = scale === undefined ? 0 : decimalsFor(scale, 3);
  return [estimate, se, ...others].map((x) => (Number.isFinite(x) ? fixed(x, decimals) : endText(x)));
}

function rowNumbers({ quantity, estimate, se, lower, upper }: LaplaceRow): string[] {
  return isFixed(quantity) ? fixedCells(estimate, 4) : numbers(estimate, se, [lower, upper]);
}

function endText(x: number): string {
  if (Number.isNaN(x)) return '-';
  return x > 0 ? 'Inf' : '-Inf';
}

function coefficients(
  { family }: Pick<LaplaceFile, 'family'>,
  rows: readonly LaplaceRow[],
  { level, width }: Style,
): string[] {
  if (rows.length === 0) return [];
  const { ratio } = family;
  const head = ['', 'estimate', 'se', ...endTitles(level), 'z', 'p'];
  const cells = rows.map(({ z = Number.NaN, p = Number.NaN, se, ...row }) => [
    row.name,
    ...rowNumbers({ ...row, se }),
    fixed(z, 2),
    pText(p),
    ...(ratio === null ? [] : ratioCells(Number.isNaN(se) ? null : (row.ratio ?? null))),
  ]);
  const titles = ratio === null ? head : [...head, ...ratioHead(ratio.title, level)];
  return ['Population effects', ...textTable(titles, cells, width).map(indent), ''];
}

/** A p value; never 0. */
export function pText(p: number): string {
  if (Number.isNaN(p)) return '-';
  if (p < 1e-300) return '< 1e-300';
  return p < 0.0001 ? p.toExponential(1) : p.toFixed(4);
}

function spreads(title: string, rows: readonly LaplaceRow[], { level, width }: Style): string[] {
  if (rows.length === 0) return [];
  const cells = rows.map((row) => [row.name, ...rowNumbers(row)]);
  const head = ['', 'estimate', 'se', ...endTitles(level)];
  return [title, ...textTable(head, cells, width).map(indent), ''];
}

/** For every group and coefficient, the lowest and highest modes, or all of them. */
function effectSections(rows: readonly LaplaceRow[], all: boolean, style: Style): string[] {
  const titles = new Set(rows.map(({ quantity }) => termTitle(quantity)));
  return [...titles].flatMap((title) => {
    const effects = rows.filter(({ quantity }) => termTitle(quantity) === title);
    if (effects.length === 1) return [];
    if (all || effects.length <= 2 * extremes) return effectTable(`Groups of ${title}`, effects, style);
    const sorted = [...effects].sort((a, b) => a.estimate - b.estimate);
    const ends = [...sorted.slice(0, extremes), ...sorted.slice(-extremes)];
    return effectTable(`${title}: ${extremes} lowest and highest of ${effects.length}`, ends, style);
  });
}

function termTitle(quantity: Quantity): string {
  return quantity.kind === 'groupEffect'
    ? `${quantity.group}, ${coefficientLabel(quantity.predictor, quantity.coef)}`
    : '';
}

function effectTable(title: string, rows: readonly LaplaceRow[], { level, width }: Style): string[] {
  const cells = rows.map(({ name, estimate, se, lower, upper, totalSe = Number.NaN }) => [
    name,
    ...numbers(estimate, se, [lower, upper, totalSe]),
  ]);
  const head = ['', 'mode', 'sd', ...endTitles(level), 'total sd'];
  return [title, ...textTable(head, cells, width).map(indent), ''];
}

/** Likelihood and information criteria. */
export function criteriaLine({ logLik, df, aic, bic, deviance, data, method }: ToldLaplace): string {
  const names: Readonly<Record<string, string>> = {
    reml: 'REML log likelihood',
    map: 'Log likelihood there',
  };
  const shown = (x: number): string => fixed(x, 2);
  return `${names[method] ?? 'Log likelihood'} ${shown(logLik)}, ${df} parameters, ${data.rows} rows; AIC ${shown(aic)}, BIC ${shown(bic)}, deviance ${shown(deviance)}`;
}

/** Where the intervals come from. */
export function intervalLine({
  intervals,
  bootstrap,
  method,
  parameters,
}: Pick<LaplaceFile, 'intervals' | 'bootstrap' | 'method' | 'parameters'>): string {
  const hasEffects = parameters.some(({ quantity }) => isGroupEffect(quantity));
  const groups = hasEffects ? '; of groups given the population estimates' : '';
  if (bootstrap !== null) {
    const { replicates, seed, failed, singular } = bootstrap;
    return `Intervals: parametric bootstrap, ${replicates} replicates, seed ${seed}, ${failed} failed, ${singular} singular${groups}`;
  }
  return intervals === 'profile'
    ? `Intervals: profile likelihood${method === 'reml' ? ', refitted by maximum likelihood' : ''}${groups}`
    : `Intervals: Wald, on the log scale for sds and the atanh scale for correlations${groups}`;
}
