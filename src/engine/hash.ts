const multipliers = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93] as const;
/** Of each of the four words: rotation of the key, of the state, and what is added after. */
const keyTurns = [15, 16, 17, 18] as const;
const stateTurns = [19, 17, 15, 13] as const;
const additions = [0x561ccd1b, 0x0bcaa747, 0x96cd1c35, 0x32ac3b17] as const;

/**
 * 128 bits that tell contents apart, as 32 hex digits: the same bytes give the same digits on every machine. No secret
 * is kept by it. Source: A. Appleby, MurmurHash3_x86_128.
 */
export function hashBytes(bytes: Uint8Array, seed = 0): string {
  const state = murmur(bytes, seed);
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}

/** As `hashBytes`, of the UTF-8 of a text. */
export function hashText(text: string): string {
  return hashBytes(new TextEncoder().encode(text));
}

/** As `hashBytes`, of the bytes of numbers. */
export function hashNumbers(numbers: Float64Array | Int32Array): string {
  return hashBytes(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
}

function murmur(bytes: Uint8Array, seed: number): Uint32Array {
  const state = new Uint32Array(4).fill(seed);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length - (bytes.length % 16);
  for (let at = 0; at < whole; at += 16) mixBlock(state, view, at);
  mixTail(state, bytes.subarray(whole));
  for (let word = 0; word < 4; word++) state[word] ^= bytes.length;
  spread(state);
  for (let word = 0; word < 4; word++) state[word] = avalanche(state[word]);
  spread(state);
  return state;
}

function mixBlock(state: Uint32Array, view: DataView, at: number): void {
  for (let word = 0; word < 4; word++) {
    state[word] ^= scramble(view.getUint32(at + 4 * word, true), word);
    const sum = rotate(state[word], stateTurns[word]) + state[(word + 1) % 4];
    state[word] = Math.imul(sum, 5) + additions[word];
  }
}

/** The last 1 to 15 bytes: as much of each word as there is. */
function mixTail(state: Uint32Array, tail: Uint8Array): void {
  const padded = new DataView(new ArrayBuffer(16));
  tail.forEach((byte, i) => {
    padded.setUint8(i, byte);
  });
  for (let word = 0; 4 * word < tail.length; word++)
    state[word] ^= scramble(padded.getUint32(4 * word, true), word);
}

function scramble(key: number, word: number): number {
  return Math.imul(rotate(Math.imul(key, multipliers[word]), keyTurns[word]), multipliers[(word + 1) % 4]);
}

function spread(state: Uint32Array): void {
  state[0] += state[1] + state[2] + state[3];
  for (let word = 1; word < 4; word++) state[word] += state[0];
}

function rotate(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}

function avalanche(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}
