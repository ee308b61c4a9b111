import type { BuiltDesign } from '../../../models/design/build.ts';
import type { Encoding } from '../../../models/design/recipe.ts';

/** What a coefficient compares, for a reader who knows the data and not the formula. */
export interface Contrast {
  /** `One unit more of Age`, `Sex: male rather than female`. */
  readonly text: string;
  /** What must be said of it besides, as a sentence; left out where nothing must. */
  readonly remark?: string;
}

/** In words what a coefficient of a linear predictor is of, by how its column was made. */
export function contrastOf(design: BuiltDesign, predictor: string, coef: string): Contrast {
  const side = design.further.find(({ parameter }) => parameter === predictor) ?? design;
  const { names, columns } = side.fixed;
  const encodings = [...side.recipe.variables];
  const dummies = new Map(encodings.flatMap(([text, encoding]) => dummiesOf(text, encoding, names)));
  if (isProduct(coef, dummies))
    return {
      text: `The product ${coef}`,
      remark: 'How much the one changes what the other does; the terms of an interaction are read together.',
    };
  const remark = partOf(coef, names, dummies);
  const hasRows = design.counts === undefined;
  const isIndicator = hasRows && (columns[names.indexOf(coef)]?.every((x) => x === 0 || x === 1) ?? false);
  const text = dummies.get(coef) ?? (isIndicator ? `${coef}: 1 rather than 0` : unitOf(coef, encodings));
  return { text, ...(remark === null ? {} : { remark }) };
}

/** Dummy columns of a factor under treatment contrasts, in words. */
function dummiesOf(text: string, encoding: Encoding, names: readonly string[]): [string, string][] {
  if (encoding.kind !== 'levels' || encoding.contrasts !== undefined) return [];
  const [reference, ...others] = encoding.levels;
  const hasOwn = names.includes(`${text}${reference}`);
  const levels = hasOwn ? encoding.levels : others;
  const than = hasOwn ? '' : ` rather than ${reference}`;
  return levels.map((level) => [`${text}${level}`, `${text}: ${level}${than}`]);
}

function isProduct(coef: string, dummies: ReadonlyMap<string, string>): boolean {
  return coef.includes(':') && !dummies.has(coef);
}

/** That a coefficient stands in products with others too, and is of where those are zero. */
function partOf(coef: string, names: readonly string[], dummies: ReadonlyMap<string, string>): string | null {
  const others = names
    .filter((name) => isProduct(name, dummies) && name.split(':').includes(coef))
    .flatMap((name) => name.split(':').filter((part) => part !== coef));
  if (others.length === 0) return null;
  return `It is part of an interaction: this is where ${[...new Set(others)].join(', ')} ${others.length === 1 ? 'is' : 'are'} zero.`;
}

/** A column of numbers, or one that was made of several. */
function unitOf(coef: string, encodings: readonly (readonly [string, Encoding])[]): string {
  const made = encodings.find(([text, { kind }]) => coef.startsWith(text) && kind !== 'standardized');
  const standardized = encodings.find(([text, { kind }]) => coef === text && kind === 'standardized')?.[1];
  if (standardized?.kind === 'standardized' && standardized.sd !== 1)
    return `One unit more of ${coef}, which is ${Number(standardized.sd.toPrecision(3))} of the column's own`;
  return made === undefined ? `One unit more of ${coef}` : `One unit more of the column ${coef}`;
}
