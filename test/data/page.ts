/** What the page of `page.wide.ts` runs: reads files that it fetches, and tells what came of them. */
import { formatCsv, tableFromBytes } from '../../src/index.ts';

/** The file's table as CSV. */
async function read(name: string): Promise<string> {
  const bytes = await (await fetch(name)).arrayBuffer();
  return formatCsv(await tableFromBytes(bytes, { name }));
}

Object.assign(globalThis, { read });
