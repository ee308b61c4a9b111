import { type Code, f32, f64, i32, load, store } from '../wasm/instructions.ts';
import { bits, vectorLoad, vectorStore } from '../wasm/lanes.ts';
import type { Variable } from '../wasm/writer.ts';
import type { TermShape } from './rowShape.ts';
import { type Block, columnAt, element, etaArray, scratchAt, sum, vectorBytes } from './wasmBlock.ts';

/** The group effects' passes over a block: into eta before the densities, and the slopes back to their levels after. */

/** Whether some term has a coefficient in a linear predictor. */
export const hasEffects = ({ shape }: Block, predictor: number): boolean =>
  shape.terms.some(({ predictors }) => predictors.includes(predictor));

/** Writes the effects of every term into the etas they enter; an eta that none enters stays as it is. */
export function writeEffects(block: Block): void {
  block.shape.predictors.forEach((_, predictor) => {
    writeEffectsOf(block, predictor);
  });
}

function writeEffectsOf(block: Block, predictor: number): void {
  const entering = (wanted: TermShape['form']): number[] =>
    block.shape.terms.flatMap(({ form, predictors }, t) =>
      form === wanted && predictors.includes(predictor) ? [t] : [],
    );
  const [runs, scattered] = [entering('runs'), entering('gather')];
  runs.forEach((t, i) => {
    spreadRuns(block, t, predictor, i > 0);
  });
  if (scattered.length > 0) gatherEffects(block, scattered, predictor, runs.length > 0);
}

/** Adds the slopes of the block's rows, in a scratch array a linear predictor, to the terms' gradients. */
export function addToGradients(block: Block, slopes: readonly number[]): void {
  block.shape.terms.forEach(({ form }, t) => {
    if (form === 'runs') collectRuns(block, t, slopes);
    else scatterSlopes(block, t, slopes);
  });
}

/** Moves the terms' tables on to the next block, where no slopes are wanted. */
export function passOver(block: Block): void {
  const { rows, shape, tables } = block;
  shape.terms.forEach(({ form }, t) => {
    if (form === 'runs') eachRun(block, tables[t], () => {});
    else tables[t].set(element(tables[t].get, rows, 4));
  });
}

/** A term's coefficients in a linear predictor. */
const coefficientsIn = ({ predictors }: TermShape, predictor: number): number[] =>
  predictors.flatMap((own, c) => (own === predictor ? [c] : []));

/**
 * Rows of a run are taken four vectors at a time, so that the loop's end is seldom guessed wrong and additions do not
 * wait for each other; the last four are masked.
 */
const chunkVectors = 4;
const chunkBytes = chunkVectors * vectorBytes;

/** One run of rows of the same level, at addresses as in `eachVector`. */
interface Run {
  readonly from: Code;
  readonly to: Code;
  /** Where its whole chunks end. */
  readonly wholeTo: Code;
  /** Address of the last chunk's first mask. */
  readonly masks: Code;
  readonly level: Code;
}

