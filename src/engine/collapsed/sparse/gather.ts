import { analyse } from '../../linalg/sparseCholesky/analysis.ts';
import { valueCount } from '../../linalg/sparseCholesky/pattern.ts';
import type { Program } from '../../program/program.ts';
import type { ResidualForm, RowCombiner } from '../../residual/form.ts';
import { residualForm } from '../../residual/forms.ts';
import { sharedFloat64, sharedInt32 } from '../../sharedArrays.ts';
import {
  createCoupling,
  createRowReader,
  outcomeReader,
  type StatisticsShape,
  statisticsShape,
} from '../statistics.ts';
import {
  type BorderNodes,
  borderNodes,
  type Meetings,
  meetingPattern,
  placeFinder,
  withLastSize,
} from './nodes.ts';
import { gatherSums } from './patternSums.ts';
import { type LeadingSums, lowerCount, type SparseStatistics } from './statistics.ts';

/** Pairs of columns that meet, counted level by level, beyond which sums are not gathered: 12 bytes each. */
const mostPairs = 4e7;

/**
 * One pass over the rows, or two where every term is in the border. Null where so many columns meet that no sparse
 * algebra helps. With a residual structure no term is eliminated first: sums are kept by the structure's sets; nor is one with
 * `inBorder`, for covariances of all effects.
 */
export function sparseStatistics(program: Program, inBorder = false): SparseStatistics | null {
  const isWhole = inBorder || program.residual !== undefined;
  const shape = isWhole ? statisticsShape(program, -1) : statisticsShape(program);
  const nodes = borderNodes(shape);
  const integrated = program.linearPriors.reduce((n, prior) => n + (prior === null ? 0 : 1), 0);
  const whole =
    program.residual !== undefined ? ofSets(program, shape, nodes) : ofRows(program, shape, nodes);
  if (whole === null) return null;
  const precision = withLastSize(whole.pattern, integrated);
  const analysis = analyse(precision, [precision.sizes.length - 1]);
  return { kind: 'sparse', ...shape, ...whole, analysis };
}

type Sums = Pick<SparseStatistics, 'pattern' | 'weight' | 'sums' | 'sets' | 'lead'>;

function ofRows(program: Program, shape: StatisticsShape, nodes: BorderNodes): Sums | null {
  const coupled = shape.leading < 0 ? null : coupling(program, shape);
  const meetings = coupled ?? rowMeetings(program, shape);
  if (pairsOf(meetings) > mostPairs) return null;
  const pattern = meetingPattern(nodes, meetings);
  const place = placeFinder(pattern, nodes);
  const { border } = shape;
  const sums = sharedFloat64(valueCount(pattern));
  let weight = 0;
  eachRow(program, shape, ({ touched, value }, y, w) => {
    weight += w;
    for (let a = 0; a < touched.length; a++) {
      const wa = w * value[a];
      for (let b = 0; b <= a; b++) sums[place(touched[a], touched[b])] += wa * value[b];
      sums[place(border, touched[a])] += wa * y;
    }
    sums[place(border, border)] += w * y * y;
  });
  const lead = coupled === null ? null : mergeLevels(coupled, shape, place, sums.length);
  return { pattern, weight: program.rows.condensed?.weight ?? weight, sums, sets: null, lead };
}

type Coupled = Omit<LeadingSums, 'classOf' | 'members' | 'information' | 'products'>;

/** Sums of the leading term, level by level; the rows are sorted by it. */
function coupling(program: Program, shape: StatisticsShape): Coupled {
  const { leading, k, levels, border } = shape;
  const { index } = program.terms[leading];
  const [zz, zy] = [sharedFloat64(levels * k * k), sharedFloat64(levels * k)];
  const couple = createCoupling(border, k, levels);
  let level = 0;
  eachRow(program, shape, (reader, y, w, row) => {
    for (; level < index[row]; level++) couple.close(level);
    couple.add(reader, w);
    const { z } = reader;
    for (let c = 0; c < k; c++) {
      zy[level * k + c] += w * z[c] * y;
      for (let d = 0; d < k; d++) zz[(level * k + c) * k + d] += w * z[c] * z[d];
    }
  });
  for (; level < levels; level++) couple.close(level);
  return { zz, zy, ...couple.result() };
}

type Visit = (reader: ReturnType<typeof createRowReader>, y: number, weight: number, row: number) => void;

function eachRow(program: Program, shape: StatisticsShape, visit: Visit): void {
  const { rows, terms } = program;
  const lead = shape.leading < 0 ? null : terms[shape.leading];
  const reader = createRowReader(program, lead, shape.borderTerms, shape.linearStart);
  const outcome = outcomeReader(program, shape);
  for (let i = 0; i < rows.count; i++) {
    reader.read(i);
    const y = outcome(i);
    visit(reader, y, rows.weights === null ? 1 : rows.weights[i], i);
  }
}

/** The sets of columns that rows touch, those of neighbours that touch the same ones once. */
function rowMeetings(program: Program, shape: StatisticsShape): Meetings {
  const [from, column]: [number[], number[]] = [[0], []];
  eachRow(program, shape, ({ touched }) => {
    const before = from[from.length - 2] ?? -1;
    const isSame =
      before >= 0 &&
      column.length - before === touched.length &&
      touched.every((u, a) => column[before + a] === u);
    if (isSame) return;
    for (const u of touched) column.push(u);
    from.push(column.length);
  });
  return { from: Int32Array.from(from), column: Int32Array.from(column) };
}

