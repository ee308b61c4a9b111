import { leadingTerm } from '../../src/engine/collapsed/statistics.ts';
import type { Program, TermProgram } from '../../src/engine/program/program.ts';
import type { ResidualProgram } from '../../src/engine/program/residual.ts';
import { sharedFloat64, sharedInt32 } from '../../src/engine/sharedArrays.ts';
import { originNotes, placedPriors } from '../covariance/origin.ts';
import { structureNotes } from '../covariance/structureNotes.ts';
import { classTerms } from '../covariance/term.ts';
import type { BuiltDesign } from '../design/build.ts';
import { groupsOf } from '../design/terms.ts';
import type { ChosenFamily } from '../families/choose.ts';
import { outcomeOf } from '../families/outcome.ts';
import type { Formula } from '../formula/index.ts';
import { type GlmmOptions, type Model, refuseSaturatedGroups } from '../glmm.ts';
import { buildProgram } from '../layout/buildProgram.ts';
import type { Note } from '../notes.ts';
import { readPriorTable } from '../priors/declared.ts';
import { createPriorLookup } from '../priors/resolve.ts';
import { checkReach } from '../residual/check.ts';
import type { Table } from '../table.ts';
import { withoutRows } from '../withoutRows.ts';
import type { CondensedRows, StructuredRows } from './condense.ts';

/** What a model of sums is put together from. */
export interface SummedParts {
  readonly formula: string;
  readonly terms: Formula;
  readonly chosen: ChosenFamily;
  readonly options: GlmmOptions;
  /** Names, levels, encodings, and the cell of each level: those of a table of the shape of the source. */
  readonly design: BuiltDesign;
  /** The same with three rows, which have the means and sds of all columns; the last has the means. */
  readonly moments: BuiltDesign;
  readonly condensed: CondensedRows;
  /** Where residuals have a structure, the same rows with their sets, and what the structure counts of the rows. */
  readonly residual: StructuredRows | null;
  /** Places of columns among the values of condensed rows; -1 for ones. */
  readonly border: {
    readonly x: readonly number[];
    readonly z: readonly (readonly number[])[];
    readonly outcome: number;
  };
  /** The mean of the outcome less its offset, which condensed outcomes are counted from. */
  readonly origin: number;
  /** Of all rows. */
  readonly weight: number;
  readonly cells: number;
  readonly table: Table;
}

/** The model whose program has condensed rows in the place of the rows. */
export function modelOfSums(parts: SummedParts): Model {
  const { formula, terms, chosen, options, design, moments, table } = parts;
  const lookup = createPriorLookup(
    readPriorTable(options.priors ?? {}),
    readPriorTable(options.defaultPriors ?? {}),
  );
  const outcome = outcomeOf(moments);
  const laid = buildProgram({ design: moments, outcome, weights: null }, chosen, lookup);
  const program = withCondensedRows(laid, parts);
  if (program.residual !== undefined) checkReach(program);
  const { name, notation } = chosen.family;
  const priors = lookup.finish();
  refuseSaturatedGroups(name, moments);
  const groups = groupsOf(moments);
  const model: Model = {
    formula: design.formula,
    terms,
    family: { name, link: chosen.link.name, notation, chosen },
    design,
    outcome,
    weights: null,
    weightedBy: options.weights ?? null,
    priors: placedPriors(priors, groups.flatMap(classTerms), []),
    program,
    order: new Int32Array(0),
    notes: [...design.notes, sumsNote(parts), ...structureNotes(groups), ...originNotes(priors, groups)],
    declaration: { formula, table, options },
  };
  return withoutRows(model, 'sums');
}

function sumsNote({ cells }: SummedParts): Note {
  const rows = cells === 1 ? '' : `, for each of ${cells} combinations of groups`;
  const text = `sums of products were made in the database${rows}, and stand for the rows: the posterior is that of all rows`;
  return { kind: 'database', text };
}

