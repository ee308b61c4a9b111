import { fileURLToPath } from 'node:url';
import { defineConfig, normalizePath, type Rolldown } from 'vite';
import { sourceAliases } from './vite.sources.ts';

/**
 * After tsc: the command and its worker as few files instead of five hundred, packages included and comments left out: finding
 * and reading files took two thirds of the time that a small fit's code takes to load. Names and lines are kept, for faults.
 * Runs once for each folder that holds a worker: see package.json.
 */
export default defineConfig(({ mode }) => ({
  resolve: { alias: sourceAliases },
  // the machine that draws PNG, and its font, are optional and read by their path
  ssr: { noExternal: true, external: ['@resvg/resvg-wasm', '@fontsource/dejavu-sans'] },
  build: {
    ssr: true,
    target: 'node20',
    outDir: mode === 'command' ? 'dist/src/cli' : 'dist/src/run/threads',
    emptyOutDir: false,
    minify: false,
    license: { fileName: 'bundled-licenses.md' },
    rolldownOptions: {
      input: {
        ...(mode === 'command' ? { main: 'src/cli/main.ts', command: 'src/cli/command.ts' } : {}),
        nodeWorker: 'src/run/threads/nodeWorker.ts',
      },
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'bundled-[name].js',
        comments: false,
        ...(mode === 'command'
          ? {
              codeSplitting: {
                includeDependenciesRecursively: false,
                groups: [{ debugName: 'rooms', name: roomOf }],
              },
            }
          : {}),
      },
    },
  },
  logLevel: 'warn',
}));

/** What is loaded together: every command's own words, all that a fit of a CSV file needs, the rest as it is shared. */
const rooms = [
  { name: 'thread', entries: ['src/cli/main.ts'] },
  { name: 'commands', entries: ['src/cli/command.ts'] },
  { name: 'chains', entries: ['src/run/threads/nodeWorker.ts'] },
  { name: 'fit', entries: ['src/cli/declareModel.ts', 'src/cli/runFit.ts', 'src/data/readCsv.ts'] },
];

function roomOf(id: string, graph: Rolldown.ChunkingContext): string | null {
  if (graph.getModuleInfo(id)?.isEntry === true) return null;
  return rooms.find(({ entries }) => reachedFrom(entries, graph).has(id))?.name ?? null;
}

const known = new Map<readonly string[], ReadonlySet<string>>();

/** Modules that entries import, near or far, at once. */
function reachedFrom(entries: readonly string[], graph: Rolldown.ChunkingContext): ReadonlySet<string> {
  const before = known.get(entries);
  if (before !== undefined) return before;
  const reached = new Set<string>();
  const open = entries.map((entry) => normalizePath(fileURLToPath(new URL(entry, import.meta.url))));
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    open.push(...(graph.getModuleInfo(id)?.importedIds ?? []));
  }
  known.set(entries, reached);
  return reached;
}
