import { probabilityOfDirection } from '../../diagnostics/direction.ts';
import { summarise } from '../../diagnostics/summarise.ts';
import type { Ratio } from '../../models/families/links.ts';
import { columnAt, type Draws } from '../../models/posterior/draws.ts';
import { isCoefficient, isFixed, isIndividual, type Quantity } from '../engine/program/quantity.ts';
import type { FitFile } from './fitSchema.ts';
import { verdictOf } from './fitVerdict.ts';
import { methodLine, type ToldLaplace } from './laplaceText.ts';
import { type RatioEstimate, ratioOf } from './ratio.ts';
import { dataLine } from './summaryText.ts';
import { levelText } from './textTable.ts';

/** The middle of a posterior that stands for it. */
export type Centre = 'mean' | 'median';

/** A population parameter as a table has it; NaN where something cannot be told. */
export interface EstimateRow {
  readonly name: string;
  readonly quantity: Quantity;
  readonly estimate: number;
  readonly se: number;
  readonly lower: number;
  readonly upper: number;
  /** p of a z test, or the probability of direction; null for what is no coefficient, or fixed. */
  readonly evidence: number | null;
  readonly ratio: RatioEstimate | null;
}

/** A fit's population parameters, and the words that go with them. */
export interface EstimateColumns {
  readonly label: string;
  /** Headings of estimate, spread and evidence. */
  readonly titles: readonly [string, string, string];
  readonly evidence: 'p-value' | 'percent';
  readonly level: number;
  readonly ratio: Ratio | null;
  readonly residualSd: string | null;
  readonly rows: readonly EstimateRow[];
  readonly formula: string;
  /** Data and how it was fitted. */
  readonly about: readonly string[];
  /** What the numbers are, a sentence each. */
  readonly words: readonly string[];
  /** Why it should not be trusted as it is; null for no reason. */
  readonly doubt: string | null;
}

/** Of a posterior: means or medians, sds, probabilities of direction, equal-tailed intervals. */
export function posteriorColumns(
  label: string,
  file: FitFile,
  draws: Draws,
  level: number,
  centre: Centre,
  nameOf?: (quantity: Quantity) => string,
): EstimateColumns {
  const rows = draws.quantities.flatMap((quantity, q) =>
    isIndividual(quantity)
      ? []
      : [posteriorRow(draws.names[q], quantity, columnAt(draws, q), level, centre, file.family.ratio)],
  );
  const { ok, text } = verdictOf(file, nameOf);
  const ratio = hasRatio(rows) ? file.family.ratio : null;
  return {
    label,
    titles: [centre, 'sd', 'pd'],
    evidence: 'percent',
    level,
    ratio,
    residualSd: file.family.residualSd,
    rows,
    formula: file.formula,
    about: [
      ...(file.kind === 'density' ? [] : [dataLine(file)]),
      `posterior of ${draws.chains * draws.draws} draws, ${levelText(level)} equal-tailed intervals`,
    ],
    words: [
      'pd: probability of direction, the share of draws on the side of zero that most are on',
      ...ratioWords(ratio, 'posterior median'),
    ],
    doubt: ok ? null : text,
  };
}

function posteriorRow(
  name: string,
  quantity: Quantity,
  chains: readonly Float64Array[],
  level: number,
  centre: Centre,
  ratio: Ratio | null,
): EstimateRow {
  const { mean, sd, q50, lower, upper } = summarise(chains, level);
  return {
    name,
    quantity,
    estimate: centre === 'median' ? q50 : mean,
    se: sd,
    lower,
    upper,
    evidence: isTested(quantity) ? probabilityOfDirection(chains) : null,
    ratio: ratio === null ? null : ratioOf(quantity, q50, { lower, upper }),
  };
}

const isTested = (quantity: Quantity): boolean => isCoefficient(quantity) && !isFixed(quantity);

const intervalWords = { wald: 'Wald', profile: 'profile likelihood', bootstrap: 'bootstrap' } as const;

/** Of a Laplace fit: estimates, standard errors, z tests and the fit's own intervals. */
export function laplaceColumns(label: string, file: ToldLaplace): EstimateColumns {
  const rows = file.parameters
    .filter(({ quantity }) => !isIndividual(quantity))
    .map(({ name, quantity, estimate, se, lower, upper, p = Number.NaN, ratio = null }) => ({
      name,
      quantity,
      estimate,
      se,
      lower,
      upper,
      evidence: isTested(quantity) ? p : null,
      ratio,
    }));
  const ratio = hasRatio(rows) ? file.family.ratio : null;
  return {
    label,
    titles: ['Est.', 'SE', 'p-value'],
    evidence: 'p-value',
    level: file.level,
    ratio,
    residualSd: file.family.residualSd,
    rows,
    formula: file.formula,
    about: [
      dataLine(file),
      `${methodLine(file)}; ${levelText(file.level)} ${intervalWords[file.intervals]} intervals`,
    ],
    words: [
      'p-value: of the two-sided z test that the coefficient is zero',
      ...ratioWords(ratio, 'estimate'),
    ],
    doubt: file.verdict.ok ? null : file.verdict.text,
  };
}

const hasRatio = (rows: readonly EstimateRow[]): boolean => rows.some(({ ratio }) => ratio !== null);

function ratioWords(ratio: Ratio | null, middle: string): string[] {
  if (ratio === null) return [];
  return [
    `${ratio.words}: exp of the ${middle}, with the ends of its interval; an intercept or an sd is no contrast and has none, its interval is of the estimate`,
  ];
}
