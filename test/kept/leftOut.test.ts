import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyDesign, buildDesign } from '../../models/design/index.ts';
import { parseFormula } from '../../models/formula/index.ts';
import { glmm } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import type { Table } from '../../models/table.ts';
import { parseCsv } from '../../src/data/parseCsv.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';

// Dependent columns of an interaction were refused with "leave one out", which no formula could (bambinos/bambi#747).

const text = readFileSync(new URL('cases/interactionOnly.csv', import.meta.url), 'utf8');

test('kept: an interaction beside the intercept leaves its last cell out, as lmer does', () => {
  const table = parseCsv(text, 'trial.csv');
  const model = glmm('value ~ treatment:sequence + (1 | id)', table);
  expect(model.design.fixed.names).toEqual([
    'treatmentA:sequenceAB',
    'treatmentB:sequenceAB',
    'treatmentA:sequenceBA',
  ]);
  expect(model.notes).toEqual([
    {
      kind: 'leftOut',
      text: 'left out, as R does, for the data cannot tell it: "treatmentB:sequenceBA" is a combination of "treatmentA:sequenceAB", "treatmentB:sequenceAB", "treatmentA:sequenceBA" and the intercept; with 0 + in the formula every cell has its own',
    },
  ]);
  const fit = laplace(model);
  expect(fit.logLik).toBeCloseTo(-195.077845, 5); // lme4, as the case has it
  const cells = laplace(glmm('value ~ 0 + treatment:sequence + (1 | id)', table));
  expect(cells.logLik).toBeCloseTo(fit.logLik, 8);
});

describe('kept: an empty cell', () => {
  const a = ['p', 'q', 'r', 'p', 'q', 'r', 'p', 'q', 'p', 'q'];
  const b = ['k', 'k', 'k', 'l', 'l', 'l', 'm', 'm', 'l', 'k'];
  const y = [1, 4, 2, 8, 5, 7, 3, 6, 2, 2];
  const table = tableFromColumns({ y, a, b });
  const design = (formula: string, of: Table = table) => buildDesign(parseFormula(formula), of);

  test('of an interaction is left out and said', () => {
    const { fixed, notes } = design('y ~ a * b');
    expect(fixed.names).toEqual(['aq', 'ar', 'bl', 'bm', 'aq:bl', 'ar:bl', 'aq:bm']);
    expect(notes.map(({ text }) => text)).toEqual([
      'left out, as R does, for the data cannot tell it: "ar:bm" is 0 in every row (no row has that combination)',
    ]);
  });

  test('stays out for new rows that have it', () => {
    const formula = parseFormula('y ~ a * b');
    const { recipe } = design('y ~ a * b');
    const { fixed } = applyDesign(formula, recipe, tableFromColumns({ a: ['r'], b: ['m'] }));
    expect(fixed.names).toEqual(['aq', 'ar', 'bl', 'bm', 'aq:bl', 'ar:bl', 'aq:bm']);
    expect(fixed.columns.map(([value]) => value)).toEqual([0, 1, 0, 1, 0, 0, 0]);
  });

  test('of two groups of one region: what a factor adds is kept, the rest left out', () => {
    const region = a.map((level) => (level === 'r' ? 'south' : 'north'));
    const { fixed, notes } = design('y ~ region + a', tableFromColumns({ y, a, region }));
    expect(fixed.names).toEqual(['regionsouth', 'aq']);
    expect(notes[0].text).toMatch(/: "ar" equals "regionsouth"$/);
    expect(() => design('y ~ a + region', tableFromColumns({ y, a, region }))).toThrow(
      'design: rank deficient, "regionsouth" equals "ar"; leave one out',
    );
  });
});
