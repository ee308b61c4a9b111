import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';

/** `new URL('./worker.ts', import.meta.url)` as the first argument of a Worker, as bundlers know it. */
const program = /new Worker\(\s*new URL\('(\.[^']+)', import\.meta\.url\)/g;

/** Vite's own part of the page that waits for the styles of what is loaded late. */
const loader = '\0vite/preload-helper.js';

/**
 * Programs of threads as entries of the page's own build: what they share with each other is one file, which the browser fetches once;
 * vite by itself builds each apart, with a copy of the library.
 */
export function threads(): Plugin {
  return {
    name: 'threads',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (id === loader) return code.replaceAll('window.', 'globalThis.'); // threads have no window
      const written = code.replace(program, (_, path: string) => {
        const reference = this.emitFile({ type: 'chunk', id: sourceOf(new URL(path, pathToFileURL(id))) });
        return `new Worker(import.meta.ROLLUP_FILE_URL_${reference}`;
      });
      return written === code ? null : written;
    },
  };
}

/** The library's sources name each other as they are called once compiled where a bundler of its users is to read it. */
function sourceOf(url: URL): string {
  const path = fileURLToPath(url);
  return existsSync(path) ? path : path.replace(/\.js$/, '.ts');
}
