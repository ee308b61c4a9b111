import { fileURLToPath } from 'node:url';
import { normalizePath, type Rolldown } from 'vite';

/** What is loaded together: all that these sources import, near or far, at once. Paths from the folder of all. */
export interface Room {
  readonly name: string;
  readonly entries: readonly string[];
  /** If given, only what these import too. */
  readonly and?: readonly string[];
}

/**
 * The name of a module's file: the first room that it belongs to, or null. Programs by themselves, and what a build adds, keep files of their own. `passedBy`
 * are modules that name others without needing them all.
 */
export function roomsOf(
  rooms: readonly Room[],
  passedBy: readonly string[] = [],
): (id: string, graph: Rolldown.ChunkingContext) => string | null {
  const known = new Map<readonly string[], ReadonlySet<string>>();
  const reached = (entries: readonly string[], graph: Rolldown.ChunkingContext): ReadonlySet<string> => {
    const before = known.get(entries) ?? reachedFrom(entries, passedBy, graph);
    known.set(entries, before);
    return before;
  };
  return (id, graph) => {
    if (id.startsWith('\0') || graph.getModuleInfo(id)?.isEntry === true) return null;
    const isIn = ({ entries, and }: Room): boolean =>
      reached(entries, graph).has(id) && (and === undefined || reached(and, graph).has(id));
    return rooms.find(isIn)?.name ?? null;
  };
}

const idOf = (path: string): string =>
  normalizePath(fileURLToPath(new URL(`../../${path}`, import.meta.url)));

function reachedFrom(
  entries: readonly string[],
  passedBy: readonly string[],
  graph: Rolldown.ChunkingContext,
): ReadonlySet<string> {
  const skipped = new Set(passedBy.map(idOf));
  const reached = new Set<string>();
  const open = entries.map(idOf);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id) || skipped.has(id)) continue;
    reached.add(id);
    open.push(...(graph.getModuleInfo(id)?.importedIds ?? []));
  }
  return reached;
}
