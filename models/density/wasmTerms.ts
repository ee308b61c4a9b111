import { type Code, f32, f64, i32, load, store } from '../../src/wasm/instructions.ts';
import { bits, vectorLoad, vectorStore } from '../../src/wasm/lanes.ts';
import type { Variable } from '../../src/wasm/writer.ts';
import { type Block, columnAt, element, etaArray, scratchAt, sum, vectorBytes } from './wasmBlock.ts';

/** The group effects' passes over a block: into eta before the densities, and the slopes back to their levels after. */

/** Writes every term's effects into eta; does nothing without terms. `last`: no later pass reads the tables. */
export function writeEffects(block: Block, last: boolean): void {
  const { terms } = block.shape;
  const runs = terms.flatMap(({ form }, t) => (form === 'runs' ? [t] : []));
  const scattered = terms.flatMap(({ form }, t) => (form === 'gather' ? [t] : []));
  runs.forEach((t, i) => {
    spreadRuns(block, t, i > 0, last);
  });
  if (scattered.length > 0) gatherEffects(block, scattered, runs.length > 0);
  if (last) for (const t of scattered) moveOn(block, t);
}

/** Adds the slopes of the block's rows, in scratch array `slope`, to the terms' gradients. */
export function addToGradients(block: Block, slope: number): void {
  block.shape.terms.forEach(({ form }, t) => {
    if (form === 'runs') collectRuns(block, t, slope);
    else scatterSlopes(block, t, slope);
  });
}

/** One run of rows of the same level: addresses as in `eachVector`, the run's end, and its level's coefficients. */
interface Run {
  readonly from: Code;
  readonly to: Code;
  /** Where its whole vectors end. */
  readonly wholeTo: Code;
  /** A mask of the lanes after that. */
  readonly mask: Code;
  readonly level: Code;
}

/** Goes through a block's runs; `table` moves on to the next block's. */
function eachRun(block: Block, table: Variable, once: (run: Run) => void): void {
  const { w, lanes, area, bytes, areaShape } = block;
  const at = w.variable('i32', area);
  const end = w.keep(i32.add(area, bytes), 'i32');
  w.repeat(() => {
    const level = w.keep(load('i32', table.get), 'i32');
    const rows = w.keep(load('i32', table.get, 4), 'i32');
    const over = w.keep(i32.and(rows, lanes.count - 1), 'i32');
    const to = w.keep(element(at.get, rows, lanes.size), 'i32');
    const wholeTo = w.keep(i32.sub(to, i32.mul(over, lanes.size)), 'i32');
    const mask = vectorLoad(element(area, over, vectorBytes), areaShape.masks);
    once({ from: at.get, to, wholeTo, mask, level });
    at.set(to);
    table.set(i32.add(table.get, 8));
    return i32.lessUnsigned(at.get, end);
  });
}

/** The address in the record that goes with one in the scratch, where a term has columns. */
function alongside(block: Block, t: number, address: Code): Code {
  const { w, area, record, shape } = block;
  if (shape.terms[t].columns.every((column) => column === null)) return address;
  return w.keep(i32.add(address, w.keep(i32.sub(record, area), 'i32')), 'i32');
}

const times = (block: Block, a: Code, column: number | null, address: Code): Code =>
  column === null ? a : block.lanes.mul(a, vectorLoad(address, columnAt(block, column)));

function spreadRuns(block: Block, t: number, adds: boolean, last: boolean): void {
  const { w, lanes, area, areaShape, shape, tables } = block;
  const { k, columns } = shape.terms[t];
  const array = w.keep(load('i32', area, areaShape.header.terms[t].effects), 'i32');
  const table = last ? tables[t] : w.variable('i32', tables[t].get);
  const eta = scratchAt(block, etaArray);
  eachRun(block, table, ({ from, to, wholeTo, mask, level }) => {
    const effects = w.keep(element(array, level, k * lanes.size), 'i32');
    const splats = columns.map((_, c) => w.keep(lanes.loadSplat(effects, c * lanes.size)));
    const at = w.variable('i32', from);
    const value = (): Code => {
      const address = alongside(block, t, at.get);
      return sum(
        lanes,
        splats.map((splat, c) => times(block, splat, columns[c], address)),
      );
    };
    const before = (): Code => vectorLoad(at.get, eta);
    if (!adds) {
      // what reaches past the run is overwritten by the next
      w.repeat(() => {
        w.emit(vectorStore(at.get, value(), eta));
        at.set(i32.add(at.get, vectorBytes));
        return i32.lessUnsigned(at.get, to);
      });
      return;
    }
    w.whilst(i32.lessUnsigned(at.get, wholeTo), () => {
      w.emit(vectorStore(at.get, lanes.add(before(), value()), eta));
      at.set(i32.add(at.get, vectorBytes));
    });
    w.emit(vectorStore(at.get, lanes.add(before(), bits.and(value(), mask)), eta));
  });
}

