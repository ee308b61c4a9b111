import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFiles } from './files.ts';
import { inFolder, poolwise, reference } from './poolwise.ts';

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
      '  cor_Subject__Intercept__Days     0.081  0.324  -0.506  0.617',
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
    expect(days.p).toBeCloseTo(3.219e-12, 14); // by lme4 1.1-31 3.2186e-12
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
      ...['data.parquet', 'effects.csv', 'laplace.json', 'report.html', 'summary.txt'],
    ]);
    expect(await readFile(join(folder, 'deep/cbpp/summary.txt'), 'utf8')).toBe(stdout);
    const effects = (await readFile(join(folder, 'deep/cbpp/effects.csv'), 'utf8')).trimEnd().split('\n');
    expect(effects[0]).toBe('group,level,coef,mode,sd,lower,upper,total_sd');
    expect(effects).toHaveLength(16);
  }));
