import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { compareParameters, posteriorEstimates } from '../../models/compare/compareParameters.ts';
import { findings } from '../../models/compare/findings.ts';
import { glmm, type Model } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { type Draws, drawsOf } from '../../models/posterior/draws.ts';
import { halfNormal, normal } from '../../models/priors/constructors.ts';
import { simulateHospital } from '../../src/data/hospital/hospital.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { InputError } from '../../src/engine/errors.ts';
import { type Quantity, quantityName } from '../../src/engine/program/quantity.ts';
import { stream } from '../../src/engine/rng.ts';
import { compare } from '../../src/report/compare.ts';
import { compareFits, fitsText } from '../../src/report/compareFits.ts';
import { compareVerdict } from '../../src/report/compareVerdict.ts';
import { fitFile } from '../../src/report/fitFile.ts';
import { sample } from '../../src/run/sample.ts';
import { readReference, referenceModel } from '../reference/compare.ts';

const file = (name: string): string => fileURLToPath(new URL(`../reference/${name}`, import.meta.url));
const referenced = (name: string): Model =>
  referenceModel(readReference(file(`${name}.json`)), file(`${name}.csv`));
const posterior = (model: Model) => sample(model, { seed: 'compare', workers: 0 });
const quick = { paretoK: false } as const;
const trusted = { ok: true, text: '' };

const slope: Quantity = { kind: 'coefficient', predictor: 'mu', coef: 'x' };
const sdOfG: Quantity = { kind: 'sd', predictor: 'mu', group: 'g', coef: 'x' };
const effectOfA: Quantity = {
  kind: 'groupEffect',
  predictor: 'mu',
  group: 'g',
  level: 'a',
  coef: 'Intercept',
};

/** Independent draws of one quantity, four chains. */
function drawsFrom(of: () => number, draws = 1000, quantity = slope): Draws {
  const values = Array.from({ length: 4 }, () => Float64Array.from({ length: draws }, of));
  return drawsOf([quantity], draws, values);
}

const estimate = (value: number, se: number, name = 'b_x') => ({
  names: [name],
  estimates: [value],
  standardErrors: [se],
});

describe('numbers', () => {
  test('a fit beside itself: shift 0, ratio 1, nothing found', () => {
    const rng = stream('itself');
    const draws = drawsFrom(() => 3 + 2 * rng.normal());
    const [row] = compareParameters(posteriorEstimates(draws), draws);
    expect(row.shift).toBe(0);
    expect(row.widthRatio).toBe(1);
    expect(findings([row])).toEqual([]);
  });

  test('shift, ratio, median and skewness of an exponential distribution', () => {
    const rng = stream('exponential');
    const draws = drawsFrom(() => -Math.log(rng.uniform()), 20_000);
    const [row] = compareParameters(estimate(0, 0.5), draws);
    expect(row.shift).toBeCloseTo(-1, 1);
    expect(row.widthRatio).toBeCloseTo(0.5, 1);
    expect(row.median).toBeCloseTo(Math.LN2, 1);
    expect(row.skewness).toBeGreaterThan(1.8);
    expect(row.skewness).toBeLessThan(2.2);
    expect(row.shiftError).toBeCloseTo(1 / Math.sqrt(80_000), 3);
  });

  test('draws that are worth less than they look have larger errors, on either side', () => {
    const rng = stream('worth');
    const draws = drawsFrom(() => rng.normal());
    const [row] = compareParameters(estimate(0, 1), { ...draws, effectiveDraws: 50 });
    expect(row.shiftError).toBeCloseTo(1 / Math.sqrt(50), 2);
    expect(row.widthRatioError).toBeCloseTo(1 / Math.sqrt(100), 2);
    const [plain] = compareParameters(estimate(0, 1), draws);
    expect(compareParameters(estimate(0, 1), { ...draws, effectiveDraws: 1e6 })).toEqual([plain]);
    const other = posteriorEstimates({ ...draws, effectiveDraws: 50 });
    const [both] = compareParameters(other, draws);
    expect(both.shiftError).toBeCloseTo(Math.sqrt(1 / 50 + 1 / 4000), 2);
    expect(both.widthRatioError).toBeCloseTo(Math.sqrt(1 / 100 + 1 / 8000), 2);
  });

  test('fits without a parameter in common are refused', () => {
    const rng = stream('none');
    const draws = drawsFrom(() => rng.normal());
    expect(() => compareParameters(estimate(0, 1, 'b_z'), draws)).toThrow(InputError);
  });
});

