import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inFolder, poolwise, reference, refusal } from './poolwise.ts';

const cbpp = [
  reference('cbpp.csv'),
  'incidence | trials(size) ~ period + (1 | herd)',
  '--family',
  'binomial',
  '--factor',
  'period',
  '--quiet',
];

/** Runs in a folder with a posterior, `fit`, and a Laplace fit, `ml`. */
const withFits = <T>(use: (folder: string) => Promise<T>): Promise<T> =>
  inFolder(async (folder) => {
    await poolwise(['fit', ...cbpp, '--draws', '1000', '--out', 'fit'], folder);
    await poolwise(['laplace', ...cbpp, '--out', 'ml'], folder);
    return use(folder);
  });

describe('effects and hypothesis of stored fits', () => {
  test('tables, JSON and files, what was averaged over, and mistakes in one line', () =>
    withFits(async (folder) => {
      const run = async (...args: string[]) => {
        const { code, stdout, stderr } = await poolwise(args, folder);
        expect({ code, stderr }, args.join(' ')).toEqual({ code: 0, stderr: '' });
        return stdout;
      };
      const means = await run('effects', 'fit', '--means', 'period');
      expect(means).toMatch(/^Means: expected successes of one trial .*averaged over herd/);
      expect(means).toMatch(/\n1 +0\.2\d+ +0\.\d+ +0\.\d+ to 0\.\d+\n/);
      expect(means).toMatch(/\nRows: nothing else to average over\.\n/);
      const typical = await run(
        'effects',
        'ml',
        '--compare',
        'period',
        '--measure',
        'odds-ratio',
        '--groups',
        'typical',
      );
      expect(typical).toMatch(/at the average herd \(group effects zero\), by Laplace's method/);
      expect(typical).toMatch(/\n2 \/ 1 +0\.3\d+ /);
      const json = JSON.parse(
        await run(
          'effects',
          'fit',
          '--compare',
          'period=1,4',
          '--groups',
          'given',
          '--simultaneous',
          '--json',
        ),
      );
      expect(json).toMatchObject({ measure: 'difference', simultaneous: true, level: 0.95 });
      expect(json.over).toBe('averaged over the 56 rows of the data');
      expect(json.rows[0].name).toBe('4 - 1');
      await run(
        'effects',
        'fit',
        '--means',
        'period',
        '--contrasts',
        'late=-0.5,-0.5,0.5,0.5',
        '--out',
        'late.md',
      );
      expect(await readFile(join(folder, 'late.md'), 'utf8')).toMatch(/\| late \| -0\.\d+ \|/);
      const told = await run(
        'hypothesis',
        'fit',
        'period2 < 0',
        'period2 = period3',
        'sd_herd__Intercept^2',
        '--rope',
        '-0.1,0.1',
      );
      expect(told).toMatch(/\nperiod2 < 0 +-\d\.\d+ +0\.\d+ +-\d\.\d+ to -0\.\d+ +(>99\.9|9\d\.\d)%/);
      expect(told).toMatch(/Note: of "=", the evidence ratio is/);
      expect(await run('hypothesis', 'ml', 'period2 = 0')).toMatch(/needs draws of the prior/);

      const refused = (...args: string[]) => refusal(args, folder);
      expect(await refused('effects', 'fit', '--slopes', 'herd')).toMatch(
        /^effects: "herd" groups rows and is no predictor/,
      );
      expect(await refused('effects', 'fit')).toMatch(/give one of --slopes, --compare and --means/);
      expect(await refused('effects', 'fit', '--compare', 'period=1')).toMatch(/expected two values/);
      expect(await refused('effects', 'fit', '--slopes', 'period', '--measure', 'ratio')).toMatch(
        /--measure is of/,
      );
      expect(await refused('effects', 'fit', '--means', 'period', '--at', 'period=9')).toMatch(
        /^effects: .*has no level "9"/,
      );
      expect(await refused('effects', 'fit', '--means', 'period', '--scale', 'odds')).toMatch(
        /expected mean, link/,
      );
      expect(await refused('hypothesis', 'fit', 'perod2 > 0')).toMatch(/did you mean "period2"/);
      expect(await refused('hypothesis', 'nowhere', 'x > 0')).toMatch(/nowhere/);
    }));
});
