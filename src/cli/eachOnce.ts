import { InputError } from '../engine/errors.ts';

/** Throws InputError for a fit that is named twice among those to be compared. */
export function checkEachOnce(where: string, paths: readonly string[]): void {
  const twice = paths.find((path, p) => paths.indexOf(path) !== p);
  if (twice !== undefined) throw new InputError(`${where}: "${twice}" is given twice; name each fit once`);
}