describe('findings', () => {
  const found = (value: number, se: number) => {
    const rng = stream('findings');
    return findings(
      compareParameters(
        estimate(value, se),
        drawsFrom(() => rng.normal()),
      ),
    );
  };
  test.each([
    [0.45, 1, []],
    [-0.45, 0.9, []],
    [0.7, 1, [{ shifted: true, width: 'fine' }]],
    [-2, 1.5, [{ shifted: true, width: 'wide' }]],
    [0, 0.7, [{ shifted: false, width: 'narrow' }]],
    [0, Number.NaN, [{ shifted: false, width: 'unknown' }]],
  ])('estimate %f, se %f against a standard normal', (value, se, expected) => {
    expect(found(value, se)).toMatchObject(expected);
    expect(found(value, se)).toHaveLength(expected.length);
  });

  test('noise is never called a difference: 300 short runs of a right approximation', () => {
    const rng = stream('noise');
    for (let k = 0; k < 300; k++) {
      const draws = drawsFrom(() => rng.normal(), 25);
      expect(findings(compareParameters(estimate(0.3, 1), draws))).toEqual([]);
    }
  });
});

describe('verdicts', () => {
  test('the hospital in small, logistic: fine', async () => {
    const { table } = simulateHospital('compare', { doctors: 120, patients: 2500 });
    const model = glmm('remission ~ Age + Married + IL6 + (1 | DID)', table, { family: 'bernoulli' });
    const { verdict } = compare(await posterior(model), laplace(model), quick);
    expect(verdict.text).toMatch(/^Laplace is fine here/);
    expect(verdict.ok).toBe(true);
  });

  test('a line with hardly any noise: fine, for all that the units are small', async () => {
    const rng = stream('line');
    const x = Array.from({ length: 200 }, () => rng.normal());
    const y = x.map((v) => 1e-3 + 2e-3 * v + 1e-7 * rng.normal());
    const model = glmm('y ~ x', tableFromColumns({ x, y }));
    const { verdict, tails } = compare(await posterior(model), laplace(model));
    expect(verdict.text).toMatch(/^Laplace is fine here/);
    expect(tails?.joint?.paretoK).toBeLessThan(0.7);
  });

  test('a shift that a prior makes is said to go where priors count', async () => {
    const rng = stream('prior');
    const x = Array.from({ length: 60 }, () => rng.normal());
    const y = x.map((v) => 1 + v + rng.normal());
    const priors = { b: normal(0, 0.1), Intercept: normal(0, 10), sigma: halfNormal(3) };
    const model = glmm('y ~ x', tableFromColumns({ x, y }), { priors });
    const fit = await posterior(model);
    const { verdict } = compare(fit, laplace(model), quick);
    expect(verdict.text).toMatch(
      /b_x is off by .* use the posterior\. .*b_x.*: gone with `--method map`, which counts the priors\.$/,
    );
    expect(compare(fit, laplace(model, { method: 'map' }), quick).verdict.ok).toBe(true);
  });

  test('at the edge of what is possible there is no standard error, and no k-hat', async () => {
    const model = referenced('Dyestuff2');
    const { verdict, tails } = compare(await posterior(model), laplace(model));
    expect(verdict.text).toMatch(/sd_Batch__Intercept is too small by 100 %.*has no standard error/);
    expect(tails).toMatchObject({ joint: null, population: null });
    expect(tails?.reason).toMatch(/singular in sd_Batch__Intercept/);
  });

  test('draws that cannot be trusted are said so first; a fit without a report is judged by its draws', async () => {
    const model = referenced('cbpp');
    const fit = await sample(model, { workers: 0, chains: 2, draws: 40, warmup: 40, sampler: 'nuts' });
    for (const given of [fit, fit.draws]) {
      const { verdict } = compare(given, laplace(model), quick);
      expect(verdict.text).toMatch(/^The posterior is not to be trusted yet.*Do not trust these draws yet/);
      expect(verdict).toMatchObject({ ok: false, trusted: false });
    }
  });

  test('a search that did not end is said so', () => {
    const rng = stream('search');
    const rows = compareParameters(
      estimate(0, 1),
      drawsFrom(() => rng.normal()),
    );
    const fit = { title: 'Laplace', converged: false, rows, findings: [], remedies: [] };
    const verdict = compareVerdict(trusted, fit);
    expect(verdict).toMatchObject({ ok: false, trusted: true });
    expect(verdict.text).toMatch(/^Laplace did not converge/);
  });

  test('a cure is claimed only of what the other fit was compared by', () => {
    const rng = stream('cure');
    const of = (quantity: Quantity) =>
      compareParameters(
        estimate(2, 1, quantityName(quantity)),
        drawsFrom(() => rng.normal(), 1000, quantity),
      );
    const [b, r] = [of(slope), of(effectOfA)];
    const rows = [...b, ...r];
    const remedies = (['priors', 'quadrature'] as const).map((kind) => {
      const options = kind === 'priors' ? ({ method: 'map' } as const) : { quadrature: 9 };
      return { kind, options, parameters: b, findings: [] };
    });
    const fit = { title: 'Laplace', converged: true, rows, findings: findings(rows), remedies };
    expect(compareVerdict(trusted, fit).text).toMatch(
      /: use the posterior\. b_x: gone with `--method map`, which counts the priors\.$/,
    );
  });

  test('two posteriors differ from each other, and neither is an approximation', () => {
    const rng = stream('two');
    const skewed = drawsFrom(() => -Math.log(rng.uniform()), 1000, sdOfG);
    const textOf = (value: number, se: number, name: string, draws: Draws): string => {
      const rows = compareParameters(estimate(value, se, name), draws);
      const fit = { title: '"two"', converged: true, rows, findings: findings(rows), remedies: [] };
      return compareVerdict(trusted, { ...fit, isPosterior: true }).text;
    };
    expect(textOf(0.3, 0.5, 'sd_g__x', skewed)).toMatch(
      /^"two" differs: sd_g__x is \d\d % smaller \(0\.\d\d posterior sds\), its sd is \d\d % smaller\.$/,
    );
    expect(textOf(1, 0.5, 'sd_g__x', skewed)).toMatch(/^"two" differs: sd_g__x: its sd is \d\d % smaller\.$/);
    const normal = drawsFrom(() => rng.normal());
    expect(textOf(1, 1, 'b_x', normal)).toMatch(/^"two" differs: b_x is [01]\.\d+ posterior sds higher\.$/);
    expect(textOf(0.3, 1, 'b_x', normal)).toMatch(
      /^"two" says the same: beyond Monte Carlo error, no mean .* The largest shift: b_x is 0\.\d\d posterior sds higher\.$/,
    );
  });

  test('what has no standard error or no spread is said in whole sentences', () => {
    const rng = stream('sentences');
    const textOf = (of: () => number): string => {
      const rows = compareParameters(estimate(0, Number.NaN), drawsFrom(of));
      const fit = { title: 'Laplace', converged: true, rows, findings: findings(rows), remedies: [] };
      return compareVerdict(trusted, fit).text;
    };
    expect(textOf(() => rng.normal())).toMatch(
      /^b_x has no standard error, as at the edge of what is possible: use/,
    );
    expect(textOf(() => 0)).toMatch(
      /^b_x cannot be compared: its draws are all alike, or something is not finite: use/,
    );
  });

  test('fits of different models are refused; priors may differ', async () => {
    const rng = stream('models');
    const x = Array.from({ length: 40 }, () => rng.normal());
    const y = x.map((v) => (v + rng.normal() > 0 ? 1 : 0));
    const table = tableFromColumns({ x, y });
    const fit = await sample(glmm('y ~ x', table), { workers: 0, draws: 100 });
    const against = (formula: string, options: Parameters<typeof glmm>[2] = {}, rows = table) =>
      compare(fit, laplace(glmm(formula, rows, options)), quick);
    expect(() => against('y ~ 1')).toThrow('formula "y ~ x" and formula "y ~ 1"');
    expect(() => against('y ~ x', { family: 'bernoulli' })).toThrow(/family gaussian .* family bernoulli/);
    const fewer = tableFromColumns({ x: x.slice(1), y: y.slice(1) });
    expect(() => against('y ~ x', {}, fewer)).toThrow('40 rows and 39 rows');
    expect(against('y~x', { priors: { b: normal(0, 9) } }).parameters).toHaveLength(3);
  });

  test('draws by importance have no more to say than their weights', async () => {
    const model = referenced('cbpp');
    const fit = await sample(model, { workers: 0, sampler: 'laplace', draws: 200 });
    const most = fitFile(fit).sampler.importance?.effectiveDraws ?? Number.NaN;
    for (const { shiftError } of compare(fit, laplace(model), quick).parameters)
      expect(shiftError).toBeGreaterThanOrEqual(1 / Math.sqrt(most) - 1e-12);
  });

  test('group effects are compared where asked', async () => {
    const model = referenced('cbpp');
    const { parameters } = compare(await posterior(model), laplace(model, { method: 'map' }), {
      ...quick,
      effects: true,
    });
    expect(parameters).toHaveLength(5 + 15);
    const effects = parameters.filter(({ name }) => name.startsWith('r_'));
    for (const { shift, widthRatio } of effects) {
      expect(Math.abs(shift)).toBeLessThan(0.5);
      expect(widthRatio).toBeGreaterThan(0.8);
    }
  });
});

