import type { FamilyParameter } from '../../../models/families/family.ts';
import { meansAreEta } from '../../../models/families/meansAreEta.ts';
import { parameterLink } from '../../../models/families/parameterLinks.ts';
import type { Model } from '../../../models/glmm.ts';
import { groupNames } from '../../../models/predict/statement.ts';
import type { Quantity } from '../../engine/program/quantity.ts';
import { ratioCells, ratioOf } from '../ratio.ts';
import { decimalsFor, fixed, levelText } from '../textTable.ts';
import { contrastOf } from './contrastWords.ts';

/** A coefficient or an sd with its interval. */
export interface ToldRow {
  readonly quantity: Quantity;
  /** Median or estimate. */
  readonly middle: number;
  /** Sd or standard error, for the digits that are shown. */
  readonly sd: number;
  readonly lower: number;
  readonly upper: number;
  /** How sure its sign is: `lower with probability 0.97` or `p = 0.03`; null where it cannot be told. */
  readonly sureness: (below: string, above: string) => string | null;
}

/**
 * One sentence a coefficient, and one a grouping factor's sd, in words that claim no more than the numbers: what is compared, by
 * how much, on which scale, with its interval and how sure the direction is. Intercepts are in the tables.
 */
export function resultSentences(model: Model, rows: readonly ToldRow[], level: number): string[] {
  const told = rows.flatMap((row) => coefficientSentence(model, row, level) ?? []);
  const spreads = rows.flatMap((row) => spreadSentence(model, row, level) ?? []);
  return [...told, ...spreads];
}

/** How the sentences are to be read. */
export function scaleSentence(model: Model): string {
  const { family, design } = model;
  const { ratio } = family.chosen.link;
  const groups = groupNames(model);
  const same = groups.length === 0 ? '' : `, of the same level of ${groups.join(' and ')}`;
  const average =
    groups.length === 0 || meansAreEta(family.chosen)
      ? ''
      : ' Averages over all levels can differ from these.';
  const scale =
    ratio !== null
      ? `as ${ratio.words}, exp of the coefficient`
      : meansAreEta(family.chosen)
        ? `as a difference in the mean of ${design.response.name}`
        : `on the scale of the linear predictor (${family.link} link)`;
  return `Each compares rows that are alike in all other predictors${same}, ${scale}.${average} They describe what goes together in these data; whether it is a cause is for the design of the study to say.`;
}

function coefficientSentence(model: Model, row: ToldRow, level: number): string | null {
  const { quantity } = row;
  if (quantity.kind !== 'coefficient') return null;
  const { text, remark } = contrastOf(model.design, quantity.predictor, quantity.coef);
  const effect = ratioWords(model, row, level) ?? differenceWords(model, row, quantity.predictor, level);
  return [`${text}: ${effect}.`, ...(remark === undefined ? [] : [remark])].join(' ');
}

/** `odds ratio 0.62 (95% interval 0.55 to 0.70), that is 38% lower; lower with probability above 0.999`. */
function ratioWords({ family, design }: Model, row: ToldRow, level: number): string | null {
  const word = family.chosen.link.ratio;
  const ratio = ratioOf(row.quantity, row.middle, row);
  if (word === null || ratio === null || isOfOther(design.predictor, row.quantity)) return null;
  const [middle, lower, upper] = ratioCells(ratio);
  return [
    `${word.words} ${middle} (${levelText(level)} interval ${lower} to ${upper})${changeWords(ratio.estimate)}`,
    ...sure(row, 'lower', 'higher'),
    ...(ratio.lower <= 1 && ratio.upper >= 1 ? ['the interval holds 1, no difference'] : []),
  ].join('; ');
}

/** What belongs to another linear predictor than the mean's. */
function isOfOther(main: string, quantity: Quantity): boolean {
  return quantity.kind === 'coefficient' && quantity.predictor !== main;
}

function changeWords(ratio: number): string {
  if (!(ratio > 0) || !Number.isFinite(ratio)) return '';
  if (ratio >= 2) return `, that is ${fixed(ratio, 1)} times as high`;
  const percent = Math.abs(100 * (ratio - 1));
  if (percent < 0.05) return '';
  return `, that is ${percent.toFixed(percent < 10 ? 1 : 0)}% ${ratio > 1 ? 'higher' : 'lower'}`;
}

function differenceWords(model: Model, row: ToldRow, predictor: string, level: number): string {
  const [middle, lower, upper] = numbersOf(row);
  return [
    `${whatChanges(model, predictor)} changes by ${middle} (${levelText(level)} interval ${lower} to ${upper})`,
    ...sure(row, 'lower', 'higher'),
    ...(row.lower <= 0 && row.upper >= 0 ? ['the interval holds 0, no difference'] : []),
  ].join('; ');
}

function whatChanges({ family, design }: Model, predictor: string): string {
  const { chosen } = family;
  const own = chosen.family.parameters.find(({ name }) => name === predictor);
  if (predictor !== design.predictor && own !== undefined) return writtenOf(own);
  if (predictor === design.predictor && meansAreEta(chosen)) return `the mean of ${design.response.name}`;
  return `the linear predictor (${family.link} link)`;
}

const writtenOf = ({ name, support }: FamilyParameter): string => parameterLink(support).written(name);

function sure(row: ToldRow, below: string, above: string): string[] {
  const words = row.sureness(below, above);
  return words === null ? [] : [words];
}

function numbersOf({ middle, sd, lower, upper }: ToldRow): string[] {
  const decimals = decimalsFor(sd, 3);
  return [middle, lower, upper].map((x) => fixed(x, decimals));
}

/** exp of an sd on a log scale, and of the ends of its interval. */
function timesWords({ middle, lower, upper }: ToldRow): string {
  const [times, least, most] = [middle, lower, upper].map((x) => fixed(Math.exp(x), 2));
  return `${times} (${least} to ${most})`;
}

/** How far the levels of a grouping factor lie apart. */
function spreadSentence({ family, design }: Model, row: ToldRow, level: number): string | null {
  const { quantity } = row;
  if (quantity.kind !== 'sd') return null;
  if (!design.groups.some(({ group, smooth }) => group === quantity.group && smooth === undefined))
    return null;
  const [middle, lower, upper] = numbersOf(row);
  const { ratio } = family.chosen.link;
  const isShift = quantity.predictor === design.predictor && quantity.coef === 'Intercept';
  const times =
    ratio !== null && isShift
      ? `; ${ratio.words} of a level one sd above the middle to the middle: ${timesWords(row)}`
      : '';
  return `Levels of ${quantity.group} differ in ${quantity.coef === 'Intercept' ? 'their intercept' : quantity.coef} with an sd of ${middle} (${levelText(level)} interval ${lower} to ${upper})${ratio === null && isShift && meansAreEta(family.chosen) ? ' in the unit of the outcome' : times === '' ? ' on the scale of the linear predictor' : times}.`;
}
