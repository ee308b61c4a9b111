import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sortLevels } from '../../models/codePoints.ts';
import { buildDesign } from '../../models/design/index.ts';
import { parseFormula } from '../../models/formula/index.ts';
import { glmm } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { parseNumber } from '../../models/spelling.ts';
import { parseCsv } from '../../src/data/parseCsv.ts';

// Identifiers were read as numbers, so that 1E5, 10E4 and 100E3 were one group without a word (tidyverse/readr#708).

function design(fields: readonly string[], formula: string, factors = {}) {
  const rows = fields.map((field, i) => `${field},${(i * 7) % 5}\n`).join('');
  return buildDesign(parseFormula(formula), parseCsv(`id,y\n${rows}`, 'x.csv'), { factors });
}

test('kept: twelve wells such as 1E5, 10E4 and 100E3 are twelve groups', () => {
  const text = readFileSync(new URL('cases/idsLike1e5.csv', import.meta.url), 'utf8');
  const model = glmm('y ~ x + (1 | well)', parseCsv(text, 'wells.csv'));
  const { levels } = model.design.groups[0];
  expect(levels).toEqual(sortLevels('100E3 10E4 120E2 12E3 1E5 20E4 2E5 30E6 3E7 70E0 7E1 8E2'.split(' ')));
  expect(model.notes).toEqual([
    {
      kind: 'speltDifferently',
      text: '"well" keeps levels apart that spell the same number: "100E3" = "10E4" = "1E5", "120E2" = "12E3", "20E4" = "2E5" and 2 more; spell them alike where one level is meant',
    },
  ]);
  const fit = laplace(model);
  expect(fit.logLik).toBeCloseTo(-161.470625, 5); // lme4, as the case has it
  expect(fit.population.estimates[fit.population.names.indexOf('sd_well__Intercept')]).toBeCloseTo(2.3403, 3);
});

describe('kept: a column of numbers keeps its spelling as levels', () => {
  test.each([
    [['007', '7', '07']],
    [['1.10', '1.1', '1.2']],
    [['9007199254740992', '9007199254740993', '9007199254740994.0']],
    [['1e400', '2e400', 'Inf']],
    [['-0.0', '0', '+0']],
    [['0.1', '0.10000000000000000001', '1e-1']],
  ])('%j', (ids) => {
    const fields = [...ids, ...ids];
    const levels = sortLevels(ids);
    const wanted = fields.map((id) => levels.indexOf(id));
    const { index, levels: found } = design(fields, 'y ~ 1 + (1 | id)').groups[0];
    expect([found.length, ...index]).toEqual([3, ...wanted]);
    expect(design(fields, 'y ~ factor(id)').fixed.names).toEqual(
      levels.slice(1).map((id) => `factor(id)${id}`),
    );
    expect(design(fields, 'y ~ id', { id: 'sorted' }).fixed.names).toEqual(
      levels.slice(1).map((id) => `id${id}`),
    );
    expect(design(fields, 'y ~ id', { id: ids }).fixed.names).toEqual(ids.slice(1).map((id) => `id${id}`));
  });

  test('and is the same numbers where it is a predictor as well', () => {
    const { fixed, groups, notes } = design(['1', '1.0', '02', '2', '3', '5'], 'y ~ id + (1 | id)');
    expect([...fixed.columns[0]]).toEqual([1, 1, 2, 2, 3, 5]);
    expect(groups[0].levels).toEqual(['02', '1', '1.0', '2', '3', '5']);
    expect(notes).toHaveLength(1);
    expect(design(['1', '1.0', '02', '2', '3', '5'], 'y ~ id').notes).toEqual([]);
  });

  test('a level may be declared as another spelling of its only number', () => {
    const names = (levels: string[]) =>
      design(['1.0', '2.0', '1.0', '3'], 'y ~ id', { id: levels }).fixed.names;
    expect(names(['3', '2', '1'])).toEqual(['id2.0', 'id1.0']);
    expect(() => design(['1', '1.0', '2'], 'y ~ id', { id: ['01', '2'] })).toThrow(
      'data: factor "id" has "1", "1.0", not among its declared levels "01", "2"',
    );
  });

  test('whatever the spellings, levels are the distinct texts and values the numbers', () => {
    const unit = fc.constantFrom(...'0011725.eE+-9');
    const spelling = fc
      .string({ unit, minLength: 1, maxLength: 22 })
      .filter((s) => parseNumber(s) !== undefined);
    const fields = fc.array(spelling, { minLength: 2, maxLength: 12 }).filter((f) => new Set(f).size > 1);
    fc.assert(
      fc.property(fields, (ids) => {
        const { levels, index } = design(ids, 'y ~ 1 + (1 | id)').groups[0];
        // -0 is a level of its own only where 0 does not stand beside it
        const words = ids.map((id) => (id === '-0' ? '0' : id));
        expect(levels).toEqual(sortLevels(new Set(words)));
        expect([...index].map((code) => levels[code])).toEqual(words);
      }),
      { numRuns: 300 },
    );
  });
});
