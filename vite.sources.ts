import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** `#threads` of package.json names compiled files; who reads the sources needs theirs. */
export const sourceAliases = { '#threads': here('src/run/threads/node.ts') };

/**
 * The workbench imports the library by its name, which is that of the compiled package; tests of the workbench's parts read the
 * sources. Tests that import `poolwise` themselves mean the package, whose threads are compiled programs.
 */
export function librarySources(): Plugin {
  const app = here('app/');
  return {
    name: 'library-sources',
    enforce: 'pre',
    resolveId: (id, importer) =>
      id === 'poolwise' && importer?.startsWith(app) === true ? here('src/index.ts') : null,
  };
}
