import type { LinkContent } from './linkContent.ts';
import type { DataChoice, ModelDraft, Sampling } from './session.ts';

/** What a link says of a model. Never a value of the data, and levels only where they were asked for. */
export interface SharedModel {
  readonly draft: ModelDraft;
  readonly sampling: Sampling;
  /** Columns of the table it was made on that the model reads, and as what. */
  readonly columns: readonly SharedColumn[];
  /** Orders of levels; empty unless they were to be shared. */
  readonly factors: DataChoice['factors'];
  /** The name of an example of the page; null of the user's own data. */
  readonly example: string | null;
}

export interface SharedColumn {
  readonly name: string;
  readonly kind: 'number' | 'factor' | 'boolean';
}

/** What begins the fragment of an address, and its version: `#model=1.` and then the model, packed. */
const prefix = '#model=';
const version = '1';

/** Longer links are none of ours. */
const longestLink = 32_768;
/** Nothing that is packed becomes longer than this many bytes. */
const longestText = 262_144;

/** Why a link cannot be used. */
export type LinkTrouble = 'long' | 'version' | 'damaged' | 'shape';

export type ReadLink =
  | { readonly kind: 'model'; readonly model: SharedModel }
  | { readonly kind: 'trouble'; readonly trouble: LinkTrouble };

const kindLetters = { number: 'n', factor: 'f', boolean: 'b' } as const;
const kindsByLetter = { n: 'number', f: 'factor', b: 'boolean' } as const;

/** The fragment that stands for a model, to go behind the page's address. */
export async function linkOf(model: SharedModel): Promise<string> {
  const text = JSON.stringify(contentOf(model));
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return `${prefix}${version}.${toBase64Url(await bytesOf(packed, longestText))}`;
}

/** What a fragment says; null where it is not of a model at all. */
export async function readLink(fragment: string): Promise<ReadLink | null> {
  if (!fragment.startsWith(prefix)) return null;
  if (fragment.length > longestLink) return { kind: 'trouble', trouble: 'long' };
  const [found, packed = ''] = fragment.slice(prefix.length).split('.', 2);
  if (found !== version) return { kind: 'trouble', trouble: 'version' };
  try {
    const { readContent } = await import('./linkSchema.ts');
    const content = readContent(JSON.parse(await unpack(packed)));
    if (content === null) return { kind: 'trouble', trouble: 'shape' };
    return { kind: 'model', model: modelOf(content) };
  } catch {
    return { kind: 'trouble', trouble: 'damaged' };
  }
}

async function unpack(packed: string): Promise<string> {
  const stream = new Blob([fromBase64Url(packed)])
    .stream()
    .pipeThrough(new DecompressionStream('deflate-raw'));
  return new TextDecoder('utf-8', { fatal: true }).decode(await bytesOf(stream, longestText));
}

/** Stops where there are more bytes than that: a few packed bytes may stand for a great many. */
async function bytesOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    length += next.value.length;
    if (length > most) {
      await reader.cancel();
      throw new RangeError('too long');
    }
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function toBase64Url(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function contentOf({ draft, sampling, columns, factors, example }: SharedModel): LinkContent {
  return {
    f: draft.formula,
    p: Object.entries(draft.parameters),
    y: draft.family,
    l: draft.link,
    q: Object.entries(draft.priors),
    w: draft.weights,
    r: draft.residual,
    s: [
      sampling.chains,
      sampling.draws,
      sampling.warmup,
      sampling.seed,
      sampling.sampler,
      sampling.targetAccept,
    ],
    c: columns.map(({ name, kind }) => [name, kindLetters[kind]]),
    o: Object.entries(factors),
    e: example,
  };
}

function modelOf({ f, p, y, l, q, w, r, s, c, o, e }: LinkContent): SharedModel {
  const [chains, draws, warmup, seed, sampler, targetAccept] = s;
  return {
    draft: {
      formula: f,
      parameters: Object.fromEntries(p),
      // a family or link that there is not is refused by the library, as one that is typed
      family: y as ModelDraft['family'],
      link: l as ModelDraft['link'],
      priors: Object.fromEntries(q),
      weights: w,
      residual: r,
    },
    sampling: { chains, draws, warmup, seed, sampler, targetAccept },
    columns: c.map(([name, letter]) => ({ name, kind: kindsByLetter[letter] })),
    factors: Object.fromEntries(o),
    example: e,
  };
}
