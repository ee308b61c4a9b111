import { expect, test } from 'vitest';
import { columnFacts } from '../../app/analysis/model/columns.ts';
import { constantWithin } from '../../app/analysis/model/constantWithin.ts';
import { familiesOf } from '../../app/analysis/model/families.ts';
import { outlineOf } from '../../app/analysis/table/outline.ts';
import { asPresumed } from '../../app/analysis/table/presumed.ts';
import type { BuiltOutcome } from '../../app/state/built.ts';
import { presumedOf } from '../../app/state/openQuestions.ts';
import { proposals, withFamily } from '../../app/steps/model/family/proposals.ts';
import { parseCsv, tableFromColumns } from '../../src/index.ts';

const rows = 60;
const each = (make: (i: number) => number): number[] => Array.from({ length: rows }, (_, i) => make(i));
const table = tableFromColumns({
  died: each((i) => i % 2),
  visits: each((i) => (i % 3 === 0 ? 0 : (i * 7) % 11)),
  calm: each((i) => 2 + (i % 3)),
  stay: each((i) => 1 + ((i * i) % 5)),
  share: each((i) => (i + 1) / (rows + 2)),
  crp: each((i) => Math.exp((i % 9) / 2)),
  height: each((i) => 150.5 + ((i * 13) % 40)),
  cost: each((i) => (i % 4 === 0 ? 0 : 10.5 + i)),
  change: each((i) => Math.sin(i)),
  stage: Array.from({ length: rows }, (_, i) => ['I', 'II', 'III'][i % 3]),
  tried: each((i) => 12 + (i % 4)),
  status: Array.from({ length: rows }, (_, i) => (i % 4 === 0 ? 'right' : 'none')),
});

const values = (value: string): BuiltOutcome => ({ kind: 'values', value });
const first = (outcome: BuiltOutcome, factors: Record<string, string[]> = {}) =>
  proposals(familiesOf(table, outcome, factors))[0];

test.each([
  ['died', 'bernoulli', 'binary'],
  ['visits', 'negbinomial', 'overdispersed'],
  ['calm', 'poisson', 'counts'],
  ['stay', 'truncated_poisson', 'noZeros'],
  ['share', 'beta', 'proportions'],
  ['crp', 'gamma', 'skewed'],
  ['height', 'gaussian', 'symmetric'],
  ['cost', 'hurdle_gamma', 'positiveOrZero'],
  ['change', 'gaussian', 'real'],
  ['stage', 'categorical', 'named'],
])('%s is proposed to be %s', (column, family, reason) => {
  expect(first(values(column))).toEqual({ family, reason });
});

test('open questions are presumed to be answered by yes: a mark is no level, nor a number', () => {
  const read = parseCsv(
    `y,z,g\n${each((i) => i)
      .map(
        (i) =>
          `${i % 9 === 4 ? '.' : `"${i % 7},5"`},${i % 8 === 1 ? -99 : i % 7},${i % 6 === 0 ? '?' : 'ab'[i % 2]}`,
      )
      .join('\n')}\n`,
    'x.csv',
  );
  const data = {
    source: { kind: 'pasted', name: 'x', bytes: 1, id: '1' },
    reading: {},
    factors: {},
    settled: [],
  } as const;
  const presumed = presumedOf(outlineOf(read, true), data);
  expect(presumed).toEqual([
    { column: 'y', marks: ['.'], hasCommas: true },
    { column: 'z', marks: ['-99'], hasCommas: false },
    { column: 'g', marks: ['?'], hasCommas: false },
  ]);
  const table = asPresumed(read, presumed);
  expect(columnFacts(table, {}).map(({ kind, distinct }) => [kind, distinct])).toEqual([
    ['number', 7],
    ['number', 7],
    ['factor', 2],
  ]);
  expect(proposals(familiesOf(table, values('y'), {}))[0].family).toBe('gaussian');
});

test('numbers of patients are told from counts by how their rows are spread', () => {
  const ids = tableFromColumns({
    patient: each((i) => 1 + (i % 12)),
    visits: each((i) => Math.floor(12 / (1 + (i % 9)))),
    days: each((i) => 3 * (1 + (i % 12))),
  });
  expect(columnFacts(ids, {}).map((column) => column.ids)).toEqual([true, false, false]);
});

test('nothing is proposed for a column that names its rows, and its families can be chosen all the same', () => {
  const named = tableFromColumns({
    patient: each((i) => 1000 + 3 * i),
    drawn: each((i) => 1 + ((i * 7) % rows)),
    name: Array.from({ length: rows }, (_, i) => `p${i}`),
    pulse: each((i) => 60 + ((i * 13) % 59)),
    weight: each((i) => 50.5 + i),
  });
  const kinds = [...named.columns.keys()].map((name) => familiesOf(named, values(name), {}).outcome?.kind);
  expect(kinds).toEqual(['identifier', 'identifier', 'identifier', 'counts', 'positive']);
  const answer = familiesOf(named, values('patient'), {});
  expect(proposals(answer)).toEqual([]);
  expect(answer.families.find(({ name }) => name === 'gaussian')?.wants).toBeNull();
});

