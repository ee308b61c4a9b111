import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeParquet } from '../../src/data/parquet.ts';
import { readMatrix } from '../../src/data/readMatrix.ts';

const folder = mkdtempSync(join(tmpdir(), 'matrix-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, 'A.csv');
  writeFileSync(path, text);
  return path;
}

describe('a matrix from a file', () => {
  it('is a square with names, as R writes it too, rows in any order', async () => {
    const expected = {
      names: ['01', '2', 'c'],
      values: [
        [1, 0.5, 0],
        [0.5, 2, 0.25],
        [0, 0.25, 3],
      ],
    };
    const square = '"","01","2","c"\n"01",1,0.5,0\n"c",0,0.25,3\n"2",0.5,2,0.25\n';
    expect(await readMatrix(file(square))).toEqual(expected);
    expect(await readMatrix(file(square.replace('""', 'id')))).toEqual(expected);
  });

  it('is a list of entries, of which one triangle will do', async () => {
    const { names, values } = await readMatrix(file('row,col,value\na,a,1\nb,a,0.5\nb,b,2\nc,c,3\n'));
    expect(names).toEqual(['a', 'b', 'c']);
    expect([...(values as Float64Array)]).toEqual([1, 0.5, 0, 0.5, 2, 0, 0, 0, 3]);
  });

  it('is columns of a Parquet file', async () => {
    const path = join(folder, 'A.parquet');
    await writeParquet(path, [
      { name: 'a', values: Float64Array.of(1, 0.5) },
      { name: 'b', values: Float64Array.of(0.5, 2) },
    ]);
    expect(await readMatrix(path)).toEqual({
      names: ['a', 'b'],
      values: [
        [1, 0.5],
        [0.5, 2],
      ],
    });
  });

  it.each([
    ['id,a,b,c\na,1,0,0\nb,0,1,0\nd,0,0,1\n', 'has a column "c" and no such row'],
    ['id,a,b,c\na,1,0,0\nb,0,1,0\nc,0,0,1\nd,0,0,1\n', 'has a row "d" and no such column'],
    ['id,a,b,c\na,1,0,0\nb,0,1,0\nb,0,0,1\n', 'has two rows called "b"'],
    ['id,a,b,c\na,1,0,0\nb,0,x,0\nc,0,0,1\n', 'must hold numbers, and column "b" holds text'],
    ['row,col,value\na,a,1\nb,a,0.5\nb,a,0.25\n', 'gives the entry of "b" and "a" twice'],
  ])('%j is refused', async (text, message) => {
    await expect(readMatrix(file(text))).rejects.toThrow(message);
  });
});
