import { expect, test } from 'vitest';
import type { Quantity } from '../../src/engine/program/quantity.ts';
import type { ParameterRow } from '../../src/report/fitSchema.ts';
import { effectTerms, groupParameters, sortedByMean } from '../../src/report/parameterGroups.ts';
import { withQuantities } from '../../src/report/quantitySchema.ts';
import { row, smallFile } from './fits.ts';

/** Rows of an older file, that do not say what they are. */
function silent(names: readonly string[], groups: readonly string[]): ParameterRow[] {
  return withQuantities(
    names.map((name) => ({ ...row(name, 0, 1), quantity: undefined })),
    groups,
  );
}

test('effectTerms: levels and coefficients may hold commas and brackets', () => {
  const names = [
    'sd_ward__Intercept',
    'sd_ward__poly(x, 2)1',
    'r_ward[a,b],Intercept]',
    'r_ward[,,poly(x, 2)1]',
  ];
  const terms = effectTerms({ parameters: silent(names, ['ward']) });
  expect(terms.map(({ group, coef, effects }) => [group, coef, effects.map((e) => e.level)])).toEqual([
    ['ward', 'Intercept', ['a,b]']],
    ['ward', 'poly(x, 2)1', [',']],
  ]);
});

test('effectTerms: a group whose name begins like another is told apart', () => {
  const names = ['sd_a__x', 'sd_a__b__x', 'r_a[1,x]', 'r_a__b[1,x]'];
  const terms = effectTerms({ parameters: silent(names, ['a', 'a__b']) });
  expect(terms.map(({ group, coef }) => `${group} ${coef}`)).toEqual(['a x', 'a__b x']);
});

test('sortedByMean: ascending, without those that have none', () => {
  const effects = [2, Number.NaN, -1].map((mean) => ({ level: `${mean}`, row: row('r', mean, 1) }));
  expect(sortedByMean(effects).map(({ level }) => level)).toEqual(['-1', '2']);
});

const correlation: Quantity = { kind: 'correlation', predictor: 'mu', group: 'ward', coefs: ['a', 'b'] };

test('groupParameters: every row is in one group', () => {
  const file = smallFile();
  const parameters = [
    ...file.parameters,
    row('sigma', 1, 1),
    row('cor_ward__a__b', 0, 1, { quantity: correlation }),
  ];
  const { population, groupSds, family, effects } = groupParameters({ parameters });
  expect([population, groupSds, family, effects].map((rows) => rows.length)).toEqual([2, 2, 1, 2]);
});
