import { nearestName } from '../../src/engine/nearest.ts';
import { isCoefficient } from '../../src/engine/program/quantity.ts';
import type { Draws } from '../posterior/draws.ts';

/** Names of quantities, and the shorter ones that coefficients have besides: without the word of their class. */
type Named = Pick<Draws, 'names' | 'quantities'>;

/**
 * The place of a quantity that a person names: by its name, or a coefficient's without `b_`, as brms's `hypothesis` has it; spaces
 * do not count where that leaves one. -1 where there is none.
 */
export function findQuantity(named: Named, name: string): number {
  const { names } = named;
  const short = shortNames(named);
  const exact = names.indexOf(name);
  if (exact >= 0) return exact;
  const bare = withoutSpaces(name);
  for (const among of [short, names.map(withoutSpaces), short.map((own) => own && withoutSpaces(own))]) {
    const wanted = among === short ? name : bare;
    const first = among.indexOf(wanted);
    if (first >= 0 && first === among.lastIndexOf(wanted)) return first;
  }
  return -1;
}

/** What to say where there is none. */
export function explainNoQuantity(named: Named, name: string): string {
  const { names } = named;
  const known = [...shortNames(named).filter((short) => short !== null), ...names];
  const near = nearestName(name, known);
  const some = `${names.slice(0, 10).join(', ')}${names.length > 10 ? ', ...' : ''}`;
  return `no quantity "${name}"${near === null ? ` (have: ${some})` : ` (did you mean "${near}"?)`}`;
}

/** Of coefficients what follows the word of their class; null for all others. */
function shortNames({ names, quantities }: Named): (string | null)[] {
  return names.map((name, q) => (isCoefficient(quantities[q]) ? name.slice(name.indexOf('_') + 1) : null));
}

function withoutSpaces(name: string): string {
  return name.replace(/\s+/g, '');
}