describe('several fits', () => {
  test('a column a fit, a row a parameter, posteriors and Laplace fits alike', async () => {
    const model = referenced('cbpp');
    const fit = await posterior(model);
    const fits = [fit, laplace(model), laplace(model, { quadrature: 9 }), { label: 'again', fit }];
    const table = compareFits(fits);
    expect(table.labels).toEqual(['posterior', 'Laplace', 'quadrature with 9 nodes', 'again']);
    expect(table.rows.map(({ name }) => name)).toContain('sd_herd__Intercept');
    expect(table.rows.some(({ name }) => name.startsWith('r_'))).toBe(false);
    for (const { cells } of table.rows) expect(cells[3]).toEqual(cells[0]);
    const text = fitsText(table);
    expect(text).toHaveLength(1 + table.rows.length);
    expect(text[1]).toMatch(/^b_Intercept +(-?\d\.\d+ ± \d\.\d+ *){4}$/);
    expect(compareFits(fits, true).rows).toHaveLength(5 + 15);
  });

  test('models that differ leave cells empty; two of one name are refused', () => {
    const rng = stream('several');
    const x = Array.from({ length: 30 }, () => rng.normal());
    const table = tableFromColumns({ x, y: x.map((v) => v + rng.normal()) });
    const [one, two] = [laplace(glmm('y ~ 1', table)), laplace(glmm('y ~ x', table))];
    const { rows } = compareFits([{ label: 'no slope', fit: one }, two]);
    expect(rows.find(({ name }) => name === 'b_x')?.cells[0]).toBeNull();
    expect(() => compareFits([one, two])).toThrow('compare: two fits are called "Laplace"');
    expect(() => compareFits([])).toThrow(InputError);
  });
});
