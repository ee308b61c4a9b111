import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { readParquet, writeParquet } from '../../src/data/parquet.ts';
import { rejection, temporaryFolder } from './temporaryFolder.ts';

/** The bytes of a column: comparing these is a thousand times faster than `toEqual`. */
function bytesOf(values: Float64Array | Int32Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

describe('writeParquet and readParquet', () => {
  test('give back 500 columns of 4000 draws, bit for bit and in order', async () => {
    const path = join(await temporaryFolder(), 'draws.parquet');
    const chain = {
      name: 'chain',
      values: Int32Array.from({ length: 4000 }, (_, i) => 1 + Math.floor(i / 1000)),
    };
    const draws = Array.from({ length: 499 }, (_, j) => ({
      name: `r_DID[${j},Intercept]`,
      values: Float64Array.from({ length: 4000 }, (_, i) => Math.sin(i * (j + 1)) / 3),
    }));
    await writeParquet(path, [chain, ...draws]);
    const read = await readParquet(path);
    expect(read.map(({ name }) => name)).toEqual([chain, ...draws].map(({ name }) => name));
    expect(read[0]).toEqual(chain);
    expect(draws.filter(({ values }, j) => bytesOf(values).equals(bytesOf(read[j + 1].values)))).toHaveLength(
      499,
    );
    // 499 columns of 32 kB and a little for names and statistics
    expect((await stat(path)).size).toBeLessThan(1.01 * 499 * 32_000);
  });

  test('give back any numbers, infinite, missing and negative zero among them, under any names', async () => {
    const path = join(await temporaryFolder(), 'draws.parquet');
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 });
    const column = fc.record({
      name,
      values: fc.oneof(
        fc.float64Array({ minLength: 7, maxLength: 7 }),
        fc.int32Array({ minLength: 7, maxLength: 7 }),
      ),
    });
    const columns = fc.uniqueArray(column, { selector: (one) => one.name, minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(columns, async (written) => {
        await writeParquet(path, written);
        expect(await readParquet(path)).toEqual(written);
      }),
      { numRuns: 50 },
    );
  });

  test('read 64-bit and missing integers of other writers as doubles', async () => {
    const path = join(await temporaryFolder(), 'x.parquet');
    const columnData = [
      { name: 'id', data: [1n, 2n, 3n], type: 'INT64' as const },
      { name: 'n', data: [1, null, 3], type: 'INT32' as const },
    ];
    await writeFile(path, new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 2 })));
    expect(await readParquet(path)).toEqual([
      { name: 'id', values: Float64Array.of(1, 2, 3) },
      { name: 'n', values: Float64Array.of(1, Number.NaN, 3) },
    ]);
  });

  test('keep columns without rows', async () => {
    const path = join(await temporaryFolder(), 'x.parquet');
    const columns = [{ name: 'y', values: new Float64Array(0) }];
    await writeParquet(path, columns);
    expect(await readParquet(path)).toEqual(columns);
  });

  test('say what is wrong with columns, paths and files', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'x.parquet');
    const y = { name: 'y', values: Float64Array.of(1, 2) };
    expect(await rejection(writeParquet(path, []))).toBe('data: a Parquet file needs at least one column');
    expect(await rejection(writeParquet(path, [y, y]))).toBe('data: two columns are named "y"');
    expect(await rejection(writeParquet(path, [y, { name: 'x', values: Float64Array.of(1) }]))).toBe(
      'data: column "x" has 1 values, column "y" has 2',
    );
    expect(await rejection(writeParquet(join(folder, 'no', 'x.parquet'), [y]))).toMatch(/there is no folder/);
    expect(await rejection(readParquet(path))).toBe(`data: no file "x.parquet" in "${folder}"`);
    await writeFile(path, 'a,b\n1,2\n3,4\n5,6\n');
    expect(await rejection(readParquet(path))).toMatch(
      /^data: ".*x.parquet" cannot be read as Parquet \(.*\)$/,
    );
    const text = [{ name: 'g', data: ['a', 'b'], type: 'STRING' as const }];
    await writeFile(path, new Uint8Array(parquetWriteBuffer({ columnData: text })));
    expect(await rejection(readParquet(path))).toBe('data: column "g" holds text, wanted numbers');
  });

  test('a damaged file is an InputError', async () => {
    const path = join(await temporaryFolder(), 'x.parquet');
    const whole = new Uint8Array(
      parquetWriteBuffer({ columnData: [{ name: 'y', data: Float64Array.of(1, 2, 3), type: 'DOUBLE' }] }),
    );
    const damage = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(damage, fc.nat(whole.length), async ([at, byte], length) => {
        const damaged = whole.slice(0, length);
        damaged[Math.min(at, length)] = byte;
        await writeFile(path, damaged);
        await readParquet(path).catch((error) => expect(error.name).toBe('InputError'));
      }),
      { numRuns: 200 },
    );
  });
});
