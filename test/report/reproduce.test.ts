import { describe, expect, test } from 'vitest';
import { fitCode, type GlmmOptions, glmm } from '../../src/index.ts';
import { beyondCommand, beyondSettings } from '../../src/report/reproduce/beyond.ts';
import { brmsCode } from '../../src/report/reproduce/brms/brmsCode.ts';
import { fitCommand } from '../../src/report/reproduce/command.ts';
import { folderData } from '../../src/report/reproduce/dataFile.ts';
import { settingsDrawn } from '../../src/report/reproduce/drawn.ts';
import { fitScript } from '../../src/report/reproduce/script.ts';
import { declarationFile } from '../../src/report/stored/declarationFile.ts';
import { brmsColumns } from './brmsModels.ts';
import { madeUpFit, manyGroups } from './fits.ts';

const model = manyGroups(8);
const { sampler } = madeUpFit(model, 2, 10);
const declared = declarationFile({
  ...model.declaration,
  formula: "y ~ a + (1 | `it's`)",
  options: {
    family: 'bernoulli',
    priors: { b: 'normal(0,5)' },
    factors: { dose: ['lo', 'hi'], period: 'sorted' },
  },
});

const shell = (drawn: typeof sampler): string[] => fitCommand(declared, folderData, settingsDrawn(drawn));

test('the command says all that was declared and how it was drawn, quoted for the shell', () => {
  expect(shell(sampler)).toEqual([
    "poolwise fit data.parquet 'y ~ a + (1 | `it'\\''s`)'",
    '--family bernoulli',
    "--factor 'dose=lo,hi'",
    '--factor period',
    "--prior 'b=normal(0, 5)'",
    ...['--sampler nuts', '--chains 2', '--warmup 100', '--draws 10', '--seed 1'],
    ...['--metric diagonal', '--target-accept 0.9', '--max-depth 10'],
  ]);
  expect(beyondCommand(declared)).toEqual([]);
  expect(shell({ ...sampler, strategy: 'prior' }).slice(5, 7)).toEqual(['--prior-only', '--chains 2']);
});

test('what no command says is said, and the script has a place for it', () => {
  const own = { ...declared, own: { family: 'mine', priors: ['sd'] }, matrices: ['A'] };
  expect(beyondCommand(own)).toEqual(['the family mine', 'the prior of sd', 'the file of matrix A (--cov)']);
  const text = fitScript(own, folderData, settingsDrawn(sampler));
  expect(text).toContain('family: yourFamily');
  expect(text).toContain('b: "normal(0, 5)",\n    sd: yourPrior');
  expect(text).toContain('A: yourMatrix');
  expect(text).toContain('seed: "1"');
});

test('what a command would take apart in another way is beyond it', () => {
  const factors = { 'a=b': 'sorted', dose: ['1,5', '2'], ' x': ['a'], fine: ['a b', "c'd"] } as const;
  const priors = { 'b_a=b': 'normal(0, 1)', b: 'normal(0, 1)' };
  const odd = { ...declared, options: { ...declared.options, factors, priors } };
  expect(beyondCommand(odd as unknown as typeof declared)).toEqual([
    'the prior of b_a=b',
    ...['a=b', 'dose', ' x'].map((name) => `the levels of ${name}`),
  ]);
});

test('names of files and formulas are no options, and __proto__ is a name like others', () => {
  const [first] = fitCommand({ ...declared, formula: '-y ~ x' }, { name: '-rf $(x).csv' }, {});
  expect(first).toBe("poolwise fit './-rf $(x).csv' ' -y ~ x'");
  const factors = JSON.parse('{"__proto__": ["a", "b"]}') as Record<string, string[]>;
  const text = fitScript({ ...declared, options: { factors } }, { name: '"`$x`".csv' }, {});
  expect(text).toContain('["__proto__"]: ["a", "b"]');
  expect(text).toContain('readTable("\\"`$x`\\".csv")');
});

