import { defineConfig, type Plugin } from 'vite';
import { type Room, roomsOf } from './app/build/rooms.ts';
import { sourceAliases } from './vite.sources.ts';

/**
 * After tsc: what runs in Node as few files instead of five hundred, packages included and comments left out: finding and reading
 * files took two thirds of the time that a small fit's code takes to load. Names and lines are kept, for faults.
 * Runs once for each folder that holds a worker: see package.json.
 */
export default defineConfig(({ mode }) => {
  const { folder, programs, split, external = [] } = bundles[mode];
  return {
    plugins: [withoutPrograms()],
    resolve: { alias: sourceAliases },
    ssr: { noExternal: true, external: [...clients, ...external] },
    build: {
      ssr: true,
      target: 'node20',
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      license: { fileName: 'bundled-licenses.md' },
      rolldownOptions: {
        // what a face shows is loaded with it, though others load it when they need it
        checks: { ineffectiveDynamicImport: false },
        input: { ...programs, nodeWorker: 'src/run/threads/nodeWorker.ts' },
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: 'bundled-[name].js',
          comments: false,
          ...(split === undefined
            ? {}
            : {
                codeSplitting: {
                  includeDependenciesRecursively: false,
                  groups: [{ debugName: 'rooms', name: roomsOf(split) }],
                },
              }),
        },
      },
    },
    logLevel: 'warn',
  };
});

/** The machine that draws PNG, and its font, are optional and read by their path; so are the clients of databases. */
const clients = [
  '@resvg/resvg-wasm',
  '@fontsource/dejavu-sans',
  '@duckdb/node-api',
  'pg',
  'bullmq',
  'ioredis',
];

interface Bundle {
  readonly folder: string;
  /** What is loaded by itself, besides the worker of chains. */
  readonly programs: Readonly<Record<string, string>>;
  /** What is loaded together, where that is said. */
  readonly split?: readonly Room[];
  /** Packages that stay outside. */
  readonly external?: readonly string[];
}

const jobThread = 'src/queue/thread/jobThread.ts';

const bundles: Readonly<Record<string, Bundle>> = {
  command: {
    folder: 'dist/src/cli',
    programs: { main: 'src/cli/main.ts', command: 'src/cli/command.ts', jobThread },
    // every command's own words, all that a fit of a CSV file needs, the rest as it is shared
    split: [
      { name: 'thread', entries: ['src/cli/main.ts'] },
      // what the program and the threads of its chains both need
      {
        name: 'both',
        entries: ['src/cli/program.ts', 'src/cli/command.ts'],
        and: ['src/run/threads/nodeWorker.ts'],
      },
      { name: 'commands', entries: ['src/cli/program.ts', 'src/cli/command.ts'] },
      { name: 'chains', entries: ['src/run/threads/nodeWorker.ts'] },
      { name: 'fit', entries: ['src/cli/declareModel.ts', 'src/cli/runFit.ts', 'src/data/readCsv.ts'] },
    ],
  },
  // what scripts import in Node
  scripts: {
    folder: 'dist/src/bundled',
    programs: {
      index: 'src/index.ts',
      node: 'src/node.ts',
      testing: 'src/testing.ts',
      diagnostics: 'diagnostics/index.ts',
      jobThread,
    },
    // their objects come from scripts and go to them
    external: ['fast-check', 'apache-arrow'],
  },
  // for whoever imports file by file
  thread: { folder: 'dist/src/run/threads', programs: {} },
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
