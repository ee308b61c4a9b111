import type { LaplaceResult } from '../../models/likelihood/laplace.ts';
import type { ParameterEstimate } from '../../models/likelihood/waldIntervals.ts';
import { noteLines } from './describeModel.ts';
import { type LaplaceFile, laplaceFile } from './laplaceFile.ts';
import type { EffectRow, LaplaceReport } from './laplaceReport.ts';
import { familyTitle, groupParameters } from './parameterGroups.ts';
import { ratioCells, ratioHead, ratioOf } from './ratio.ts';
import { dataLine, extremes, priorSection } from './summaryText.ts';
import { decimalsFor, endTitles, fixed, textTable } from './textTable.ts';

/**
 * A Laplace fit as a statistician wants to see it: the model, how it was fitted, coefficients with tests, group sds and
 * correlations, the most extreme groups (all of them if asked), likelihood and information criteria, and the verdict.
 */
export function laplaceText(report: LaplaceReport, allEffects = false): string {
  const file = laplaceFile(report);
  const { population, groupSds, family } = groupParameters(report);
  return [
    file.formula,
    dataLine(file),
    methodLine(report.result),
    '',
    ...(file.priors.length === 0 ? [] : priorSection(file)),
    ...coefficients(report, population),
    ...spreads('Group sds and correlations', report, groupSds),
    ...spreads(familyTitle(file.family), report, family),
    ...effectSections(report, allEffects),
    criteriaLine(file),
    intervalLine(report),
    '',
    ...noteLines(file.notes),
    report.verdict.text,
    '',
  ].join('\n');
}

const methods: Readonly<Record<string, string>> = {
  ml: 'Maximum likelihood',
  reml: 'Restricted maximum likelihood',
  map: 'Mode of the posterior',
};

/** How it was fitted. */
export function methodLine({ method, quadrature, fast, model: { program } }: LaplaceResult): string {
  if (program.terms.length === 0) return methods[method];
  if (fast) return `${methods[method]}, fast: coefficients at their joint mode with the group effects`;
  if (program.capabilities.quadraticInEta) return `${methods[method]}, exact for this family`;
  if (quadrature > 1) return `${methods[method]}, adaptive Gauss-Hermite quadrature with ${quadrature} nodes`;
  return `${methods[method]}, Laplace's method`;
}

const indent = (line: string): string => `  ${line}`;

/** Numbers of one row with as many decimals as show three digits of its standard error, or of what else it has. */
export function numbers(estimate: number, se: number, others: readonly number[]): string[] {
  const scale = [se, Math.abs(estimate), ...others].find((x) => Number.isFinite(x) && x > 0);
  const decimals = scale === undefined ? 0 : decimalsFor(scale, 3);
  return [estimate, se, ...others].map((x) => (Number.isFinite(x) ? fixed(x, decimals) : endText(x)));
}

function endText(x: number): string {
  if (Number.isNaN(x)) return '-';
  return x > 0 ? 'Inf' : '-Inf';
}

function coefficients(report: LaplaceReport, rows: readonly ParameterEstimate[]): string[] {
  if (rows.length === 0) return [];
  const { ratio } = report.result.model.family.chosen.link;
  const head = ['', 'estimate', 'se', ...endTitles(report.level), 'z', 'p'];
  const cells = rows.map(({ name, quantity, estimate, se, lower, upper, z, p }) => [
    name,
    ...numbers(estimate, se, [lower, upper]),
    fixed(z, 2),
    pText(p),
    ...(ratio === null
      ? []
      : ratioCells(Number.isNaN(se) ? null : ratioOf(quantity, estimate, { lower, upper }))),
  ]);
  return [
    'Population effects',
    ...textTable([...head, ...(ratio === null ? [] : ratioHead(ratio.title, report.level))], cells).map(
      indent,
    ),
    '',
  ];
}

/** A p value; never 0. */
export function pText(p: number): string {
  if (Number.isNaN(p)) return '-';
  if (p < 1e-300) return '< 1e-300';
  return p < 0.0001 ? p.toExponential(1) : p.toFixed(4);
}

function spreads(title: string, { level }: LaplaceReport, rows: readonly ParameterEstimate[]): string[] {
  if (rows.length === 0) return [];
  const cells = rows.map(({ name, estimate, se, lower, upper }) => [
    name,
    ...numbers(estimate, se, [lower, upper]),
  ]);
  return [title, ...textTable(['', 'estimate', 'se', ...endTitles(level)], cells).map(indent), ''];
}

/** For every group and coefficient, the lowest and highest modes, or all of them. */
function effectSections(report: LaplaceReport, all: boolean): string[] {
  const titleOf = ({ group, coef }: EffectRow): string => `${group}, ${coef}`;
  return [...new Set(report.effects.map(titleOf))].flatMap((title) => {
    const effects = report.effects.filter((effect) => titleOf(effect) === title);
    if (all || effects.length <= 2 * extremes) return effectTable(`Groups of ${title}`, report, effects);
    const sorted = [...effects].sort((a, b) => a.mode - b.mode);
    const ends = [...sorted.slice(0, extremes), ...sorted.slice(-extremes)];
    return effectTable(`${title}: ${extremes} lowest and highest of ${effects.length}`, report, ends);
  });
}

function effectTable(title: string, { level }: LaplaceReport, rows: readonly EffectRow[]): string[] {
  const cells = rows.map(({ name, mode, conditionalSd, lower, upper, sd }) => [
    name,
    ...numbers(mode, conditionalSd, [lower, upper, sd]),
  ]);
  return [title, ...textTable(['', 'mode', 'sd', ...endTitles(level), 'total sd'], cells).map(indent), ''];
}

/** Likelihood and information criteria. */
export function criteriaLine({ logLik, df, aic, bic, deviance, data, method }: LaplaceFile): string {
  const names: Readonly<Record<string, string>> = {
    reml: 'REML log likelihood',
    map: 'Log likelihood there',
  };
  const shown = (x: number): string => fixed(x, 2);
  return `${names[method] ?? 'Log likelihood'} ${shown(logLik)}, ${df} parameters, ${data.rows} rows; AIC ${shown(aic)}, BIC ${shown(bic)}, deviance ${shown(deviance)}`;
}

/** Where the intervals come from. */
export function intervalLine({ intervals, result, effects }: LaplaceReport): string {
  const groups = effects.length === 0 ? '' : '; of groups given the population estimates';
  switch (intervals.kind) {
    case 'wald':
      return `Intervals: Wald, on the log scale for sds and the atanh scale for correlations${groups}`;
    case 'profile':
      return `Intervals: profile likelihood${result.method === 'reml' ? ', refitted by maximum likelihood' : ''}${groups}`;
    case 'bootstrap': {
      const { replicates, seed, failed, singular } = intervals.bootstrap;
      return `Intervals: parametric bootstrap, ${replicates} replicates, seed ${seed}, ${failed} failed, ${singular} singular${groups}`;
    }
  }
}
