import { expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { type LaplaceResult, laplace } from '../../models/likelihood/laplace.ts';
import { profile } from '../../models/likelihood/profile.ts';
import type { Table } from '../../models/table.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { gaussianAtMode } from '../../src/engine/laplace/gaussianAtMode.ts';
import type { LogDensity } from '../../src/engine/logDensity.ts';
import { stream } from '../../src/engine/rng.ts';
import { laplaceVerdict } from '../../src/report/laplaceVerdict.ts';
import { tableOf } from '../laplace/inferenceData.ts';
import { smallTable } from '../laplace/models.ts';

function changed(table: Table, name: string, by: (x: number) => number): Table {
  const column = table.columns.get(name);
  if (column?.kind !== 'number') throw new Error(`${name} holds no numbers`);
  return {
    ...table,
    columns: new Map(table.columns).set(name, { ...column, values: column.values.map(by) }),
  };
}

// b_Intercept reads several coordinates, and its steps were in the user's unit: at most 40, so that an outcome in
// microseconds had the interval -Inf..Inf, without a word.
test.each([1e-6, 1e3, 1e9])(
  'kept: the profile of b_Intercept goes with the unit of the outcome, times %d',
  (by) => {
    const table = tableOf('sleepstudy');
    const fitOf = (t: Table): LaplaceResult => laplace(glmm('Reaction ~ Days + (Days | Subject)', t));
    const [plain] = profile(fitOf(table), 'b_Intercept');
    const [scaled] = profile(fitOf(changed(table, 'Reaction', (x) => by * x)), 'b_Intercept');
    expect(scaled.lower / by / plain.lower).toBeCloseTo(1, 6);
    expect(scaled.upper / by / plain.upper).toBeCloseTo(1, 6);
  },
);

// The pivot must then go hundreds of units, unless the slope goes with it.
test('kept: the profile of b_Intercept far from the predictors, as with years', () => {
  const table = tableOf('sleepstudy');
  const ends = (t: Table): number[] =>
    profile(laplace(glmm('Reaction ~ Days + (1 | Subject)', t)), ['b_Intercept', 'b_Days']).flatMap((end) => [
      end.estimate,
      end.lower,
      end.upper,
    ]);
  const [at, low, high, slope, slopeLow, slopeHigh] = ends(changed(table, 'Days', (x) => x + 2000));
  expect(ends(table).slice(3)).toEqual([slope, slopeLow, slopeHigh].map((x) => expect.closeTo(x, 3)));
  // nearly all of it is the slope's uncertainty, 2000 days away
  expect((high - at) / (2004.5 * (slope - slopeLow))).toBeCloseTo(1, 3);
  expect((at - low) / (2004.5 * (slopeHigh - slope))).toBeCloseTo(1, 3);
});

// The estimate had gone out to 650, and the search for an end 40 inwards.
test('kept: under separation the end that there is is found, however far the estimate has gone', () => {
  const rng = stream('a');
  const x = Array.from({ length: 120 }, () => rng.normal());
  const table = tableFromColumns({ x, y: x.map((v) => (v > 0 ? 1 : 0)), g: x.map((_, i) => `g${i % 15}`) });
  const model = glmm('y ~ x + (1 | g)', table, { family: 'bernoulli' });
  const [{ lower, upper }] = profile(laplace(model), 'b_x');
  expect(upper).toBe(Number.POSITIVE_INFINITY);
  expect(lower).toBeGreaterThan(0);
  expect(lower).toBeLessThan(100);
});

// A search that stopped on its way has found too low a likelihood, and the interval looked shorter than it is.
test('kept: an end beyond which the likelihood cannot be told is no end', () => {
  const rng = stream('kept', 'ends');
  const x = Array.from({ length: 40 }, () => rng.normal());
  const model = glmm('y ~ x', tableFromColumns({ x, y: x.map((v) => v + rng.normal()) }));
  const fit = laplace(model);
  const [whole] = profile(fit, 'b_x');
  // the fit is what it was, and no point of its likelihood is finite any more
  const { rows } = model.program;
  const holed = {
    ...fit,
    model: { ...model, program: { ...model.program, rows: { ...rows, y: rows.y.slice() } } },
  };
  holed.model.program.rows.y.fill(Number.NaN);
  const [lost] = profile(holed, 'b_x');
  expect(whole.lower).toBeLessThan(whole.upper);
  expect([lost.lower, lost.upper]).toEqual([Number.NaN, Number.NaN]);
  const { warnings } = laplaceVerdict(fit, { kind: 'profile', profiles: [lost] });
  expect(warnings).toEqual([
    'the profile of b_x has no certain lower and upper end: a search on the way did not finish',
  ]);
});

// The gradient of the coordinate before was taken for that of a point without one.
test('kept: no normal distribution stands for a density whose support ends beside its mode', () => {
  const edged: LogDensity = {
    dimension: 2,
    logDensityAndGradient(at, gradOut) {
      const [a, b] = [at[0], at[1]];
      if (b > 1e-4) return Number.NEGATIVE_INFINITY;
      gradOut.set([-a, -b]);
      return -(a * a + b * b) / 2;
    },
  };
  expect(gaussianAtMode(edged, Float64Array.of(0, 0))).toBeNull();
});

test('kept: of a model that has no finite likelihood anywhere the verdict says so', () => {
  const model = glmm('real ~ x', smallTable());
  const { rows } = model.program;
  const broken = {
    ...model,
    program: { ...model.program, rows: { ...rows, y: rows.y.map(() => Number.NaN) } },
  };
  const result = laplace(broken);
  expect(result.certificate.converged).toBe(false);
  expect(laplaceVerdict(result, { kind: 'wald' }).text).toMatch(
    /the search found no point where the likelihood is finite\. That says nothing against the model: try method map with priors/,
  );
});