function pairsOf({ from }: Meetings): number {
  let pairs = 0;
  for (let g = 0; g + 1 < from.length; g++) pairs += lowerCount(from[g + 1] - from[g]);
  return pairs;
}

/** Levels that enter the marginal likelihood in the same way, put together. */
function mergeLevels(
  coupled: Coupled,
  { k, levels, border }: StatisticsShape,
  place: (a: number, b: number) => number,
  size: number,
): LeadingSums {
  const { zz, zy, from, column, zu } = coupled;
  const classes = new Map<string | number, number[]>();
  for (let j = 0; j < levels; j++) {
    const key = k === 1 ? zz[j] : zz.subarray(j * k * k, (j + 1) * k * k).join(' ');
    const known = classes.get(key);
    if (known === undefined) classes.set(key, [j]);
    else known.push(j);
  }
  const all = [...classes.values()];
  const widest = from.reduce((most, at, j) => Math.max(most, j === 0 ? 0 : at - from[j - 1]), 0);
  const columns = new Int32Array(widest + 1);
  const t = new Float64Array((widest + 1) * k);
  const products = gatherSums(all.length, lowerCount(k), size, (group, put) => {
    for (const j of all[group]) {
      const count = from[j + 1] - from[j];
      columns.set(column.subarray(from[j], from[j + 1]));
      t.set(zu.subarray(from[j] * k, from[j + 1] * k));
      columns[count] = border;
      t.set(zy.subarray(j * k, (j + 1) * k), count * k);
      for (let a = 0; a <= count; a++)
        for (let b = 0; b <= a; b++) {
          const at = place(columns[a], columns[b]);
          for (let c = 0, which = 0; c < k; c++)
            for (let d = 0; d <= c; d++, which++) {
              const product = t[a * k + c] * t[b * k + d];
              put(at, which, c === d ? product : product + t[a * k + d] * t[b * k + c]);
            }
        }
    }
  });
  const [members, information] = [sharedFloat64(all.length), sharedFloat64(all.length * k * k)];
  const classOf = sharedInt32(levels);
  all.forEach((of, c) => {
    for (const j of of) classOf[j] = c;
    members[c] = of.length;
    information.set(zz.subarray(of[0] * k * k, (of[0] + 1) * k * k), c * k * k);
  });
  return { ...coupled, classOf, members, information, products };
}

/** Combinations of rows whose squares a residual structure weighs: columns ascending, y the last of them. */
interface Combinations extends Meetings {
  readonly value: Float64Array;
  readonly set: Int32Array;
}

function ofSets(program: Program, shape: StatisticsShape, nodes: BorderNodes): Sums | null {
  const { residual, rows } = program;
  if (residual === undefined) throw new RangeError('sets: residuals are independent');
  const form = residualForm(residual);
  const combined = combinationsOf(program, form, shape, residual.starts.length - 1);
  if (pairsOf(combined) > mostPairs) return null;
  const pattern = meetingPattern(nodes, combined);
  const place = placeFinder(pattern, nodes);
  const { from, column, value, set } = combined;
  const bySet: number[][] = Array.from({ length: form.sets }, () => []);
  set.forEach((s, c) => {
    bySet[s].push(c);
  });
  const size = valueCount(pattern);
  const sets = gatherSums(form.sets, 1, size, (group, put) => {
    for (const c of bySet[group])
      for (let a = from[c]; a < from[c + 1]; a++)
        for (let b = from[c]; b <= a; b++) put(place(column[a], column[b]), 0, value[a] * value[b]);
  });
  return {
    pattern,
    weight: rows.condensed?.weight ?? rows.count,
    sums: sharedFloat64(size),
    sets,
    lead: null,
  };
}

function combinationsOf(
  program: Program,
  form: ResidualForm,
  shape: StatisticsShape,
  blocks: number,
): Combinations {
  const { border } = shape;
  const reader = createRowReader(program, null, shape.borderTerms, shape.linearStart);
  const outcome = outcomeReader(program, shape);
  const dense = new Float64Array(border + 1);
  const touched = new Set<number>();
  const [from, column, value, set]: number[][] = [[0], [], [], []];
  const combiner: RowCombiner = {
    add(row, coefficient) {
      reader.read(row);
      dense[border] += coefficient * outcome(row);
      reader.touched.forEach((u, a) => {
        touched.add(u);
        dense[u] += coefficient * reader.value[a];
      });
    },
    end(of) {
      for (const u of [...touched, border].sort((a, b) => a - b)) {
        column.push(u);
        value.push(dense[u]);
        dense[u] = 0;
      }
      touched.clear();
      from.push(column.length);
      set.push(of);
    },
  };
  for (let block = 0; block < blocks; block++) form.visit(block, combiner);
  return {
    from: Int32Array.from(from),
    column: Int32Array.from(column),
    value: Float64Array.from(value),
    set: Int32Array.from(set),
  };
}
