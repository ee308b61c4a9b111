/** Runs in a page or under another Node: prints the digests, or the error, where a test finds them. */
import { digestOfDraws } from './digest.ts';

const output = await digestOfDraws(0).then(
  (lines) => lines.join('\n'),
  (error: unknown) => `failed: ${error instanceof Error ? error.stack : error}`,
);
const page = (globalThis as { document?: { body: { textContent: string } } }).document;
if (page === undefined) console.log(output);
else page.body.textContent = `digest:\n${output}\nend`;