function collectRuns(block: Block, t: number, slope: number): void {
  const { w, lanes, area, areaShape, shape, tables } = block;
  const { k, columns } = shape.terms[t];
  const array = w.keep(load('i32', area, areaShape.header.terms[t].gradients), 'i32');
  eachRun(block, tables[t], ({ from, wholeTo, mask, level }) => {
    const gradients = w.keep(element(array, level, k * 8), 'i32');
    const sums = columns.map(() => w.variable('v128', lanes.constant(0)));
    const at = w.variable('i32', from);
    const add = (masked: boolean): void => {
      const address = alongside(block, t, at.get);
      const slopes = vectorLoad(at.get, scratchAt(block, slope));
      const r = w.keep(masked ? bits.and(slopes, mask) : slopes);
      columns.forEach((column, c) => {
        sums[c].set(lanes.add(sums[c].get, times(block, r, column, address)));
      });
    };
    w.whilst(i32.lessUnsigned(at.get, wholeTo), () => {
      add(false);
      at.set(i32.add(at.get, vectorBytes));
    });
    add(true);
    sums.forEach((total, c) => {
      addTo(block, gradients, 8 * c, lanes.total(total.get));
    });
  });
}

/** Adds a number of the kernel's precision to a double in memory. */
export function addTo({ w, lanes }: Block, address: Code, offset: number, value: Code): void {
  const double = lanes.scalar === 'f64' ? value : f64.fromF32(value);
  w.emit(store('f64', address, f64.add(load('f64', address, offset), double), offset));
}

/** Goes through a block row by row. */
function eachRow(block: Block, once: (scratch: Code, columns: Code, row: Code) => void): void {
  const { w, lanes, area, record, rows } = block;
  const row = w.variable('i32', i32.constant(0));
  w.repeat(() => {
    const offset = w.keep(i32.mul(row.get, lanes.size), 'i32');
    once(w.keep(i32.add(area, offset), 'i32'), w.keep(i32.add(record, offset), 'i32'), row.get);
    row.set(i32.add(row.get, 1));
    return i32.lessUnsigned(row.get, rows);
  });
}

/** Address of a row's level in an array of `bytes` a level. */
function levelOf(block: Block, t: number, row: Code, array: Code, bytes: number): Code {
  return block.w.keep(element(array, load('i32', element(block.tables[t].get, row, 4)), bytes), 'i32');
}

/** Adds (or first writes) the effects of terms whose levels are scattered over the rows. */
function gatherEffects(block: Block, terms: readonly number[], adds: boolean): void {
  const { w, lanes, area, areaShape, shape } = block;
  const { scalar, size } = lanes;
  const { add, mul } = scalar === 'f64' ? f64 : f32;
  const eta = scratchAt(block, etaArray);
  const effects = terms.map((t) => w.keep(load('i32', area, areaShape.header.terms[t].effects), 'i32'));
  eachRow(block, (scratch, columns, row) => {
    const parts = terms.flatMap((t, i) => {
      const level = levelOf(block, t, row, effects[i], shape.terms[t].k * size);
      return shape.terms[t].columns.map((column, c) => {
        const effect = load(scalar, level, c * size);
        return column === null ? effect : mul(effect, load(scalar, columns, columnAt(block, column)));
      });
    });
    if (adds) parts.unshift(load(scalar, scratch, eta));
    w.emit(store(scalar, scratch, parts.reduce(add), eta));
  });
}

/** Moves the table of levels by row on to the next block. */
function moveOn({ tables, rows }: Block, t: number): void {
  tables[t].set(element(tables[t].get, rows, 4));
}

/** Adds the slopes row by row, and moves the term's table on to the next block. */
function scatterSlopes(block: Block, t: number, slope: number): void {
  const { w, lanes, area, areaShape, shape } = block;
  const { scalar } = lanes;
  const { mul } = scalar === 'f64' ? f64 : f32;
  const { k, columns } = shape.terms[t];
  const gradients = w.keep(load('i32', area, areaShape.header.terms[t].gradients), 'i32');
  eachRow(block, (scratch, record, row) => {
    const level = levelOf(block, t, row, gradients, k * 8);
    const r = w.keep(load(scalar, scratch, scratchAt(block, slope)), scalar);
    columns.forEach((column, c) => {
      const amount = column === null ? r : mul(r, load(scalar, record, columnAt(block, column)));
      addTo(block, level, 8 * c, amount);
    });
  });
  moveOn(block, t);
}
