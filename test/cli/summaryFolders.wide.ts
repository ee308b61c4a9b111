import { expect, test } from 'vitest';
import { inFolder, poolwise, reference, refusal } from './poolwise.ts';

const model = [reference('cbpp.csv'), 'incidence | trials(size) ~ period + (1 | herd)'];
const options = ['--family', 'binomial', '--factor', 'period', '--quiet', '--out'];

test.each([
  ['fit', ['--chains', '2', '--warmup', '100', '--draws', '100']],
  ['laplace', []],
  ['compare', ['--chains', '2', '--draws', '100', '--no-pareto-k']],
])('summary prints a folder of %s as it was printed first', (command, more) =>
  inFolder(async (folder) => {
    const first = await poolwise([command, ...model, ...more, ...options, 'results'], folder);
    const again = await poolwise(['summary', 'results'], folder);
    expect(again).toEqual({ ...first, stderr: '' });
    expect(first.stdout.length).toBeGreaterThan(500);
  }),
);

test('summary: another level from the draws, none where there are no draws', () =>
  inFolder(async (folder) => {
    const sampled = ['--chains', '2', '--warmup', '100', '--draws', '100'];
    await poolwise(['fit', ...model, ...sampled, ...options, 'post', '--level', '0.5'], folder);
    const half = await poolwise(['summary', 'post', '--level', '0.5'], folder);
    const fresh = await poolwise(
      ['fit', ...model, ...sampled, ...options, 'other', '--level', '0.8'],
      folder,
    );
    const relevelled = await poolwise(['summary', 'post', '--level', '0.8'], folder);
    const tables = (text: string): string => text.split('Sampled by')[0];
    expect(tables(relevelled.stdout)).toBe(tables(fresh.stdout));
    expect(half.stdout).toMatch(/ 25% +50% +75% +OR +OR 25% +OR 75% /);
    await poolwise(['laplace', ...model, ...options, 'lap'], folder);
    expect(await refusal(['summary', 'lap', '--level', '0.8'], folder)).toBe(
      'summary: a stored Laplace fit keeps its level of 95%; run poolwise laplace with --level 0.8',
    );
    expect(await refusal(['summary', '.'], folder)).toBe(
      'summary: folder "." holds none of fit.json, laplace.json, compare.json; give one that --out wrote',
    );
  }));
