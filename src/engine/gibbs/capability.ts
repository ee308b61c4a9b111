import type { Program } from '../program/program.ts';

/** Why a program's effects cannot be drawn jointly by solves, given its parameters; null where they can. */
export function whyNotGibbs({ rows, terms, capabilities, residual }: Program): string | null {
  if (rows.further.length > 0)
    return `it needs one sd for all rows, got a formula for ${rows.further.map(({ parameter }) => parameter).join(' and ')}`;
  if (residual !== undefined) return 'it needs residuals that are independent given the group effects';
  if (capabilities.residualSd === null)
    return 'it needs normal residuals with one sd: gaussian, identity link, an outcome without cens() or se()';
  if (terms.length === 0) return 'it needs a grouping factor';
  const mixed = terms.find(({ mixing }) => mixing !== undefined);
  if (mixed !== undefined)
    return `it needs rows that each belong to one level, and levels that vary independently; "${mixed.group}" has them otherwise`;
  return rows.count === 0 || rows.condensed !== undefined ? 'it needs rows' : null;
}
