import { Command } from 'commander';
import { expect, test } from 'vitest';
import { compareCommand } from '../../src/cli/compare.ts';
import { fitCommand } from '../../src/cli/fit.ts';
import { laplaceCommand } from '../../src/cli/laplace.ts';
import { addSamplingFlags } from '../../src/cli/samplingOptions.ts';
import { samplerNames } from '../../src/run/plan.ts';

const flagsOf = (command: Command): string[] =>
  command.options.map(({ flags, description }) => `${flags} ${description}`);

test('fit and compare sample by the same flags', () => {
  const sampling = flagsOf(addSamplingFlags(new Command()));
  expect(sampling.length).toBeGreaterThan(8);
  for (const command of [fitCommand(() => {}), compareCommand(() => {})])
    expect(flagsOf(command)).toEqual(expect.arrayContaining(sampling));
});

test('the samplers named in the help are those there are', () => {
  const words = flagsOf(addSamplingFlags(new Command())).find((flag) => flag.startsWith('--sampler')) ?? '';
  const named = words.replace('--sampler <name> ', '').split(/, | or /);
  expect(named).toEqual(samplerNames);
});

test('whatever has results can write and replace them', () => {
  for (const command of [fitCommand(() => {}), compareCommand(() => {}), laplaceCommand(() => {})])
    expect(command.options.map(({ long }) => long)).toEqual(
      expect.arrayContaining(['--json', '--out', '--force', '--quiet']),
    );
});
