import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { trialCsv, writeFiles } from './files.ts';
import { inFolder, poolwise, reference, refusal } from './poolwise.ts';

const cbpp = [
  reference('cbpp.csv'),
  'incidence | trials(size) ~ period + (1 | herd)',
  '--family',
  'binomial',
  '--quiet',
];

describe('compare', () => {
  test.concurrent('data and formula: table, k-hat and a verdict; --out writes JSON and a page', () =>
    inFolder(async (folder) => {
      const { code, stdout, stderr } = await poolwise(['compare', ...cbpp, '--out', 'both'], folder);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/estimate +se +mean +sd +median +skewness +shift +se \/ sd/);
      expect(stdout).toMatch(/\n {2}sd_herd__Intercept +\d/);
      expect(stdout).toMatch(/\nPareto k-hat of all parameters and group effects together -?\d\.\d\d \(good/);
      expect(stdout).toMatch(/\n\nLaplace is fine here: .*\n$/);
      expect((await readdir(join(folder, 'both'))).sort()).toEqual(['compare.html', 'compare.json']);
      const html = await readFile(join(folder, 'both', 'compare.html'), 'utf8');
      expect(html).toMatch(/^<!doctype html>/);
      expect(html).not.toMatch(/NaN|undefined|<script/);
      expect(html.match(/<svg/g)?.length).toBeGreaterThan(3);
    }));

  test.concurrent('--json - as in the contract; a finding is no failure', () =>
    inFolder(async (folder) => {
      const toenail = [
        reference('toenail.csv'),
        'y ~ treatment * time + (1 | patientID)',
        '--family',
        'bernoulli',
        '--quiet',
      ];
      const { code, stdout } = await poolwise(
        ['compare', ...toenail, '--no-pareto-k', '--json', '-'],
        folder,
      );
      expect(code).toBe(0);
      const { verdict, paretoK, parameters } = JSON.parse(stdout);
      expect(verdict.ok).toBe(false);
      expect(verdict.text).toMatch(/b_Intercept is off .* sd_patientID__Intercept is too large/);
      expect(paretoK).toBeNull();
      expect(Object.keys(parameters[0])).toEqual(
        expect.arrayContaining(['name', 'estimate', 'se', 'mean', 'sd', 'shift', 'widthRatio']),
      );
    }));

  test.concurrent('stored fits: a posterior, another, and a Laplace fit', () =>
    inFolder(async (folder) => {
      const fitTo = (out: string, seed: string): string[] => ['fit', ...cbpp, '--seed', seed, '--out', out];
      await poolwise(fitTo('one', '1'), folder);
      await poolwise(fitTo('two', '2'), folder);
      await poolwise(['laplace', ...cbpp, '--json', 'laplace.json'], folder);
      const { code, stdout } = await poolwise(['compare', 'one', 'two', 'laplace.json'], folder);
      expect(code, stdout).toBe(0);
      expect(stdout).toMatch(/\n +one +two +laplace\.json \(Laplace\)\nb_Intercept +-0\.\d+ ± 0\.\d+ +-0/);
      expect(stdout).toMatch(/\n"two" says the same: /);
      expect(stdout).toMatch(/\nLaplace in "laplace\.json" is fine here: /);
      const same = await poolwise(['compare', 'one', 'one/fit.json', '--json', '-'], folder);
      for (const { shift, widthRatio } of JSON.parse(same.stdout).parameters)
        expect({ shift, widthRatio }).toEqual({ shift: 0, widthRatio: 1 });
    }));

  test.concurrent('stored fits go by their paths where folders are called alike, and a path may hold a ~', () =>
    inFolder(async (folder) => {
      for (const of of ['a', '~b', 'c']) await mkdir(join(folder, of));
      const fit = ['fit', ...cbpp, '--chains', '2', '--draws', '500'];
      await poolwise([...fit, '--out', 'a/fit'], folder);
      await poolwise([...fit, '--seed', '2', '--out', '~b/fit'], folder);
      const one = [
        'fit',
        reference('cbpp.csv'),
        'incidence | trials(size) ~ 1 + (1 | herd)',
        ...cbpp.slice(2),
      ];
      await poolwise([...one, '--chains', '2', '--draws', '500', '--out', 'c/fit'], folder);
      const { stdout } = await poolwise(['compare', 'a/fit', '~b/fit', 'c/fit'], folder);
      expect(stdout).toMatch(/\n +a\/fit +~b\/fit +c\/fit\n/);
      expect(stdout).toMatch(/"~b\/fit" says the same/);
      expect(stdout).toMatch(
        /It is a fit of another model \(incidence \| trials\(size\) ~ 1 .*"c\/fit" differs/,
      );
      const refused = await poolwise(['compare', 'a/fit', 'a/fit/'], folder);
      expect(refused.stderr).toMatch(/^compare: "a\/fit\/" is given twice\n$/);
      await rename(join(folder, '~b', 'fit'), join(folder, '~b', 'fit~'));
      const given = await poolwise(
        ['compare', 'a/fit', '~b/fit~', '--method', 'map', '--draws', '9'],
        folder,
      );
      expect(given.code).toBe(1);
      expect(given.stderr).toMatch(
        /^compare: --method, --draws are for a data file and a formula; stored fits are compared as they are\n$/,
      );
    }));

  test.concurrent('draws that cannot be trusted end in exit code 2', () =>
    inFolder(async (folder) => {
      const { code, stdout } = await poolwise(['compare', ...cbpp, '--draws', '20', '--no-pareto-k'], folder);
      expect(code).toBe(2);
      expect(stdout).toMatch(
        /\nThe posterior is not to be trusted yet, so this is provisional\. Do not trust/,
      );
      await poolwise(['compare', ...cbpp, '--draws', '20', '--no-pareto-k', '--out', 'few'], folder);
      expect(await readFile(join(folder, 'few', 'compare.html'), 'utf8')).toMatch(
        /<h2[^>]*>\S Provisional: draws not to be trusted yet<\/h2>/,
      );
    }));

  test.concurrent.each([
    [
      ['compare', 'one'],
      /^compare: expected a data file and a formula in quotes, or two stored fits, got only "one"$/,
    ],
    [
      ['compare', 'results', 'trial.csv'],
      /^compare: folder "results" holds neither fit\.json nor laplace\.json/,
    ],
    [['compare', 'missing', 'trial.csv'], /^compare: no file "missing"/],
    [['compare', 'trial.csv', 'trial.csv'], /^compare: "trial\.csv" is not JSON; for data give a formula/],
    [['compare', 'other.json', 'other.json'], /"other\.json" is no fit file/],
    [['compare', 'y ~ x', 'trial.csv'], /^compare: the data file comes first, then the formula/],
    [['compare', 'trial.csv', 'y ~ x', '--method', 'mle'], /^laplace: no method "mle"/],
    [['compare', 'trial.csv', 'y ~ x', '--sampler', 'gips'], /^sample: no sampler "gips"/],
    [['compare', 'trial.csv', 'y ~ x', '--quadrature', '5'], /^(laplace: )?quadrature.*group effects/],
  ])('%j is refused', (args, message) =>
    inFolder(async (folder) => {
      await writeFiles(folder);
      await writeFile(join(folder, 'trial.csv'), trialCsv());
      expect(await refusal(args, folder)).toMatch(message);
    }),
  );
});