/** Columns inside are straight lines in the user's: told from what the three rows became. */
function withCondensedRows(
  laid: Program,
  { moments, condensed, residual, border, origin, design, weight }: SummedParts,
): Program {
  const { rows, terms } = laid;
  const order = sortedByLeading(laid, design, condensed.cell);
  const count = order.length;
  const ones = sharedFloat64(count);
  const y = sharedFloat64(count);
  const x = sharedFloat64(count * rows.width);
  const at = (p: number, column: number): number => condensed.values[order[p]][column];
  const inside = (
    p: number,
    column: number,
    user: Float64Array,
    [low, high, middle]: readonly [number, number, number],
  ): number => {
    const width = user[1] - user[0];
    const slope = width === 0 ? 0 : (high - low) / width;
    return slope * at(p, column) + middle * condensed.ones[order[p]];
  };
  for (let p = 0; p < count; p++) {
    ones[p] = condensed.ones[order[p]];
    y[p] = at(p, border.outcome);
    border.x.forEach((column, j) => {
      x[p * rows.width + j] = inside(p, column, moments.fixed.columns[j], [
        rows.x[j],
        rows.x[rows.width + j],
        rows.x[2 * rows.width + j],
      ]);
    });
  }
  const groups = groupsOf(moments);
  const places = groupPlaces(moments, border.z);
  const condensedTerms = terms.map((term, t): TermProgram => {
    const index = sharedInt32(count);
    const of = groupsOf(design)[t].index;
    for (let p = 0; p < count; p++) index[p] = of[condensed.cell[order[p]]];
    const { classes } = term;
    // all rows of the moments are of the first level, and of its class
    const own = term.columns.length / (classes?.count ?? 1);
    const first = (classes?.of[0] ?? 0) * own;
    const columns = term.columns.map((_, c) => {
      const [part, column, place] = [
        Math.floor(c / own),
        term.columns[first + (c % own)],
        places[t][c % own],
      ];
      if (classes === undefined && column === null) return null;
      const values = sharedFloat64(count);
      for (let p = 0; p < count; p++) {
        if (classes !== undefined && classes.of[index[p]] !== part) continue;
        values[p] =
          column === null || place < 0
            ? (column?.[0] ?? 1) * ones[p]
            : inside(p, place, groups[t].columns[c % own], [column[0], column[1], column[2]]);
      }
      return values;
    });
    return { ...term, index, columns };
  });
  return {
    ...laid,
    ...(residual === null ? {} : { residual: condensedResidual(laid, residual, order) }),
    terms: condensedTerms,
    rows: { ...rows, count, x, y, offset: null, weights: null, condensed: { ones, weight, origin } },
  };
}

/** Every condensed row is a block, in its set. */
function condensedResidual(
  { residual: laid }: Program,
  { rows, residual }: StructuredRows,
  order: Int32Array,
): ResidualProgram {
  if (laid === undefined) throw new RangeError('sums: residuals are independent');
  const starts = sharedInt32(order.length + 1);
  const place = sharedFloat64(order.length);
  order.forEach((row, p) => {
    starts[p + 1] = p + 1;
    place[p] = rows.set[row];
  });
  return { ...laid, starts, place, condensed: residual };
}

/** Places of the columns of the program's terms: those of one id are one. */
function groupPlaces({ groups }: BuiltDesign, z: readonly (readonly number[])[]): number[][] {
  const placed = groups.map((group, t) => ({
    ...group,
    columns: z[t] as unknown as readonly Float64Array[],
  }));
  return groupsOf({ groups: placed, further: [] }).map(({ columns }) => columns as unknown as number[]);
}

/** Rows in the order of the term whose effects are integrated out level by level. */
function sortedByLeading(laid: Program, design: BuiltDesign, cell: readonly number[]): Int32Array {
  const leading = leadingTerm(laid);
  const rows = Int32Array.from(cell, (_, i) => i);
  if (leading < 0) return rows;
  const { index } = groupsOf(design)[leading];
  return rows.sort((a, b) => index[cell[a]] - index[cell[b]] || a - b);
}
