import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { inFolder, poolwise } from './poolwise.ts';

describe('help', () => {
  test.concurrent.each([
    [
      [],
      [
        'fit',
        'laplace',
        'lrt',
        'compare',
        'explain',
        'simulate',
        'summary',
        'plot',
        'predict',
        'table',
        'ranking',
        'effects',
        'hypothesis',
        'variance',
        'export',
        'extend',
        'completion',
      ],
    ],
    [
      ['fit'],
      [
        '<data>',
        '<formula>',
        '--family',
        '--link',
        '--factor',
        '--contrasts',
        '--prior',
        '--weights',
        '--sigma',
        '--na',
        '--decimal',
        '--missing',
        '--chains',
        '--warmup',
        '--draws',
        '--seed',
        '--sampler',
        '--json',
        '--out',
        '--quiet',
        'Examples:',
        'identity',
        'student_t(df, location, scale)',
      ],
    ],
    [
      ['laplace'],
      [
        '<data>',
        '<formula>',
        '--method',
        '--quadrature',
        '--fast',
        '--level',
        '--profile',
        '--bootstrap',
        '--effects',
      ],
    ],
    [['explain'], ['<data>', '<formula>', '--family', '--link', '--factor', '--prior', '--missing']],
    [['simulate'], ['hospital', '--seed', '--out', '--truth', '--json']],
    [['lrt'], ['<data>', '<formulas...>', '--bootstrap', 'Examples:']],
    [['compare'], ['<inputs...>', '--no-pareto-k', 'Examples:']],
    [['summary'], ['<fit>', '--json']],
    [['predict'], ['<fit>', '--new', '--groups', '--new-groups', '--draws', 'Examples:']],
    [['variance'], ['<fit>', '--scale', '--level', '--as', '--json', 'Examples:']],
    [['ranking'], ['<fit>', '--group', '--top', '--best', '--between', 'Examples:']],
    [
      ['plot'],
      ['<kind>', '<fit...>', '--out', '--parameters', '--theme', 'Kinds:', 'caterpillar', 'Examples:'],
    ],
    [
      ['effects'],
      ['<fit>', '--slopes', '--compare', '--means', '--contrasts', '--at', '--groups', 'Examples:'],
    ],
    [['hypothesis'], ['<fit>', '<text...>', '--rope', '--as', 'Examples:']],
    [['extend'], ['<fit>', '--chains', '--out', 'Examples:']],
    [['export'], ['<fit>', '--as', '--out', '--thin', '--predictive', 'Examples:']],
    [['table'], ['<fits...>', '--as', '--label', '--out', 'Examples:']],
  ])('poolwise %j --help names its arguments and options', async (command, names) => {
    const { code, stdout, stderr } = await inFolder((folder) => poolwise([...command, '--help'], folder));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: poolwise /);
    expect(names.filter((name) => !stdout.includes(name))).toEqual([]);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test.concurrent('--version is the one of package.json', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
    expect((await inFolder((folder) => poolwise(['--version'], folder))).stdout).toBe(`${version}\n`);
  });
});
