import { describe, expect, test } from 'vitest';
import { builtinFamilies } from '../../models/families/builtin.ts';
import { parameterNames } from '../../models/families/parameterFormulas.ts';
import { modelHash } from '../../models/fingerprint.ts';
import { simulatePrior } from '../../models/simulate/prior.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { stream } from '../../src/engine/rng.ts';
import {
  explain,
  type GlmmOptions,
  glmm,
  laplace,
  type Model,
  smoothEdf,
  type Table,
} from '../../src/index.ts';
import { scalarParameters } from '../../src/testing/familyModel.ts';
import { jointDensity } from '../../src/testing/jointDensity.ts';
import { gumbel, heavyTails, smallTable } from '../laplace/models.ts';

const table = smallTable();
const formula = 'real ~ x + (1 | class)';
const varied = { sigma: '~ x2 + offset(o) + (1 + x | school)' };

const withColumn = (name: string, of: (values: Float64Array) => Float64Array): Table => {
  const column = table.columns.get(name);
  if (column?.kind !== 'number') throw new Error(name);
  return {
    ...table,
    columns: new Map(table.columns).set(name, { kind: 'number', values: of(column.values) }),
  };
};

/** Log density, up to a constant, at the parameters that were drawn for `reference`. */
function densityAt(model: Model, reference: Model): number {
  const { parameters } = simulatePrior(stream('point'), reference);
  const values = Object.keys(simulatePrior(stream('point'), model).parameters).map(
    (name) => parameters[name],
  );
  return jointDensity(model).at(values, model.outcome.y)[0];
}

