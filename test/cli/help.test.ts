import { readdir, readFile } from 'node:fs/promises';
import * as modules from 'node:module';
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
        'loo',
        'kfold',
        'evidence',
        'export',
        'extend',
        'check',
        'verify',
        'worker',
        'queue',
        'app',
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
    [['worker'], ['--queue', '--shared', '--jobs', '--lease', 'Examples:']],
    [['queue'], ['--queue', '--cancel', '--pause', '--resume', '--clear', '--json']],
    [['explain'], ['<data>', '<formula>', '--family', '--link', '--factor', '--prior', '--missing']],
    [['simulate'], ['hospital', '--seed', '--out', '--truth', '--json']],
    [['lrt'], ['<data>', '<formulas...>', '--bootstrap', 'Examples:']],
    [['compare'], ['<inputs...>', '--no-pareto-k', 'Examples:']],
    [['summary'], ['<fit>', '--json']],
    [['predict'], ['<fit>', '--new', '--groups', '--new-groups', '--draws', 'Examples:']],
    [['loo'], ['<fits...>', '--groups', '--exact', '--seed', '--as', '--json', 'Examples:']],
    [['kfold'], ['<fits...>', '--folds', '--groups', '--stratify', '--as', '--json', 'Examples:']],
    [['evidence'], ['<fits...>', '--draws', '--seed', '--as', '--json', 'Examples:']],
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
    [['check'], ['<fit>', '--tries', '--predictive', '--prior', '--seed', '--json', '--out', 'Examples:']],
    [['verify'], ['<data>', '<formula>', '--data-sets', '--draws', '--warn-level', '--out', 'Examples:']],
    [['app'], ['[data]', '--port', '--open', 'Examples:']],
    [['export'], ['<fit>', '--as', '--out', '--thin', '--predictive', 'Examples:']],
    [['table'], ['<fits...>', '--as', '--label', '--out', 'Examples:']],
  ])('poolwise %j --help names its arguments and options', async (command, names) => {
    const { code, stdout, stderr } = await inFolder((folder) => poolwise([...command, '--help'], folder));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: poolwise /);
    expect(names.filter((name) => !stdout.includes(name))).toEqual([]);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test.concurrent('--version is the one of package.json; compiled code is kept where Node can', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
    await inFolder(async (folder) => {
      const caches = { XDG_CACHE_HOME: folder, LOCALAPPDATA: folder };
      expect((await poolwise(['--version'], folder, caches)).stdout).toBe(`${version}\n`);
      expect(await readdir(folder)).toEqual('enableCompileCache' in modules ? ['poolwise'] : []);
    });
  });
});
