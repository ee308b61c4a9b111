import type { BuiltDesign } from '../design/build.ts';
import type { ResidualDesign } from '../design/design.ts';
import type { GlmmOptions, Model } from '../glmm.ts';
import { checkResidual } from '../residual/check.ts';
import { type Asking, both, together } from './asking.ts';
import { modelOfSums } from './assemble.ts';
import { type Columns, expressColumns, ownColumns } from './columns.ts';
import { condense } from './condense.ts';
import { type Declared, declare, refuseMissing } from './declare.ts';
import { aboutMeans, meanLess, meanOf } from './gram.ts';
import { type Known, learnStandardized, learnVariable, noteRanges, rangeOf } from './learn.ts';
import type { SummedSource } from './questions.ts';
import { asColumn, classify, outcomeOf, type ReadingOf, variablesOf } from './reading.ts';
import { askGaps } from './series.ts';
import { cellsOf, levelsOf, withMoments } from './shape.ts';
import { designOf, type Shape, tableOf } from './standIn.ts';
import { askStructured, type Structured } from './structured.ts';
import { askTotals, dependent, type SummedCells, weightOf } from './totals.ts';

/**
 * `glmm(formula, rows, options)` of rows that are only asked about: yields questions, takes their answers, and returns the model, whose
 * program has the sums of products of all rows in the place of the rows. For normal residuals, of one sd, one a stratum, or along time.
 * Throws NotSummed where the rows themselves are needed, and InputError as `glmm` does.
 */
export function* sumModel(formula: string, options: GlmmOptions, source: SummedSource): Asking<Model> {
  const declared = declare(formula, options);
  const { terms, residual } = declared;
  const reading = classify(terms, options, source, residual);
  const [shape, gaps] = yield* both(askShape(reading, source, options), askGaps(residual, reading.groups));
  const { known, complete } = shape;
  yield* together([
    ...variablesOf(terms).map((variable) => learnVariable(variable, known)),
    ...[outcomeOf(terms), ...terms.offsets].map((arith) => learnStandardized(arith, known)),
  ]);
  const all = designOf(declared, shape, new Set());
  if (all.residual !== null) checkResidual(all, all.residual, options.weights);
  const columns = yield* expressColumns(terms, all, known, reading.numbers);
  const weight = weightOf(options.weights, known);
  const [summed, structured] = yield* both(
    askTotals(columns, weight, reading.groups, shape),
    askStructured(residual, gaps, columns, reading.groups, shape),
  );
  const { left, note } = dependent(terms, columns, summed.totals, complete);
  const design = left.size === 0 ? all : designOf(declared, shape, left);
  const notes = [note, gaps?.note ?? null].filter((one) => one !== null);
  return assemble(declared, options, design, shape, columns, summed, structured, notes);
}

/** How many rows there are, the levels of factors, the combinations of groups, the ranges of numbers. */
function* askShape(reading: ReadingOf, source: SummedSource, options: GlmmOptions): Asking<Shape> {
  const { groups, factors, numbers } = reading;
  const ariths = numbers.map(asColumn);
  const [counts, ...rest] = yield [
    { kind: 'counts', of: ariths.map((of) => ({ kind: 'arith', of })) },
    ...factors.map((column) => ({ kind: 'levels', column }) as const),
    ...(groups.length === 0
      ? []
      : [{ kind: 'products', columns: [], weight: null, pairs: [], by: groups } as const]),
  ];
  const [rows, complete] = [Number(counts.columns[0][0]), Number(counts.columns[1][0])];
  refuseMissing(rows, complete, source, options);
  const known: Known = { variables: new Map(), ranges: new Map(), rows: complete };
  const levels = new Map(factors.map((column, f) => [column, levelsOf(column, rest[f], complete)]));
  const cells = groups.length === 0 ? null : cellsOf(groups, rest[factors.length], complete);
  noteRanges(ariths, counts.columns.slice(2), known);
  return { source, reading, levels, cells, known, rows, complete };
}

/**
 * Columns have the means and sds of all rows in three of their own: two that count little, this many sds from the mean, and the mean. What is read
 * off their distance is then as exact where the mean is 1e8 sds from 0 as elsewhere.
 */
const far = 2 ** 16;

/** Of three rows, of which nothing is taken but names. */
function residualOfMoments(residual: ResidualDesign): ResidualDesign {
  const block = residual.block === null ? null : new Int32Array(3);
  return { ...residual, block, place: new Float64Array(3) };
}

/** The model of what was found. */
function assemble(
  { formula, chosen, terms }: Declared,
  options: GlmmOptions,
  design: BuiltDesign,
  shape: Shape,
  columns: Columns,
  summed: SummedCells,
  structured: Structured | null,
  notes: BuiltDesign['notes'],
): Model {
  const { all, border, names } = columns;
  const { own: cells, totals } = summed;
  const { plain, weighted } = totals;
  const n = shape.complete;
  const mean = (c: number): number => meanOf(plain, all, c);
  const spread = (c: number): number => Math.sqrt(Math.max(0, aboutMeans(plain, all, c, c)) / n);
  const momentsOf = (c: number): Float64Array =>
    c === 0
      ? Float64Array.of(1, 1, 1)
      : Float64Array.of(mean(c) - far * spread(c), mean(c) + far * spread(c), mean(c));
  const atEnds = n / (far * far);
  const counts = Float64Array.of(atEnds / 2, atEnds / 2, n - atEnds);
  const x = design.fixed.names.map((name) => columns.x[names.indexOf(name)]);
  const groups = design.groups.map((group, t) => ({
    ...group,
    index: Int32Array.of(0, 0, 0),
    columns: columns.z[t].map(momentsOf),
    counts,
  }));
  const moments = {
    ...design,
    ...{ rows: 3, groups, counts, rowNumbers: Int32Array.of(1, 2, 3) },
    fixed: { ...design.fixed, columns: x.map(momentsOf), counts },
    response: {
      kind: 'values',
      name: design.response.name,
      values: momentsOf(columns.y),
      censoring: null,
      standardErrors: null,
    },
    offset: columns.offset === null ? null : new Float64Array(3).fill(mean(columns.offset)),
    residual: design.residual === null ? null : residualOfMoments(design.residual),
  } as const;
  const total = (i: number, j: number): number => {
    const [a, b] = [border[i], border[j]];
    const shift = meanLess(weighted, plain, all, a) * meanLess(weighted, plain, all, b);
    return aboutMeans(weighted, all, a, b) + (weighted === plain ? 0 : weighted.weight * shift);
  };
  const own = ownColumns(columns).map((c) => border.indexOf(c));
  const ofSets = structured?.(design, summed) ?? null;
  const condensed = ofSets?.rows ?? condense(cells, border.length, own, total);
  const at = (c: number): number => border.indexOf(c);
  return modelOfSums({
    formula,
    terms,
    chosen,
    options,
    design: { ...design, notes: [...design.notes, ...notes] },
    moments,
    condensed,
    residual: ofSets,
    border: {
      x: x.map(at),
      z: columns.z.map((one) => one.map((c) => (c === 0 ? -1 : at(c)))),
      outcome: at(columns.outcome),
    },
    origin: mean(columns.outcome),
    weight: weighted.weight,
    cells: cells.length,
    table: tableOf(shape, (name) => {
      const c = columns.raw.get(name) ?? 0;
      const [least, most] = rangeOf(shape.known)(asColumn(name));
      return withMoments(n, { least, most, mean: mean(c), squares: n * spread(c) * spread(c) });
    }),
  });
}
