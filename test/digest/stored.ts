/**
 * What `digestOfDraws` gives, everywhere. It changes when the draws change: then the commit says why.
 * Made by `npx vitest run test/digest` in Node 20.20.2, 2026-11-27; held in Node 24 and Chromium (page and Web Workers) by
 * `npm run test:wide`.
 */
export const storedDigest: readonly string[] = [
  'collapsed d91c34c7',
  'collapsed 01413aa6',
  'reference 877d0155',
  'reference ded6e2d3',
  'nuts 8bf4d2bd',
  'gibbs 633f29ec',
];
