import { InputError } from '../../src/engine/errors.ts';
import type { SparseRows } from '../../src/engine/linalg/sparse.ts';
import { coefficientLabel } from '../../src/engine/program/quantity.ts';
import type { TermDesign } from '../design/design.ts';
import { sameNumbers } from './sameNumbers.ts';

/**
 * Throws InputError where effects that both models have go with other known covariances of their levels, or rows have other
 * shares of them: neither model is then a case of the other.
 */
export function refuseOtherLevels(inner: readonly TermDesign[], outer: readonly TermDesign[]): void {
  for (const own of inner)
    for (const other of outer.filter((term) => sharesEffects(term, own))) {
      if (!sameRows(own.known?.root, other.known?.root))
        throw new InputError(
          `likelihood ratio: not nested, the known covariances of the levels of ${own.group} differ; compare by AIC`,
        );
      if (!sameRows(own.members?.sets, other.members?.sets) || !sameNumbers(own.index, other.index))
        throw new InputError(
          `likelihood ratio: not nested, the weights of ${own.group} differ; compare by AIC`,
        );
    }
}

function sharesEffects(a: TermDesign, b: TermDesign): boolean {
  const names = ({ coefs, predictors }: TermDesign): string[] =>
    coefs.map((coef, c) => coefficientLabel(predictors[c], coef));
  const known = new Set(names(b));
  return a.group === b.group && names(a).some((name) => known.has(name));
}

function sameRows(a?: SparseRows, b?: SparseRows): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (['start', 'column', 'values'] as const).every((part) => sameNumbers(a[part], b[part]));
}
