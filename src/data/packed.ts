import { hashBytes } from '../engine/hash.ts';

/** Begins every file of this kind. */
const title = 'poolwise packed 1\n';
const hashLength = 32;
/** Title, hash, a line's end, the length of the JSON. */
const headLength = title.length + hashLength + 1 + 4;

type NumberArray = Float64Array | Int32Array | Uint8Array;

const kinds = { f64: Float64Array, i32: Int32Array, u8: Uint8Array } as const;
type Kind = keyof typeof kinds;

/**
 * Plain data as bytes: JSON, with arrays of numbers kept as they lie in memory and every double exact (NaN, infinities and -0
 * too). Carries a hash of itself, so that what is damaged is told from what is whole.
 */
export function packedBytes(value: unknown): Uint8Array {
  const arrays: NumberArray[] = [];
  let length = 0;
  const pack = (part: unknown): unknown => {
    if (typeof part === 'number')
      return isPlain(part) ? part : { $number: Object.is(part, -0) ? '-0' : String(part) };
    if (typeof part !== 'object' || part === null) return part;
    const kind = kindOf(part);
    if (kind !== null) {
      const array = part as NumberArray;
      const at = length;
      arrays.push(array);
      length += padded(array.byteLength);
      return { $array: [kind, at, array.length] };
    }
    if (Array.isArray(part)) return part.map(pack);
    return Object.fromEntries(Object.entries(part).map(([key, of]) => [key, pack(of)]));
  };
  const json = new TextEncoder().encode(JSON.stringify(pack(value)));
  const start = padded(headLength + json.length);
  const bytes = new Uint8Array(start + length);
  bytes.set(json, headLength);
  let at = start;
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += padded(array.byteLength);
  }
  new DataView(bytes.buffer).setUint32(headLength - 4, json.length, true);
  const hash = hashBytes(bytes.subarray(headLength - 4));
  bytes.set(new TextEncoder().encode(`${title}${hash}\n`));
  return bytes;
}

/** The other way round. Throws an Error that says what is wrong with the bytes. */
export function unpacked(bytes: Uint8Array): unknown {
  const head = new TextDecoder().decode(bytes.subarray(0, headLength - 4));
  if (!head.startsWith(title)) throw new Error('it does not begin as such a file does');
  if (head.slice(title.length, title.length + hashLength) !== hashBytes(bytes.subarray(headLength - 4)))
    throw new Error('it is cut off or changed');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(headLength - 4, true);
  const start = padded(headLength + length);
  return JSON.parse(
    new TextDecoder().decode(bytes.subarray(headLength, headLength + length)),
    (_, part: unknown) => {
      if (typeof part !== 'object' || part === null) return part;
      if ('$number' in part) return Number(part.$number);
      return '$array' in part ? arrayAt(bytes, start, part.$array as [Kind, number, number]) : part;
    },
  );
}

function arrayAt(bytes: Uint8Array, start: number, [kind, at, length]: [Kind, number, number]): NumberArray {
  const from = start + at;
  const copy = Uint8Array.from(bytes.subarray(from, from + length * kinds[kind].BYTES_PER_ELEMENT));
  return new kinds[kind](copy.buffer);
}

function kindOf(part: object): Kind | null {
  if (part instanceof Float64Array) return 'f64';
  if (part instanceof Int32Array) return 'i32';
  return part instanceof Uint8Array ? 'u8' : null;
}

/** Whether JSON keeps a number as it is. */
function isPlain(x: number): boolean {
  return Number.isFinite(x) && !Object.is(x, -0);
}

/** Arrays begin at multiples of 8 bytes. */
function padded(length: number): number {
  return 8 * Math.ceil(length / 8);
}
