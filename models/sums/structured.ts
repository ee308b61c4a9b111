import type { BuiltDesign } from '../design/build.ts';
import type { ResidualSyntax } from '../residual/parse.ts';
import type { Asking } from './asking.ts';
import type { Columns } from './columns.ts';
import type { StructuredRows } from './condense.ts';
import { strataOf } from './reading.ts';
import { askNeighbours, condenseSeries, type Gaps } from './series.ts';
import { levelText } from './shape.ts';
import type { Shape } from './standIn.ts';
import { askStrata, condenseStrata } from './strata.ts';
import type { SummedCells } from './totals.ts';

/** Makes condensed rows of the sums of cells and of all rows. */
export type Structured = (design: BuiltDesign, summed: SummedCells) => StructuredRows;

/** What the structure of residuals needs to know of the rows; null where they are independent. */
export function* askStructured(
  residual: ResidualSyntax | null,
  gaps: Gaps | null,
  columns: Columns,
  groups: readonly string[],
  shape: Shape,
): Asking<Structured | null> {
  if (gaps !== null) {
    const neighbours = yield* askNeighbours(gaps, columns, groups, shape);
    return (_, summed) => condenseSeries(gaps, neighbours, summed, columns);
  }
  const [stratum] = strataOf(residual);
  if (stratum === undefined) return null;
  const found = yield* askStrata(columns, stratum, shape);
  return (design, { own, totals }) => {
    const points = design.residual?.points ?? [];
    const strata = points.map((level) => found.get(level) ?? null);
    const levels = shape.cells?.columns.get(stratum) ?? [];
    const { kind } = shape.reading.column(stratum);
    const stratumOf = (cell: number): number => points.indexOf(levelText(levels[cell], kind));
    const counts = Float64Array.from(strata, (sums) => sums?.rows ?? 0);
    return {
      rows: condenseStrata(own, stratumOf, strata, columns, totals.plain),
      residual: { counts, gaps: new Float64Array(0) },
    };
  };
}
