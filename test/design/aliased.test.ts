import { expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';

const column = <T>(of: (i: number) => T): T[] => Array.from({ length: 96 }, (_, i) => of(i));
const table = tableFromColumns({
  y: column((i) => (i * 7919) % 101),
  x: column((i) => (i * 31) % 17),
  school: column((i) => `s${i % 8}`),
  place: column((i) => `p${(7 - (i % 8)) * 3}`),
  class: column((i) => `c${Math.floor(i / 8) % 3}`),
  unique: column((i) => `${i % 8}/${Math.floor(i / 8) % 3}`),
  kind: column((i) => (i % 8 < 4 ? 'a' : 'b')),
});

function notesOf(formula: string): string[] {
  return glmm(formula, table).notes.flatMap(({ kind, text }) => (kind === 'aliased' ? [text] : []));
}

const alike = (groups: string, of: string): string =>
  `${groups} group the rows alike: of ${of} only the sum of both variances is known; keep one of them`;
const told = (group: string): string =>
  `the population effects tell every level of ${group} by itself: nothing is left for the sd of its intercepts; keep one of the two`;

test.each([
  [
    'the same levels under other names',
    '(1 | school) + (1 | place)',
    [alike('school and place', 'Intercept')],
  ],
  [
    'a nested level that is unique already',
    '(1 | school:class) + (1 | unique)',
    [alike('school:class and unique', 'Intercept')],
  ],
  ['slopes alike, intercepts once', '(x | school) + (0 + x | place)', [alike('school and place', 'x')]],
  ['a factor that is a group, too', 'school + (1 | school)', [told('school')]],
  ['under another name, without an intercept', '0 + school + (1 | place)', [told('place')]],
  ['nested levels that are nested', '(1 | school / class)', []],
  ['intercepts and slopes apart', '(1 | school) + (0 + x | school)', []],
  ['crossed levels', '(1 | school) + (1 | class)', []],
  ['what only the level above has', 'kind + (1 | school)', []],
  ['slopes of a factor that is a group', 'school + (0 + x | school)', []],
] as const)('a note of %s: %s', (_, terms, expected) => {
  expect(notesOf(`y ~ x + ${terms}`)).toEqual(expected);
});
