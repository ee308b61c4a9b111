import { InputError } from '../../src/engine/errors.ts';
import type { GroupClasses, GroupDesign, TermOf } from './design.ts';

/**
 * The random terms of all linear predictors, the mean's first, as a program has them: those of one id are one term, at the
 * place of the first of them.
 */
export function groupsOf<G extends GroupDesign>({
  groups,
  further,
}: {
  readonly groups: readonly G[];
  readonly further: readonly { readonly groups: readonly G[] }[];
}): TermOf<G>[] {
  const all = [...groups, ...further.flatMap((predictor) => predictor.groups)];
  return all.flatMap((one, t) => {
    if (one.id === null) return [joined([one])];
    const members = all.filter(({ id }) => id === one.id);
    return all.indexOf(members[0]) === t ? [joined(members)] : [];
  });
}

function joined<G extends GroupDesign>(members: readonly G[]): TermOf<G> {
  const [{ predictor: _, id: __, ...first }] = members;
  return {
    ...first,
    coefs: members.flatMap(({ coefs }) => coefs),
    columns: members.flatMap(({ columns }) => columns),
    predictors: members.flatMap(({ predictor, coefs }) => coefs.map(() => predictor)),
  };
}

/** Terms of one id must have one grouping factor: one covariance holds what varies over the same levels. */
export function checkIds(
  groups: readonly Pick<GroupDesign, 'id' | 'group' | 'classes' | 'known' | 'members'>[],
): void {
  for (const term of groups) {
    const { id, group, classes } = term;
    const other = groups.find((one) => id !== null && one.id === id && one.group !== group);
    if (other !== undefined)
      throw new InputError(
        `formula: id "${id}" stands with group ${group} and with ${other.group}; effects can be correlated over the levels of one grouping factor, so take two ids`,
      );
    const unlike = groups.some((one) => id !== null && one.id === id && !areSame(one.classes, classes));
    if (unlike)
      throw new InputError(
        `formula: terms of id "${id}" need the same "by"; write gr(${group}, by = f) in each`,
      );
    const apart = groups.some(
      (one) => id !== null && one.id === id && levelsWords(one) !== levelsWords(term),
    );
    if (apart)
      throw new InputError(
        `formula: terms of id "${id}" need the same matrix and weights; write ${group} alike in each`,
      );
  }
}

/** How levels vary together, and what rows have of them. */
function levelsWords({ known, members }: Pick<GroupDesign, 'known' | 'members'>): string {
  return JSON.stringify([known?.given, known?.name, members?.words]);
}

function areSame(a: GroupClasses | null, b: GroupClasses | null): boolean {
  return a?.names.join() === b?.names.join();
}
