import { builtinFamilies } from '../../../models/families/builtin.ts';
import type { Declaration, GlmmOptions } from '../../../models/glmm.ts';
import { type PriorTable, readPriorTable } from '../../../models/priors/declared.ts';
import { describePrior } from '../../../models/priors/prior.ts';
import type { StoredDeclaration } from './declarationSchema.ts';

/** What cannot be stored, or was not. */
export interface HandedIn {
  readonly family?: GlmmOptions['family'];
  readonly priors?: PriorTable;
  readonly cov?: GlmmOptions['cov'];
}

/** The declaration as plain JSON. */
export function declarationFile({ formula, options }: Declaration): StoredDeclaration {
  const { family, priors, defaultPriors, contrasts, factors, parameters, cov, admit: _, ...rest } = options;
  const [given, defaults] = [priorTexts(priors), priorTexts(defaultPriors)];
  const chosen = storedFamily(family);
  const stored = {
    ...(chosen.own ? {} : { family: chosen.name }),
    priors: given.texts,
    defaultPriors: defaults.texts,
    ...{ contrasts, factors, parameters },
    ...rest,
  };
  return {
    formula,
    options: JSON.parse(JSON.stringify(stored)) as StoredDeclaration['options'],
    own: {
      family: chosen.own ? chosen.name : null,
      priors: [...given.own, ...defaults.own],
    },
    matrices: Object.keys(cov ?? {}),
  };
}

/** A family's name, undefined where none was given, and whether it is the user's own. */
function storedFamily(
  given: GlmmOptions['family'],
):
  | { readonly own: true; readonly name: string }
  | { readonly own: false; readonly name: string | undefined } {
  if (given === undefined || typeof given === 'string') return { own: false, name: given };
  return { own: !builtinFamilies.includes(given), name: given.name };
}

/** Priors as text, which reads back as the same, and the names of those that are the user's own. */
function priorTexts(table: PriorTable | undefined): {
  readonly texts: Record<string, string> | undefined;
  readonly own: string[];
} {
  if (table === undefined) return { texts: undefined, own: [] };
  const priors = Object.entries(readPriorTable(table)).flatMap(([parameter, prior]) =>
    prior === undefined ? [] : [{ parameter, prior }],
  );
  const own = priors.filter(({ prior }) => prior.kind === 'custom').map(({ parameter }) => parameter);
  const known = priors.filter(({ prior }) => prior.kind !== 'custom');
  return {
    texts: Object.fromEntries(known.map(({ parameter, prior }) => [parameter, describePrior(prior)])),
    own,
  };
}

/**
 * `glmm`'s options as they were, completed by what is handed in; or what is to be handed in first.
 */
export function declaredOptions(
  { options, own, matrices }: StoredDeclaration,
  { family, priors = {}, cov }: HandedIn,
): GlmmOptions | { readonly why: string } {
  const lacking = [
    ...(own.family !== null && family === undefined ? [`its family "${own.family}" (family)`] : []),
    ...own.priors.filter((name) => priors[name] === undefined).map((name) => `its prior of ${name} (priors)`),
    ...matrices.filter((name) => cov?.[name] === undefined).map((name) => `its matrix "${name}" (cov)`),
  ];
  if (lacking.length > 0) return { why: `it needs what cannot be stored; hand in ${lacking.join(', ')}` };
  return {
    ...(options as GlmmOptions),
    priors: { ...options.priors, ...priors },
    ...(family === undefined ? {} : { family }),
    ...(cov === undefined ? {} : { cov }),
  };
}
