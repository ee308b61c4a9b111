import { expect, test } from 'vitest';
import { hashBytes, hashText } from '../src/engine/hash.ts';

test('is MurmurHash3_x86_128: the verification value of SMHasher', () => {
  // SMHasher, KeysetTest.cpp: hashes of the keys {}, {0}, {0, 1}, ... with seeds 256, 255, ..., hashed again with seed 0
  const bytesOf = (digits: string): number[] =>
    (digits.match(/.{8}/g) as string[]).flatMap((word) => {
      const view = new DataView(new ArrayBuffer(4));
      view.setUint32(0, Number.parseInt(word, 16), true);
      return [...new Uint8Array(view.buffer)];
    });
  const keys = Array.from({ length: 256 }, (_, i) => Uint8Array.from({ length: i }, (_, k) => k));
  const hashes = keys.flatMap((key, i) => bytesOf(hashBytes(key, 256 - i)));
  expect(hashBytes(Uint8Array.from(hashes)).slice(0, 8)).toBe('b3ece62a');
});

test('reads bytes wherever in their buffer they begin', () => {
  const long = new TextEncoder().encode('xxxThe quick brown fox jumps over the lazy dog');
  expect(hashBytes(long.subarray(3))).toBe(hashText('The quick brown fox jumps over the lazy dog'));
});
