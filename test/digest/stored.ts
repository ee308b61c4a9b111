/**
 * What `digestOfDraws` gives, everywhere. It changes when the draws change: then the commit says why.
 * Made by `npx vitest run test/digest` in Node 20.20.2, 2026-11-22; held in Node 24 and Chromium by `npm run test:wide`.
 */
export const storedDigest: readonly string[] = [
  'collapsed c4101d15',
  'reference 0a34d410',
  'reference cd2f5e4c',
  'nuts 8bf4d2bd',
];