test('levels whose order was stated are ordered, two of them a yes or no', () => {
  expect(first(values('stage'), { stage: ['I', 'II', 'III'] })).toMatchObject({ family: 'cumulative' });
  expect(first(values('status'), { status: ['none', 'right'] })).toMatchObject({ family: 'bernoulli' });
});

test('counts that vary with an exposure are Poisson, and the exposure is named', () => {
  const days = each((i) => [2, 5, 11, 30, 60][i % 5]);
  const counts = {
    falls: days.map((d, i) => Math.round(d / 4 + [0.4, -0.4, 1, -1][i % 4] * Math.sqrt(d / 4))),
    days,
  };
  const age = each((i) => 60 + ((i * 7) % 30));
  const outcome = familiesOf(tableFromColumns({ ...counts, age }), values('falls'), {});
  expect(outcome.outcome?.exposure?.column).toBe('days');
  expect(proposals(outcome).slice(0, 2)).toEqual([
    { family: 'poisson', reason: 'exposed' },
    { family: 'negbinomial', reason: 'overdispersed' },
  ]);
  const without = familiesOf(tableFromColumns({ falls: counts.falls, age }), values('falls'), {});
  expect(without.outcome?.exposure).toBeNull();
  expect(proposals(without)[0].family).toBe('negbinomial');
});

test('what never changes within a group has no effect of its own there', () => {
  const doctors = tableFromColumns({
    doctor: each((i) => i % 6),
    hospital: each((i) => (i % 6) % 2),
    'its size': each((i) => ((i % 6) % 2) * 100),
    age: each((i) => i),
    sex: Array.from({ length: rows }, (_, i) => (i % 6 === 0 && i > 6 ? 'm' : 'f')),
    one: each(() => 1),
  });
  const names = [...doctors.columns.keys()].slice(1);
  expect(constantWithin(doctors, 'doctor', names)).toEqual(['hospital', 'its size', 'one']);
  expect(constantWithin(doctors, 'hospital', names)).toEqual(['hospital', 'its size', 'one']);
  expect(constantWithin(doctors, '`its size`:doctor', ['hospital', 'age'])).toEqual(['hospital']);
  expect(constantWithin(doctors, 'nothing', names)).toEqual([]);
  expect(constantWithin(doctors, '1 +', names)).toEqual([]);
});

test('trials and censoring are heard', () => {
  expect(first({ kind: 'trials', value: 'visits', trials: 'tried' })).toMatchObject({ family: 'binomial' });
  const censored: BuiltOutcome = { kind: 'censored', value: 'crp', code: 'status', upper: null };
  expect(first(censored)).toMatchObject({ family: 'weibull' });
});

test('a family that does not take the values is never proposed, and says what it wants', () => {
  for (const column of table.columns.keys()) {
    const answer = familiesOf(table, values(column), {});
    for (const { family } of proposals(answer))
      expect(answer.families.find(({ name }) => name === family)?.wants, `${column} ${family}`).toBeNull();
  }
  const wants = (column: string, family: string) =>
    familiesOf(table, values(column), {}).families.find(({ name }) => name === family)?.wants;
  expect(wants('change', 'poisson')).toBe('whole numbers >= 0');
  expect(wants('stage', 'gaussian')).toBe('numbers');
  expect(wants('died', 'binomial')).toContain('out of trials');
});

test('nothing is proposed for what is no column', () => {
  expect(proposals(familiesOf(table, values('log(crp)'), {}))).toEqual([]);
  expect(familiesOf(table, values('log(crp)'), {}).families.every(({ wants }) => wants === null)).toBe(true);
});

test('the usual link comes first, thresholds are no parameters', () => {
  const { families } = familiesOf(table, values('stage'), { stage: ['I', 'II', 'III'] });
  const of = (name: string) => families.find((family) => family.name === name);
  expect(of('bernoulli')?.links.slice(0, 2)).toEqual(['logit', 'probit']);
  expect(of('cumulative')?.parameters).toEqual([]);
  expect(of('gaussian')?.parameters).toEqual(['sigma']);
});

test('another family keeps the formulas of parameters that it has too', () => {
  const answer = familiesOf(table, values('visits'), {});
  const draft = { parameters: { shape: '~ crp', sigma: '~ height' } };
  expect(withFamily(draft, answer, 'negbinomial')).toEqual({
    family: 'negbinomial',
    link: null,
    parameters: { shape: '~ crp' },
  });
});
