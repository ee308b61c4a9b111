import { describeArgument } from '../../models/arguments.ts';
import { checkLevel } from '../../models/likelihood/waldIntervals.ts';
import type { Draws } from '../../models/posterior/draws.ts';
import { defaultLevel } from '../../models/posterior/summaries.ts';
import { InputError } from '../engine/errors.ts';
import { checkOptions, type OptionKinds } from '../engine/options.ts';
import { isFixed, type Quantity } from '../engine/program/quantity.ts';
import { titleOf } from './compareFits.ts';
import {
  type Centre,
  type EstimateColumns,
  type EstimateRow,
  laplaceColumns,
  posteriorColumns,
} from './estimateRows.ts';
import { fitFile } from './fitFile.ts';
import type { FitFile } from './fitSchema.ts';
import { type AnyFit, isFit, isLaplaceFit } from './kindOfFit.ts';
import { laplaceFile } from './laplaceFile.ts';
import { laplaceReport } from './laplaceReport.ts';
import type { ToldLaplace } from './laplaceText.ts';
import { familyTitle, groupParameters } from './parameterGroups.ts';
import { parameterLabel, relabelled, selected } from './parameterLabels.ts';
import type { TableCell } from './table/cell.ts';
import type { PrintedTable, TableColumn, TableRow } from './table/table.ts';
import { decimalsFor, levelText } from './textTable.ts';

/** Of `table`. */
export interface TableOptions {
  /** Of the intervals: 0.95, or what a stored Laplace fit has, if left out. */
  readonly level?: number;
  /** Significant digits of the standard errors, and decimals of the ratios; 3 if left out. */
  readonly digits?: number;
  /** What stands for a posterior: its mean, or its median. */
  readonly centre?: Centre;
  /** Words for parameters, by name or as the table has it: `{ Age: 'Age (years)' }`. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The parameters to show; all if left out. */
  readonly only?: readonly string[];
  /** Parameters to leave out. */
  readonly exclude?: readonly string[];
  /** What quantities are called where a note says why not to trust a posterior; by their names if left out, in words by `quantityWords`. */
  readonly nameOf?: (quantity: Quantity) => string;
}

const optionKinds: OptionKinds<TableOptions> = {
  level: 'a number',
  digits: 'a number',
  centre: 'text',
  labels: 'an object',
  only: 'anything',
  exclude: 'anything',
  nameOf: 'a function',
};

/** A fit of `sample` or `laplace`, fresh or as it was stored; by itself it is called by how it was made. */
export type TabledFit = OneFit | { readonly label: string; readonly fit: OneFit };
type OneFit = AnyFit | Stored;

/** As it is read from its folder. */
type Stored =
  | { readonly label: string; readonly file: FitFile; readonly draws: Draws }
  | { readonly label: string; readonly file: ToldLaplace };

/**
 * Fits as articles print them, side by side where there are several: Parameter, Est., SE, p-value (of a posterior its mean, sd and
 * probability of direction), and the odds or rate ratio with its interval, under that word, where the link has one; where there is no
 * ratio, as of an intercept or an sd, the interval of the estimate. Fixed effects first, then sds and correlations of the groups, then the residual.
 * `renderTable` writes it as text, Markdown, HTML, LaTeX or CSV.
 * Throws InputError for an option or a parameter that is none, a level outside 0..1, and what is no fit.
 * @example renderTable(table(fit, { labels: { Age: 'Age (years)' } }), 'markdown')
 */
export function table(fits: TabledFit | readonly TabledFit[], options: TableOptions = {}): PrintedTable {
  return tableOf(gather(fits, options), options);
}

/** What `table` makes a table of. */
export function gather(fits: TabledFit | readonly TabledFit[], options: TableOptions): EstimateColumns[] {
  checkOptions('table', options, optionKinds);
  if (options.level !== undefined) checkLevel(options.level, 'table');
  checkOwn(options);
  const given = Array.isArray(fits) ? fits : [fits];
  if (given.length === 0) throw new InputError('table: expected a fit or several, got none');
  return given.map((fit: TabledFit) => columnsOf(fit, options));
}

function checkOwn({ digits = 3, centre = 'mean', only = [], exclude = [] }: TableOptions): void {
  if (!(Number.isInteger(digits) && digits >= 1 && digits <= 15))
    throw new InputError(`table: digits must be a whole number from 1 to 15, got ${digits}`);
  if (centre !== 'mean' && centre !== 'median')
    throw new InputError(`table: centre must be mean or median, got ${describeArgument(centre)}`);
  for (const list of [only, exclude])
    if (!Array.isArray(list))
      throw new InputError(`table: only and exclude are lists of parameters, got ${describeArgument(list)}`);
}

function columnsOf(given: TabledFit, options: TableOptions): EstimateColumns {
  if (typeof given === 'object' && given !== null) {
    if ('fit' in given && 'label' in given) return { ...columnsOf(given.fit, options), label: given.label };
    if ('file' in given) return storedColumns(given, options);
    const { level, centre = 'mean', nameOf } = options;
    if (isLaplaceFit(given)) return laplaceColumns(titleOf(given), laplaceFile(laplaceReport(given, level)));
    if (isFit(given))
      return posteriorColumns(
        titleOf(given),
        fitFile(given, level),
        given.draws,
        level ?? defaultLevel,
        centre,
        nameOf,
      );
  }
  throw new InputError(
    `table: expected a fit, as sample or laplace makes it, got ${describeArgument(given)}`,
  );
}

