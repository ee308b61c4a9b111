import type { ContrastSpec } from '../../../../models/design/contrastSpec.ts';
import { type Predictor, predictorsOf } from '../../../../models/effects/predictors.ts';
import type { Model } from '../../../../models/glmm.ts';
import type { DataFile } from '../dataFile.ts';
import { refuse, rText, rTexts } from './text.ts';

/** How R reads files, by what their names end in; others as CSV. */
const readers: readonly (readonly [ending: RegExp, read: (name: string, na: string) => string])[] = [
  [/\.parquet$/i, (name) => `as.data.frame(arrow::read_parquet(${name}))`],
  [/\.(arrow|feather)$/i, (name) => `as.data.frame(arrow::read_feather(${name}))`],
  [/\.xlsx?$/i, (name, na) => `as.data.frame(readxl::read_excel(${name}, na = ${na}))`],
  [/\.(tsv|tab)$/i, (name, na) => `read.delim(${name}, na.strings = ${na}, check.names = FALSE)`],
];

/** Lines that read the data, with the levels of factors in the model's order. */
export function brmsData(model: Model, { name, reading = {} }: DataFile): string[] {
  const na = rTexts(['', 'NA', 'NaN', ...(reading.na ?? [])]);
  const file = rText(name);
  const csv = `${reading.decimal === ',' ? 'read.csv2' : 'read.csv'}(${file}, na.strings = ${na}, check.names = FALSE)`;
  const read = readers.find(([ending]) => ending.test(name))?.[1](file, na) ?? csv;
  return [`data <- ${read}`, ...[...predictorsOf(model).values()].flatMap((one) => factorLines(model, one))];
}

/**
 * Text without `factor(f)` round what the data have as a factor by now, with its levels and contrasts, which R's `factor` would take off again.
 */
export function plainFactors(model: Model): (text: string) => string {
  const names = [...predictorsOf(model).values()].flatMap((one) =>
    one.kind === 'levels' && !one.isNumber ? [one.name] : [],
  );
  return (text) => names.reduce((so, name) => so.replaceAll(`factor(${name})`, name), text);
}

function factorLines(model: Model, predictor: Predictor): string[] {
  if (predictor.kind !== 'levels') return [];
  const { name, levels, isNumber } = predictor;
  const column = `data$${name}`;
  const { contrasts = {} } = model.declaration.options;
  const spec = Object.hasOwn(contrasts, name) ? contrasts[name] : undefined;
  if (isNumber && spec !== undefined)
    refuse(`${name} is a number and a factor in this model, and only a factor has contrasts there`);
  if (isNumber) return [];
  return [
    `${column} <- factor(${column}, levels = ${rTexts(levels)})`,
    ...(spec === undefined ? [] : [`contrasts(${column}) <- ${contrastText(name, spec, levels)}`]),
  ];
}

const coded: Readonly<Record<string, (levels: number) => string>> = {
  treatment: (k) => `contr.treatment(${k})`,
  sum: (k) => `contr.sum(${k})`,
  helmert: (k) => `contr.helmert(${k})`,
  poly: (k) => `contr.poly(${k})`,
  sdif: (k) => `MASS::contr.sdif(${k})`,
};

function contrastText(name: string, spec: ContrastSpec, levels: readonly string[]): string {
  if (typeof spec === 'string' && Object.hasOwn(coded, spec)) return coded[spec](levels.length);
  return refuse(`the contrasts of ${name} are not among those that are written for R; code the factor there`);
}
