import { isCollapsible, maxBorder } from '../../src/engine/collapsed/density.ts';
import { borderSize } from '../../src/engine/collapsed/statistics.ts';
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

/** Throws InputError for effects too many to be integrated out beside the blocks of residuals that cross their levels. */
export function checkReach(program: Program): void {
  if (isCollapsible(program)) return;
  const lead = program.terms[program.residual?.leading ?? -1];
  const others = program.terms.filter((term) => term !== lead).map(({ group }) => `"${group}"`);
  throw new InputError(
    `residual: blocks of residuals that lie within the levels of one group can stand beside ${maxBorder} coefficients of others; ${others.join(' and ')} and the fixed effects have ${borderSize(program)}`,
  );
}
