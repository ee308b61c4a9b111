import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stream } from '../../src/engine/rng.ts';
import { writeFiles } from './files.ts';
import { inFolder, poolwise, reference, refusal } from './poolwise.ts';

let files: string;

beforeAll(async () => {
  files = await mkdtemp(join(tmpdir(), 'poolwise-laplace-'));
  await writeFiles(files);
});

afterAll(() => rm(files, { recursive: true }));

const sleepstudy = ['laplace', reference('sleepstudy.csv'), 'Reaction ~ Days + (Days | Subject)'];
const cbpp = [
  'laplace',
  reference('cbpp.csv'),
  'cbind(incidence, size - incidence) ~ period + (1 | herd)',
  '--family',
  'binomial',
  '--factor',
  'period',
];
const dyestuff2 = ['laplace', reference('Dyestuff2.csv'), 'Yield ~ 1 + (1 | Batch)'];

/** Standard output of a run that ends well and says nothing else. */
async function printed(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await inFolder((folder) => poolwise(args, folder));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

interface Row {
  readonly name: string;
  readonly estimate: number;
  readonly se: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly z?: number;
  readonly p?: number;
  readonly totalSe?: number | null;
}

interface LaplaceJson {
  readonly logLik: number;
  readonly aic: number;
  readonly bic: number;
  readonly df: number;
  readonly reml: boolean;
  readonly quadrature: number;
  readonly converged: boolean;
  readonly singular: readonly string[];
  readonly parameters: readonly Row[];
  readonly warnings: readonly string[];
}

async function asJson(args: readonly string[]): Promise<LaplaceJson> {
  return JSON.parse(await printed([...args, '--json', '-']));
}

const named = ({ parameters }: LaplaceJson, name: string): Row => {
  const row = parameters.find((p) => p.name === name);
  if (row === undefined) throw new Error(`no ${name}`);
  return row;
};

describe('poolwise laplace prints', () => {
  test.concurrent('a gaussian model', async () => {
    const text = await printed(sleepstudy);
    expect(text.split('\n').slice(0, 18)).toEqual([
      'Reaction ~ Days + (Days | Subject)',
      'gaussian (identity link), sleepstudy.csv: 180 rows, 18 levels of Subject',
      'Maximum likelihood, exact for this family',
      '',
      'Population effects',
      '               estimate    se    2.5%   97.5%      z         p',
      '  b_Intercept    251.41  6.63  238.41  264.40  37.91  < 1e-300',
      '  b_Days          10.47  1.50    7.52   13.41   6.97   3.2e-12',
      '',
      'Group sds and correlations',
      '                                estimate     se    2.5%  97.5%',
      '  sd_Subject__Intercept            23.78   5.58   15.02  37.66',
      '  sd_Subject__Days                  5.72   1.19    3.81   8.59',
      '  cor_Subject__Intercept__Days     0.081  0.323  -0.506  0.617',
      '',
      'Residual',
      '         estimate    se   2.5%  97.5%',
      '  sigma     25.59  1.51  22.80  28.72',
    ]);
    expect(text).toContain('Subject, Days: 3 lowest and highest of 18\n');
    expect(text).toContain(
      'Log likelihood -875.97, 6 parameters, 180 rows; AIC 1763.94, BIC 1783.10, deviance 1751.94\n',
    );
    expect(text).toMatch(/\nThe fit converged: \S+ standard errors from the optimum, /);
  });

  test.concurrent('odds ratios, another level, and all effects', async () => {
    const text = await printed([...cbpp, '--level', '0.9', '--effects']);
    expect(text).toMatch(/ estimate +se +5% +95% +z +p +OR +OR 5% +OR 95%\n/);
    expect(text).toMatch(/ {2}b_period2 +-0\.992 +0\.307 .* 0\.371 +0\.224 +0\.614\n/);
    expect(text.match(/ {2}r_herd\[/g)).toHaveLength(15);
  });

  test.concurrent('REML with profile intervals from a refit, as lme4', async () => {
    const text = await printed([...sleepstudy, '--method', 'reml', '--profile']);
    expect(text).toMatch(/ sd_Subject__Intercept +24\.74 +5\.\d+ +14\.38 +37\.72\n/);
    expect(text).toMatch(/ cor_Subject__Intercept__Days +0\.066 +0\.\d+ +-0\.481 +0\.685\n/);
    expect(text).toContain('REML log likelihood -871.81, ');
    expect(text).toContain('Intervals: profile likelihood, refitted by maximum likelihood; ');
  });

  test.concurrent('priors where they count, and a note where they do not', async () => {
    const prior = ['--prior', 'b=normal(0,0.1)'];
    const map = await printed([...cbpp, '--method', 'map', ...prior]);
    expect(map).toContain('Mode of the posterior');
    expect(map).toMatch(/\n {2}b +normal\(0, 0\.1\) +given\n/);
    const ml = await inFolder((folder) => poolwise([...cbpp, ...prior], folder));
    expect(ml.stderr).toBe('note: ml leaves priors out; for them take --method map\n');
    expect(ml.stdout).not.toContain('normal(0, 0.1)');
  });

  test.concurrent('a bootstrap, the same for the same seed', async () => {
    const args = [...cbpp, '--bootstrap', '20', '--seed', '7', '--quiet'];
    const [once, again] = await Promise.all([printed(args), printed(args)]);
    expect(again).toBe(once);
    expect(once).toMatch(/Intervals: parametric bootstrap, 20 replicates, seed 7, 0 failed, \d+ singular; /);
  });

  test.concurrent('a singular fit, which is said and ends with 0', async () => {
    const text = await printed(dyestuff2);
    expect(text).toMatch(/ sd_Batch__Intercept +0 +- +- +-\n/);
    expect(text).toContain(
      '\nThe fit converged and is singular: sd_Batch__Intercept is 0: its levels differ no more than chance would have them. Standard errors of sd_Batch__Intercept are not available; those of the others hold it fixed.',
    );
  });

  test.concurrent('rows left out', async () => {
    const text = await inFolder((folder) => poolwise(['laplace', 'trial.csv', 'y ~ gap'], folder), files);
    expect(text.stdout).toContain('Note: 1 of 12 rows had missing values and were left out: row 6.\n');
  });
});

describe('poolwise laplace --json', () => {
  test.concurrent('has the fields of the contract, and the names of a posterior fit', async () => {
    const json = await asJson(sleepstudy);
    expect(json).toMatchObject({
      df: 6,
      reml: false,
      quadrature: 1,
      converged: true,
      singular: [],
      warnings: [],
    });
    expect(json.logLik).toBeCloseTo(-875.969672, 5);
    expect(json.aic).toBeCloseTo(1763.939344, 5);
    expect(json.bic).toBeCloseTo(1783.097, 2);
    const args = ['fit', ...sleepstudy.slice(1), '--warmup', '20', '--draws', '5', '--quiet', '--json', '-'];
    const fit = JSON.parse((await inFolder((folder) => poolwise(args, folder))).stdout);
    expect(json.parameters.map(({ name }) => name)).toEqual(
      fit.parameters.map(({ name }: { name: string }) => name),
    );
    const days = named(json, 'b_Days');
    expect(days.z).toBeCloseTo(10.467286 / 1.50215, 3);
    expect(days.p).toBeCloseTo(3.21e-12, 14);
    const effect = named(json, 'r_Subject[308,Days]');
    expect(effect.estimate).toBeCloseTo(9.07553403, 4); // lme4 1.1-31, maximum likelihood
    expect(effect.totalSe).toBeGreaterThan(effect.se ?? Number.POSITIVE_INFINITY);
    expect(Object.keys(named(json, 'sigma'))).toEqual([
      'name',
      'quantity',
      'estimate',
      'se',
      'lower',
      'upper',
    ]);
  });

  test.concurrent('quadrature: the log likelihood of lme4 with nAGQ = 9', async () => {
    const json = await asJson([...cbpp, '--quadrature', '9']);
    expect(json.quadrature).toBe(9);
    expect(json.logLik).toBeCloseTo(-91.984, 2);
    expect(named(json, 'sd_herd__Intercept').estimate).toBeCloseTo(0.6476, 3);
  });

  test.concurrent('null where something is not available', async () => {
    const json = await asJson(dyestuff2);
    expect(json.singular).toEqual(['sd_Batch__Intercept']);
    expect(named(json, 'sd_Batch__Intercept')).toMatchObject({ se: null, lower: null, upper: null });
    expect(json.warnings[0]).toMatch(/^sd_Batch__Intercept is 0: /);
  });

  test.concurrent('into a file, beside the text', () =>
    inFolder(async (folder) => {
      const { stdout } = await poolwise([...cbpp, '--json', 'cbpp.json'], folder);
      expect(stdout).toContain('Population effects');
      expect(JSON.parse(await readFile(join(folder, 'cbpp.json'), 'utf8')).df).toBe(5);
    }));
});

test.concurrent('--out writes the JSON, the text and the effects', () =>
  inFolder(async (folder) => {
    const { stdout } = await poolwise([...cbpp, '--out', 'deep/cbpp'], folder);
    expect((await readdir(join(folder, 'deep/cbpp'))).sort()).toEqual([
      'effects.csv',
      'laplace.json',
      'report.html',
      'summary.txt',
    ]);
    expect(await readFile(join(folder, 'deep/cbpp/summary.txt'), 'utf8')).toBe(stdout);
    const effects = (await readFile(join(folder, 'deep/cbpp/effects.csv'), 'utf8')).trimEnd().split('\n');
    expect(effects[0]).toBe('group,level,coef,mode,sd,lower,upper,total_sd');
    expect(effects).toHaveLength(16);
  }));

/** Coin tosses with six covariance parameters for eight groups of five. */
function hopeless(seed: number): string {
  const rng = stream('lost', seed);
  const group = Array.from({ length: 40 }, (_, i) => `g${i % 8}`);
  const [x, z] = [0, 1].map(() => group.map(() => Math.round(10 * rng.normal()) / 10));
  const y = group.map(() => (rng.uniform() < 0.5 ? 1 : 0));
  return `y,x,z,g\n${group.map((g, i) => `${y[i]},${x[i]},${z[i]},${g}\n`).join('')}`;
}

test('a fit that does not converge ends with 2 and says how far it came', () =>
  inFolder(async (folder) => {
    const ended = [];
    for (const seed of [140, 307]) {
      await writeFile(join(folder, 'lost.csv'), hopeless(seed));
      const args = [
        'laplace',
        'lost.csv',
        'y ~ x + z + (1 + x + z | g)',
        '--family',
        'bernoulli',
        '--profile',
      ];
      ended.push(await poolwise(args, folder));
    }
    // priors with an end keep slopes on raw years where no search finds its way
    const years = resolve('../shared/cases/02-year-random-slope/data.csv');
    const bounded = ['--prior', 'sd=uniform(0,10000)', '--profile', '--quiet'];
    ended.push(await poolwise(['laplace', years, 'biomass ~ year + (year | site)', ...bounded], folder));
    const lost = ended.filter(({ stdout }) => stdout.includes('not converged'));
    expect(lost.length).toBeGreaterThan(0);
    for (const { code, stdout } of lost) {
      expect(code).toBe(2);
      expect(stdout).toMatch(
        /\nDo not trust this fit: not converged, the search ended .*after \d+ evaluations/,
      );
      expect(stdout).toContain('Intervals: Wald');
    }
    for (const { code, stderr } of ended)
      expect({ ok: code === 0 || code === 2, stderr }).toEqual({ ok: true, stderr: '' });
  }));

type Case = readonly [args: readonly string[], message: string];

function refused(cases: readonly Case[]): void {
  test.concurrent.each(cases.map(([args, message]) => [args.join(' '), args, message] as const))(
    '%s',
    async (_, args, message) => {
      expect(await inFolder((folder) => refusal(args, folder), files)).toBe(message);
    },
  );
}

describe('mistakes', () => {
  const on = (formula: string, ...options: string[]): string[] => [
    'laplace',
    'trial.csv',
    formula,
    ...options,
  ];
  const mixed = 'y ~ x + (1 | g)';

  refused([
    [on(mixed, '--method', 'rmel'), 'laplace: no method "rmel" (have: ml, reml, map). Did you mean "reml"?'],
    [
      on('bin ~ x + (1 | g)', '--family', 'bernoulli', '--method', 'reml'),
      'laplace: reml needs an outcome that is normal around its linear predictor, got bin of family bernoulli (logit link); use ml',
    ],
    [
      on('neg ~ x', '--family', 'gaussian', '--method', 'reml', '--quadrature', '3'),
      'laplace: reml goes without quadrature (got 3 nodes); for gaussian models one node is exact',
    ],
    [
      on(mixed, '--method', 'reml', '--fast'),
      'laplace: reml goes without fast; for gaussian models it is quick already',
    ],
    [
      on('y ~ x + (1 | g) + (1 | dose) + (1 | sex)', '--quadrature', '5'),
      "quadrature: wanted group effects of one factor, got g and dose and sex; try Laplace's method (quadrature 1)",
    ],
    [
      on('y ~ x', '--quadrature', '5'),
      "quadrature: wanted group effects of one factor, got a model without any; try Laplace's method (quadrature 1)",
    ],
    [on(mixed, '--quadrature', '0'), 'laplace: quadrature must be a whole number of at least 1, got 0'],
    [on(mixed, '--quadrature', '2.5'), '--quadrature: expected a whole number, got "2.5"'],
    [
      on(mixed, '--quadrature', '500'),
      'quadrature: wanted a whole number of nodes from 1 to 61 (1 coefficient a level), got 500; try 9',
    ],
    [on(mixed, '--quadrature', '5', '--fast'), 'laplace: quadrature and fast exclude each other; choose one'],
    [
      on(mixed, '--method', 'map', '--fast'),
      'laplace: fast fits leave priors out; use method ml with fast, or map without',
    ],
    [on(mixed, '--level', '95'), 'laplace: level must lie between 0 and 1, got 95; did you mean 0.95?'],
    [on(mixed, '--level', '0'), 'laplace: level must lie between 0 and 1, got 0'],
    [on(mixed, '--level', 'high'), '--level: expected a number, got "high"'],
    [
      on(mixed, '--profile', '--bootstrap', '100'),
      'laplace: --profile and --bootstrap both replace the intervals; choose one',
    ],
    [
      on(mixed, '--profile', '--method', 'map'),
      'profile: a map fit maximises no likelihood; take method ml without fast',
    ],
    [
      on(mixed, '--profile', '--fast'),
      'profile: a fast fit maximises no likelihood; take method ml without fast',
    ],
    [
      on(mixed, '--bootstrap', '10'),
      'bootstrap: replicates must be a whole number from 20 to 1000000, got 10',
    ],
    [
      on('y ~ x', '--bootstrap', '100', '--weights', 'n'),
      'laplace: --bootstrap cannot simulate a model with case weights',
    ],
    [on(mixed, '--seed', ''), '--seed: expected a value, got ""'],
    [on(mixed, '--metod', 'ml'), "error: unknown option '--metod'\n(Did you mean --method?)"],
    [
      on(mixed, '--json', 'nowhere/x.json'),
      'output: cannot write "nowhere/x.json": there is no folder "nowhere"; make it first',
    ],
    [on(mixed, '--out', 'trial.csv'), 'output: "trial.csv" is a file, not a folder; choose another folder'],
    [
      ['laplace', 'y ~ x', 'trial.csv'],
      'laplace: the data file comes first, then the formula; try poolwise laplace trial.csv "y ~ x"',
    ],
  ]);
});
