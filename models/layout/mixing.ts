import { type SparseRows, sparseProduct } from '../../src/engine/linalg/sparse.ts';
import type { TermProgram } from '../../src/engine/program/program.ts';
import type { GroupDesign } from '../design/design.ts';

/** Whether rows have effects of several independent levels: they belong to several, or levels vary together. */
export function isMixed({ members, known }: Pick<GroupDesign, 'members' | 'known'>): boolean {
  return members !== undefined || known !== undefined;
}

/** How a term's independent effects come to rows and levels, as the engine has it; nothing where a row has its level's. */
export function mixingOf({
  members,
  known,
}: Pick<GroupDesign, 'members' | 'known'>): Pick<TermProgram, 'mixing'> {
  const root = known?.root ?? null;
  const places = placesOf(members?.sets ?? null, root);
  return places === null ? {} : { mixing: { places, levels: root } };
}

function placesOf(members: SparseRows | null, root: SparseRows | null): SparseRows | null {
  if (members === null || root === null) return members ?? root;
  return sparseProduct(members, root);
}
