import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtinFamilies } from '../../models/families/builtin.ts';
import { writeFiles } from './files.ts';
import { inFolder, refusal } from './poolwise.ts';

let files: string;

beforeAll(async () => {
  files = await mkdtemp(join(tmpdir(), 'poolwise-files-'));
  await writeFiles(files);
});

afterAll(() => rm(files, { recursive: true }));

type Case = readonly [args: readonly string[], message: string];

/** Each refused with its message, in a folder that stays as it was. */
function refused(cases: readonly Case[]): void {
  test.concurrent.each(cases.map(([args, message]) => [shown(args), args, message] as const))(
    '%s',
    async (_, args, message) => {
      expect(await inFolder((folder) => refusal(args, folder), files)).toBe(message);
    },
  );
}

function shown(args: readonly string[]): string {
  return args.map((arg) => (arg.length > 40 ? `${arg.slice(0, 40)}...` : arg)).join(' ');
}

const have = 'have: y, x, g, sex, dose, bin, two, neg, s, n, said, flat and 9 more';
const onTrial = (formula: string, ...options: string[]): string[] => [
  'fit',
  'trial.csv',
  formula,
  ...options,
];

describe('files', () => {
  refused([
    [
      ['fit', 'trail.csv', 'y ~ x'],
      'data: no file "trail.csv" in "." (have: commas.csv, empty.csv, header.csv, old.csv, ragged.csv, trial.csv). Did you mean "trial.csv"?',
    ],
    [['fit', 'nowhere/trial.csv', 'y ~ x'], 'data: no folder "nowhere" to read "trial.csv" from'],
    [['fit', 'results', 'y ~ x'], 'data: "results" is a folder, not a file'],
    [['fit', '', 'y ~ x'], 'data: expected the name of a file, got ""'],
    [['fit', 'empty.csv', 'y ~ x'], 'data: empty.csv is empty'],
    [['fit', 'header.csv', 'y ~ x'], 'data: header.csv has a header and no rows'],
    [['fit', 'ragged.csv', 'y ~ x'], 'data: ragged.csv line 3 has 1 field, the header has 2'],
    [
      ['fit', 'book.xlsx', 'y ~ x'],
      'data: book.xlsx is a spreadsheet or a zip archive; save the table as CSV',
    ],
    [['fit', 'old.csv', 'y ~ x'], 'data: old.csv line 2 is not UTF-8 text; save the file as CSV in UTF-8'],
    [
      ['fit', 'commas.csv', 'y ~ x', '--decimal', '.'],
      'data: outcome "y" holds numbers but for "1,5" (line 2 of commas.csv), "2,5" (line 3 of commas.csv), "3,5" (line 4 of commas.csv); say --decimal , if those are decimals',
    ],
    [['fit', 'trial.csv', 'y ~ x', '--decimal', ';'], 'data: the decimal mark must be "." or ",", got ";"'],
  ]);
});

describe('arguments', () => {
  refused([
    [
      ['fit', 'y ~ x', 'trial.csv'],
      'fit: the data file comes first, then the formula; try poolwise fit trial.csv "y ~ x"',
    ],
    [
      ['explain', 'y ~ x', 'trial.csv'],
      'explain: the data file comes first, then the formula; try poolwise explain trial.csv "y ~ x"',
    ],
    [
      ['fit', 'trial.csv', 'y', '~', 'x'],
      'fit: expected 2 arguments, a data file and a formula in quotes, got 4: trial.csv y ~ x',
    ],
    [['fit', 'trial.csv'], "error: missing required argument 'formula'"],
    [onTrial('y ~ x', '--drws', '20'), "error: unknown option '--drws'\n(Did you mean --draws?)"],
    [['fti', 'trial.csv', 'y ~ x'], "error: unknown command 'fti'\n(Did you mean fit?)"],
    [['explain', 'trial.csv', 'y ~ x', '--draws', '20'], "error: unknown option '--draws'"],
  ]);
});

describe('formulas', () => {
  const deep = (call: string): string => `y ~ ${call.repeat(1000)}x${')'.repeat(1000)}`;
  const many = Array.from({ length: 10_000 }, (_, i) => `x${i}`).join(' + ');

  refused([
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
    const message = await inFolder((folder) => refusal(onTrial(formula), folder), files);
    expect(message.slice(0, beginning.length)).toBe(beginning);
    expect(message.length).toBeLessThan(300);
  });
});

