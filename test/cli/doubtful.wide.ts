import { expect, test } from 'vitest';
import { inFolder, poolwise, reference } from './poolwise.ts';

test('whatever is made of a fit that should not be trusted says so once, and ends with code 2', () =>
  inFolder(async (folder) => {
    const formula = 'Reaction ~ Days + (1 | Subject)';
    const few = ['--draws', '20', '--warmup', '20', '--chains', '2', '--quiet'];
    await poolwise(['fit', reference('sleepstudy.csv'), formula, ...few, '--out', 'few'], folder);
    for (const [command, ...args] of [
      ['predict', '--out', 'own.csv'],
      ['effects', '--slopes', 'Days'],
      ['ranking'],
      ['variance'],
      ['simulate'],
      ['export', '--as', 'csv'],
      ['plot', '--out', 'trace.svg'],
    ]) {
      const kind = command === 'plot' ? ['trace'] : [];
      const { code, stderr } = await poolwise([command, ...kind, 'few', ...args], folder);
      expect(code, `${command} ${stderr}`).toBe(2);
      expect(stderr.match(/^Do not trust these draws yet: .*$/gm), command).toHaveLength(1);
    }
    const into = await poolwise(['export', 'few', '--as', 'csv', '--out', 'few/fit.json', '--force'], folder);
    expect(into.code).toBe(1);
    expect(into.stderr).toContain('output: --out "few/fit.json" is in the folder of the fit');
  }));
