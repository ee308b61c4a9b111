import { halfLog2Pi } from '../../src/engine/elementary/constants.ts';
import { log } from '../../src/engine/elementary.ts';
import { InputError } from '../../src/engine/errors.ts';
import { choleskyInPlace } from '../../src/engine/linalg/cholesky.ts';
import { type DrawsOf, drawsOfQuantity } from '../predict/drawsOfQuantity.ts';
import { type Posterior, rowsAt } from '../predict/index.ts';
import { type Effects, etaWriter } from '../predict/linear.ts';
import type { RowsAt, TermAt } from '../predict/rowsAt.ts';
import { termEffects } from '../predict/termEffects.ts';
import { groupProblem, integratedTerms, rowsOfLevels } from './groupProblem.ts';
import type { GroupUnit } from './groupUnit.ts';
import { type ResidualCovariance, residualCovariance } from './residualCovariance.ts';

/** Writes the log likelihood of a point at every draw. */
export type FillPoint = (point: number, out: Float64Array) => void;

/** Numbers kept of blocks already worked out, 64 MB. */
const mostKept = 8_000_000;
/** Rows whose covariance is factored at once. */
const mostRows = 400;

/**
 * Of each row log p(y_i | the other rows' outcomes, parameters, effects), where residuals vary together: with C their covariance and e = y - eta,
 * that of a normal of mean y_i - (C^-1 e)_i / (C^-1)_ii and variance 1 / (C^-1)_ii. Its inverses are the importance ratios of leaving row i out.
 * Source: Bürkner, Gabry & Vehtari 2021, Computational Statistics 36:1243, eq. 9 and 10.
 */
export function residualRowLogLik(posterior: Posterior): FillPoint {
  const { rows, find, covariance } = open(posterior);
  const residualOf = residualsOf(rows, find, effectsGiven(find));
  const { normal } = posterior.model.family.chosen;
  const { y } = posterior.model.outcome;
  const members = new Map<string, number[]>();
  covariance.block.forEach((name, row) => {
    members.set(name, [...(members.get(name) ?? []), row]);
  });
  for (const own of members.values()) checkRows(own.length, 'block of residuals');
  const kept = new Map<number, Float64Array>();
  let size = 0;
  function workOut(own: readonly number[]): void {
    const n = own.length;
    const residuals = own.map(residualOf);
    const out = own.map(() => new Float64Array(find.count));
    const [c, w, inverse] = [new Float64Array(n * n), new Float64Array(n), new Float64Array(n * n)];
    for (let d = 0; d < find.count; d++) {
      covariance.fill(own, d, c);
      if (!choleskyInPlace(c, n)) {
        for (const values of out) values[d] = Number.NaN;
        continue;
      }
      inverseOfFactor(c, inverse, n);
      for (let i = 0; i < n; i++) {
        w[i] = 0;
        for (let k = 0; k <= i; k++) w[i] += inverse[i * n + k] * residuals[k][d];
      }
      for (let i = 0; i < n; i++) {
        let [g, precision] = [0, 0];
        for (let k = i; k < n; k++) {
          g += inverse[k * n + i] * w[k];
          precision += inverse[k * n + i] * inverse[k * n + i];
        }
        out[i][d] = 0.5 * log(precision) - halfLog2Pi - (0.5 * g * g) / precision;
      }
    }
    if (size + n * find.count > mostKept) {
      kept.clear();
      size = 0;
    }
    size += n * find.count;
    own.forEach((row, i) => {
      kept.set(row, out[i]);
    });
  }
  return (row, out) => {
    if (!kept.has(row)) workOut(members.get(covariance.block[row]) as number[]);
    out.set(kept.get(row) as Float64Array);
    const jacobian = normal === null ? 0 : normal.logSlope(y[row]);
    if (jacobian !== 0) for (let d = 0; d < out.length; d++) out[d] += jacobian;
  };
}

/**
 * Of each level of a unit the log density of its rows, normal with covariance Z G Z' + C. Throws InputError where a block of
 * residuals has rows in two levels.
 */
