import { expect, test } from 'vitest';
import { levelRange, runsBefore, segmentStarts, splitFrom } from '../../src/engine/density/segments.ts';

test('segments are whole blocks, a function of the number of rows, and cover them', () => {
  expect(segmentStarts(splitFrom - 1)).toEqual([0, splitFrom - 1]);
  for (const rows of [splitFrom, 123_457, 1_000_001, 40_000_000]) {
    const starts = segmentStarts(rows);
    expect(starts[0]).toBe(0);
    expect(starts.at(-1)).toBe(rows);
    expect(starts.length).toBeLessThanOrEqual(17);
    for (let s = 1; s < starts.length; s++) expect(starts[s]).toBeGreaterThan(starts[s - 1]);
    for (const start of starts.slice(0, -1)) expect(start % 256).toBe(0);
  }
});

test('runs and levels of a segment are those of its rows', () => {
  const index = Int32Array.from({ length: 1000 }, (_, i) => Math.floor(i / 100));
  expect(levelRange(index, 256, 512)).toEqual({ from: 2, to: 6 });
  expect(runsBefore(index, [0, 256, 512, 768])).toEqual([0, 3, 7, 10]);
});
