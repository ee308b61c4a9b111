import { InputError } from '../../src/engine/errors.ts';
import { didYouMean } from '../../src/engine/nearest.ts';
import type { Support } from './support.ts';

/** Coefficients that share a global scale, each with a local one, and a slab that none is much larger than. */
export interface Horseshoe {
  readonly kind: 'horseshoe';
  /** Degrees of freedom of the local scales. */
  readonly df: number;
  readonly scaleGlobal: number;
  readonly dfGlobal: number;
  readonly scaleSlab: number;
  readonly dfSlab: number;
  /** Expected ratio of coefficients that are not 0 to those that are; takes the place of `scaleGlobal`. */
  readonly parRatio: number | null;
  /** Whether the residual's scale multiplies the global one. */
  readonly autoscale: boolean;
}

/** Coefficients that share what they explain of the variance. */
export interface R2d2 {
  readonly kind: 'R2D2';
  readonly meanR2: number;
  readonly precR2: number;
  /** Concentration of the Dirichlet distribution of shares. */
  readonly consD2: number;
  /** Whether coefficients are in units of the residual's scale. */
  readonly autoscale: boolean;
}

/** A prior that coefficients share. */
export type ShrinkagePrior = Horseshoe | R2d2;

type Value = number | boolean | null;

/** An argument as brms spells it, with the field it fills, what it is if left out, and what it must be. */
interface Argument {
  readonly name: string;
  readonly field: string;
  readonly usual: Value;
  readonly wanted: 'positive' | 'between 0 and 1' | 'TRUE or FALSE';
}

const argument = (
  name: string,
  field: string,
  usual: Value,
  wanted: Argument['wanted'] = 'positive',
): Argument => ({ name, field, usual, wanted });

const autoscale = argument('autoscale', 'autoscale', true, 'TRUE or FALSE');

/** In brms's order, with its defaults. */
const shrinkageArguments: Readonly<Record<ShrinkagePrior['kind'], readonly Argument[]>> = {
  horseshoe: [
    argument('df', 'df', 1),
    argument('scale_global', 'scaleGlobal', 1),
    argument('df_global', 'dfGlobal', 1),
    argument('scale_slab', 'scaleSlab', 2),
    argument('df_slab', 'dfSlab', 4),
    argument('par_ratio', 'parRatio', null),
    autoscale,
  ],
  R2D2: [
    argument('mean_R2', 'meanR2', 0.5, 'between 0 and 1'),
    argument('prec_R2', 'precR2', 2),
    argument('cons_D2', 'consD2', 1),
    autoscale,
  ],
};

/** Their names. */
export const shrinkageKinds = Object.keys(shrinkageArguments) as ShrinkagePrior['kind'][];

/** `horseshoe(df, scale_global, ...)` and the like, for help. */
export const shrinkageForms: readonly string[] = shrinkageKinds.map((kind) => {
  const [first, second] = shrinkageArguments[kind];
  return `${kind}(${first.name}, ${second.name}, ...)`;
});

/** With what differs from the defaults. */
export function describeShrinkage(prior: ShrinkagePrior): string {
  const values = prior as unknown as Readonly<Record<string, Value>>;
  const told = shrinkageArguments[prior.kind].flatMap(({ name, field, usual }) =>
    values[field] === usual ? [] : [`${name} = ${textOf(values[field])}`],
  );
  return `${prior.kind}(${told.join(', ')})`;
}

const textOf = (value: Value): string =>
  typeof value === 'boolean' ? String(value).toUpperCase() : String(value);

/** Reads `horseshoe(1, par_ratio = 0.1)` and the like; null for another prior. Throws InputError for arguments that are none. */
export function parseShrinkage(text: string): ShrinkagePrior | null {
  const match = /^\s*([A-Za-z0-9_]+)\s*\(([^()]*)\)\s*$/.exec(text);
  const kind = shrinkageKinds.find((one) => one === match?.[1]);
  if (match === null || kind === undefined) return null;
  const parts = match[2].trim() === '' ? [] : match[2].split(',');
  const given = parts.map((part, i) => readArgument(kind, part, i));
  const twice = given.find(([field], i) => given.findIndex(([other]) => other === field) < i);
  if (twice !== undefined) throw new InputError(`prior: "${text.trim()}" gives an argument twice`);
  return shrinkage(kind, Object.fromEntries(given));
}

function readArgument(kind: ShrinkagePrior['kind'], part: string, place: number): [string, Value] {
  const [, name, value] = /^\s*(?:([A-Za-z0-9_]+)\s*=)?\s*(.*?)\s*$/.exec(part) as unknown as string[];
  const names = shrinkageArguments[kind].map((one) => one.name);
  const found = shrinkageArguments[kind].find((one, i) =>
    name === undefined ? i === place : one.name === name,
  );
  if (found === undefined)
    throw new InputError(
      `prior: ${kind} takes ${names.join(', ')}, got "${part.trim()}"${didYouMean(name ?? '', names)}`,
    );
  return [
    found.field,
    /^(TRUE|FALSE)$/.test(value) ? value === 'TRUE' : value === '' ? Number.NaN : Number(value),
  ];
}

function shrinkage(
  kind: ShrinkagePrior['kind'],
  given: Readonly<Record<string, Value | undefined>>,
): ShrinkagePrior {
  const entries = shrinkageArguments[kind].map(({ name, field, usual, wanted }) => {
    const value = given[field] ?? usual;
    if (value !== usual && !isWanted(value, wanted))
      throw new InputError(`prior: ${kind} needs a ${name} that is ${wanted}, got ${textOf(value)}`);
    return [field, value] as const;
  });
  return { kind, ...Object.fromEntries(entries) } as unknown as ShrinkagePrior;
}

function isWanted(value: Value, wanted: Argument['wanted']): boolean {
  if (wanted === 'TRUE or FALSE') return typeof value === 'boolean';
  if (typeof value !== 'number') return false;
  return value > 0 && (wanted === 'positive' ? Number.isFinite(value) : value < 1);
}

/** What may be left out of a horseshoe. */
export type HorseshoeOptions = Partial<Omit<Horseshoe, 'kind'>>;

/** What may be left out of an R2D2 prior. */
export type R2d2Options = Partial<Omit<R2d2, 'kind'>>;

/**
 * The regularised horseshoe, over all coefficients of a class `b` together: most are next to 0, and the others at most of the slab's
 * size. Source: Piironen & Vehtari 2017, §2.3; parameters, defaults and scale are brms's.
 */
export const horseshoe = (options: HorseshoeOptions = {}): ShrinkagePrior =>
  shrinkage('horseshoe', { ...options });

/**
 * A prior of R2, the share of the variance that the coefficients of a class `b` explain, shared among them by a Dirichlet
 * distribution. Source: Zhang et al. 2022; parameters, defaults and scale are brms's.
 */
export const r2d2 = (options: R2d2Options = {}): ShrinkagePrior => shrinkage('R2D2', { ...options });

/** What is reported of a prior that coefficients share, by brms's name. */
export function overallParameter({ kind }: ShrinkagePrior): {
  readonly parameter: string;
  readonly support: Support;
} {
  return kind === 'horseshoe'
    ? { parameter: 'hs_global', support: { kind: 'positive' } }
    : { parameter: 'R2D2_R2', support: { kind: 'interval', lower: 0, upper: 1 } };
}

/** The scale of the global parameter of a horseshoe. */
export function globalScale({ scaleGlobal, parRatio }: Horseshoe, rows: number): number {
  return parRatio === null ? scaleGlobal : parRatio / Math.sqrt(rows);
}
