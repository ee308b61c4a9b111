import { type BuiltDesign, buildDesign } from '../design/build.ts';
import type { ResidualDesign } from '../design/design.ts';
import type { DesignOptions } from '../design/options.ts';
import type { ResidualSyntax } from '../residual/parse.ts';
import type { Declared } from './declare.ts';
import { type Known, rangeOf } from './learn.ts';
import type { SourceColumn, SummedSource } from './questions.ts';
import { asColumn, type ReadingOf } from './reading.ts';
import { type Cells, type Filling, type PredictorLevels, shapeTable } from './shape.ts';

/** What is known of a source's levels and ranges. */
export interface Shape {
  readonly source: SummedSource;
  readonly reading: ReadingOf;
  readonly levels: ReadonlyMap<string, PredictorLevels>;
  readonly cells: Cells | null;
  readonly known: Known;
  readonly rows: number;
  readonly complete: number;
}

/** Enough rows for every level and every cell, and for moments of numbers: see `withMoments`. */
const shapeRows = ({ levels, cells }: Shape): number => {
  const most = Math.max(4, cells?.count ?? 0, ...[...levels.values()].map((one) => one.levels.length));
  return most + (most % 2);
};

/** A table of the shape of the source; numbers as `numbers` has them. */
export function tableOf(shape: Shape, numbers: (name: string) => (row: number) => number) {
  const { source, levels, cells, reading } = shape;
  const rows = shapeRows(shape);
  // series alone have neither levels nor numbers here
  const read = source.columns.filter(
    ({ name }) => cells?.columns.has(name) || levels.has(name) || reading.numbers.includes(name),
  );
  const fillings = read.map((column): readonly [SourceColumn, Filling] => {
    const ofCells = cells?.columns.get(column.name);
    const own = levels.get(column.name);
    if (ofCells !== undefined) return [column, { ...own, levels: ofCells }];
    return [column, own ?? { numbers: numbers(column.name) }];
  });
  const counts = new Float64Array(rows).fill((shape.complete - 2) / (rows - 2));
  counts.fill(1, 0, 2);
  return { ...shapeTable(source.name, rows, fillings), counts, incomplete: shape.rows - shape.complete };
}

/** The design on the shape: names, levels, encodings; its columns are not those of any row. */
export function designOf(
  { terms, options, residual }: Declared,
  shape: Shape,
  leftOut: ReadonlySet<string>,
): BuiltDesign {
  const range = rangeOf(shape.known);
  const table = tableOf(shape, (name) => {
    const [least, most] = range(asColumn(name));
    return (row) => least + ((most - least) * (row % 3)) / 2;
  });
  const given: DesignOptions = {
    factors: Object.fromEntries(
      Object.entries(options.factors ?? {}).filter(([name]) => table.columns.has(name)),
    ),
    ...(options.cov === undefined ? {} : { cov: options.cov }),
    ...(options.contrasts === undefined ? {} : { contrasts: options.contrasts }),
    residual: residual?.structure.kind === 'strata' ? residual : null,
    learned: { variables: shape.known.variables, leftOut },
  };
  const design = buildDesign(terms, table, given);
  return residual === null || design.residual !== null
    ? design
    : { ...design, residual: seriesDesign(residual, design.rows) };
}

/** Of rows in series, of which the structure of their residuals knows the distances alone. */
function seriesDesign(syntax: ResidualSyntax, rows: number): ResidualDesign {
  const rowByRow = { block: new Int32Array(rows), place: new Float64Array(rows) };
  return { syntax, ...rowByRow, blocks: [], largest: 2, points: [], times: null };
}
