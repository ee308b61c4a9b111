import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const outcomes = [1.2, 0.7, 2.9, 1.8, 3.3, 2.1, 0.4, 1.9, 2.2, 3.8, 2.6, 1.1];

/** Row i of a trial in which most columns are wrong in one way each; the first row stands on line 2. */
function trialRow(i: number): Record<string, string | number> {
  return {
    y: outcomes[i],
    x: i % 5,
    g: 'abc'[i % 3],
    sex: i % 4 < 2 ? 'f' : 'm',
    dose: ['low', 'mid', 'high'][i % 3],
    bin: i % 2,
    two: 1 + (i % 2),
    neg: i === 3 ? -1 : 2,
    s: i === 6 ? 9 : i % 4,
    n: 8,
    said: i % 3 === 0 ? 'no' : 'yes',
    flat: 3,
    twice: 2 * (i % 5),
    id: i + 1,
    inf: i === 7 ? 'Inf' : i,
    w: i === 4 ? -1 : 1,
    gap: i === 5 ? '' : (i * i) % 7,
    lod: i === 8 ? '<0.5' : i / 2,
    single: 'k',
    none: 0,
    huge: i === 2 ? '2e200' : i,
  };
}

/** The trial as CSV. */
export function trialCsv(): string {
  const rows = outcomes.map((_, i) => trialRow(i));
  return [Object.keys(rows[0]), ...rows.map((row) => Object.values(row))]
    .map((fields) => `${fields.join(',')}\n`)
    .join('');
}

/** A folder of a newcomer: a trial, and files that are not what they seem. */
export async function writeFiles(folder: string): Promise<void> {
  const files: Record<string, string | Uint8Array> = {
    'trial.csv': trialCsv(),
    'empty.csv': '',
    'header.csv': 'y,x\n',
    'ragged.csv': 'y,x\n1,2\n3\n4,5\n',
    'commas.csv': 'y;x\n1,5;2\n2,5;3\n3,5;1\n',
    'book.xlsx': Uint8Array.of(0x50, 0x4b, 3, 4, 0, 1, 2, 3),
    'old.csv': Uint8Array.from('y,x\n1,caf\xe9\n', (c) => c.charCodeAt(0)),
    'other.json': '{"a": 1}',
    'broken.json': '{"a":',
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  await mkdir(join(folder, 'results'));
}
