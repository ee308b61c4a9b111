import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pagePlotStyle } from '../../src/report/plot/theme.ts';

/** One rule after the other without what is only layout. */
const bare = (css: string): string =>
  css.replace(/\/\*.*?\*\//g, '').replace(/;?\s*([{};:,()])\s*|\s*\n\s*/g, '$1');

test("pictures in the workbench have the library's colours", () => {
  const css = readFileSync(new URL('../../app/styles/picture.css', import.meta.url), 'utf8');
  expect(bare(css)).toContain(bare(pagePlotStyle).trim());
});