/** Goes through a block's runs; `table` moves on to the next block's. */
function eachRun(block: Block, table: Variable, once: (run: Run) => void): void {
  const { w, lanes, area, bytes, areaShape } = block;
  const at = w.variable('i32', area);
  const end = w.keep(i32.add(area, bytes), 'i32');
  w.repeat(() => {
    const level = w.keep(load('i32', table.get), 'i32');
    const run = w.keep(i32.mul(load('i32', table.get, 4), lanes.size), 'i32');
    const over = w.keep(i32.and(run, chunkBytes - 1), 'i32');
    const to = w.keep(i32.add(at.get, run), 'i32');
    const wholeTo = w.keep(i32.sub(to, over), 'i32');
    const masks = w.keep(i32.sub(i32.add(area, areaShape.masks + chunkBytes), over), 'i32');
    once({ from: at.get, to, wholeTo, masks, level });
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

/** `a`, times its column's vector some bytes past `address` where it has one. */
const times = (block: Block, a: Code, column: number | null, address: Code, further: number): Code =>
  column === null ? a : block.lanes.mul(a, vectorLoad(address, columnAt(block, column) + further));

/** Offsets of a chunk's vectors. */
const chunk = Array.from({ length: chunkVectors }, (_, v) => v * vectorBytes);

/** Writes one term's effects into a linear predictor, or adds them. */
function spreadRuns(block: Block, t: number, predictor: number, adds: boolean): void {
  const { w, lanes, area, areaShape, shape, tables } = block;
  const { k, columns } = shape.terms[t];
  const array = w.keep(load('i32', area, areaShape.header.terms[t].effects), 'i32');
  const table = w.variable('i32', tables[t].get);
  const eta = scratchAt(block, etaArray(predictor));
  const own = coefficientsIn(shape.terms[t], predictor);
  eachRun(block, table, ({ from, to, wholeTo, masks, level }) => {
    const effects = w.keep(element(array, level, k * lanes.size), 'i32');
    const splats = own.map((c) => w.keep(lanes.loadSplat(effects, c * lanes.size)));
    const at = w.variable('i32', from);
    const eachOfChunk = (write: (value: Code, further: number) => Code): void => {
      const address = alongside(block, t, at.get);
      for (const further of chunk) {
        const parts = splats.map((splat, s) => times(block, splat, columns[own[s]], address, further));
        w.emit(vectorStore(at.get, write(sum(lanes, parts), further), eta + further));
      }
    };
    const before = (further: number): Code => vectorLoad(at.get, eta + further);
    if (adds) {
      w.whilst(i32.lessUnsigned(at.get, wholeTo), () => {
        eachOfChunk((value, further) => lanes.add(before(further), value));
        at.set(i32.add(at.get, chunkBytes));
      });
      eachOfChunk((value, further) =>
        lanes.add(before(further), bits.and(value, vectorLoad(masks, further))),
      );
    } else
      w.repeat(() => {
        // what reaches past the run is overwritten by the next
        eachOfChunk((value) => value);
        at.set(i32.add(at.get, chunkBytes));
        return i32.lessUnsigned(at.get, to);
      });
  });
}

/** Adds the slopes of each run to its level's gradients. */
function collectRuns(block: Block, t: number, slopes: readonly number[]): void {
  const { w, lanes, area, areaShape, shape, tables } = block;
  const { k, columns, predictors } = shape.terms[t];
  const entered = [...new Set(predictors)];
  const array = w.keep(load('i32', area, areaShape.header.terms[t].gradients), 'i32');
  eachRun(block, tables[t], ({ from, wholeTo, masks, level }) => {
    const gradients = w.keep(element(array, level, k * 8), 'i32');
    const at = w.variable('i32', from);
    const sums = columns.map(() => chunk.map(() => w.variable('v128', lanes.constant(0))));
    const slopeAt = (predictor: number, further: number): Code =>
      vectorLoad(at.get, scratchAt(block, slopes[predictor]) + further);
    const addChunk = (slopeOf: typeof slopeAt): void => {
      const address = alongside(block, t, at.get);
      chunk.forEach((further, v) => {
        const kept = new Map(entered.map((p) => [p, w.keep(slopeOf(p, further))]));
        columns.forEach((column, c) => {
          const total = sums[c][v];
          const r = kept.get(predictors[c]) as Code;
          total.set(lanes.add(total.get, times(block, r, column, address, further)));
        });
      });
    };
    w.whilst(i32.lessUnsigned(at.get, wholeTo), () => {
      addChunk(slopeAt);
      at.set(i32.add(at.get, chunkBytes));
    });
    addChunk((predictor, further) => bits.and(slopeAt(predictor, further), vectorLoad(masks, further)));
    sums.forEach((parts, c) => {
      const total = w.keep(
        sum(
          lanes,
          parts.map((part) => part.get),
        ),
      );
      addTo(block, gradients, 8 * c, lanes.total(total));
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
function gatherEffects(block: Block, terms: readonly number[], predictor: number, adds: boolean): void {
  const { w, lanes, area, areaShape, shape } = block;
  const { scalar, size } = lanes;
  const { add, mul } = scalar === 'f64' ? f64 : f32;
  const eta = scratchAt(block, etaArray(predictor));
  const effects = terms.map((t) => w.keep(load('i32', area, areaShape.header.terms[t].effects), 'i32'));
  eachRow(block, (scratch, columns, row) => {
    const parts = terms.flatMap((t, i) => {
      const level = levelOf(block, t, row, effects[i], shape.terms[t].k * size);
      return coefficientsIn(shape.terms[t], predictor).map((c) => {
        const column = shape.terms[t].columns[c];
        const effect = load(scalar, level, c * size);
        return column === null ? effect : mul(effect, load(scalar, columns, columnAt(block, column)));
      });
    });
    if (adds) parts.unshift(load(scalar, scratch, eta));
    w.emit(store(scalar, scratch, parts.reduce(add), eta));
  });
}

/** Adds the slopes row by row, and moves the term's table on to the next block. */
function scatterSlopes(block: Block, t: number, slopes: readonly number[]): void {
  const { w, lanes, area, areaShape, shape, rows, tables } = block;
  const { scalar } = lanes;
  const { mul } = scalar === 'f64' ? f64 : f32;
  const { k, columns, predictors } = shape.terms[t];
  const entered = [...new Set(predictors)];
  const gradients = w.keep(load('i32', area, areaShape.header.terms[t].gradients), 'i32');
  eachRow(block, (scratch, record, row) => {
    const level = levelOf(block, t, row, gradients, k * 8);
    const slopeAt = (p: number): Code => load(scalar, scratch, scratchAt(block, slopes[p]));
    const kept = new Map(entered.map((p) => [p, w.keep(slopeAt(p), scalar)]));
    columns.forEach((column, c) => {
      const r = kept.get(predictors[c]) as Code;
      const amount = column === null ? r : mul(r, load(scalar, record, columnAt(block, column)));
      addTo(block, level, 8 * c, amount);
    });
  });
  tables[t].set(element(tables[t].get, rows, 4));
}
