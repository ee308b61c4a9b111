import { describe, expect, test } from 'vitest';
import { builtinFamilies } from '../../models/families/builtin.ts';
import { inFolder, refusal } from './poolwise.ts';
import { have, newcomersFolder, onTrial, refusedIn } from './refused.ts';

const files = newcomersFolder();

describe('formulas', () => {
  const deep = (call: string): string => `y ~ ${call.repeat(1000)}x${')'.repeat(1000)}`;
  const many = Array.from({ length: 10_000 }, (_, i) => `x${i}`).join(' + ');

  refusedIn(files, [
    [onTrial('y ~ (x'), 'formula: this "(" is never closed at column 5\n  y ~ (x\n      ^'],
    [
      onTrial('y = x'),
      'formula: unexpected "="; between outcome and predictors goes "~" at column 3\n  y = x\n    ^',
    ],
    [onTrial(''), 'formula: empty, expected for example y ~ x + (1 | g)'],
    [
      onTrial('y ~ lgo(x)'),
      'formula: no function "lgo" (did you mean "log"?) at column 5\n  y ~ lgo(x)\n      ^',
    ],
    [onTrial('y ~ x + y'), 'formula: "y" is the outcome and cannot stand on the right as well'],
  ]);

  test.concurrent.each([
    ['10,000 terms', `y ~ ${many}`, 'formula: expands to more than 1000 terms at column '],
    ['parentheses 1,000 deep', deep('('), 'formula: nested more than 200 deep at column 205\n'],
    ['calls 1,000 deep', deep('log('), 'formula: nested more than 200 deep at column 809\n'],
    [
      '30 variables crossed',
      `y ~ ${many.split(' + ', 30).join('*')}`,
      'formula: expands to more than 1000 terms at column ',
    ],
  ])('of %s', async (_, formula, beginning) => {
    const message = await inFolder((folder) => refusal(onTrial(formula), folder), files.path());
    expect(message.slice(0, beginning.length)).toBe(beginning);
    expect(message.length).toBeLessThan(300);
  });
});

describe('columns', () => {
  refusedIn(files, [
    [onTrial('y ~ doze'), `data: no column "doze" (${have}). Did you mean "dose"?`],
    [onTrial('y ~ x + (1 | gg)'), `data: no column "gg" (${have}). Did you mean "g"?`],
    [onTrial('y ~ single'), 'data: factor "single" has one level, "k"; a predictor needs at least 2'],
    [
      onTrial('y ~ x + (1 | single)'),
      'data: group "single" has one level, "k"; a random term needs at least 2',
    ],
    [
      onTrial('y ~ flat'),
      'design: rank deficient, "flat" is 3 in every row, like the intercept; leave it out',
    ],
    [onTrial('y ~ x + twice'), 'design: rank deficient, "twice" is 2 times "x"; leave one out'],
    [
      onTrial('y ~ x + (1 | id)'),
      'gaussian: group "id" has as many levels as there are rows (12); its effects cannot be told from the residual',
    ],
    [onTrial('y ~ inf'), 'data: inf is Infinity at line 9 of trial.csv'],
    [onTrial('y ~ log(x)'), 'data: log(x) is -Infinity at line 2 of trial.csv, where x = 0'],
    [
      onTrial('y ~ log(lod)'),
      'data: for log(lod), "lod" must hold numbers; "lod" holds numbers but for "<0.5" (line 10 of trial.csv); say --na "<0.5" if that means missing',
    ],
    [
      onTrial('y ~ lod'),
      'data: "lod" holds numbers but for "<0.5" (line 10 of trial.csv); say --na "<0.5" if that means missing, --factor lod if it has levels',
    ],
    [
      onTrial('y ~ x', '--weights', 'lod'),
      'weights: "lod" holds numbers but for "<0.5" (line 10 of trial.csv); say --na "<0.5" if that means missing',
    ],
    [
      onTrial('y ~ x', '--weights', 'w'),
      'weights: "w" must hold finite numbers >= 0, got -1 at line 6 of trial.csv',
    ],
    [
      onTrial('y ~ x', '--weights', 'gap'),
      'weights: "gap" must hold finite numbers >= 0, got none at line 7 of trial.csv',
    ],
    [onTrial('y ~ x', '--weights', 'sex'), 'weights: "sex" must hold numbers, got text'],
    [
      onTrial('y ~ x', '--weights', 'none'),
      'weights: "none" is 0 in every row; nothing would be learnt from the data',
    ],
    [onTrial('y ~ huge'), 'data: huge is 2e+200 at line 4 of trial.csv; divide it by a constant first'],
    [
      onTrial('y ~ gap', '--missing', 'error'),
      'data: a value is missing at line 7 of trial.csv ("gap"); with missing "drop" such rows are left out',
    ],
  ]);
});