test('a sampler that went a way of its own is not said to draw the same', () => {
  const fit = { ...madeUpFit(model, 2, 10), sampler: { ...sampler, every: 3 } };
  expect(beyondSettings(fit.sampler)).toEqual(['one draw in 3 transitions']);
  expect(() => fitCode(fit, 'command')).toThrow(/^code: no settings say .*one draw in 3 transitions/);
  expect(fitCode(fit, 'command', { data: 'a.csv', asked: { seed: 'x y' } })).toBe(
    "poolwise fit a.csv 'y ~ a * b + (a | doctor)' \\\n  --seed 'x y'",
  );
  const asked = { seed: '1' };
  expect(fitCode(fit, 'command', { asked, out: '-a b' })).toMatch(/ \\\n {2}--out '\.\/-a b'$/);
  expect(fitCode(fit, 'script', { asked, out: 'b' })).toMatch(
    /saveFit }.*\n.*await saveFit\(fit, "b"\);\n$/s,
  );
  const warm = { ...fit, sampler: { ...sampler, warmStart: true as const } };
  expect(() => fitCode(warm, 'script', { asked: {} })).toThrow(
    'the fit that its chains began from; fit the model',
  );
  expect(() => fitCode(fit, 'brm' as 'script')).toThrow('no code "brm" (have: command, script, brms');
});

test('formulas of parameters are options, or stand after the formula of the outcome', () => {
  const parameters = { sigma: '~ a', mubus: '~ b' };
  const options = { ...declared.options, factors: {}, priors: {}, parameters };
  expect(fitCommand({ ...declared, formula: 'y ~ x', options }, folderData, {})).toEqual([
    "poolwise fit data.parquet 'y ~ x; mubus ~ b'",
    '--family bernoulli',
    "--sigma '~ a'",
  ]);
});

describe('brms', () => {
  const code = (formula: string, options: GlmmOptions = {}): string =>
    brmsCode(glmm(formula, brmsColumns, options), { name: 'my "data".csv' }, { seed: '7', draws: 500 });

  test('the code has the data with their levels, the formula, every prior and the run', () => {
    expect(code('y ~ factor(dose) + (1 + x | g)', { weights: 'w', contrasts: { dose: 'sum' } })).toBe(
      [
        '# The same model in brms: same likelihood, same priors, but for this:',
        "# The prior of a group intercept's sd is at the predictors' means in poolwise, at their zero in brms.",
        'library(brms)',
        '',
        'data <- read.csv("my \\"data\\".csv", na.strings = c("", "NA", "NaN"), check.names = FALSE)',
        'data$dose <- factor(data$dose, levels = c("1", "2", "5"))',
        'contrasts(data$dose) <- contr.sum(3)',
        '',
        'formula <- bf(',
        '  y | weights(w) ~ 1 + dose + (1 + x | g)',
        ')',
        'priors <- c(',
        '  set_prior("normal(0.873, 1.02)", class = "Intercept"),',
        '  set_prior("normal(0, 1.25)", class = "b", coef = "dose1"),',
        '  set_prior("normal(0, 1.25)", class = "b", coef = "dose2"),',
        '  set_prior("student_t(3, 0, 1.02)", class = "sd", coef = "Intercept", group = "g"),',
        '  set_prior("student_t(3, 0, 3.61)", class = "sd", coef = "x", group = "g"),',
        '  set_prior("lkj(2)", class = "cor", group = "g"),',
        '  set_prior("student_t(3, 0, 1.02)", class = "sigma")',
        ')',
        'fit <- brm(',
        '  formula,',
        '  data = data,',
        '  family = brmsfamily("gaussian", link = "identity"),',
        '  prior = priors,',
        '  chains = 4,',
        '  warmup = 1000,',
        '  iter = 1500,',
        '  seed = 7',
        ')',
        'summary(fit)',
        '',
      ].join('\n'),
    );
  });

  test('what brms has not is refused in words', () => {
    const because = (formula: string, options: GlmmOptions = {}): string => {
      try {
        return code(formula, options);
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(because('count ~ x', { family: 'nbinom1' })).toBe('brms: it has no family nbinom1');
    expect(because('y ~ x + ar1(0 + factor(step) | g)')).toContain('covariance structure that it has not');
    expect(because('y ~ x', { residual: 'cs(1 | g)' })).toContain(
      'cs(1 | g), are parametrised in another way',
    );
    expect(because('y ~ x', { priors: { b: 'horseshoe(1)' } })).toMatch(/^brms: a prior of horseshoe/);
    expect(because('y ~ x', { priors: { b_x: 'uniform(-1, 1)' } })).toContain(
      'bounds for all b together alone',
    );
    const odd = glmm('y ~ a__b', { ...brmsColumns, a__b: brmsColumns.x });
    expect(() => brmsCode(odd, { name: 'a.csv' }, {})).toThrow('it takes no column called "a__b"');
  });
});
