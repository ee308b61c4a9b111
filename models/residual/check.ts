import { isCollapsible } from '../../src/engine/collapsed/cost.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { Program } from '../../src/engine/program/program.ts';
import type { Design, ResidualDesign } from '../design/design.ts';
import { quoteName } from '../formula/index.ts';

/** Throws InputError for a residual structure that a model's other parts leave no room for. */
export function checkResidual(
  { groups }: Pick<Design, 'groups'>,
  { syntax }: ResidualDesign,
  weights: string | undefined,
): void {
  const { structure, text, columns } = syntax;
  if (weights !== undefined)
    throw new InputError(
      `residual: ${text} goes without case weights, got weights "${weights}"; weights count rows that are independent of one another`,
    );
  const same = groups.find(
    ({ group, coefs }) =>
      [columns, columns.map(quoteName)].some((names) => names.join(':') === group) &&
      coefs.includes('Intercept'),
  );
  if (structure.absorbsIntercept && same !== undefined)
    throw new InputError(
      `residual: ${text} and the intercept of "${same.group}" say the same, that rows of a level go together; keep one of them`,
    );
}

/** Throws InputError where levels of different groups and blocks of residuals meet so often that effects do not integrate out. */
export function checkReach(program: Program): void {
  if (isCollapsible(program)) return;
  const sizes = program.terms.map(({ group, levels }) => `"${group}" (${levels.length} levels)`).join(', ');
  throw new InputError(
    `residual: effects of ${sizes} meet in too many pairs beside ${program.linear.length} fixed effects to be integrated out, which a residual structure needs; try fewer groups, or no structure`,
  );
}
