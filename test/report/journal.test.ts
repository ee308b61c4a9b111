import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { openJournal } from '../../src/report/stored/journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'poolwise-journal-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'entries.jsonl');
const subject = { formula: 'y ~ x', draws: 15 };
const entries = Array.from({ length: 6 }, (_, i) => ({ kind: 'ranked', ranks: [i, 'ä'.repeat(i)] }));

function written(): Buffer {
  const journal = openJournal(path, subject, true);
  entries.forEach(journal.append);
  journal.close();
  return readFileSync(path);
}

describe('a journal', () => {
  test('cut off at any byte goes on as if it never had been', () => {
    const whole = written();
    fc.assert(
      fc.property(fc.nat({ max: whole.length }), (bytes) => {
        writeFileSync(path, whole.subarray(0, bytes));
        const { earlier, append, close } = openJournal(path, subject, false);
        expect(earlier).toEqual(entries.slice(0, earlier.length));
        entries.slice(earlier.length).forEach(append);
        close();
        expect(readFileSync(path).equals(whole)).toBe(true);
      }),
      { numRuns: 12 }, // each waits for the disk
    );
  });

  test('with a byte that changed keeps what stands before it', () => {
    const whole = written();
    const at = whole.indexOf('"ranks":[3');
    whole[at + 9] += 1;
    writeFileSync(path, whole);
    const { earlier, close } = openJournal(path, subject, false);
    close();
    expect(earlier).toEqual(entries.slice(0, 3));
  });

  test('refuses files that are none, and other subjects, unless it begins anew', () => {
    written();
    expect(() => openJournal(path, { ...subject, draws: 63 }, false)).toThrow(
      /was begun with draws 15, now 63; choose another folder/,
    );
    writeFileSync(path, 'x,y\n1,2\n');
    expect(() => openJournal(path, subject, false)).toThrow(/is there already and no journal of ours/);
    const { earlier, close } = openJournal(path, subject, true);
    close();
    expect(earlier).toEqual([]);
  });
});
