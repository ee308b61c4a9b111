import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Plugin } from 'vite';
import { headers, metaPolicy } from './headers.ts';
import { serviceWorkerText } from './serviceWorkerText.ts';

/**
 * What the page needs of who serves it: its policy goes into `index.html`; after the build, `headers.json` has what a server says best
 * beside the files, and `sw.js` keeps every file in the browser, so that the page opens without a network.
 */
export function hosting(): Plugin {
  let folder = '';
  return {
    name: 'hosting',
    configResolved({ build }) {
      folder = build.outDir;
    },
    transformIndexHtml(_, { server }) {
      const content = metaPolicy(server === undefined);
      return [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content },
          injectTo: 'head-prepend',
        },
      ];
    },
    async writeBundle() {
      const names = await filesOf(folder);
      const hash = createHash('sha256').update(JSON.stringify(headers));
      for (const name of names) hash.update(name).update(await readFile(join(folder, name)));
      await writeFile(
        join(folder, 'sw.js'),
        serviceWorkerText(names, headers, hash.digest('hex').slice(0, 16)),
      );
      await writeFile(join(folder, 'headers.json'), `${JSON.stringify(headers, null, 2)}\n`);
    },
  };
}

/** What the page itself may ask for, in order. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.md'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}
