import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { poolwise } from './poolwise.ts';

/** Patient i of 24: 6 doctors with 2 to 6 patients each, in 3 hospitals; Experience is the doctor's. */
function patient(i: number): (string | number)[] {
  const doctor = [0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5][i];
  const age = 40 + ((7 * i) % 23);
  const sex = (i * i) % 3 === 1 ? 'male' : 'female';
  const mobility = (30 + doctor - 0.2 * age + ((5 * i) % 11)).toFixed(1);
  const stage = ['I', 'II', 'III'][((i * 5) % 7) % 3];
  return [
    `d${doctor + 1}`,
    `h${(doctor % 3) + 1}`,
    5 + 3 * doctor,
    age,
    i % 2,
    sex,
    stage,
    1 + (i % 4),
    mobility,
    (i >> 1) % 2,
    (i * 3) % 5,
    10,
  ];
}

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poolwise-explain-'));
  const header = 'DID,HID,Experience,Age,Married,Sex,Stage,Days,mobility,remission,visits,asked';
  const rows = Array.from({ length: 24 }, (_, i) => patient(i).join(','));
  await writeFile(join(folder, 'ward.csv'), [header, ...rows, ''].join('\n'));
});

afterAll(() => rm(folder, { recursive: true }));

/** What explain prints up to the priors, which have tests of their own. */
async function equations(formula: string, ...options: string[]): Promise<string> {
  const { code, stdout, stderr } = await poolwise(['explain', 'ward.csv', formula, ...options], folder);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.slice(0, stdout.indexOf('\nPriors'));
}

