import { defineConfig, type Plugin } from 'vite';
import { type Room, roomsOf } from './app/build/rooms.ts';
import { sourceAliases } from './vite.sources.ts';

/**
 * After tsc: the command and its worker as few files instead of five hundred, packages included and comments left out: finding
 * and reading files took two thirds of the time that a small fit's code takes to load. Names and lines are kept, for faults.
 * Runs once for each folder that holds a worker: see package.json.
 */
export default defineConfig(({ mode }) => ({
  plugins: [withoutPrograms()],
  resolve: { alias: sourceAliases },
  // the machine that draws PNG, and its font, are optional and read by their path; so are the clients of databases
  ssr: {
    noExternal: true,
    external: ['@resvg/resvg-wasm', '@fontsource/dejavu-sans', '@duckdb/node-api', 'pg', 'bullmq', 'ioredis'],
  },
  build: {
    ssr: true,
    target: 'node20',
    outDir: mode === 'command' ? 'dist/src/cli' : 'dist/src/run/threads',
    emptyOutDir: false,
    minify: false,
    license: { fileName: 'bundled-licenses.md' },
    rolldownOptions: {
      input: {
        ...(mode === 'command' ? commandPrograms : {}),
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
                groups: [{ debugName: 'rooms', name: roomsOf(rooms) }],
              },
            }
          : {}),
      },
    },
  },
  logLevel: 'warn',
}));

/** What runs by itself: the program, and threads of its own. */
const commandPrograms = {
  main: 'src/cli/main.ts',
  command: 'src/cli/command.ts',
  jobThread: 'src/queue/thread/jobThread.ts',
};

/**
 * Commander asks for node:child_process as soon as it is loaded, for commands that are programs of their own. There are none
 * here, and with what it loads in turn it took as long as all of ours. In its room by its id, so that it is there before its asker.
 */
function withoutPrograms(): Plugin {
  const none = 'no-programs';
  return {
    name: 'without-programs',
    enforce: 'pre',
    resolveId: (id, importer) =>
      id === 'node:child_process' && importer?.includes('/commander/') === true ? none : null,
    load: (id) => (id === none ? 'export {};' : null),
  };
}

/** What is loaded together: every command's own words, all that a fit of a CSV file needs, the rest as it is shared. */
const rooms: readonly Room[] = [
  { name: 'thread', entries: ['src/cli/main.ts'] },
  { name: 'commands', entries: ['src/cli/command.ts'] },
  { name: 'chains', entries: ['src/run/threads/nodeWorker.ts'] },
  { name: 'fit', entries: ['src/cli/declareModel.ts', 'src/cli/runFit.ts', 'src/data/readCsv.ts'] },
];
