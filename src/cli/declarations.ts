import type { ContrastSpec } from '../../models/design/contrastSpec.ts';
import { parsePriorDeclaration } from '../../models/priors/parse.ts';
import type { Prior } from '../../models/priors/prior.ts';
import { InputError } from '../engine/errors.ts';

/** What `--prior` declares, by parameter. Throws InputError for one given twice. */
export function readPriors(declarations: readonly string[]): Record<string, Prior> {
  return byName(
    'prior',
    declarations.map(parsePriorDeclaration).map(({ parameter, prior }) => [parameter, prior]),
  );
}

/** What `--factor` declares: levels in order, reference first, or 'sorted'. */
export function readFactors(declarations: readonly string[]): Record<string, readonly string[] | 'sorted'> {
  return byName('factor', declarations.map(readFactor));
}

function readFactor(text: string): [name: string, levels: readonly string[] | 'sorted'] {
  const equals = text.indexOf('=');
  const name = (equals < 0 ? text : text.slice(0, equals)).trim();
  if (name === '')
    throw new InputError(`factor: expected a column, as in "dose=low,mid,high", got "${text}"`);
  if (equals < 0) return [name, 'sorted'];
  const levels = text
    .slice(equals + 1)
    .split(',')
    .map((level) => level.trim());
  if (levels.includes(''))
    throw new InputError(`factor: expected levels, as in "${name}=low,mid,high", got "${text}"`);
  return [name, levels];
}

/** What `--contrasts` declares, by column: names of contrasts, which `glmm` checks. */
export function readContrasts(declarations: readonly string[]): Record<string, ContrastSpec> {
  return byName('contrasts', declarations.map(readContrast));
}

function readContrast(text: string): [name: string, contrasts: ContrastSpec] {
  const equals = text.indexOf('=');
  const [name, spec] = [text.slice(0, Math.max(equals, 0)).trim(), text.slice(equals + 1).trim()];
  if (name === '' || spec === '')
    throw new InputError(`contrasts: expected a factor and its contrasts, as in "dose=sum", got "${text}"`);
  return [name, spec as ContrastSpec];
}

/** What `--cov` declares: files of matrices, by their names in the formula. */
export function readMatrixFiles(declarations: readonly string[]): Record<string, string> {
  return byName('cov', declarations.map(readMatrixFile));
}

function readMatrixFile(text: string): [name: string, path: string] {
  const equals = text.indexOf('=');
  const [name, path] = [text.slice(0, Math.max(equals, 0)).trim(), text.slice(equals + 1).trim()];
  if (name === '' || path === '')
    throw new InputError(`cov: expected a matrix and its file, as in "A=pedigree.csv", got "${text}"`);
  return [name, path];
}

/** Own properties whatever the names are, `__proto__` included. */
function byName<T>(what: string, entries: readonly (readonly [string, T])[]): Record<string, T> {
  const seen = new Set<string>();
  for (const [name] of entries) {
    if (seen.has(name)) throw new InputError(`${what}: "${name}" is given twice`);
    seen.add(name);
  }
  return Object.fromEntries(entries);
}
