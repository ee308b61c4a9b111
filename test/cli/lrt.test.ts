import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inFolder, poolwise, reference, refusal } from './poolwise.ts';

const sleepstudy = reference('sleepstudy.csv');
const smaller = 'Reaction ~ Days + (1 | Subject)';
const larger = 'Reaction ~ Days + (Days | Subject)';

test('lrt: sleepstudy with and without slopes, in any order, as lme4 tests them', () =>
  inFolder(async (folder) => {
    const { code, stdout } = await poolwise(['lrt', sleepstudy, larger, smaller], folder);
    expect(code).toBe(0);
    // lme4's help pages: deviance 1751.9, chi-square 42.139 on 2 df; p there from chi-square alone, 7.07e-10
    expect(stdout).toContain(`1: ${smaller}\n2: ${larger}\n`);
    expect(stdout).toMatch(/^1 +4 +-897\.04 +1802\.08 +1814\.85 +1794\.08$/m);
    expect(stdout).toMatch(/^2 +6 +-875\.97 +1763\.94 +1783\.10 +1751\.94 +42\.139 +2 +4\.0e-10$/m);
    expect(stdout).toContain('2 against 1: equal mixture of chi-square with 1 and 2 df');
  }));

test('lrt: --json - has every test, the bootstrap too', () =>
  inFolder(async (folder) => {
    const args = ['lrt', sleepstudy, smaller, larger, '--bootstrap', '20', '--seed', '3', '--json', '-'];
    const { code, stdout } = await poolwise(args, folder);
    expect(code).toBe(0);
    const { models } = JSON.parse(stdout);
    expect(models[0].test).toBeNull();
    expect(models[1].test.statistic).toBeCloseTo(42.139, 2);
    expect(models[1].bootstrap).toMatchObject({ replicates: 20, seed: '3', p: 1 / 21 });
  }));

test('lrt: what was settled of the data is said once, in text and JSON', () =>
  inFolder(async (folder) => {
    const rows = [3, 1, 4, 1, 5, 9, 2, 6].map((y, i) => `${y};${i % 4},5;${i % 3}\n`).join('');
    await writeFile(join(folder, 'lab.csv'), `y;crp;age\n${rows}`);
    const args = ['lrt', 'lab.csv', 'y ~ crp', 'y ~ crp + age', '--quiet'];
    const text =
      'lab.csv has decimal commas: "0,5" at line 2 is read as 0.5; --decimal . leaves such fields text';
    const { stdout } = await poolwise(args, folder);
    expect(stdout.split(`Note: ${text}.`)).toHaveLength(2);
    const json = await poolwise([...args, '--json', '-'], folder);
    expect(JSON.parse(json.stdout).notes).toContainEqual({ kind: 'decimalComma', text });
  }));

// the smaller model refused a matrix that only the larger one names
test('lrt: a matrix goes to the formulas that name it', () =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'flock.csv'), 'y,x,g\n1,2,a\n3,1,a\n2,4,b\n5,1,b\n4,2,c\n7,3,c\n');
    await writeFile(join(folder, 'A.csv'), ',a,b,c\na,1,0.5,0\nb,0.5,1,0\nc,0,0,1\n');
    const formulas = ['y ~ x', 'y ~ x + (1 | gr(g, cov = A))'];
    const { code, stdout } = await poolwise(['lrt', 'flock.csv', ...formulas, '--cov', 'A=A.csv'], folder);
    expect(code).toBe(0);
    expect(stdout).toContain('2 against 1: equal mixture');
    expect(await refusal(['lrt', 'flock.csv', ...formulas, '--cov', 'B=A.csv'], folder)).toContain(
      'the formula does not name "B"',
    );
  }));

test.each([
  [[smaller], 'lrt: expected two formulas or more, got only "Reaction ~ Days + (1 | Subject)"'],
  [
    ['results', 'others'],
    'lrt: expected formulas in quotes after the data file, got "results"; stored fits lack the data that a test needs',
  ],
  [
    [smaller, 'Reaction ~ 1 + (Days | Subject)'],
    "likelihood ratio: not nested, b_Days is no combination of the larger model's fixed columns",
  ],
])('lrt %s is refused', (formulas, message) =>
  inFolder(async (folder) => {
    expect(await refusal(['lrt', sleepstudy, ...formulas], folder)).toBe(message);
  }),
);
