import { createReadStream } from 'node:fs';

/** The first bytes of a file as text; none where it cannot be read. */
export async function startOf(path: string, bytes = 4096): Promise<string> {
  let text = '';
  try {
    for await (const chunk of createReadStream(path, { encoding: 'utf8', end: bytes - 1 })) text += chunk;
  } catch {
    return '';
  }
  return text;
}
