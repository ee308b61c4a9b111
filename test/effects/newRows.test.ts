import { expect, test } from 'vitest';
import { glmm, newRowColumns, newRowsTable, predict, predictDraws } from '../../src/index.ts';
import { madeUpFit } from '../report/fits.ts';

const rows = 24;
const from = <T>(of: (i: number) => T): T[] => Array.from({ length: rows }, (_, i) => of(i));
const odd = '<b>x</b>';
const columns = {
  y: from((i) => i % 4),
  n: from((i) => 4 + (i % 3)),
  age: from((i) => 20 + i),
  [odd]: from((i) => (i * 0.37) % 1),
  sex: from((i) => (i % 3 === 0 ? 'm' : 'f')),
  dose: from((i) => [1, 2, 5][i % 3]),
  time: from((i) => 1 + (i % 5)),
  doctor: from((i) => `d${(i * 7) % 6}`),
};
const model = glmm(
  `y ~ age + \`${odd}\` + sex + factor(dose) + offset(log(time)) + (age | doctor)`,
  columns,
  {
    family: 'poisson',
  },
);

test('a new row has the predictors, groups and offsets of its model, with their ranges and what is usual', () => {
  const all = newRowColumns(model);
  expect(all.map(({ name, role }) => [name, role])).toEqual([
    ...[
      ['age', 'predictor'],
      [odd, 'predictor'],
      ['sex', 'predictor'],
      ['dose', 'predictor'],
    ],
    ...[
      ['time', 'offset'],
      ['doctor', 'group'],
    ],
  ]);
  const byName = new Map(all.map((one) => [one.name, one]));
  expect(byName.get('age')).toMatchObject({
    kind: 'number',
    lowest: 20,
    highest: 43,
    whole: true,
    usual: 32,
  });
  expect(byName.get(odd)).toMatchObject({ whole: false });
  expect(byName.get('sex')).toMatchObject({ kind: 'levels', levels: ['f', 'm'], usual: 'f' });
  expect(byName.get('dose')).toMatchObject({ kind: 'levels', levels: ['1', '2', '5'] });
  expect(byName.get('doctor')?.rules).toEqual(['given']);
  expect(byName.get('time')?.rules).toEqual(['given', 'typical', 'averaged']);
});

test('what is usual within a level is what its own rows have; the range stays that of all', () => {
  const within = (doctor: string) =>
    new Map(newRowColumns(model, { within: { doctor } }).map((one) => [one.name, one]));
  // rows 0, 6, 12, 18 are of d0, with ages 20 to 38 and men alone
  const own = within('d0');
  expect(own.get('age')).toMatchObject({ lowest: 20, highest: 43, usual: 29 });
  expect(own.get('sex')?.usual).toBe('m');
  expect(own.get('dose')?.usual).toBe('1');
  expect(own.get('doctor')?.usual).toBe('d0');
  expect(within('d1').get('sex')?.usual).toBe('f');
  expect(() => newRowColumns(model, { within: { doctor: 'd0', sex: 'f' } })).toThrow(
    'newRowColumns: no row that the model was fitted to has doctor "d0" with sex "f"',
  );
  expect(() => within('d9')).toThrow('newRowColumns: "doctor" has no level "d9"');
  expect(() => newRowColumns(model, { within: { doc: 'd0' } })).toThrow('no column "doc"');
});

test('a row made of values is predicted as the row of the data that has them', () => {
  const fit = madeUpFit(model, 2, 20);
  const own = (i: number) => ({
    age: 20 + i,
    [odd]: (i * 0.37) % 1,
    sex: i % 3 === 0 ? 'm' : 'f',
    dose: String([1, 2, 5][i % 3]),
    time: 1 + (i % 5),
    doctor: `d${(i * 7) % 6}`,
  });
  const made = predict(fit, { data: newRowsTable(model, [own(4), own(9)]) });
  const all = predict(fit).rows;
  expect(made.rows.map(({ mean, lower }) => [mean, lower])).toEqual(
    [4, 9].map((i) => [all[i].mean, all[i].lower]),
  );
  const { doctor: _, ...without } = own(4);
  expect(predict(fit, { data: newRowsTable(model, [without]), groups: 'averaged' }).rows).toHaveLength(1);
});

test('times of a structure that are written as levels are numbers all the same', () => {
  const visits = glmm('age ~ sex + ar1(0 + factor(time) | doctor)', columns);
  const fit = madeUpFit(visits, 2, 20);
  const [made] = predict(fit, { data: newRowsTable(visits, [{ sex: 'f', time: '3', doctor: 'd2' }]) }).rows;
  const own = predict(fit, { data: { sex: ['f'], time: [3], doctor: ['d2'] } }).rows[0];
  expect(made.mean).toBe(own.mean);
  expect(
    predict(fit, { data: newRowsTable(visits, [{ sex: 'f', time: '3' }]), groups: 'averaged' }).rows,
  ).toHaveLength(1);
});

test('trials, known errors and places of residuals are asked for; nonsense is refused', () => {
  const successes = glmm('y | trials(n) ~ age + (1 | doctor)', columns, { family: 'binomial' });
  expect(newRowColumns(successes).map(({ name, role }) => [name, role])).toEqual([
    ...[
      ['age', 'predictor'],
      ['doctor', 'group'],
      ['n', 'trials'],
    ],
  ]);
  const residual = glmm('age ~ sex', columns, { residual: 'cs(1 | doctor)' });
  expect(newRowColumns(residual).slice(1)).toMatchObject([
    { name: 'doctor', role: 'spread', rules: ['given'] },
  ]);
  const known = glmm('age | se(time) ~ sex', columns);
  expect(newRowColumns(known)[1]).toMatchObject({ name: 'time', role: 'spread', kind: 'number' });
  expect(() => newRowsTable(model, [{ age: 'old' }])).toThrow('newRowsTable: "age" is a number, got "old"');
  expect(() => newRowsTable(model, [{ sex: 'x' }])).toThrow('"sex" has no level "x"');
  expect(() => newRowsTable(model, [{ agee: 3 }])).toThrow('no column "agee"');
});

test('what is a probability says so', () => {
  const fit = madeUpFit(glmm('y | trials(n) ~ age', columns, { family: 'binomial' }), 2, 20);
  expect(predictDraws(fit).areChances).toBe(false);
  expect(predictDraws(fit, { perTrial: true }).areChances).toBe(true);
  expect(predictDraws(fit, { scale: { above: 2 } }).areChances).toBe(true);
});
