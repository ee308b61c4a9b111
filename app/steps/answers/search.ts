/** Levels whose name holds what is searched for, whatever the case of letters, from the last to the first; all for nothing. */
export function levelsFound(names: readonly string[], search: string): number[] {
  const wanted = folded(search);
  const all = Array.from(names, (_, i) => names.length - 1 - i);
  return wanted === '' ? all : all.filter((i) => folded(names[i]).includes(wanted));
}

/** Of those that were found the one that is called so, else one that begins so, else the first; null for none. */
export function bestFound(names: readonly string[], found: readonly number[], search: string): number | null {
  const wanted = folded(search);
  const named = found.find((i) => folded(names[i]) === wanted);
  return named ?? found.find((i) => folded(names[i]).startsWith(wanted)) ?? found[0] ?? null;
}

const folded = (text: string): string => text.trim().toLocaleLowerCase();
