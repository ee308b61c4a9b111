import { compile, type Expression } from '../autodiff/index.ts';
import { type Program, rowVariables } from '../program/program.ts';
import { scalarFunctions } from '../wasm/lowerExpression.ts';
import { inOrdinaryOperations } from '../wasm/ordinary.ts';
import { instantiate } from '../wasm/platform.ts';
import { derivedColumns, withDerived } from './derivedColumns.ts';
import { hoistInvariants } from './hoist.ts';
import { openRows } from './rowMemory.ts';
import type { Precision } from './rowShape.ts';
import { type Area, areaBytes, openArea } from './wasmArea.ts';
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
  const rows = openRows(program, precision, areaBytes(shape, program, arrays), shared);
  const area = openArea(rows.memory.buffer, rows.area, shape, program, rows, arrays);
  const { run } = instantiate<{ run: (area: number) => void }>(source, rows.memory, scalarFunctions);
  const hoist = compile(
    hoisted,
    program.auxiliary.map((a) => a.name),
  );
  const values = new Float64Array(hoisted.length);
  return {
    area,
    run(auxiliary) {
      hoist(auxiliary, values);
      area.hoisted.set(values);
      area.sums.fill(0);
      run(area.address);
    },
  };
}
