import type { CondensedResidual } from '../../src/engine/program/residual.ts';
import type { BuiltDesign } from '../design/build.ts';
import type { ResidualSyntax } from '../residual/parse.ts';
import type { Asking } from './asking.ts';
import type { Columns } from './columns.ts';
import type { CellSums, SetRows } from './condense.ts';
import type { ExactSums } from './gram.ts';
import { strataOf } from './reading.ts';
import { levelText } from './shape.ts';
import type { Shape } from './standIn.ts';
import { askStrata, condenseStrata } from './strata.ts';

/** What stands for rows whose residuals have a structure. */
export interface StructuredRows {
  readonly rows: SetRows;
  readonly residual: CondensedResidual;
}

/** Makes condensed rows of the sums of cells and of all rows. */
export type Structured = (
  design: BuiltDesign,
  cells: readonly CellSums[],
  plain: ExactSums,
) => StructuredRows;

/** What the structure of residuals needs to know of the rows; null where they are independent. */
export function* askStructured(
  residual: ResidualSyntax | null,
  columns: Columns,
  shape: Shape,
): Asking<Structured | null> {
  const [stratum] = strataOf(residual);
  if (stratum === undefined) return null;
  const found = yield* askStrata(columns, stratum, shape);
  return (design, cells, plain) => {
    const points = design.residual?.points ?? [];
    const strata = points.map((level) => found.get(level) ?? null);
    const levels = shape.cells?.columns.get(stratum) ?? [];
    const { kind } = shape.reading.column(stratum);
    const stratumOf = (cell: number): number => points.indexOf(levelText(levels[cell], kind));
    const counts = Float64Array.from(strata, (sums) => sums?.rows ?? 0);
    return { rows: condenseStrata(cells, stratumOf, strata, columns, plain), residual: { counts } };
  };
}
