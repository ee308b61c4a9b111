import { describe, expect, test } from 'vitest';
import { expressionModel } from '../../models/expressionModel.ts';
import type { Family } from '../../models/families/family.ts';
import { glmm, type Model } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { normal } from '../../models/priors/constructors.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import * as ad from '../../src/engine/autodiff/index.ts';
import { stream } from '../../src/engine/rng.ts';
import { compareFits } from '../../src/report/compareFits.ts';
import { fitFile } from '../../src/report/fitFile.ts';
import { laplaceFile } from '../../src/report/laplaceFile.ts';
import { laplaceReport } from '../../src/report/laplaceReport.ts';
import { laplaceText } from '../../src/report/laplaceText.ts';
import { groupParameters } from '../../src/report/parameterGroups.ts';
import { sample } from '../../src/run/sample.ts';

// Parameters of a user's own that are called like ours were taken for coefficients, sds, correlations or group effects:
// shown under the wrong title, tested against 0, left out of comparisons.

/** A normal outcome whose sd is the product of parameters with misleading names. */
function familyWith(...names: readonly string[]): Family {
  return {
    name: 'misleading',
    response: 'real',
    parameters: names.map((name) => ({ name, support: { kind: 'positive' } })),
    links: {
      identity: ({ y, eta }, own) => {
        const sd = names.reduce<ad.Expression>((product, name) => ad.mul(product, own[name]), ad.constant(1));
        return ad.sub(ad.mul(-0.5, ad.square(ad.div(ad.sub(y, eta), sd))), ad.log(sd));
      },
    },
    defaultLink: 'identity',
    notation: 'Mine(mu_ij)',
  };
}

const rows = 24;
const rng = stream('own names');
const table = tableFromColumns({
  y: Array.from({ length: rows }, () => rng.normal()),
  x: Array.from({ length: rows }, () => rng.normal()),
  g: Array.from({ length: rows }, (_, i) => `g${i % 4}`),
});
const modelWith = (...names: readonly string[]): Model =>
  glmm('y ~ x + (1 | g)', table, {
    family: familyWith(...names),
    priors: Object.fromEntries(names.slice(1).map((name) => [name, normal(1, 0.1)])),
  });
const short = { workers: 0, chains: 1, warmup: 20, draws: 20 } as const;

describe("a family's parameters called b_like, sd_like, cor_like, r_like", () => {
  const own = ['b_like', 'sd_like', 'cor_like', 'r_like'];
  const model = glmm('y ~ x + (1 | g)', table, { family: familyWith(...own) });

  test('are the family’s in a posterior, and none is left out of a comparison', async () => {
    const fit = await sample(model, short);
    const { population, groupSds, family } = groupParameters(fitFile(fit));
    expect(population.map(({ name }) => name)).toEqual(['b_Intercept', 'b_x']);
    expect(groupSds.map(({ name }) => name)).toEqual(['sd_g__Intercept']);
    expect(family.map(({ name }) => name)).toEqual(own);
    expect(compareFits([fit]).rows.map(({ name }) => name)).toEqual([
      ...['b_Intercept', 'b_x', 'sd_g__Intercept'],
      ...own,
    ]);
  });

  test('are the family’s in a Laplace fit, and not tested against 0', () => {
    const report = laplaceReport(laplace(modelWith('b_like')));
    const { parameters } = laplaceFile(report);
    expect(parameters.find(({ name }) => name === 'b_like')).not.toHaveProperty('z');
    expect(parameters.find(({ name }) => name === 'b_x')).toHaveProperty('z');
    expect(laplaceText(report)).toMatch(/Residual\n.*\n {2}b_like/);
  });

  test('are refused where a name or a prior would mean two things', () => {
    expect(() => modelWith('b_x')).toThrow(
      'formula: the coefficient of x and the family\'s own b_x would both be called "b_x"; rename a column or parameter',
    );
    expect(() => modelWith('sd_g')).toThrow(
      'family: a prior for "sd_g" would be for the sd of Intercept over g too; rename the parameter',
    );
  });
});

test('the parameters of an expression model are its own, whatever they are called', async () => {
  const names = ['b_x', 'sd_g__Intercept', 'cor_g__a__b', 'r_g[1,Intercept]'];
  const program = expressionModel(
    Object.fromEntries(names.map((name) => [name, { kind: 'real' } as const])),
    (own) => ad.mul(-0.5, ad.sum(names.map((name) => ad.square(own[name])))),
  );
  const { draws } = await sample(program, short);
  expect(draws.names).toEqual(names);
  expect(draws.quantities.map(({ kind }) => kind)).toEqual(['own', 'own', 'own', 'own']);
});