describe('explain', () => {
  test.concurrent('a random intercept: levels, mixed form, distributions, names, priors', async () => {
    const { stdout } = await poolwise(
      ['explain', 'ward.csv', 'mobility ~ Age + Married + Sex + (1 | DID)'],
      folder,
    );
    expect(stdout).toBe(`mobility ~ Age + Married + Sex + (1 | DID)

Outcome: Y is mobility, 24 rows
  j = 1, ..., 6: DID, 2 to 6 rows each

Factors
  Sex: female (reference), male

Level 1 (rows)
  Y_ij = b_0j + b_1j Age_ij + b_2j Married_ij + b_3j Sexmale_ij + e_ij
Level 2 (DID)
  b_0j = gamma_00 + u_0j
  b_1j = gamma_10
  b_2j = gamma_20
  b_3j = gamma_30

Mixed form
  Y_ij = (gamma_00 + u_0j) + gamma_10 Age_ij + gamma_20 Married_ij + gamma_30 Sexmale_ij + e_ij

Distributions
  u_0j ~ Normal(0, sd_DID__Intercept^2)
  e_ij ~ Normal(0, sigma^2)
  independent of one another and from level to level

Reported as
  gamma_00: b_Intercept
  gamma_10: b_Age
  gamma_20: b_Married
  gamma_30: b_Sexmale
  u_0j: r_DID[level,Intercept]

Priors (Intercept: at the predictors' means; defaults are scaled to the data)
  Intercept ~ normal(27.6, 8.58)   [default]
  b_Age ~ normal(0, 1.25)   [default]
  b_Married ~ normal(0, 17.2)   [default]
  b_Sexmale ~ normal(0, 18.2)   [default]
  sd_DID__Intercept ~ half_student_t(3, 0, 8.58)   [default]
  sigma ~ half_student_t(3, 0, 8.58)   [default]
`);
  });

  test.concurrent('a logistic model: distribution of Y and link, no residual', async () => {
    const text = await equations('remission ~ Age + Married + (1 | DID)', '--family', 'bernoulli');
    expect(text).toBe(`remission ~ Age + Married + (1 | DID)

Outcome: Y is remission, 24 rows
  j = 1, ..., 6: DID, 2 to 6 rows each
  Y_ij ~ Bernoulli(mu_ij)
  logit(mu_ij) = eta_ij

Level 1 (rows)
  eta_ij = b_0j + b_1j Age_ij + b_2j Married_ij
Level 2 (DID)
  b_0j = gamma_00 + u_0j
  b_1j = gamma_10
  b_2j = gamma_20

Mixed form
  eta_ij = (gamma_00 + u_0j) + gamma_10 Age_ij + gamma_20 Married_ij

Distributions
  u_0j ~ Normal(0, sd_DID__Intercept^2)

Reported as
  gamma_00: b_Intercept
  gamma_10: b_Age
  gamma_20: b_Married
  u_0j: r_DID[level,Intercept]
`);
  });

  test.concurrent('a random slope: G with its sds and its correlation', async () => {
    expect(await equations('mobility ~ Days + (Days | DID)')).toBe(`mobility ~ Days + (Days | DID)

Outcome: Y is mobility, 24 rows
  j = 1, ..., 6: DID, 2 to 6 rows each

Level 1 (rows)
  Y_ij = b_0j + b_1j Days_ij + e_ij
Level 2 (DID)
  b_0j = gamma_00 + u_0j
  b_1j = gamma_10 + u_1j

Mixed form
  Y_ij = (gamma_00 + u_0j) + (gamma_10 + u_1j) Days_ij + e_ij

Distributions
  (u_0j, u_1j) ~ Normal(0, G), G 2 x 2, heterogeneous, with 3 distinct elements:
    sds sd_DID__Intercept, sd_DID__Days
    correlation cor_DID__Intercept__Days
  e_ij ~ Normal(0, sigma^2)
  independent of one another and from level to level

Reported as
  gamma_00: b_Intercept
  gamma_10: b_Days
  u_0j: r_DID[level,Intercept]
  u_1j: r_DID[level,Days]
`);
  });

  test.concurrent('one group in two terms keeps its subscript and its letter', async () => {
    expect(
      await equations('mobility ~ Days + (1 | DID) + (0 + Days | DID)'),
    ).toBe(`mobility ~ Days + (1 | DID) + (0 + Days | DID)

Outcome: Y is mobility, 24 rows
  j = 1, ..., 6: DID, 2 to 6 rows each

Level 1 (rows)
  Y_ij = b_0j + b_1j Days_ij + e_ij
Level 2 (DID)
  b_0j = gamma_00 + u_0j
  b_1j = gamma_10 + u_1j

Mixed form
  Y_ij = (gamma_00 + u_0j) + (gamma_10 + u_1j) Days_ij + e_ij

Distributions
  u_0j ~ Normal(0, sd_DID__Intercept^2)
  u_1j ~ Normal(0, sd_DID__Days^2)
  e_ij ~ Normal(0, sigma^2)
  independent of one another and from level to level

Reported as
  gamma_00: b_Intercept
  gamma_10: b_Days
  u_0j: r_DID[level,Intercept]
  u_1j: r_DID[level,Days]
`);
  });

  test.concurrent("nested groups, a doctor's own predictor, an interaction, an offset", async () => {
    const formula = 'visits ~ Age * Sex + Experience + offset(log(Days)) + (1 | HID/DID)';
    expect(
      await equations(formula, '--family', 'poisson'),
    ).toBe(`visits ~ Age * Sex + Experience + offset(log(Days)) + (1 | HID/DID)

Outcome: Y is visits, 24 rows
  j = 1, ..., 3: HID, 7 to 9 rows each
  k = 1, ..., 6: HID:DID, 2 to 6 rows each, each within one j
  Y_ijk ~ Poisson(mu_ijk)
  log(mu_ijk) = eta_ijk

Factors
  Sex: female (reference), male

Level 1 (rows)
  eta_ijk = b_0jk + b_1jk Age_ijk + b_2jk Sexmale_ijk + b_3jk (Age:Sexmale)_ijk + log(Days)_ijk
Level 2 (HID, HID:DID)
  b_0jk = gamma_00 + gamma_01 Experience_k + u_0j + v_0k
  b_1jk = gamma_10
  b_2jk = gamma_20
  b_3jk = gamma_30

Mixed form
  eta_ijk = (gamma_00 + gamma_01 Experience_k + u_0j + v_0k) + gamma_10 Age_ijk
          + gamma_20 Sexmale_ijk + gamma_30 (Age:Sexmale)_ijk + log(Days)_ijk

Distributions
  u_0j ~ Normal(0, sd_HID__Intercept^2)
  v_0k ~ Normal(0, sd_HID:DID__Intercept^2)
  independent of one another and from level to level

Reported as
  gamma_00: b_Intercept
  gamma_10: b_Age
  gamma_20: b_Sexmale
  gamma_30: b_Age:Sexmale
  gamma_01: b_Experience
  u_0j: r_HID[level,Intercept]
  v_0k: r_HID:DID[level,Intercept]
`);
  });

  test.concurrent('crossed groups without a population intercept: every level of the factor has a mean', async () => {
    expect(
      await equations('mobility ~ 0 + Sex + (1 + Days || HID) + (1 | Stage)'),
    ).toBe(`mobility ~ 0 + Sex + (1 + Days || HID) + (1 | Stage)

Outcome: Y is mobility, 24 rows
  j = 1, ..., 3: HID, 7 to 9 rows each
  k = 1, ..., 3: Stage, 6 to 11 rows each

Factors
  Sex: female, male

Level 1 (rows)
  Y_ijk = b_0jk + b_1jk Sexfemale_ijk + b_2jk Sexmale_ijk + b_3jk Days_ijk + e_ijk
Level 2 (HID, Stage)
  b_0jk = u_0j + v_0k
  b_1jk = gamma_10
  b_2jk = gamma_20
  b_3jk = u_3j

Mixed form
  Y_ijk = (u_0j + v_0k) + gamma_10 Sexfemale_ijk + gamma_20 Sexmale_ijk + u_3j Days_ijk + e_ijk

Distributions
  (u_0j, u_3j) ~ Normal(0, G), G 2 x 2, diagonal, heterogeneous:
    sds sd_HID__Intercept, sd_HID__Days
  v_0k ~ Normal(0, sd_Stage__Intercept^2)
  e_ijk ~ Normal(0, sigma^2)
  independent of one another and from level to level

Reported as
  gamma_10: b_Sexfemale
  gamma_20: b_Sexmale
  u_0j: r_HID[level,Intercept]
  u_3j: r_HID[level,Days]
  v_0k: r_Stage[level,Intercept]
`);
  });

  test.concurrent('no groups: one equation and no levels', async () => {
    expect(await equations('mobility ~ Age')).toBe(`mobility ~ Age

Outcome: Y is mobility, 24 rows

Model
  Y_i = b_0 + b_1 Age_i + e_i

Distributions
  e_i ~ Normal(0, sigma^2)

Reported as
  b_0: b_Intercept
  b_1: b_Age
`);
  });

  test.concurrent('successes out of trials, levels in declared order, a prior that is given', async () => {
    const options = ['--family', 'binomial', '--factor', 'Stage=III,II,I', '--prior', 'sd=half_normal(2)'];
    const args = ['explain', 'ward.csv', 'visits | trials(asked) ~ Stage + (1 | DID)', ...options];
    const { stdout } = await poolwise(args, folder);
    expect(stdout).toBe(`visits | trials(asked) ~ Stage + (1 | DID)

Outcome: Y is visits out of n = asked, 24 rows
  j = 1, ..., 6: DID, 2 to 6 rows each
  Y_ij ~ Binomial(n_ij, mu_ij)
  logit(mu_ij) = eta_ij

Factors
  Stage: III (reference), II, I

Level 1 (rows)
  eta_ij = b_0j + b_1j StageII_ij + b_2j StageI_ij
Level 2 (DID)
  b_0j = gamma_00 + u_0j
  b_1j = gamma_10
  b_2j = gamma_20

Mixed form
  eta_ij = (gamma_00 + u_0j) + gamma_10 StageII_ij + gamma_20 StageI_ij

Distributions
  u_0j ~ Normal(0, sd_DID__Intercept^2)

Reported as
  gamma_00: b_Intercept
  gamma_10: b_StageII
  gamma_20: b_StageI
  u_0j: r_DID[level,Intercept]

Priors (Intercept: at the predictors' means; defaults are scaled to the data)
  Intercept ~ normal(-1.38, 2.5)   [default]
  b_StageII ~ normal(0, 5.77)   [default]
  b_StageI ~ normal(0, 5.02)   [default]
  sd ~ half_normal(2)
`);
  });

  test.concurrent('ten predictors and more: numbers that could run together get a comma', async () => {
    const powers = Array.from({ length: 10 }, (_, k) => `cosine${k}`);
    const rows = Array.from({ length: 24 }, (_, i) =>
      [patient(i)[0], i % 7, ...powers.map((_, k) => Math.cos(i * (k + 1)))].join(','),
    );
    await writeFile(join(folder, 'wide.csv'), [['DID', 'y', ...powers].join(','), ...rows, ''].join('\n'));
    const { stdout } = await poolwise(
      ['explain', 'wide.csv', `y ~ ${powers.join(' + ')} + (1 | DID)`],
      folder,
    );
    expect(stdout).toContain('  b_1j = gamma_10\n');
    expect(stdout).toContain('  b_10,j = gamma_10,0\n');
    expect(
      stdout
        .split('\n')
        .slice(1)
        .filter((line) => line.length > 100),
    ).toEqual([]);
  });
});