describe('a formula for a parameter', () => {
  test('gives coefficients, sds and effects the names that brms gives them', () => {
    const { program } = glmm(formula, table, varied);
    expect(program.reported.map(({ name }) => name)).toEqual([
      ...['b_Intercept', 'b_x', 'b_sigma_Intercept', 'b_sigma_x2', 'sd_class__Intercept'],
      ...['sd_school__sigma_Intercept', 'sd_school__sigma_x', 'cor_school__sigma_Intercept__sigma_x'],
    ]);
    const names = Object.keys(simulatePrior(stream('names'), glmm(formula, table, varied)).parameters);
    expect(names).toContain('r_class[c0,Intercept]');
    expect(names).toContain('r_school__sigma[s1,x]');
    expect(names).not.toContain('sigma');
  });

  test('takes priors by parameter and by class, apart from the mean’s', () => {
    const { priors } = glmm(formula, table, {
      ...varied,
      priors: {
        ...{ b: 'normal(0, 1)', b_sigma: 'normal(0, 2)', Intercept_sigma: 'normal(1, 3)' },
        ...{ sd_sigma: 'half_normal(4)', sd_school__sigma_x: 'half_normal(5)', cor_sigma: 'lkj(3)' },
      },
    });
    expect(priors.filter(({ isDefault }) => !isDefault).map(({ parameter }) => parameter)).toEqual([
      ...['b', 'Intercept_sigma', 'b_sigma', 'sd_sigma', 'sd_school__sigma_x', 'cor_sigma'],
    ]);
    expect(priors.find(({ parameter }) => parameter === 'sd_class__Intercept')?.isDefault).toBe(true);
    const unplaced = { ...varied, priors: { sigma: 'half_normal(1)' } };
    expect(() => glmm(formula, table, unplaced)).toThrow('no parameter or class "sigma"');
  });

  test('is read with the mean’s: a row without a value in either is left out of both', () => {
    const holed = withColumn('x2', (values) => values.with(4, Number.NaN));
    const { design, program } = glmm(formula, holed, varied);
    expect(design.dropped).toEqual([5]);
    expect(program.rows.count).toBe(89);
    expect(() => glmm(formula, holed, { ...varied, missing: 'error' })).toThrow('row 5 ("x2")');
  });

  test('is written out', () => {
    const text = explain(glmm(formula, table, varied));
    expect(text).toContain('Y_ijk ~ Normal(mu_ijk, sigma_ijk^2)');
    expect(text).toContain(
      'log(sigma_ijk) = b_sigma_Intercept + b_sigma_x2 x2_ijk + r_school__sigma[k,Intercept]',
    );
    expect(text).toContain('correlation cor_school__sigma_Intercept__sigma_x');
    expect(text).toMatch(/Intercept_sigma ~ .* \[default, at the predictors' means\]/);
    const tilted = glmm(formula, table, {
      family: gumbel,
      parameters: { tilt: '~ x', logScale: '~ 0 + x2' },
    });
    expect(explain(tilted)).toContain('logit(tilt_ij) = b_tilt_Intercept + b_tilt_x x_ij');
    expect(explain(tilted)).toContain('logScale_ij = b_logScale_x2 x2_ij');
  });

  test('may stand behind the outcome’s, as a model’s formula is printed', () => {
    const model = glmm(formula, table, { sigma: '~ x2 + (1 | school)' });
    expect(model.formula).toBe(`${formula}; sigma ~ x2 + (1 | school)`);
    const again = glmm(model.formula, table);
    expect(again.formula).toBe(model.formula);
    expect(modelHash(again)).toBe(modelHash(model));
    const odd: Table = {
      ...table,
      columns: new Map(table.columns).set('a;b', {
        kind: 'number',
        values: new Float64Array(table.rows).map((_, i) => i % 5),
      }),
    };
    expect(glmm('real ~ `a;b` + (1 | class);sigma~x', odd).program.linear.length).toBe(4);
    expect(() => glmm('real ~ x; (1 | class)', table)).toThrow('after ";" comes the formula of a parameter');
    expect(() => glmm('real ~ x; sigma ~ x', table, { sigma: '~ x' })).toThrow('sigma has two formulas');
  });

  test('may be a smooth', () => {
    const fit = laplace(glmm(formula, table, { sigma: '~ s(x2)' }));
    expect(fit.population.names).toContain('sd_s(x2)__sigma_bend');
    expect(smoothEdf(fit).map(({ smooth }) => smooth)).toEqual(['sigma_s(x2)']);
    expect(explain(fit.model)).toContain('+ sigma_bend[s(x2)]_ij');
  });

  test('has an option for every parameter of the built-in families', () => {
    const parameters = new Set(
      builtinFamilies.flatMap((family) => scalarParameters(family).map(({ name }) => name)),
    );
    expect([...parameters].sort()).toEqual([...parameterNames].sort());
  });
});

describe('everything declared moves the density', () => {
  const model = glmm(formula, table, varied);
  const density = compileLogDensity(model.program);
  const gradient = new Float64Array(density.dimension);

  test('each coordinate', () => {
    const theta = Float64Array.from(gradient, (_, i) => 0.3 * (-1) ** i);
    density.logDensityAndGradient(theta, gradient);
    for (const slope of gradient) expect(Math.abs(slope)).toBeGreaterThan(1e-4);
  });

  test.each(['o', 'x2', 'x'])('%s in the predictor of sigma', (name) => {
    const moved = withColumn(name, (values) => values.with(7, values[7] + 0.3));
    expect(
      Math.abs(densityAt(glmm(formula, moved, varied), model) - densityAt(model, model)),
    ).toBeGreaterThan(1e-3);
  });
});

describe('what changes nothing', () => {
  const model = glmm(formula, table, varied);
  const value = densityAt(model, model);

  test('the order of rows', () => {
    const order = Array.from({ length: table.rows }, (_, i) => (i * 37) % table.rows);
    const columns = [...table.columns].map(([name, column]) => {
      const taken =
        column.kind === 'factor'
          ? { ...column, codes: column.codes.map((_, i) => column.codes[order[i]]) }
          : { ...column, values: column.values.map((_, i) => column.values[order[i]]) };
      return [name, taken] as const;
    });
    const permuted = glmm(formula, { ...table, columns: new Map(columns) } as Table, varied);
    const theta = Float64Array.from(
      { length: compileLogDensity(model.program).dimension },
      (_, i) => 0.2 * (-1) ** i,
    );
    const [here, there] = [model, permuted].map(({ program }) =>
      compileLogDensity(program).logDensityAndGradient(theta, new Float64Array(theta.length)),
    );
    expect(there).toBe(here);
  });

  test('where a predictor of sigma has its zero and its unit', () => {
    const moved = withColumn('x2', (values) => values.map((x) => 20 + 5 * x));
    const [here, there] = [table, moved].map((data) =>
      laplace(glmm(formula, data, { sigma: '~ x2 + (1 | rater)' })),
    );
    const at = here.population.names.indexOf('b_sigma_x2');
    expect(there.logLik).toBeCloseTo(here.logLik, 8);
    expect(5 * there.population.estimates[at]).toBeCloseTo(here.population.estimates[at], 6);
  });

  test('no formula and "~ 1" are one model under other priors', () => {
    const [plain, constant] = [{}, { sigma: '~ 1' }].map((options) => glmm(formula, table, options));
    const { parameters } = simulatePrior(stream('one'), plain);
    const other: Record<string, number> = { ...parameters, b_sigma_Intercept: Math.log(parameters.sigma) };
    const at = (of: Model): number => {
      const names = Object.keys(simulatePrior(stream('one'), of).parameters);
      return jointDensity(of).at(
        names.map((name) => other[name]),
        of.outcome.y,
      )[0];
    };
    expect(at(constant)).toBeCloseTo(at(plain), 9);
    expect(Number.isFinite(value)).toBe(true);
  });
});

describe('mistakes', () => {
  test.each<readonly [options: GlmmOptions, message: string]>([
    [{ family: 'poisson', sigma: '~ x' }, 'family poisson has no parameter "sigma", and none at all'],
    [
      { parameters: { sgima: '~ x' } },
      'family gaussian has no parameter "sgima" (have: sigma). Did you mean "sigma"?',
    ],
    [{ sigma: 'x' }, 'the linear predictor of sigma starts with "~", as in "~ x + (1 | g)", got "x"'],
    [{ sigma: 'sigma ~ x' }, 'the linear predictor of sigma starts with "~"'],
    [{ sigma: '~ x +' }, 'expected a term after "+"'],
    [{ sigma: '~ 0' }, 'sigma ~ 0 leaves nothing to make sigma of; try "~ 1"'],
    [{ sigma: '~ real' }, '"real" is the outcome and cannot stand on the right as well'],
    [{ sigma: '~ nothing' }, 'no column "nothing"'],
    [{ sigma: '~ x', parameters: { sigma: '~ x2' } }, 'sigma has two formulas; leave one out'],
    [{ sigma: 3 as unknown as string }, 'glmm: sigma must be text, got 3'],
    [{ parameters: { sigma: 3 as unknown as string } }, 'glmm: sigma must be a formula such as'],
    [
      { sigma: '~ x', residual: 'cs(1 | class)' },
      'residual: "cs(1 | class)" and a formula for sigma exclude each other',
    ],
    [{ family: heavyTails, sigma: '~ x' }, 'family student4 has no parameter "sigma" (have: scale)'],
  ])('%j', (options, message) => {
    expect(() => glmm('real ~ x + (1 | class)', table, options)).toThrow(message);
  });

  test('a column that would share a prior with a class', () => {
    const renamed: Table = {
      ...table,
      columns: new Map(table.columns).set('sigma', {
        kind: 'number',
        values: new Float64Array(table.rows).map((_, i) => i % 7),
      }),
    };
    expect(() => glmm('real ~ sigma + (1 | class)', renamed, { sigma: '~ x' })).toThrow(
      'a prior for "b_sigma" would be for the coefficient of sigma and for the coefficient of x in sigma; rename a column',
    );
  });
});
