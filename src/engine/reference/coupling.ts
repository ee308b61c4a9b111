import type { Stage } from './stage.ts';

/**
 * What a stage's levels share with the coefficients w already placed: g = zy - zu w. Columns that every level touches
 * (the linear coefficients, as a rule) are laid out column by column, for kernels; what is left stays level by level.
 */
export interface Coupling {
  /** Columns of w that every level touches, ascending. */
  readonly shared: readonly number[];
  /** `dense[s * k + c][level]`: what coefficient c of a level has with shared column s. */
  readonly dense: readonly Float64Array[];
  /** The rest; null where there is none. */
  readonly sparse: SparseCoupling | null;
}

export interface SparseCoupling {
  /** Subtracts coefficient c's part of zu w from g. */
  subtract(c: number, w: Float64Array, g: Float64Array): void;
  /** Adds to d / d w, given d / d g of coefficient c. */
  pullBack(c: number, gBar: Float64Array, wOut: Float64Array): void;
}

export function splitCoupling(stage: Stage): Coupling {
  const { k, levels, from, column, zu } = stage;
  const common = commonTail(stage);
  const shared = Array.from({ length: common }, (_, s) => column[from[1] - common + s]);
  const dense = shared.flatMap((_, s) =>
    Array.from({ length: k }, (_, c) =>
      Float64Array.from({ length: levels }, (_, j) => zu[(from[j + 1] - common + s) * k + c]),
    ),
  );
  if (from[levels] === levels * common) return { shared, dense, sparse: null };
  const sparse = sparseCoupling(stage, common);
  return { shared, dense, sparse };
}

/** The columns but the last `common` of each level, a list for each coefficient. */
function sparseCoupling({ k, levels, from, column, zu }: Stage, common: number): SparseCoupling {
  const ends = Int32Array.from({ length: levels + 1 }, (_, j) => from[j] - j * common);
  const columns = new Int32Array(ends[levels]);
  const values = Array.from({ length: k }, () => new Float64Array(columns.length));
  for (let j = 0, at = 0; j < levels; j++)
    for (let a = from[j]; a < from[j + 1] - common; a++, at++) {
      columns[at] = column[a];
      for (let c = 0; c < k; c++) values[c][at] = zu[a * k + c];
    }
  return {
    subtract(c, w, g) {
      const by = values[c];
      for (let j = 0, a = 0; j < levels; j++) {
        const end = ends[j + 1];
        let s = g[j];
        for (; a < end; a++) s -= by[a] * w[columns[a]];
        g[j] = s;
      }
    },
    pullBack(c, gBar, wOut) {
      const by = values[c];
      for (let j = 0, a = 0; j < levels; j++) {
        const end = ends[j + 1];
        const s = gBar[j];
        for (; a < end; a++) wOut[columns[a]] -= by[a] * s;
      }
    },
  };
}

/** How many last columns are the same for all levels. */
function commonTail({ levels, from, column }: Stage): number {
  const isShared = (back: number): boolean => {
    for (let j = 0; j < levels; j++) {
      const at = from[j + 1] - back;
      if (at < from[j] || column[at] !== column[from[1] - back]) return false;
    }
    return levels > 0;
  };
  let common = 0;
  while (isShared(common + 1)) common++;
  return common;
}