export function residualGroupLogLik(posterior: Posterior, unit: GroupUnit): FillPoint {
  const { rows, find, covariance } = open(posterior);
  refuseAcross(covariance, unit, rows);
  const integrated = integratedTerms(rows, unit, find);
  const left = new Set(integrated.terms.map(({ term }) => term));
  const given = effectsGiven(find);
  const residualOf = residualsOf(rows, find, (term) => (left.has(term) ? null : given(term)));
  const { normal } = posterior.model.family.chosen;
  const { y } = posterior.model.outcome;
  const levels = rowsOfLevels(unit);
  for (const own of levels) checkRows(own.length, `level of "${unit.group}"`);
  return (point, out) => {
    const own = levels[point];
    const n = own.length;
    const problem = groupProblem(own, integrated);
    const residuals = own.map(residualOf);
    const jacobian = normal === null ? 0 : own.reduce((sum, row) => sum + normal.logSlope(y[row]), 0);
    const v = new Float64Array(n * n);
    const w = new Float64Array(n);
    for (let d = 0; d < out.length; d++) {
      covariance.fill(own, d, v);
      problem.load(d);
      addEffects(problem, v);
      out[d] = choleskyInPlace(v, n) ? jacobian + logNormal(v, residuals, d, w) : Number.NaN;
    }
  };
}

function open(posterior: Posterior) {
  const rows = rowsAt(posterior.model, null, { groups: 'given', newLevels: 'error' });
  const find = drawsOfQuantity(posterior.draws);
  return { rows, find, covariance: residualCovariance(rows, find) };
}

const effectsGiven = (find: DrawsOf): ((term: TermAt) => Effects | null) =>
  termEffects(find, { groups: 'given', seed: '1' });

/** Outcome, on the scale where it is normal, less eta. */
function residualsOf(
  rows: RowsAt,
  find: DrawsOf,
  effectsOf: (term: TermAt) => Effects | null,
): (row: number) => Float64Array {
  const eta = etaWriter(rows, 0, find, effectsOf);
  const { family, outcome } = rows.model;
  const { normal } = family.chosen;
  return (row) => {
    const out = new Float64Array(find.count);
    eta(row, out);
    const y = normal === null ? outcome.y[row] : normal.of(outcome.y[row]);
    for (let d = 0; d < out.length; d++) out[d] = y - out[d];
    return out;
  };
}

function checkRows(count: number, where: string): void {
  if (count > mostRows)
    throw new InputError(
      `loo: a ${where} has ${count} rows, and covariances of at most ${mostRows} are inverted at every draw; leave levels of a finer group out`,
    );
}

function refuseAcross({ block }: ResidualCovariance, { index, group }: GroupUnit, { model }: RowsAt): void {
  const levelOf = new Map<string, number>();
  block.forEach((name, row) => {
    const known = levelOf.get(name) ?? index[row];
    levelOf.set(name, known);
    if (known === index[row]) return;
    throw new InputError(
      `loo: residuals "${model.design.residual?.syntax.text}" of "${name}" vary together across levels of "${group}", so that no level can be left out by itself; leave rows out`,
    );
  });
}

/** Adds Z F F' Z'. */
function addEffects({ rows, width, at, loads }: ReturnType<typeof groupProblem>, v: Float64Array): void {
  const n = rows.length;
  if (loads.length === 0) return;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++)
      for (let a = 0; a < width; a++)
        for (let b = 0; b < width; b++)
          if (at[i * width + a] === at[j * width + b])
            v[i * n + j] += loads[i * width + a] * loads[j * width + b];
}

/** Of residuals at draw d, by the lower factor of their covariance. */
function logNormal(
  factor: Float64Array,
  residuals: readonly Float64Array[],
  d: number,
  w: Float64Array,
): number {
  const n = w.length;
  let value = -n * halfLog2Pi;
  for (let i = 0; i < n; i++) {
    let sum = residuals[i][d];
    for (let k = 0; k < i; k++) sum -= factor[i * n + k] * w[k];
    w[i] = sum / factor[i * n + i];
    value -= log(factor[i * n + i]) + 0.5 * w[i] * w[i];
  }
  return value;
}

/** L^-1, lower triangular. */
function inverseOfFactor(factor: Float64Array, out: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) {
    out[j * n + j] = 1 / factor[j * n + j];
    for (let i = j + 1; i < n; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum -= factor[i * n + k] * out[k * n + j];
      out[i * n + j] = sum / factor[i * n + i];
    }
  }
}
