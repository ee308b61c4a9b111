import type { Program } from '../program/program.ts';
import type { ResidualForm, RowCombiner } from '../residual/form.ts';
import { mirror } from './marginal.ts';
import { createRowReader, type GaussianStatistics, outcomeReader, type SetSums } from './statistics.ts';

/**
 * The combinations of rows whose squares a residual form weighs, written out once: where sets are many, sums are gathered
 * from them at every point. Squares of one row in several sets are one combination.
 */
export interface Schedule {
  /** Of each combination: its level of the leading term, outcome, and columns of that term (k each). */
  readonly level: Int32Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  /** Border columns of combination c: `column[from[c] .. from[c + 1]]`, ascending, and where their Z_j'WU stands. */
  readonly from: Int32Array;
  readonly column: Int32Array;
  readonly value: Float64Array;
  readonly coupled: Int32Array;
  /** Sets that weigh it, and how often. */
  readonly partFrom: Int32Array;
  readonly partSet: Int32Array;
  readonly partTimes: Float64Array;
}

/** Rows added to a combination, with their coefficients. */
interface Combination {
  readonly rows: number[];
  readonly coefficients: number[];
  readonly sets: number[];
  readonly times: number[];
}

export function scheduleOf(program: Program, form: ResidualForm, s: GaussianStatistics): Schedule {
  const { terms, residual } = program;
  if (residual === undefined) throw new RangeError('schedule: residuals are independent');
  const { k, border } = s;
  const lead = s.leading < 0 ? null : terms[s.leading];
  const reader = createRowReader(program, lead, s.borderTerms, s.linearStart);
  const outcome = outcomeReader(program, s);
  const combinations = combinationsOf(form, residual.starts.length - 1);
  const count = combinations.length;
  const level = new Int32Array(count);
  const [y, z] = [new Float64Array(count), new Float64Array(count * k)];
  const [from, partFrom] = [new Int32Array(count + 1), new Int32Array(count + 1)];
  const column: number[] = [];
  const value: number[] = [];
  const coupled: number[] = [];
  const dense = new Float64Array(border);
  const placeOf = new Int32Array(border);
  let placed = -1;
  combinations.forEach(({ rows: of, coefficients, sets }, c) => {
    level[c] = lead === null ? 0 : lead.index[of[0]];
    if (lead !== null && level[c] !== placed)
      for (let at = s.from[level[c]]; at < s.from[level[c] + 1]; at++) placeOf[s.column[at]] = at;
    placed = level[c];
    const touched = new Set<number>();
    of.forEach((row, r) => {
      reader.read(row);
      y[c] += coefficients[r] * outcome(row);
      for (let x = 0; x < k; x++) z[c * k + x] += coefficients[r] * reader.z[x];
      reader.touched.forEach((u, a) => {
        touched.add(u);
        dense[u] += coefficients[r] * reader.value[a];
      });
    });
    for (const u of [...touched].sort((a, b) => a - b)) {
      column.push(u);
      value.push(dense[u]);
      coupled.push(placeOf[u]);
      dense[u] = 0;
    }
    from[c + 1] = column.length;
    partFrom[c + 1] = partFrom[c] + sets.length;
  });
  return {
    ...{ level, y, z, from, partFrom },
    column: Int32Array.from(column),
    value: Float64Array.from(value),
    coupled: Int32Array.from(coupled),
    partSet: Int32Array.from(combinations.flatMap(({ sets }) => sets)),
    partTimes: Float64Array.from(combinations.flatMap(({ times }) => times)),
  };
}

function combinationsOf(form: ResidualForm, blocks: number): Combination[] {
  const all: Combination[] = [];
  const singles = new Map<number, Combination>();
  let open: { rows: number[]; coefficients: number[] } = { rows: [], coefficients: [] };
  const combiner: RowCombiner = {
    add(row, coefficient) {
      open.rows.push(row);
      open.coefficients.push(coefficient);
    },
    end(set) {
      const [row] = open.rows;
      if (open.rows.length > 1) all.push({ ...open, sets: [set], times: [1] });
      else {
        const single = singles.get(row) ?? { rows: [row], coefficients: [1], sets: [], times: [] };
        if (!singles.has(row)) all.push(single);
        singles.set(row, single);
        single.sets.push(set);
        single.times.push(open.coefficients[0] * open.coefficients[0]);
      }
      open = { rows: [], coefficients: [] };
    },
  };
  for (let block = 0; block < blocks; block++) form.visit(block, combiner);
  return all;
}

/** Sums of all combinations under these weights of the sets. */
export function scheduledSums(schedule: Schedule, s: GaussianStatistics, weights: Float64Array): SetSums {
  const { level, y, z, from, column, value, coupled, partFrom, partSet, partTimes } = schedule;
  const { border, k } = s;
  const [uy, uu, zz, zy, zu] = [s.uy, s.uu, s.zz, s.zy, s.zu].map((sums) => new Float64Array(sums.length));
  let yy = 0;
  for (let c = 0; c < y.length; c++) {
    let w = 0;
    for (let p = partFrom[c]; p < partFrom[c + 1]; p++) w += partTimes[p] * weights[partSet[p]];
    if (w === 0) continue;
    const wy = w * y[c];
    yy += wy * y[c];
    for (let a = from[c]; a < from[c + 1]; a++) {
      const u = column[a];
      uy[u] += wy * value[a];
      const scaled = w * value[a];
      for (let b = from[c]; b <= a; b++) uu[u * border + column[b]] += scaled * value[b];
      for (let x = 0; x < k; x++) zu[coupled[a] * k + x] += scaled * z[c * k + x];
    }
    const j = level[c];
    for (let x = 0; x < k; x++) {
      zy[j * k + x] += wy * z[c * k + x];
      for (let v = 0; v < k; v++) zz[(j * k + x) * k + v] += w * z[c * k + x] * z[c * k + v];
    }
  }
  mirror(uu, border);
  return { yy, uy, uu, zz, zy, zu };
}
