import type { Program } from '../program/program.ts';
import type { ResidualForm, RowCombiner } from '../residual/form.ts';
import { sharedFloat64 } from '../sharedArrays.ts';
import { mirror } from './marginal.ts';
import { createRowReader, type GaussianStatistics, outcomeReader, type SetSums } from './statistics.ts';

/** Numbers that the sums of all sets may take; beyond it they are gathered anew at every point. */
const maxSetNumbers = 3e7;

/** Sets so few that their sums are always kept, if they fit. */
const fewSets = 12;

/** Whether the sums of every set are kept; else one pass over the rows is taken at every point, which is then cheaper. */
export function setsPay({ rows, linear }: Program, form: ResidualForm, s: GaussianStatistics): boolean {
  const each = 1 + s.uu.length + s.uy.length + s.zz.length + s.zy.length + s.zu.length;
  if (form.sets * each > maxSetNumbers) return false;
  const touched = s.borderTerms.reduce((n, { k }) => n + k, linear.length);
  return form.sets <= fewSets || form.sets * each <= rows.count * touched * touched;
}

/** The sums of every set by itself: one pass over the rows. */
export function sumsOfSets(program: Program, form: ResidualForm, s: GaussianStatistics): SetSums[] {
  const sums = Array.from({ length: form.sets }, () => emptySums(s));
  gather(program, form, s, sums);
  return sums;
}

/** Sums of sums. */
export function weighSets(sets: readonly SetSums[], weights: Float64Array, out: SetSums): number {
  const arrays = ['uy', 'uu', 'zz', 'zy', 'zu'] as const;
  for (const name of arrays) out[name].fill(0);
  let yy = 0;
  sets.forEach((set, k) => {
    const weight = weights[k];
    if (weight === 0) return;
    yy += weight * set.yy;
    for (const name of arrays) {
      const [from, to] = [set[name], out[name]];
      for (let i = 0; i < to.length; i++) to[i] += weight * from[i];
    }
  });
  return yy;
}

export function emptySums(s: GaussianStatistics): Writable<SetSums> {
  return {
    yy: 0,
    uy: sharedFloat64(s.uy.length),
    uu: sharedFloat64(s.uu.length),
    zz: sharedFloat64(s.zz.length),
    zy: sharedFloat64(s.zy.length),
    zu: sharedFloat64(s.zu.length),
  };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Adds every combination of rows to the sums of its set. */
function gather(
  program: Program,
  form: ResidualForm,
  s: GaussianStatistics,
  all: readonly Writable<SetSums>[],
): void {
  const { terms, residual } = program;
  if (residual === undefined) throw new RangeError('sets: residuals are independent');
  const { border, k } = s;
  const lead = s.leading < 0 ? null : terms[s.leading];
  const reader = createRowReader(program, lead, s.borderTerms, s.linearStart);
  const outcome = outcomeReader(program, s);
  const placeOf = new Int32Array(border);
  const value = new Float64Array(border);
  const isTouched = new Uint8Array(border);
  const touched = new Int32Array(border);
  const z = new Float64Array(k);
  let [count, y, level] = [0, 0, -1];
  const add = (sums: Writable<SetSums>): void => {
    sums.yy += y * y;
    for (let a = 0; a < count; a++) {
      const u = touched[a];
      const scaled = value[u];
      sums.uy[u] += scaled * y;
      for (let b = 0; b <= a; b++) {
        const v = touched[b];
        sums.uu[u > v ? u * border + v : v * border + u] += scaled * value[v];
      }
      for (let c = 0; c < k; c++) sums.zu[placeOf[u] * k + c] += scaled * z[c];
    }
    for (let c = 0; c < k; c++) {
      sums.zy[level * k + c] += z[c] * y;
      for (let d = 0; d < k; d++) sums.zz[(level * k + c) * k + d] += z[c] * z[d];
    }
  };
  const combiner: RowCombiner = {
    add(row, coefficient) {
      reader.read(row);
      y += coefficient * outcome(row);
      for (let c = 0; c < k; c++) z[c] += coefficient * reader.z[c];
      for (let a = 0; a < reader.touched.length; a++) {
        const u = reader.touched[a];
        if (isTouched[u] === 0) {
          isTouched[u] = 1;
          touched[count++] = u;
        }
        value[u] += coefficient * reader.value[a];
      }
    },
    end(set) {
      add(all[set]);
      for (let a = 0; a < count; a++) {
        isTouched[touched[a]] = 0;
        value[touched[a]] = 0;
      }
      z.fill(0);
      [count, y] = [0, 0];
    },
  };
  for (let block = 0; block < residual.starts.length - 1; block++) {
    const now = lead === null ? 0 : lead.index[residual.starts[block]];
    if (now !== level && lead !== null)
      for (let at = s.from[now]; at < s.from[now + 1]; at++) placeOf[s.column[at]] = at;
    level = now;
    form.visit(block, combiner);
  }
  for (const sums of all) mirror(sums.uu, border);
}
