import { fileURLToPath } from 'node:url';

/** `#threads` of package.json names compiled files; who reads the sources needs theirs. */
export const sourceAliases = {
  '#threads': fileURLToPath(new URL('src/run/threads/node.ts', import.meta.url)),
};
