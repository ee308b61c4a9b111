import type { Code, DefinedFunction, ModuleSource, ValueType } from '../../wasm/encoder.ts';
import { i32, load, store } from '../../wasm/instructions.ts';
import { f64x2, vectorLoad, vectorStore } from '../../wasm/lanes.ts';
import { functionWriter, type Variable, type Writer } from '../../wasm/writer.ts';

/**
 * Products of dense panels in vectors of two. All arguments are addresses and lengths in bytes, or counts; rows have a
 * whole number of vectors. Each number is a sum over even and odd columns apart, or in the order of the inner index, as
 * in the plain loops beside their uses: the bits are the same.
 */
export interface Kernels {
  /**
   * Takes from the target, at `target + rowOffset[i] + columnOffset[c]`, the product of source rows i and c, for
   * i < rows, c < columns, c <= i (and some c > i, in upper triangles that nobody reads).
   */
  subtract(
    target: number,
    rowOffset: number,
    columnOffset: number,
    rows: number,
    columns: number,
    source: number,
    lead: number,
  ): void;
  /** x <- D^-1 x for each of `rows` rows x from `at` on, D being the factor at the head of `panel`. */
  solveRows(panel: number, lead: number, width: number, at: number, rows: number): void;
  /** out[a] += sum_k m(a, k) right[k], where m(a, k) is at `m + rowOffset[a] + innerOffset[k]`. */
  addProducts(
    out: number,
    lead: number,
    rows: number,
    m: number,
    rowOffset: number,
    inner: number,
    innerOffset: number,
    right: number,
  ): void;
}

const words = (count: number): ValueType[] => new Array<ValueType>(count).fill('i32');
const atMost = (a: Code, by: number, limit: Code): Code => i32.lessUnsigned(i32.add(a, by - 1), limit);

/** Runs `body` for groups of `many` and then for single ones, up to `limit`. */
function groups(w: Writer, index: Variable, limit: Code, many: number, body: (count: number) => void): void {
  for (const count of [many, 1])
    w.whilst(atMost(index.get, count, limit), () => {
      body(count);
      index.set(i32.add(index.get, count));
    });
}

/** Pointers to rows `index`, `index + 1`, ... of `lead` bytes each. */
function rowPointers(w: Writer, base: Code, index: Code, lead: Code, count: number): Code[] {
  const pointers = [w.keep(i32.add(base, i32.mul(index, lead)), 'i32')];
  while (pointers.length < count) pointers.push(w.keep(i32.add(pointers[pointers.length - 1], lead), 'i32'));
  return pointers;
}

/** Sums of products of rows a and b over `bytes` bytes, even and odd columns in their lanes. */
function dots(w: Writer, a: readonly Code[], b: readonly Code[], bytes: Code): Code[][] {
  const sums = a.map(() => b.map(() => w.variable('v128', f64x2.constant(0))));
  const at = w.variable('i32', i32.constant(0));
  const step = (offset: number): void => {
    const right = b.map((pointer) => w.keep(vectorLoad(i32.add(pointer, at.get), offset)));
    a.forEach((pointer, i) => {
      const left = w.keep(vectorLoad(i32.add(pointer, at.get), offset));
      right.forEach((value, j) => {
        sums[i][j].set(f64x2.add(sums[i][j].get, f64x2.mul(left, value)));
      });
    });
  };
  w.whilst(atMost(at.get, 32, bytes), () => {
    step(0);
    step(16);
    at.set(i32.add(at.get, 32));
  });
  w.when(i32.lessUnsigned(at.get, bytes), () => step(0));
  return sums.map((row) => row.map((sum) => f64x2.total(sum.get)));
}

function subtractKernel(): DefinedFunction {
  const w = functionWriter({ parameters: words(7), results: [] });
  const [target, rowOffset, columnOffset, rows, columns, source, lead] = [0, 1, 2, 3, 4, 5, 6].map((p) =>
    w.parameter(p),
  );
  const i = w.variable('i32', i32.constant(0));
  groups(w, i, rows, 4, (many) => {
    const left = rowPointers(w, source, i.get, lead, many);
    const table = w.keep(i32.add(rowOffset, i32.mul(i.get, 4)), 'i32');
    const to = left.map((_, r) => w.keep(i32.add(target, load('i32', table, 4 * r)), 'i32'));
    const end = w.keep(i32.lesser(columns, i32.add(i.get, many)), 'i32');
    const c = w.variable('i32', i32.constant(0));
    groups(w, c, end, 2, (wide) => {
      const sums = dots(w, left, rowPointers(w, source, c.get, lead, wide), lead);
      const offsets = w.keep(i32.add(columnOffset, i32.mul(c.get, 4)), 'i32');
      for (let j = 0; j < wide; j++) {
        const column = w.keep(load('i32', offsets, 4 * j), 'i32');
        to.forEach((row, r) => {
          const address = w.keep(i32.add(row, column), 'i32');
          w.emit(
            store(
              'f64',
              address,
              f64x2.extract(f64x2.sub(f64x2.splat(load('f64', address)), f64x2.splat(sums[r][j])), 0),
            ),
          );
        });
      }
    });
  });
  return w.finish('subtract');
}

