/** What the built workbench is made of, and what its browser fetches when. Needs `npm run build`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A file of the page's programs and styles. */
export interface Chunk {
  readonly name: string;
  /** As servers send it. */
  readonly gzipped: number;
  /** Names of files that are fetched with it. */
  readonly withIt: readonly string[];
  /** Names of files that it may ask for later. */
  readonly later: readonly string[];
}

export type Chunks = ReadonlyMap<string, Chunk>;

/** Files of `assets/`, and `index.html`, by name. */
export function readChunks(folder: string): Chunks {
  const assets = join(folder, 'assets');
  const files = [
    ['index.html', join(folder, 'index.html')],
    ...readdirSync(assets).map((name) => [name, join(assets, name)]),
  ];
  return new Map(files.map(([name, path]) => [name, chunkOf(name, readFileSync(path))]));
}

function chunkOf(name: string, content: Buffer): Chunk {
  const text = content.toString();
  const named = (pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found]) => found);
  const isPage = name === 'index.html';
  return {
    name,
    gzipped: gzipSync(content, { level: 9 }).length,
    withIt: isPage ? named(/(?:src|href)="\.\/assets\/([^"]+)"/g) : named(/(?:from|import)"\.\/([^"]+)"/g),
    later: isPage ? [] : [...named(/import\(`\.\/([^`]+)`\)/g), ...named(/new Worker\(new URL\(`([^`]+)`/g)],
  };
}

/** Everything that is fetched with these files, themselves included. */
export function fetchedWith(names: readonly string[], chunks: Chunks): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...chunkNamed(name, chunks).withIt);
  }
  return found;
}

export function chunkNamed(name: string, chunks: Chunks): Chunk {
  const chunk = chunks.get(name);
  if (chunk === undefined) throw new RangeError(`the page has no file ${name}`);
  return chunk;
}

/** Bytes, gzipped. */
export function sizeOf(names: Iterable<string>, chunks: Chunks): number {
  return [...names].reduce((sum, name) => sum + chunkNamed(name, chunks).gzipped, 0);
}

/** The one file that was called so in the sources. */
export function builtAs(stem: string, chunks: Chunks): string {
  const found = [...chunks.keys()].filter((name) => name.replace(/-[\w-]{8}\.js$/, '') === stem);
  if (found.length !== 1)
    throw new RangeError(`expected one file ${stem}, got ${found.join(', ') || 'none'}`);
  return found[0];
}

/** Names of files by what their user does: each stage has those of the ones before. */
export interface Stages {
  readonly page: ReadonlySet<string>;
  readonly table: ReadonlySet<string>;
  /** A model and its fit, with the verdict. */
  readonly fit: ReadonlySet<string>;
  /** Everything but the readers of Parquet, Arrow and XLSX. */
  readonly others: ReadonlySet<string>;
}

export function stagesOf(chunks: Chunks): Stages {
  const thread = builtAs('worker', chunks);
  const rooms = chunkNamed(thread, chunks).later;
  const named = (...stems: string[]): string[] =>
    rooms.filter((name) => stems.some((stem) => name.startsWith(`${stem}-`)));
  const page = fetchedWith(['index.html', thread], chunks);
  const ofTable = fetchedWith(named('data'), chunks);
  const table = new Set([...page, ...ofTable]);
  const steps = ['ModelStep', 'FitStep', 'pageWorker'].map((stem) => builtAs(stem, chunks));
  const fit = new Set([...table, ...fetchedWith([...named('model', 'fit'), ...steps], chunks)]);
  const formats = [...ofTable].flatMap((name) => chunkNamed(name, chunks).later);
  const late = fetchedWith(
    formats.filter((name) => !table.has(name) && !rooms.includes(name)),
    chunks,
  );
  const others = new Set([...chunks.keys()].filter((name) => fit.has(name) || !late.has(name)));
  return { page, table, fit, others };
}
