import { compile, type Expression } from '../autodiff/index.ts';
import { type Program, rowVariables } from '../program/program.ts';
import { scalarFunctions } from '../wasm/lowerExpression.ts';
import { inOrdinaryOperations } from '../wasm/ordinary.ts';
import { instantiate } from '../wasm/platform.ts';
import { derivedColumns, withDerived } from './derivedColumns.ts';
import { hoistInvariants } from './hoist.ts';
import { type OpenRows, openRows } from './rowMemory.ts';
import { blockRows, type Precision, recordBytes, rowShape } from './rowShape.ts';
import { segmentRunner } from './rowTeam.ts';
import { levelRange, runsBefore, segmentStarts } from './segments.ts';
import { type Area, areaBytes, openArea, type RowsOfPass } from './wasmArea.ts';
import { hoistedPrefix, type KernelSource } from './wasmKernel.ts';

/** Expressions as a kernel takes them, and what is worked out for it ahead. */
export interface Prepared {
  readonly roots: readonly Expression[];
  readonly hoisted: readonly Expression[];
}

/**
 * Takes out what is the same for all rows (nothing known of a row and no variable in `perRow` enters it), reads from columns what
 * is known of each row once for all, and rewrites the rest in ordinary operations.
 */
export function prepare(
  program: Program,
  wanted: readonly Expression[],
  perRow: readonly string[],
): Prepared {
  const derived = derivedColumns(program).map(({ name }) => name);
  const names = new Set([...rowVariables(program.rows), ...derived, 'weight', ...perRow]);
  const read = withDerived(program, wanted);
  const { roots, hoisted } = hoistInvariants(read, names, (i) => `${hoistedPrefix}${i}`);
  return { roots: inOrdinaryOperations(roots), hoisted };
}

/** A kernel linked to the rows, with an area of its own. */
export interface KernelInstance {
  readonly area: Area;
  /** Goes through the rows once; the other parameters stand in the area. */
  run(auxiliary: Float64Array): void;
}

export function openKernel(
  program: Program,
  precision: Precision,
  { source, area: shape }: KernelSource,
  hoisted: readonly Expression[],
  arrays: number,
  shared: boolean,
): KernelInstance {
  // a pass that writes an entry a row is not split: its area has room for all rows
  const starts = arrays === 0 ? segmentStarts(program.rows.count) : [0, program.rows.count];
  const segments = starts.length - 1;
  const each = roundedUp(areaBytes(shape, program, arrays));
  const rows = openRows(program, precision, segments * each, shared);
  const { memory } = rows;
  const areas = rowsOfSegments(program, precision, rows, starts).map((ofSegment, s) =>
    openArea(memory.buffer, rows.area + s * each, shape, program, ofSegment, arrays),
  );
  const { run } = instantiate<{ run: (area: number) => void }>(source, memory, scalarFunctions);
  const runSegments = segmentRunner(
    memory,
    source,
    areas.map(({ address }) => address),
  );
  const hoist = compile(
    hoisted,
    program.auxiliary.map((a) => a.name),
  );
  const values = new Float64Array(hoisted.length);
  const [area] = areas;
  const further = furtherSegments(program, areas, starts);
  return {
    area,
    run(auxiliary) {
      hoist(auxiliary, values);
      area.hoisted.set(values);
      area.sums.fill(0);
      further.begin();
      runSegments((segment) => run(areas[segment].address));
      further.addUp();
    },
  };
}

const roundedUp = (bytes: number): number => Math.ceil(bytes / 64) * 64;

/** The rows of each segment. */
function rowsOfSegments(
  program: Program,
  precision: Precision,
  { records, tables }: OpenRows,
  starts: readonly number[],
): RowsOfPass[] {
  const shape = rowShape(program);
  const before = shape.terms.map(({ form }, t) =>
    form === 'runs'
      ? runsBefore(program.terms[t].index, starts).map((runs) => 8 * runs)
      : starts.map((start) => 4 * start),
  );
  return starts.slice(1).map((end, s) => ({
    count: end - starts[s],
    records: records + (starts[s] / blockRows) * recordBytes(shape, precision),
    tables: tables.map((table, t) => table + (before[t]?.[s] ?? 0)),
  }));
}

/** What the areas of the segments after the first are given before a pass, and give after it. */
function furtherSegments(
  { terms }: Program,
  [first, ...others]: readonly Area[],
  starts: readonly number[],
): { begin(): void; addUp(): void } {
  const parts = others.map((area, s) => ({
    area,
    terms: area.gradients.map((gradients, t) => {
      const { from, to } = levelRange(terms[t].index, starts[s + 1], starts[s + 2]);
      const k = terms[t].coefs.length;
      return {
        effects: area.effects[t].subarray(k * from, k * to),
        ofAll: first.effects[t].subarray(k * from, k * to),
        gradients: gradients.subarray(k * from, k * to),
        total: first.gradients[t].subarray(k * from, k * to),
      };
    }),
  }));
  return {
    begin() {
      for (const { area, terms } of parts) {
        area.linear.set(first.linear);
        area.hoisted.set(first.hoisted);
        area.sums.fill(0);
        for (const { effects, ofAll, gradients } of terms) {
          effects.set(ofAll);
          gradients.fill(0);
        }
      }
    },
    addUp() {
      for (const { area, terms } of parts) {
        addInto(first.sums, area.sums);
        for (const { gradients, total } of terms) addInto(total, gradients);
      }
    },
  };
}

function addInto(total: Float64Array, part: Float64Array): void {
  for (let i = 0; i < part.length; i++) total[i] += part[i];
}
