import { InputError } from '../../src/engine/errors.ts';
import { describeValue } from '../../src/engine/options.ts';
import { parsePrior } from './parse.ts';
import { describePrior, type Prior } from './prior.ts';
import type { DeclaredPriors } from './resolve.ts';

/** A prior as users may write it: a value of `normal(0, 5)` and the like, or that as text. */
export type PriorLike = Prior | string;

/** Classes of parameters that most models have; the names beside them are those of a model's own parameters. */
type PriorClass = 'b' | 'Intercept' | 'sd' | 'cor' | 'sigma';

/** Priors by parameter or class: `b`, `b_Age`, `Intercept`, `sd`, `sd_DID`, `cor`, `sigma`, ... */
export type PriorTable = { readonly [key in PriorClass]?: PriorLike } & {
  readonly [parameter: string]: PriorLike | undefined;
};

/** Reads a table of priors. Throws InputError naming the entry that is none. */
export function readPriorTable(table: PriorTable): DeclaredPriors {
  const entries = Object.entries(table).flatMap(([key, given]) =>
    given === undefined ? [] : [[key, priorOf(key, given)] as const],
  );
  return Object.fromEntries(entries);
}

function priorOf(key: string, given: unknown): Prior {
  if (typeof given === 'string') return parsePrior(given);
  if (!isPrior(given))
    throw new InputError(
      `prior: ${key} must be a prior such as normal(0, 5), or that as text, got ${describeValue(given)}`,
    );
  // written by hand, its numbers may be anything: the text of a good prior reads back as the same
  return given.kind === 'custom' ? given : parsePrior(describePrior(given));
}

function isPrior(given: unknown): given is Prior {
  if (typeof given !== 'object' || given === null || !('kind' in given)) return false;
  return given.kind === 'custom' ? 'logDensity' in given : describePrior(given as Prior) !== undefined;
}
