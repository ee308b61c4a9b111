import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countsOf } from '../../models/design/proportions.ts';
import { type GlmmOptions, glmm } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { parseCsv } from '../../src/data/parseCsv.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';

// Proportions with a number of trials were refused with a hint that led to the next refusal
// (stan-dev/rstanarm#250, jasp-stats/jasp-issues#1614).

function declare(outcome: string, file = 'proportions', options: GlmmOptions = {}) {
  const text = readFileSync(new URL(`cases/${file}.csv`, import.meta.url), 'utf8');
  const table = parseCsv(text, 'tanks.csv');
  return glmm(`${outcome} ~ pred + (1 | pond)`, table, { family: 'binomial', ...options });
}

describe('kept: the counts behind proportions', () => {
  test.each([
    ['surv | trials(density)', 'proportions', 0],
    ['cbind(surv, density - surv)', 'proportions', 0],
    ['propsurv | trials(density)', 'proportions', 1],
    ['propsurv | trials(density)', 'proportionsInFull', 1],
    ['round(propsurv * density) | trials(density)', 'proportions', 0],
    ['I(propsurv * density) | trials(density)', 'proportionsInFull', 0],
  ])('%s of %s', (outcome, file, notes) => {
    const model = declare(outcome, file);
    expect(laplace(model).logLik).toBeCloseTo(-102.840262, 4); // glmer of the counts, as the case has it, stops 1.8e-5 short
    expect(model.notes.map(({ text }) => text)).toEqual(
      notes === 0
        ? []
        : ['propsurv is read as proportions of density: successes are propsurv times density, rounded'],
    );
  });

  test.each([
    [
      () => declare('propsurv', 'proportions', { weights: 'density' }),
      'binomial: the outcome needs a number of trials; if "density" is that, write "propsurv | trials(density) ~ ..." for counts or proportions, without weights',
    ],
    [
      () => declare('I(propsurv * density) | trials(density)'),
      'data: successes in I(propsurv * density) | trials(density) must be whole numbers >= 0, got 22.9985 at line 7 of tanks.csv; round(I(propsurv * density)) makes it whole',
    ],
    [
      () => declare('propsurv | trials(surv)'),
      'data: propsurv | trials(surv) is neither counts nor proportions of surv: 0.9 times 9 is 8.1 at line 2 of tanks.csv',
    ],
    [
      () =>
        glmm('p | trials(n) ~ 1', tableFromColumns({ p: [0.9, 0.4, 1], n: [10, 30, 4] }), {
          family: 'binomial',
        }),
      'data: p | trials(n) has proportions of 1 decimals, too few to tell counts of 10 at row 1 apart; give counts',
    ],
  ])('are asked for where they cannot be told: %#', (run, message) => {
    expect(run).toThrow(message);
  });

  test('whatever the trials, proportions rounded to enough decimals give the counts back', () => {
    const row = fc
      .integer({ min: 1, max: 99_999 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), fc.integer({ min: 6, max: 17 }), (rows, decimals) => {
        const share = ([k, n]: readonly [number, number]) =>
          decimals > 15 ? k / n : Number((k / n).toFixed(decimals));
        const found = countsOf(
          Float64Array.from(rows, share),
          Float64Array.from(rows, ([, n]) => n),
        );
        // trailing zeros are not seen: all shares may have few decimals, which can be too few
        if (found.kind === 'counts') expect([...found.counts]).toEqual(rows.map(([k]) => k));
        else expect(found.kind).toBe('several counts');
      }),
    );
  });

  test('0 and 1 beside trials are counts', () => {
    const { outcome } = glmm('s | trials(n) ~ 1', tableFromColumns({ s: [0, 1, 1], n: [3, 4, 1] }), {
      family: 'binomial',
    });
    expect([...outcome.y]).toEqual([0, 1, 1]);
  });
});

test('kept: an outcome of 0 and 1 without a family is asked about', () => {
  const table = tableFromColumns({ y: [0, 1, 1, 0, 1], x: [1, 2, 4, 3, 7], z: [0, 2, 1, 1, 1] });
  const notes = (formula: string, options: GlmmOptions = {}) =>
    glmm(formula, table, options).notes.map(({ text }) => text);
  expect(notes('y ~ x')).toEqual([
    '"y" is 0 and 1, and without a family gaussian was taken; should it be bernoulli?',
  ]);
  expect(notes('y ~ x', { family: 'gaussian' })).toEqual([]);
  expect(notes('y ~ x', { family: 'bernoulli' })).toEqual([]);
  expect(notes('z ~ x')).toEqual([]);
});
