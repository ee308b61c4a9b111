import { hasWebAssembly, instantiate, newMemory } from '../../wasm/platform.ts';
import { type Kernels, kernelSource } from './kernels.ts';
import type { Panels } from './panels.ts';

/** What one thread works in. Pages of it that nobody touches, such as the inverse's, cost nothing. */
export interface Memory {
  /** The factor's panels, the inverse's, and the numbers of one panel beside them. */
  readonly l: Float64Array;
  readonly z: Float64Array;
  readonly y: Float64Array;
  /** For each row of a panel: where it is among the rows of another. */
  readonly where: Int32Array;
  /** Offsets in bytes for kernels, as many as a panel has rows. */
  readonly rowOffset: Int32Array;
  readonly innerOffset: Int32Array;
  /** Null where no panel is large enough for them, or there is no WebAssembly. */
  readonly kernels: Kernels | null;
}

/** `plain`: without kernels in any case, to the same bits. */
export function newNumericMemory(panels: Panels, plain: boolean): Memory {
  const { length, mostNumbers, mostRows, isLarge } = panels;
  const even = length + (length & 1);
  const numbers = 2 * even + mostNumbers + (mostNumbers & 1);
  const bytes = 8 * numbers + 12 * mostRows;
  const withKernels = isLarge && hasWebAssembly && !plain;
  const memory = withKernels ? newMemory(bytes, false) : null;
  const buffer = memory?.buffer ?? new ArrayBuffer(bytes);
  const table = (k: number): Int32Array => new Int32Array(buffer, 8 * numbers + 4 * k * mostRows, mostRows);
  return {
    l: new Float64Array(buffer, 0, length),
    z: new Float64Array(buffer, 8 * even, length),
    y: new Float64Array(buffer, 16 * even, mostNumbers),
    where: table(0),
    rowOffset: table(1),
    innerOffset: table(2),
    kernels: memory === null ? null : instantiate<Kernels>(kernelSource(), memory, {}),
  };
}
