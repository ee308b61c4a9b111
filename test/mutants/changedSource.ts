import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plugin } from 'vite';

/** One place of a source file, and what stands there instead. */
export type Change = readonly [from: string, to: string];

const mark = '?changed=';

/** What to import for a source file with changes in it; a module of its own, beside the unchanged one. */
export function changedSource(file: string, changes: readonly Change[]): string {
  return `${resolve(file)}${mark}${Buffer.from(JSON.stringify(changes)).toString('base64url')}`;
}

/** The file's text with the changes in it. Throws where a place is not there exactly once: the source has moved on. */
export function changedText(file: string, changes: readonly Change[]): string {
  return changes.reduce((text, change) => changed(file, text, change), readFileSync(file, 'utf8'));
}

/** Loads what `changedSource` names. */
export function changedSources(): Plugin {
  return {
    name: 'changed sources',
    load(id) {
      const [file, key] = id.split(mark);
      if (key === undefined) return null;
      const changes: readonly Change[] = JSON.parse(Buffer.from(key, 'base64url').toString('utf8'));
      return changedText(file, changes);
    },
  };
}

function changed(file: string, text: string, [from, to]: Change): string {
  const parts = text.split(from);
  if (parts.length === 2) return parts.join(to);
  throw new Error(`${file} has ${parts.length - 1} places "${from}", need one`);
}
