import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readCsv } from '../../src/data/readCsv.ts';
import { compile } from '../../src/engine/autodiff/index.ts';
import { glmm, laplace, type Table } from '../../src/index.ts';
/** By ordinal.R, of the wine tastings in it (Randall 1989). */
import reference from './ordinal.json' with { type: 'json' };

const wine = await readCsv(fileURLToPath(new URL('wine.csv', import.meta.url)));

function isAt(name: string, level: string, row: number): boolean {
  const column = wine.columns.get(name);
  return column?.kind === 'factor' && column.levels[column.codes[row]] === level;
}

function numberAt(name: string, row: number): number {
  const column = wine.columns.get(name);
  return column?.kind === 'number' ? column.values[row] : Number.NaN;
}

const levels = ['low', 'middle', 'top'];
const codes = Int32Array.from({ length: wine.rows }, (_, i) =>
  Math.max(0, Math.min(2, numberAt('rating', i) - 2)),
);
/** Ratings in three classes. */
const inClasses: Table = {
  ...wine,
  columns: new Map(wine.columns).set('level', { kind: 'factor', levels, codes }),
};

/** The population estimates by what R calls them. */
function estimatesOf({ names, estimates }: ReturnType<typeof laplace>['population']) {
  const of = (name: string): number => estimates[names.indexOf(name)];
  return {
    thresholds: [1, 2, 3, 4].map((k) => of(`b_Intercept[${k}]`)),
    beta: [of('b_tempwarm'), of('b_contactyes')],
    sd: of('sd_judge__Intercept'),
  };
}

describe('cumulative, against ordinal', () => {
  test.each(['logit', 'probit', 'cloglog', 'cauchit'] as const)(
    'the likelihood at given parameters, link %s',
    (link) => {
      const { program, family } = glmm('rating ~ temp + contact', wine, { family: 'cumulative', link });
      const { logLik, thresholds, beta } = reference[link];
      const names = family.chosen.family.parameters.map(({ name }) => name);
      const density = compile([program.rows.density], ['y', 'eta', ...names]);
      const out = new Float64Array(1);
      let sum = 0;
      for (let i = 0; i < wine.rows; i++) {
        const eta = beta[0] * Number(isAt('temp', 'warm', i)) + beta[1] * Number(isAt('contact', 'yes', i));
        density([numberAt('rating', i), eta, ...thresholds], out);
        sum += out[0];
      }
      expect(Math.abs(sum - logLik[0])).toBeLessThan(1e-10);
    },
  );

  // clm's likelihood for cauchit is not that of its definition: ordinal.R
  test.each(['logit', 'probit', 'cloglog'] as const)('the maximum of clm, link %s', (link) => {
    const fit = laplace(glmm('rating ~ temp + contact', wine, { family: 'cumulative', link }));
    const { logLik, thresholds, beta } = reference[link];
    expect(fit.certificate.converged).toBe(true);
    // a maximum's value is exact to the square of what its place is
    expect(Math.abs(fit.logLik - logLik[0])).toBeLessThan(1e-8);
    const found = estimatesOf(fit.population);
    [...thresholds, ...beta].forEach((value, i) => {
      expect([...found.thresholds, ...found.beta][i]).toBeCloseTo(value, 5);
    });
  });

  test.each([
    { title: "Laplace's method", of: reference.laplace, link: 'logit', quadrature: 1 },
    { title: "Laplace's method, probit", of: reference.laplaceProbit, link: 'probit', quadrature: 1 },
    { title: 'nine nodes', of: reference.nodes, link: 'logit', quadrature: 9 },
  ])('clmm by $title', ({ of, link, quadrature }) => {
    const model = glmm('rating ~ temp + contact + (1 | judge)', wine, { family: 'cumulative', link });
    const fit = laplace(model, { quadrature });
    expect(fit.certificate.converged).toBe(true);
    expect(Math.abs(fit.logLik - of.logLik[0])).toBeLessThan(1e-7);
    const found = estimatesOf(fit.population);
    // its search ends where the gradient is below 1e-3 or so
    [...of.thresholds, ...of.beta, ...of.sd].forEach((value, i) => {
      const here = [...found.thresholds, ...found.beta, found.sd][i];
      expect(Math.abs(here - value)).toBeLessThan(2e-3);
    });
  });
});

test('categorical, against nnet (multinom.R)', () => {
  const fit = laplace(glmm('level ~ temp + contact + judge', inClasses, { family: 'categorical' }));
  expect(Math.abs(fit.logLik + 57.1643161056734)).toBeLessThan(1e-9);
  const expected = {
    b_mumiddle_Intercept: -0.314497905640953,
    b_mumiddle_tempwarm: 1.66347981402562,
    b_mumiddle_contactyes: 1.117801458069884,
    b_mumiddle_judge: -0.145494605422056,
    b_mutop_Intercept: -2.36948375183773,
    b_mutop_tempwarm: 4.67679017087495,
    b_mutop_contactyes: 2.98473311628709,
    b_mutop_judge: -0.49710828912434,
  };
  expect(fit.population.names).toEqual(Object.keys(expected));
  Object.values(expected).forEach((value, i) => {
    expect(fit.population.estimates[i]).toBeCloseTo(value, 5);
  });
});