function solveRowsKernel(): DefinedFunction {
  const w = functionWriter({ parameters: words(5), results: [] });
  const [panel, lead, width, at, rows] = [0, 1, 2, 3, 4].map((p) => w.parameter(p));
  const i = w.variable('i32', i32.constant(0));
  groups(w, i, rows, 4, (many) => {
    const left = rowPointers(w, at, i.get, lead, many);
    const j = w.variable('i32', i32.constant(0));
    groups(w, j, width, 2, (wide) => {
      const bytes = w.keep(i32.mul(j.get, 8), 'i32');
      const factor = rowPointers(w, panel, j.get, lead, wide);
      const sums = dots(w, left, factor, bytes);
      left.forEach((row, r) => {
        const address = w.keep(i32.add(row, bytes), 'i32');
        solveColumns(
          w,
          address,
          factor.map((pointer) => i32.add(pointer, bytes)),
          sums[r],
        );
      });
    });
  });
  return w.finish('solveRows');
}

/** One or two columns of a row: what is left of it over the factor's diagonal, the first column's share taken from the second. */
function solveColumns(w: Writer, address: Code, factor: readonly Code[], sums: readonly Code[]): void {
  const pivot = w.keep(f64x2.loadSplat(factor[0]));
  if (factor.length === 1) {
    const rest = f64x2.sub(f64x2.loadSplat(address), f64x2.splat(sums[0]));
    w.emit(store('f64', address, f64x2.extract(f64x2.div(rest, pivot), 0)));
    return;
  }
  const rest = w.keep(f64x2.sub(vectorLoad(address), f64x2.replace(f64x2.splat(sums[0]), 1, sums[1])));
  const second = w.keep(vectorLoad(factor[1]));
  const first = f64x2.splat(f64x2.extract(f64x2.div(rest, pivot), 0));
  const beside = f64x2.replace(f64x2.constant(0), 1, f64x2.extract(second, 0));
  const left = f64x2.sub(rest, f64x2.mul(first, beside));
  w.emit(vectorStore(address, f64x2.div(left, f64x2.replace(second, 0, f64x2.extract(pivot, 0)))));
}

function addProductsKernel(): DefinedFunction {
  const w = functionWriter({ parameters: words(8), results: [] });
  const [out, lead, rows, m, rowOffset, inner, innerOffset, right] = [0, 1, 2, 3, 4, 5, 6, 7].map((p) =>
    w.parameter(p),
  );
  const a = w.variable('i32', i32.constant(0));
  groups(w, a, rows, 4, (many) => {
    const outRows = rowPointers(w, out, a.get, lead, many);
    const table = w.keep(i32.add(rowOffset, i32.mul(a.get, 4)), 'i32');
    const left = outRows.map((_, r) => w.keep(i32.add(m, load('i32', table, 4 * r)), 'i32'));
    const column = w.variable('i32', i32.constant(0));
    for (const vectors of [2, 1])
      w.whilst(atMost(column.get, 16 * vectors, lead), () => {
        addTile(w, outRows, left, column.get, vectors, { lead, inner, innerOffset, right });
        column.set(i32.add(column.get, 16 * vectors));
      });
  });
  return w.finish('addProducts');
}

/** Some rows and vectors of `addProducts`, all k. */
function addTile(
  w: Writer,
  outRows: readonly Code[],
  left: readonly Code[],
  column: Code,
  vectors: number,
  { lead, inner, innerOffset, right }: Readonly<Record<'lead' | 'inner' | 'innerOffset' | 'right', Code>>,
): void {
  const places = outRows.map((row) => w.keep(i32.add(row, column), 'i32'));
  const many = Array.from({ length: vectors }, (_, v) => 16 * v);
  const sums = places.map((place) => many.map((offset) => w.variable('v128', vectorLoad(place, offset))));
  const y = w.variable('i32', i32.add(right, column));
  const at = w.variable('i32', innerOffset);
  const end = w.keep(i32.add(innerOffset, i32.mul(inner, 4)), 'i32');
  w.whilst(i32.lessUnsigned(at.get, end), () => {
    const offset = w.keep(load('i32', at.get), 'i32');
    const values = many.map((v) => w.keep(vectorLoad(y.get, v)));
    left.forEach((row, r) => {
      const factor = w.keep(f64x2.loadSplat(i32.add(row, offset)));
      values.forEach((value, v) => {
        sums[r][v].set(f64x2.add(sums[r][v].get, f64x2.mul(factor, value)));
      });
    });
    y.set(i32.add(y.get, lead));
    at.set(i32.add(at.get, 4));
  });
  places.forEach((place, r) => {
    many.forEach((v, index) => {
      w.emit(vectorStore(place, sums[r][index].get, v));
    });
  });
}

let made: ModuleSource | undefined;

/** The kernels over a private memory, made when they are first asked for: most models need none. */
export function kernelSource(): ModuleSource {
  made ??= {
    memory: { shared: false },
    imports: [],
    functions: [subtractKernel(), solveRowsKernel(), addProductsKernel()],
  };
  return made;
}
