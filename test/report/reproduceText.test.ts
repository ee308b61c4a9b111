import { expect, test } from 'vitest';
import { beyondCommand, script, shellCommand } from '../../src/report/page/reproduceText.ts';
import { declarationFile } from '../../src/report/stored/declarationFile.ts';
import { madeUpFit, manyGroups } from './fits.ts';

const { model, sampler } = madeUpFit(manyGroups(8), 2, 10);
const declared = declarationFile({
  ...model.declaration,
  formula: "y ~ a + (1 | `it's`)",
  options: {
    family: 'bernoulli',
    priors: { b: 'normal(0,5)' },
    factors: { dose: ['lo', 'hi'], period: 'sorted' },
  },
});

test('the command says all that was declared and how it was drawn, quoted for the shell', () => {
  expect(shellCommand(declared, sampler)).toBe(
    [
      "poolwise fit data.parquet 'y ~ a + (1 | `it'\\''s`)'",
      '--family bernoulli',
      "--factor 'dose=lo,hi'",
      '--factor period',
      "--prior 'b=normal(0, 5)'",
      '--sampler nuts --chains 2 --draws 10 --warmup 100 --seed 1',
      '--metric diagonal --target-accept 0.9 --max-depth 10',
    ].join(' \\\n  '),
  );
  expect(beyondCommand(declared)).toEqual([]);
  expect(shellCommand(declared, { ...sampler, strategy: 'prior' })).toContain('--prior-only --chains 2');
});

test('what no command says is said, and the script has a place for it', () => {
  const own = { ...declared, own: { family: 'mine', priors: ['b'] }, matrices: ['A'] };
  expect(beyondCommand(own)).toEqual(['the family mine', 'the prior of b', 'the file of matrix A (--cov)']);
  const text = script(own, sampler);
  expect(text).toContain('family: yourFamily');
  expect(text).toContain('cov: { A }');
  expect(text).toContain('"seed": "1"');
});