describe('columns', () => {
  refused([
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
  refused([
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

  refused([
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

  refused([
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
    expect(await inFolder((folder) => refusal(args, folder), files)).toMatch(
      /^limits: keeping 1000 x 9000000 draws of 3 quantities needs about \d+ GB of memory, this machine has [\d.]+ GB; ask for fewer --draws, or raise --max-memory$/,
    );
  });
});

describe('outputs, before any draw', () => {
  const out = (...options: string[]): string[] => onTrial('y ~ x', '--quiet', ...options);

  refused([
    [
      out('--json', 'nowhere/fit.json'),
      'output: cannot write "nowhere/fit.json": there is no folder "nowhere"; make it first',
    ],
    [
      out('--json', 'trial.csv/fit.json'),
      'output: cannot write "trial.csv/fit.json": "trial.csv" is not a folder',
    ],
    [out('--json', 'results'), 'output: cannot write "results": it is a folder'],
    [out('--json', ''), 'output: expected the name of a file, got ""'],
    [
      out('--json', '/proc/fit.json'),
      'output: cannot write "/proc/fit.json": "/proc" takes no files; choose another folder',
    ],
    [out('--out', 'trial.csv'), 'output: "trial.csv" is a file, not a folder; choose another folder'],
    [
      out('--out', '/proc/fit'),
      'output: cannot write into "/proc/fit": "/proc" takes no files; choose another folder',
    ],
    [out('--json', 'fit', '--out', './fit'), 'output: --json "fit" is the folder of --out; name a file'],
    [out('--out', ''), 'output: expected the name of a folder, got ""'],
    [
      out('--json', 'trial.csv', '--force'),
      'output: --json "trial.csv" is what is read; choose another name',
    ],
    [
      out('--json', './results/../trial.csv'),
      'output: --json "./results/../trial.csv" is what is read; choose another name',
    ],
    [
      out('--json', 'other.json'),
      'output: "other.json" is there already and not a file that this command wrote (it begins with "{\\"a\\": 1}"); choose another name, or --force to replace it',
    ],
    [
      ['laplace', 'trial.csv', 'y ~ x', '--json', 'other.json'],
      'output: "other.json" is there already and not a file that this command wrote (it begins with "{\\"a\\": 1}"); choose another name, or --force to replace it',
    ],
    [
      ['simulate', 'hospital', '--out', 'trial.csv'],
      'output: "trial.csv" is there already and not a file that this command wrote (it begins with "y,x,g,sex,dose,bin,two,neg,s,n,said,flat..."); choose another name, or --force to replace it',
    ],
    [
      ['simulate', 'hospital', '--out', 'nowhere/h.csv'],
      'output: cannot write "nowhere/h.csv": there is no folder "nowhere"; make it first',
    ],
  ]);

  test.concurrent('a mistake elsewhere leaves no empty folder behind', async () => {
    const args = onTrial('y ~ nothing', '--out', 'new/deep');
    expect(await inFolder((folder) => refusal(args, folder), files)).toBe(
      `data: no column "nothing" (${have})`,
    );
  });
});

describe('stored fits and simulations', () => {
  refused([
    [
      ['summary', 'none.json'],
      'summary: no file "none.json"; give a fit.json, or the folder that "poolwise fit --out" wrote',
    ],
    [
      ['summary', 'results'],
      'summary: folder "results" holds none of fit.json, laplace.json, compare.json; give one that --out wrote',
    ],
    [['summary', 'broken.json'], 'summary: "broken.json" is no fit file: it is not JSON'],
    [['summary', 'other.json'], 'summary: "other.json" is no fit file: it has no "poolwise"'],
    [['simulate', 'hospitl'], 'simulate: nothing called "hospitl" (have: hospital)'],
    [['simulate', 'hospital', '--json'], 'simulate: --json goes with --truth; the data are CSV'],
    [['simulate', 'hospital', '--seed', ''], '--seed: expected a value, got ""'],
  ]);
});
