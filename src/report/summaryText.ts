import { isFixed, isMissingOutcome } from '../engine/program/quantity.ts';
import { noteLines, priorOrigin } from './describeModel.ts';
import type { FitFile, ParameterRow } from './fitSchema.ts';
import { verdictOf } from './fitVerdict.ts';
import { familyTitle, groupParameters, shownTerms, sortedByMean } from './parameterGroups.ts';
import { ratioCells, ratioHead, ratioOf } from './ratio.ts';
import {
  diagnosticCells,
  diagnosticHead,
  estimateCells,
  estimateHead,
  fixed,
  textTable,
} from './textTable.ts';

/** How many groups are shown at each end. */
export const extremes = 3;

/**
 * What a statistician wants to see of a fit: the model, the priors, population effects, group sds and correlations,
 * the residual, the most extreme groups, how it was sampled, and the verdict in words. Tables wider than `width` characters
 * are broken.
 */
export function summaryText(file: FitFile, width?: number): string {
  const { population, groupSds, family, own, missing } = groupParameters(file);
  const style = { level: file.level, width };
  return [
    ...header(file),
    ...(file.priors.length === 0 ? [] : priorSection(file)),
    ...section('Population effects', population, style, file.family.ratio?.title ?? null),
    ...section('Group sds and correlations', groupSds, style),
    ...section(familyTitle(file.family), family, style),
    ...section('Parameters', own, style),
    ...extremeGroups(file, style),
    ...section(missingTitle(missing.length), missing.slice(0, mostMissing), style),
    ...samplerLines(file),
    '',
    ...noteLines(file.notes),
    verdictOf(file).text,
    '',
  ].join('\n');
}

/** How many missing outcomes are shown. */
export const mostMissing = 6;

/** Above the first missing outcomes. */
export function missingTitle(count: number): string {
  return count > mostMissing ? `Missing outcomes, the first ${mostMissing} of ${count}` : 'Missing outcomes';
}

function header(file: FitFile): string[] {
  return [file.formula, ...(file.kind === 'density' ? [] : [dataLine(file)]), ''];
}

/** Family, data, rows and groups in a line. */
export function dataLine({ family, data }: Pick<FitFile, 'family' | 'data'>): string {
  const groups = Object.entries(data.groups).map(([name, levels]) => `${levels} levels of ${name}`);
  const distinct = data.distinct === undefined ? [] : [`${data.distinct} distinct`];
  const dropped = data.dropped === 0 ? '' : `, ${data.dropped} incomplete rows dropped`;
  const residual = family.residual === undefined ? '' : `, residuals ${family.residual}`;
  return `${family.name} (${family.link} link)${residual}, ${data.source}: ${[`${data.rows} rows`, ...distinct, ...groups].join(', ')}${dropped}${weightWords(data.weights)}`;
}

function weightWords(weights: FitFile['data']['weights']): string {
  return weights === undefined
    ? ''
    : `, weighted by ${weights.column} (sum ${Number(weights.total.toPrecision(6))})`;
}

/** The priors as a table: printed before sampling, and in the summary. */
export function priorSection({
  priors,
}: {
  readonly priors: readonly FitFile['priors'][number][];
}): string[] {
  const rows = priors.map((p) => [p.parameter, p.prior, priorOrigin(p)]);
  return [
    "Priors (Intercept: at the predictors' means)",
    ...textTable(['', '', ''], rows).slice(1).map(indent),
    '',
  ];
}

const indent = (line: string): string => `  ${line}`;

/** Level of the intervals, and characters of a line. */
interface Style {
  readonly level: number;
  readonly width: number | undefined;
}

function section(
  title: string,
  rows: readonly ParameterRow[],
  { level, width }: Style,
  ratioTitle: string | null = null,
): string[] {
  if (rows.length === 0) return [];
  const ratioTitles = ratioTitle === null ? [] : ratioHead(ratioTitle, level);
  const head = ['', ...estimateHead(level), ...ratioTitles, ...diagnosticHead];
  const cells = rows.map((row) => [
    row.name,
    ...estimateCells(row),
    ...(ratioTitle === null ? [] : ratioCells(ratioOf(row.quantity, row.q50, row))),
    ...diagnosticCells(row),
  ]);
  return [title, ...textTable(head, cells, width === undefined ? width : width - 2).map(indent), ''];
}

/** For every group and coefficient, the lowest and highest means. */
function extremeGroups(file: FitFile, style: Style): string[] {
  return shownTerms(file).flatMap(({ group, coef, effects }) => {
    const sorted = sortedByMean(effects).map(({ row }) => row);
    if (sorted.length <= 2 * extremes) return section(`Groups of ${group}, ${coef}`, sorted, style);
    const ends = [...sorted.slice(0, extremes), ...sorted.slice(-extremes)];
    return section(`${group}, ${coef}: ${extremes} lowest and highest of ${sorted.length}`, ends, style);
  });
}

/** How the draws were made, in three or four sentences. */
export function samplerLines({ sampler, parameters }: FitFile): string[] {
  const sum = (seconds: readonly number[]): number => seconds.reduce((a, b) => a + b, 0);
  const worst = parameters
    .filter(({ quantity }) => !isFixed(quantity) && !isMissingOutcome(quantity))
    .reduce((a, b) => (b.essBulk < a.essBulk ? b : a));
  return [
    `Sampled by ${sampler.strategy} (${sampler.reason}): ${sampler.chains} chains, ${sampler.warmup} warmup + ${sampler.draws} draws each, seed ${sampler.seed}`,
    `${sampler.wallSeconds.toFixed(1)} s in all; a chain took ${(sum(sampler.warmupSeconds) / sampler.chains).toFixed(1)} s of warmup and ${(sum(sampler.sampleSeconds) / sampler.chains).toFixed(1)} s of sampling; ${sampler.gradients} gradients; ${sampler.divergences} divergences`,
    `Least bulk effective draws: ${Math.floor(worst.essBulk)} (${worst.name})`,
    ...importanceLines(sampler.importance),
    ...solveLines(sampler.solves),
  ];
}

function solveLines(solves: FitFile['sampler']['solves']): string[] {
  if (solves === undefined) return [];
  const { iterations, residual } = solves;
  return [
    iterations === 0
      ? 'Group effects and coefficients drawn jointly, solved directly'
      : `Group effects and coefficients drawn jointly: ${fixed(iterations, 1)} iterations of conjugate gradients a draw, residuals up to ${residual.toExponential(1)}`,
  ];
}

function importanceLines(importance: FitFile['sampler']['importance']): string[] {
  if (importance === undefined) return [];
  const { paretoK, proposals, effectiveDraws } = importance;
  return [
    `Importance weights of ${proposals} proposals: Pareto k-hat ${fixed(paretoK, 2)} (up to 0.7 they can be relied on); no quantity counts for more than ${Math.floor(effectiveDraws)} draws`,
  ];
}
