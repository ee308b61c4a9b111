import { add, sqrt, square, variable } from '../../src/engine/autodiff/index.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { KnownColumn } from '../../src/engine/program/program.ts';
import type { StandardErrors } from '../design/design.ts';
import type { ChosenFamily } from '../families/choose.ts';
import type { RowLogDensity } from '../families/family.ts';

/** The variable of a row density that reads its known residual sd; no parameter can be called so. */
const name = 'standard error of y';

/** The column that `withKnownErrors` reads. */
export function standardErrorColumn({ values }: StandardErrors): KnownColumn {
  return { name, values };
}

/**
 * The density with known residual sds in the place of `sigma`, or beside it: then variances add. As in a meta-analysis,
 * where each row is an estimate. Throws InputError for a family without a normal residual, where `sigma` is null.
 */
export function withKnownErrors(
  { family, link, density }: ChosenFamily,
  sigma: string | null,
  { withSigma }: StandardErrors,
): RowLogDensity {
  if (sigma === null)
    throw new InputError(
      `${family.name}: known standard errors, se(s), are of normal residuals; this family has none under link ${link.name}`,
    );
  const known = variable(name);
  return (row, parameters) => {
    const own = withSigma ? sqrt(add(square(known), square(parameters[sigma]))) : known;
    return density(row, { ...parameters, [sigma]: own });
  };
}
