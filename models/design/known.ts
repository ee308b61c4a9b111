import { worded } from '../../src/engine/advice.ts';
import { InputError } from '../../src/engine/errors.ts';
import { type SparseRows, sparseOf } from '../../src/engine/linalg/sparse.ts';
import { didYouMean } from '../../src/engine/nearest.ts';
import type { RandomTerm } from '../formula/index.ts';
import { type Frame, showSome } from './frame.ts';
import { type CheckedMatrix, checkMatrix, factorOf, inverseFrom, ofNames } from './namedMatrix.ts';

/** How the levels of a group vary together: their effects are `root` times independent ones, so A = root root'. */
export interface KnownCovariance {
  /** As the formula calls the matrix, and what that is of A: itself, or its inverse. */
  readonly name: string;
  readonly given: 'cov' | 'prec';
  /** Lower triangular, in the order of the levels. */
  readonly root: SparseRows;
}

/** Levels beyond which a dense factor is too much. */
const mostLevels = 2000;

/**
 * The known covariance of a term's levels, null where it has none. Names of the matrix without rows are integrated out, which
 * leaves the rest of a covariance as it is, and noted.
 * Throws InputError for a matrix that was not given or is no covariance, and for levels that it has not.
 */
export function knownCovariance(
  { known, group }: RandomTerm,
  levels: readonly string[],
  frame: Frame,
): KnownCovariance | null {
  if (known === null) return null;
  const { name, given } = known;
  const key = `${given} ${name} of ${group}`;
  const learned = frame.variables.get(key);
  if (learned?.kind === 'known') return { name, given, root: learned.root };
  if (levels.length > mostLevels)
    throw new InputError(
      `cov: a known covariance is for at most ${mostLevels} levels, and ${group} has ${levels.length}`,
    );
  const matrix = covarianceOf(name, given, frame);
  const values = ofNames(name, matrix, levels, `${levels.length === 1 ? 'level' : 'levels'} of ${group}:`);
  const root = sparseOf(factorOf(name, levels, values), levels.length);
  frame.variables.set(key, { kind: 'known', root });
  noteRest(name, group, matrix, levels, frame);
  return { name, given, root };
}

function covarianceOf(name: string, given: KnownCovariance['given'], frame: Frame): CheckedMatrix {
  const { cov = {} } = frame.options;
  if (!Object.hasOwn(cov, name)) {
    const have = Object.keys(cov);
    const hint = have.length === 0 ? worded`${{ kind: 'matrix', name }}` : [`have: ${showSome(have)}`];
    throw new InputError(
      worded`cov: the formula names a matrix "${name}" that is not given (${hint})${didYouMean(name, have)}`,
    );
  }
  const matrix = checkMatrix(name, cov[name]);
  if (given === 'cov') return matrix;
  const { names, values } = matrix;
  return { names, values: inverseFrom(factorOf(name, names, values), names.length) };
}

function noteRest(
  name: string,
  group: string,
  { names }: CheckedMatrix,
  levels: readonly string[],
  frame: Frame,
): void {
  const used = new Set(levels);
  const rest = names.filter((one) => !used.has(one));
  if (rest.length === 0) return;
  const text = `${rest.length} of the ${names.length} names of ${name} are no levels of ${group} and were integrated out: ${showSome(rest, 6)}`;
  frame.notes.set(`rest of ${name} for ${group}`, { kind: 'knownNames', text });
}
