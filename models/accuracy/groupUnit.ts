import { InputError } from '../../src/engine/errors.ts';
import { didYouMean } from '../../src/engine/nearest.ts';
import type { TermDesign } from '../design/design.ts';
import { groupsOf } from '../design/terms.ts';
import type { Model } from '../glmm.ts';
import { groupNames } from '../predict/statement.ts';

/** The levels of a grouping factor as points, and what becomes of the effects of each term. */
export interface GroupUnit {
  readonly group: string;
  readonly levels: readonly string[];
  /** Level of each of the design's rows. */
  readonly index: Int32Array;
  /** Places among the model's terms of those whose effects are integrated out: the group's own and those of groups within it. */
  readonly integrated: readonly number[];
  /** Groups whose effects are given, as the draws have them. */
  readonly known: readonly string[];
  /** Groups within this one, whose effects are integrated out too. */
  readonly within: readonly string[];
}

/**
 * The levels of a grouping factor of the model as points. Throws InputError for a group that the model has not, for one whose
 * levels vary together or rows belong to several of, and for such a group within it: then points are not independent given
 * the population parameters.
 */
export function groupUnit(model: Model, group: string): GroupUnit {
  const terms = groupsOf(model.design);
  const own = terms.find((term) => term.group === group && term.smooth === undefined);
  if (own === undefined) throw noGroup(model, group);
  refuseShared(own, `"${group}" is no unit to leave out`);
  const integrated: number[] = [];
  const [known, within] = [new Set<string>(), new Set<string>()];
  terms.forEach((term, t) => {
    if (term.smooth !== undefined) return;
    if (term.group === group) integrated.push(t);
    else if (liesWithin(term, own.index, own.levels.length)) {
      refuseShared(term, `the effects of "${term.group}", within "${group}", cannot be integrated out`);
      integrated.push(t);
      within.add(term.group);
    } else known.add(term.group);
  });
  const { levels, index } = own;
  return { group, levels, index, integrated, known: [...known], within: [...within] };
}

function noGroup(model: Model, group: string): InputError {
  const have = groupNames(model);
  return new InputError(
    have.length === 0
      ? `loo: the model has no groups, so there is none called "${group}"; leave rows out`
      : `loo: the model has no group "${group}" (have: ${have.join(', ')})${didYouMean(group, have)}`,
  );
}

function refuseShared({ known, members, group }: TermDesign, why: string): void {
  if (members !== undefined)
    throw new InputError(
      `loo: ${why}, since rows belong to several levels of ${group}; leave rows out, or another group`,
    );
  if (known !== undefined)
    throw new InputError(
      `loo: ${why}, since the levels of ${group} vary together by ${known.name}; leave rows out, or another group`,
    );
}

/** Whether every level that occurs has its rows in one level of the unit. */
function liesWithin({ index, levels, members }: TermDesign, unit: Int32Array, units: number): boolean {
  const ofLevel = new Int32Array(levels.length).fill(-1);
  const meets = (level: number, row: number): boolean => {
    if (ofLevel[level] < 0) ofLevel[level] = unit[row];
    return ofLevel[level] === unit[row];
  };
  if (units === 1) return false; // then everything would lie within it
  for (let row = 0; row < index.length; row++) {
    if (members === undefined) {
      if (!meets(index[row], row)) return false;
      continue;
    }
    const { start, column } = members.sets;
    for (let e = start[index[row]]; e < start[index[row] + 1]; e++) if (!meets(column[e], row)) return false;
  }
  return true;
}
