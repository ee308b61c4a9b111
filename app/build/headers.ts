/** What the page may load, from where: its own files, pictures it has made, and WebAssembly. Nothing else, and nothing goes out. */
const policy = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'connect-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data: blob:",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

const textOf = (directives: Readonly<Record<string, string>>): string =>
  Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ');

/** As `index.html` says it, for servers that say nothing. While the sources are worked on, vite puts styles in by script. */
export function metaPolicy(isBuilt: boolean): string {
  return textOf(isBuilt ? policy : { ...policy, 'style-src': "'self' 'unsafe-inline'" });
}

/**
 * What a server says best beside the files: the same policy, which workers read from here alone, and that nobody else may frame
 * or read them. The first two let the page share memory between its threads.
 */
export const headers = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': textOf({ ...policy, 'frame-ancestors': "'none'" }),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
