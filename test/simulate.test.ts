import { Matrix, solve } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import type { Table } from '../models/table.ts';
import { type HospitalTruth, simulateHospital } from '../src/data/hospital/hospital.ts';
import { HOSPITAL_PARAMETERS } from '../src/data/hospital/outcomes.ts';

const { table, truth } = simulateHospital('1');

function numbers(name: string, from: Table = table): Float64Array {
  const column = from.columns.get(name);
  if (column?.kind !== 'number') throw new Error(`${name} is not a column of numbers`);
  return column.values;
}

function words(name: string): string[] {
  const column = table.columns.get(name);
  if (column?.kind !== 'factor') throw new Error(`${name} is not a factor`);
  return Array.from(column.codes, (code) => column.levels[code]);
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

function sd(values: ArrayLike<number>): number {
  const centre = mean(values);
  return Math.sqrt(mean(Array.from(values, (value) => (value - centre) ** 2)));
}

function share(values: readonly string[], level: string): number {
  return values.filter((value) => value === level).length / values.length;
}

/** Rows of each doctor, 0-based. */
function byDoctor(): number[][] {
  const rows: number[][] = Array.from({ length: 407 }, () => []);
  for (const [i, doctor] of numbers('DID').entries()) rows[doctor - 1].push(i);
  return rows;
}

/** FNV-1a over the words of every column. */
function digest(from: Table): string {
  let hash = 0x811c9dc5;
  for (const [name, column] of from.columns) {
    const values =
      column.kind === 'factor' ? Float64Array.from(column.codes) : Float64Array.from(column.values);
    const text = [...name].map((letter) => letter.codePointAt(0) ?? 0);
    for (const word of [...text, ...new Uint32Array(values.buffer)])
      hash = Math.imul(hash ^ word, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

describe('the design', () => {
  test('407 doctors with 2 to 40 patients each, 8525 in all, in 35 hospitals', () => {
    const sizes = byDoctor().map((rows) => rows.length);
    expect(table.rows).toBe(8525);
    for (const column of table.columns.values()) {
      expect((column.kind === 'factor' ? column.codes : column.values).length).toBe(8525);
    }
    expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([2, 40]);
    expect(sd(sizes)).toBeCloseTo(11, 0); // uniform on 2..40: 11.25
    expect([...new Set(numbers('HID'))].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 35 }, (_, h) => h + 1),
    );
  });

  test('other sizes, and sizes that cannot be', () => {
    const small = simulateHospital('1', { doctors: 20, patients: 300 });
    expect(small.table.rows).toBe(300);
    expect(new Set(numbers('DID', small.table)).size).toBe(20);
    expect(() => simulateHospital('1', { doctors: 20, patients: 30 })).toThrow(
      'simulate: 20 doctors with 2 to 40 patients each need "patients" from 78 to 762, got 30',
    );
    expect(() => simulateHospital('1', { doctors: 1 })).toThrow('"doctors" must be a whole number from 2');
  });

  test('the tightest designs are met too', () => {
    for (const patients of [78, 762]) {
      expect(simulateHospital('1', { doctors: 20, patients }).table.rows).toBe(patients);
    }
  });
});

describe('the traits look like the example data', () => {
  // mean and sd of the example; 0.08 sd is a few standard errors of a mean and a little for rounded recipes
  test.each([
    ['Age', 50.91, 6.24],
    ['Married', 0.6, 0.49],
    ['LengthofStay', 5.49, 1.03],
    ['WBC', 6007, 980],
    ['RBC', 5.0, 0.283],
    ['BMI', 28.98, 6.56],
    ['IL6', 3.96, 2.8],
    ['CRP', 4.97, 3.13],
    ['mobility', 30.3, 4.95],
    ['remission', 0.245, 0.43],
  ])('%s', (name, expectedMean, expectedSd) => {
    expect(Math.abs(mean(numbers(name)) - expectedMean)).toBeLessThan(0.08 * expectedSd);
    expect(Math.abs(sd(numbers(name)) / expectedSd - 1)).toBeLessThan(0.08);
  });

  test('factors: levels in order, shares as they should be', () => {
    expect(table.columns.get('CancerStage')).toMatchObject({ levels: ['I', 'II', 'III', 'IV'] });
    expect(table.columns.get('SmokingHx')).toMatchObject({ levels: ['current', 'former', 'never'] });
    const expected: readonly [string, string, number][] = [
      ['CancerStage', 'I', 0.3],
      ['CancerStage', 'IV', 0.1],
      ['SmokingHx', 'never', 0.6],
      ['SmokingHx', 'current', 0.2],
      ['Sex', 'male', 0.4],
      ['FamilyHx', 'yes', 0.2],
    ];
    for (const [name, level, part] of expected) expect(share(words(name), level)).toBeCloseTo(part, 1);
  });

  test('older patients have later stages and stay longer', () => {
    const late = words('CancerStage').map((stage) => stage === 'IV');
    const of = (name: string, chosen: boolean) => mean(numbers(name).filter((_, i) => late[i] === chosen));
    expect(of('Age', true) - of('Age', false)).toBeGreaterThan(4);
    expect(of('LengthofStay', true) - of('LengthofStay', false)).toBeGreaterThan(0.7);
  });

  test('numbers have no more decimals than are written', () => {
    const isRounded = (x: number, decimals: number) => x === Number(x.toFixed(decimals));
    for (const name of ['Age', 'WBC', 'RBC', 'BMI', 'IL6', 'CRP']) {
      expect(numbers(name).every((x) => isRounded(x, 5))).toBe(true);
    }
    expect(numbers('mobility').every((x) => isRounded(x, 4))).toBe(true);
    for (const name of ['ntumors', 'remission', 'Married', 'LengthofStay', 'Experience', 'DID', 'HID']) {
      expect(numbers(name).every(Number.isInteger)).toBe(true);
    }
  });
});

/** A fixed effect's column, by the name of its coefficient. */
function designColumn(coefficient: string): ArrayLike<number> {
  const name = coefficient.slice(2);
  if (name === 'Intercept') return new Float64Array(table.rows).fill(1);
  const factor = ['Sex', 'FamilyHx', 'CancerStage'].find((f) => name.startsWith(f));
  if (factor === undefined) return numbers(name);
  return words(factor).map((word) => (word === name.slice(factor.length) ? 1 : 0));
}

/** X beta + Z b from the truth alone, by the names in it. */
function trueEta(outcome: keyof HospitalTruth): number[] {
  const { parameters } = truth[outcome];
  const fixed = Object.entries(parameters).filter(([name]) => name.startsWith('b_'));
  const columns = fixed.map(([name, value]) => ({ value, x: designColumn(name) }));
  const [doctor, stay] = [numbers('DID'), numbers('LengthofStay')];
  return Array.from(doctor, (d, i) => {
    const slope = parameters[`r_DID[${d},LengthofStay]`] ?? 0;
    return columns.reduce(
      (sum, { value, x }) => sum + value * x[i],
      parameters[`r_DID[${d},Intercept]`] + slope * stay[i],
    );
  });
}

describe('the truth', () => {
  test('has the parameters of each formula, and every doctor', () => {
    for (const outcome of ['mobility', 'remission', 'ntumors'] as const) {
      expect(truth[outcome].parameters).toMatchObject(HOSPITAL_PARAMETERS[outcome]);
    }
    const count = (o: keyof HospitalTruth) =>
      Object.keys(truth[o].parameters).filter((k) => k.startsWith('r_')).length;
    expect([count('mobility'), count('remission'), count('ntumors')]).toEqual([407, 407, 814]);
  });

  test('doctors spread as their parameters say', () => {
    // 407 doctors: an sd is known to 1 / sqrt(814) = 3.5 percent, a correlation of -0.85 to 0.014; 4 of these
    const effects = (outcome: keyof HospitalTruth, coefficient: string) =>
      Array.from({ length: 407 }, (_, j) => truth[outcome].parameters[`r_DID[${j + 1},${coefficient}]`]);
    for (const [outcome, coefficient] of [
      ['mobility', 'Intercept'],
      ['remission', 'Intercept'],
      ['ntumors', 'Intercept'],
      ['ntumors', 'LengthofStay'],
    ] as const) {
      const ratio = sd(effects(outcome, coefficient)) / truth[outcome].parameters[`sd_DID__${coefficient}`];
      expect(Math.abs(ratio - 1)).toBeLessThan(0.14);
    }
    const [a, b] = [effects('ntumors', 'Intercept'), effects('ntumors', 'LengthofStay')];
    const correlation = mean(a.map((x, j) => (x - mean(a)) * (b[j] - mean(b)))) / (sd(a) * sd(b));
    expect(Math.abs(correlation + 0.85)).toBeLessThan(0.056);
  });

  // standardised residuals about the true means: mean 0, variance 1; 4 standard errors of 8525
  test('explains mobility: residuals have sd sigma', () => {
    const eta = trueEta('mobility');
    const residuals = Array.from(
      numbers('mobility'),
      (y, i) => (y - eta[i]) / truth.mobility.parameters.sigma,
    );
    expect(Math.abs(mean(residuals))).toBeLessThan(4 / Math.sqrt(8525));
    expect(Math.abs(sd(residuals) ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / 8525));
  });

  test('explains remission: as many as the chances add up to, in each tenth of them', () => {
    const chances = trueEta('remission').map((eta) => 1 / (1 + Math.exp(-eta)));
    const order = chances.map((_, i) => i).sort((i, j) => chances[i] - chances[j]);
    const remission = numbers('remission');
    for (let tenth = 0; tenth < 10; tenth++) {
      const rows = order.slice(Math.floor(852.5 * tenth), Math.floor(852.5 * (tenth + 1)));
      const excess = rows.reduce((sum, i) => sum + remission[i] - chances[i], 0);
      const variance = rows.reduce((sum, i) => sum + chances[i] * (1 - chances[i]), 0);
      expect(Math.abs(excess)).toBeLessThan(4 * Math.sqrt(variance));
    }
  });

  test('explains ntumors: Pearson residuals', () => {
    const eta = trueEta('ntumors');
    const residuals = Array.from(numbers('ntumors'), (y, i) => (y - Math.exp(eta[i])) / Math.exp(eta[i] / 2));
    expect(Math.abs(mean(residuals))).toBeLessThan(4 / Math.sqrt(8525));
    // the fourth moment of a Pearson residual is 3 + 1 / mean
    const variance = mean(eta.map((e) => 2 + Math.exp(-e))) / 8525;
    expect(Math.abs(mean(residuals.map((r) => r * r)) - 1)).toBeLessThan(4 * Math.sqrt(variance));
  });

  test('is found again by least squares within doctors, to 5 standard errors', () => {
    const groups = byDoctor();
    const centred = (values: ArrayLike<number>) => {
      const means = groups.map((rows) => mean(rows.map((i) => values[i])));
      return Array.from(numbers('DID'), (d, i) => values[i] - means[d - 1]);
    };
    const names = ['b_Age', 'b_Married', 'b_Sexmale', 'b_WBC', 'b_RBC'];
    const x = new Matrix(names.map((name) => centred(designColumn(name)))).transpose();
    const y = Matrix.columnVector(centred(numbers('mobility')));
    const gram = x.transpose().mmul(x);
    const beta = solve(gram, x.transpose().mmul(y));
    const residual = Matrix.sub(y, x.mmul(beta)).norm();
    const sigma = residual / Math.sqrt(8525 - 407 - names.length);
    const covariance = solve(gram, Matrix.eye(names.length)).mul(sigma * sigma);
    for (const [k, name] of names.entries()) {
      const z = (beta.get(k, 0) - truth.mobility.parameters[name]) / Math.sqrt(covariance.get(k, k));
      expect(Math.abs(z)).toBeLessThan(5);
    }
    expect(Math.abs(sigma / 4.5 - 1)).toBeLessThan(5 / Math.sqrt(2 * 8113));
  });
});

describe('the seed', () => {
  test('decides everything: a digest, the same on every engine', () => {
    expect(digest(table)).toBe('d48c8b07');
    expect(digest(simulateHospital('1').table)).toBe(digest(table));
    expect(digest(simulateHospital('2').table)).not.toBe(digest(table));
  });

  test('parameters of one outcome leave the rest of the table alone', () => {
    const other = simulateHospital('1', { parameters: { mobility: { sigma: 1 } } });
    for (const name of table.columns.keys()) {
      const same = expect(other.table.columns.get(name));
      if (name === 'mobility') same.not.toEqual(table.columns.get(name));
      else same.toEqual(table.columns.get(name));
    }
    expect(other.truth.mobility.parameters.sigma).toBe(1);
  });
});
