import type { NamedMatrix } from '../../models/design/matrixSpec.ts';
import { asNumbers, fileOfBytes, type Marks, parquetBytes, readRaw } from './parquetBytes.ts';

/** Where the names of matrices, and of their rows, stand among the file's marks. */
const namesKey = 'poolwise.matrices';

type Named = Readonly<Record<string, NamedMatrix>>;

/** Matrices as one Parquet file of the entries that are not zero: matrix, row, column (from 1, by their names' order), value. */
export function matrixParquet(matrices: Named, marks: Marks = {}): Uint8Array {
  const [matrix, row, column, value]: number[][] = [[], [], [], []];
  Object.values(matrices).forEach(({ names, values }, m) => {
    names.forEach((_, i) => {
      names.forEach((_, j) => {
        const entry = values instanceof Float64Array ? values[i * names.length + j] : values[i][j];
        if (entry === 0) return;
        [m + 1, i + 1, j + 1].forEach((number, at) => {
          [matrix, row, column][at].push(number);
        });
        value.push(entry);
      });
    });
  });
  const names = Object.entries(matrices).map(([name, { names }]) => ({ name, names }));
  return parquetBytes(
    [
      { name: 'matrix', values: Int32Array.from(matrix) },
      { name: 'row', values: Int32Array.from(row) },
      { name: 'column', values: Int32Array.from(column) },
      { name: 'value', values: Float64Array.from(value) },
    ],
    { ...marks, [namesKey]: JSON.stringify(names) },
  );
}

/** The other way round, with the file's other marks. Rejects with any error where the bytes are no such file. */
export async function matricesOfParquet(
  bytes: Uint8Array,
): Promise<{ readonly matrices: Named; readonly marks: Marks }> {
  const { columns, marks } = await readRaw(fileOfBytes(bytes));
  const [matrix, row, column, value] = columns.map((raw) => asNumbers(raw).values);
  const named = JSON.parse(marks[namesKey]) as { readonly name: string; readonly names: readonly string[] }[];
  const matrices = named.map(({ names }) => ({ names, values: new Float64Array(names.length ** 2) }));
  value.forEach((entry, at) => {
    const { names, values } = matrices[matrix[at] - 1];
    values[(row[at] - 1) * names.length + column[at] - 1] = entry;
  });
  return { matrices: Object.fromEntries(named.map(({ name }, m) => [name, matrices[m]])), marks };
}