/** A Laplace fit is shown as it was stored, with profile and bootstrap intervals, unless another level is asked for. */
function storedColumns(stored: Stored, { level, centre = 'mean', nameOf }: TableOptions): EstimateColumns {
  const { label } = stored;
  if ('draws' in stored)
    return posteriorColumns(label, stored.file, stored.draws, level ?? defaultLevel, centre, nameOf);
  if (level === undefined || level === stored.file.level) return laplaceColumns(label, stored.file);
  if (isLaplaceFit(stored)) return laplaceColumns(label, laplaceFile(laplaceReport(stored, level)));
  throw new InputError(
    `table: a stored Laplace fit keeps its level of ${levelText(stored.file.level)}; run poolwise laplace with --level ${level}`,
  );
}

/** The table of fits whose columns are gathered. */
export function tableOf(
  fits: readonly EstimateColumns[],
  { digits = 3, labels = {}, only, exclude = [] }: TableOptions = {},
): PrintedTable {
  const alone = fits.length === 1;
  const twice = fits.find(({ label }, i) => fits.findIndex((other) => other.label === label) < i);
  if (twice !== undefined)
    throw new InputError(
      `table: two fits are called "${twice.label}"; give { label, fit } with labels that differ`,
    );
  const parameters = relabelled('table', selected('table', parametersOf(fits), only, exclude), labels);
  const { population, groupSds, family, own } = groupParameters({ parameters });
  const residualSd = fits.find((fit) => fit.residualSd !== null)?.residualSd ?? null;
  const parts: [string, readonly Parameter[]][] = [
    ['Fixed effects', population],
    ['Random effects', groupSds],
    [familyTitle({ residualSd }), family],
    ['Other parameters', own],
  ];
  return {
    title: alone ? fits[0].formula : '',
    columns: [
      { title: 'Parameter', kind: 'text' },
      ...fits.flatMap((fit) => fitColumns(fit, alone ? '' : fit.label)),
    ],
    rows: parts.flatMap(([heading, rows]): TableRow[] =>
      rows.length === 0
        ? []
        : [
            { heading },
            ...rows.map(({ label, name, quantity }) => [
              isFixed(quantity) ? `${label} (fixed)` : label,
              ...fits.flatMap((fit) => fitCells(fit, name, digits)),
            ]),
          ],
    ),
    note: [...fits.flatMap((fit) => aboutLines(fit, alone)), ...new Set(fits.flatMap(({ words }) => words))],
  };
}

interface Parameter {
  readonly name: string;
  readonly label: string;
  readonly quantity: EstimateRow['quantity'];
}

/** Every parameter of any fit once, in the order of first appearance. */
function parametersOf(fits: readonly EstimateColumns[]): Parameter[] {
  const found = new Map<string, Parameter>();
  for (const { rows, residualSd } of fits)
    for (const { name, quantity } of rows)
      if (!found.has(name)) found.set(name, { name, quantity, label: parameterLabel(quantity, residualSd) });
  return [...found.values()];
}

function fitColumns({ titles, ratio, level }: EstimateColumns, over: string): TableColumn[] {
  const interval = { title: `${levelText(level)} interval`, kind: 'interval', over } as const;
  const numbers = [...titles, ...(ratio === null ? [] : [ratio.words])];
  return [...numbers.map((title) => ({ title, kind: 'number', over }) as const), interval];
}

function fitCells({ rows, ratio, evidence }: EstimateColumns, name: string, digits: number): TableCell[] {
  const empty = Array.from({ length: ratio === null ? 4 : 5 }, () => null);
  const row = rows.find((one) => one.name === name);
  if (row === undefined) return empty;
  if (isFixed(row.quantity)) return [{ kind: 'number', value: row.estimate, digits: 6 }, ...empty.slice(1)];
  const decimals = decimalsFor(row.se, digits);
  const shown = (value: number, places: number): TableCell => ({ kind: 'number', value, decimals: places });
  return [
    shown(row.estimate, decimals),
    shown(row.se, decimals),
    row.evidence === null ? null : { kind: 'probability', value: row.evidence, as: evidence },
    ...(ratio === null
      ? [{ kind: 'interval', lower: row.lower, upper: row.upper, decimals } as const]
      : ratioCells(row, decimals, digits)),
  ];
}

/** The ratio and its interval; where there is none the interval is of the estimate. */
function ratioCells({ ratio, lower, upper }: EstimateRow, decimals: number, digits: number): TableCell[] {
  if (ratio === null)
    return [null, Number.isNaN(lower + upper) ? null : { kind: 'interval', lower, upper, decimals }];
  return [
    { kind: 'number', value: ratio.estimate, decimals: digits },
    { kind: 'interval', lower: ratio.lower, upper: ratio.upper, decimals: digits },
  ];
}

/** What was fitted, and why it should not be trusted where that is so. */
function aboutLines({ label, formula, about, doubt }: EstimateColumns, alone: boolean): string[] {
  const doubts = doubt === null ? [] : [doubt];
  return alone
    ? [...about, ...doubts]
    : [`${label}: ${[formula, ...about].join('; ')}`, ...doubts.map((text) => `${label}: ${text}`)];
}