describe('outcomes', () => {
  refusedIn(files, [
    [onTrial('g ~ x'), 'data: outcome "g" must hold numbers, got text: "a", "b", "c"'],
    [
      onTrial('said ~ x', '--family', 'bernoulli'),
      'data: outcome "said" must hold numbers, got text: "no", "yes"; code it 0 and 1, or count the second by declaring a factor, --factor "said=no,yes"',
    ],
    [
      onTrial('two ~ x', '--family', 'bernoulli'),
      'bernoulli: "two" must hold only 0 and 1, got 2 at line 3 of trial.csv; it holds 1 and 2: recode, for example as two - 1',
    ],
    [
      onTrial('neg ~ x', '--family', 'poisson'),
      'poisson: "neg" must hold whole numbers >= 0, got -1 at line 5 of trial.csv',
    ],
    [
      onTrial('y ~ x', '--family', 'poisson'),
      'poisson: "y" must hold whole numbers >= 0, got 1.2 at line 2 of trial.csv',
    ],
    [
      onTrial('s | trials(n) ~ x', '--family', 'binomial'),
      'data: s | trials(n) has 9 successes in 8 trials at line 8 of trial.csv',
    ],
    [
      onTrial('cbind(s, n - s) ~ x', '--family', 'binomial'),
      'data: failures in cbind(s, n - s) must be whole numbers >= 0, got -1 at line 8 of trial.csv',
    ],
    [
      onTrial('bin ~ x', '--family', 'binomial'),
      'binomial: the outcome needs a number of trials; write "bin | trials(n) ~ ..." or "cbind(bin, n - bin) ~ ...", or use family bernoulli for 0/1',
    ],
    [
      onTrial('bin | trials(n) ~ x'),
      'gaussian: "bin | trials(n)" gives successes and trials; use family binomial, beta_binomial or zero_inflated_binomial for those',
    ],
    [onTrial('flat ~ x'), 'data: every value of the outcome is 3; there is nothing to model'],
    [
      onTrial('y ~ x', '--family', 'gausian'),
      `family: no family "gausian" (have: ${builtinFamilies.map(({ name }) => name).join(', ')}). Did you mean "gaussian"?`,
    ],
    [onTrial('y ~ x', '--link', 'logit'), 'gaussian: no link "logit" (have: identity, log, inverse)'],
  ]);
});

describe('priors and factors', () => {
  const prior = (text: string): string[] => onTrial('y ~ x + (1 | g)', '--prior', text);
  const factor = (text: string): string[] => onTrial('y ~ dose', '--factor', text);
  const names = 'have: Intercept, b_x, b, sd_g__Intercept, sd_g, sd, sigma';

  refusedIn(files, [
    [
      prior('b=norml(0,5)'),
      'prior: no distribution "norml" (have: normal, student_t, cauchy, half_normal, half_student_t, half_cauchy, exponential, gamma, inv_gamma, beta, lognormal, uniform, lkj, constant, flat, horseshoe, R2D2). Did you mean "normal"?',
    ],
    [prior('b=normal(0)'), 'prior: normal(mean, sd) was wanted, got "normal(0)"'],
    [prior('b=normal(0,-5)'), 'prior: normal needs a positive, finite sd, got -5'],
    [prior('b=normal(0,x)'), 'prior: "x" in "normal(0,x)" is not a number'],
    [
      prior('normal(0,1)'),
      'prior: expected parameter=distribution, such as "b=normal(0, 5)", got "normal(0,1)"',
    ],
    [prior('b=normal(0,1'), 'prior: expected a distribution such as normal(0, 5), got "normal(0,1"'],
    [
      prior('sd=normal(0,1)'),
      'prior: sd needs a prior on positive values, got normal(0, 1); try half_normal(1)',
    ],
    [
      prior('sd=uniform(-1,2)'),
      'prior: sd needs a prior on positive values, got uniform(-1, 2); try uniform(0, 2)',
    ],
    [prior('sigma=lkj(2)'), 'prior: sigma is a single number, lkj is for correlations; try half_normal(5)'],
    [
      prior('b_xx=normal(0,1)'),
      `prior: the model has no parameter or class "b_xx" (${names}). Did you mean "b_x"?`,
    ],
    [prior('__proto__=normal(0,1)'), `prior: the model has no parameter or class "__proto__" (${names})`],
    [[...prior('b=normal(0,1)'), '--prior', 'b=normal(0,2)'], 'prior: "b" is given twice'],
    [factor('doze'), `data: no column "doze" (${have}). Did you mean "dose"?`],
    [factor('dose='), 'factor: expected levels, as in "dose=low,mid,high", got "dose="'],
    [factor('=low,mid'), 'factor: expected a column, as in "dose=low,mid,high", got "=low,mid"'],
    [factor('dose=low,mid'), 'data: factor "dose" has "high", not among its declared levels "low", "mid"'],
    [factor('dose=low,mid,high,top'), 'data: factor "dose" is declared with "top", which no row has'],
    [factor('dose=low,low,mid,high'), 'data: factor "dose" is declared with "low" twice'],
    [[...factor('dose'), '--factor', 'dose=low,mid,high'], 'factor: "dose" is given twice'],
  ]);
});

describe('settings', () => {
  const set = (...options: string[]): string[] => onTrial('y ~ x', ...options);

  refusedIn(files, [
    [set('--draws', '0'), 'sample: draws must be a whole number from 1 to 10000000, got 0'],
    [set('--draws', '-5'), 'sample: draws must be a whole number from 1 to 10000000, got -5'],
    [set('--draws', '1.5'), '--draws: expected a whole number, got "1.5"'],
    [set('--draws', '0x10'), '--draws: expected a whole number, got "0x10"'],
    [set('--chains', '0'), 'sample: chains must be a whole number from 1 to 1000, got 0'],
    [set('--warmup', '5'), 'sample: warmup must be a whole number from 20 to 10000000, got 5'],
    [set('--workers', '-1'), 'sample: workers must be a whole number from 0 to 256, got -1'],
    [set('--target-accept', '1'), 'sample: targetAccept must lie between 0 and 1, got 1'],
    [set('--seed', ''), '--seed: expected a value, got ""'],
    [set('--metric', 'full'), 'sample: no metric "full" (have: diagonal, dense)'],
  ]);

  test.concurrent('draws that no memory holds', async () => {
    const args = set('--draws', '9e6', '--chains', '1000');
    expect(await inFolder((folder) => refusal(args, folder), files.path())).toMatch(
      /^limits: keeping 1000 x 9000000 draws of 3 quantities needs about \d+ GB of memory, this machine has [\d.]+ GB; ask for fewer --draws, or raise --max-memory$/,
    );
  });
});
