import { describe, expect, test } from 'vitest';
import { halfNormal, normal } from '../../models/priors/constructors.ts';
import { residualStructures } from '../../models/residual/structures.ts';
import { compile } from '../../src/engine/autodiff/index.ts';
import { compileCollapsed } from '../../src/engine/collapsed/density.ts';
import { demandCollapsed } from '../../src/engine/collapsed/integrate.ts';
import { openTarget } from '../../src/engine/laplace/openMarginal.ts';
import { checkGradient } from '../../src/engine/logDensity.ts';
import { dimensionOf, type Program } from '../../src/engine/program/program.ts';
import { residualForm } from '../../src/engine/residual/forms.ts';
import { stream } from '../../src/engine/rng.ts';
import { denseMarginal } from '../collapsed/dense.ts';
import { definedCovariance, longModel, longTable, spelled } from './models.ts';

const formulas = [
  'y ~ x + offset(o)',
  'y ~ x + (1 + x | person) + (1 | rater)',
  'y ~ x + (1 | site) + (1 | rater)',
];

/** What may stand beside a structure that takes an intercept's place. */
const formulaFor = (formula: string, residual: string): string =>
  /^(cs|us)/.test(residual) ? formula.replace('(1 + x | person)', '(0 + x | person)') : formula;

function pointOf({ alpha }: Program, seed: string): Float64Array {
  const rng = stream('residual point', seed);
  return Float64Array.from(alpha, () => 0.6 * rng.normal());
}

const keptOf = ({ alpha, linearPriors }: Program): number[] =>
  [...alpha.keys()].filter((i) => !linearPriors.some((p) => p?.at === i));

test('every structure of the table is tried here, and has a name of its own', () => {
  const names = residualStructures.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect([...new Set(spelled.map((text) => text.split('(')[0]))].sort()).toEqual([...names].sort());
});

describe('a residual structure', () => {
  for (const residual of spelled)
    for (const formula of formulas) {
      const written = formulaFor(formula, residual);
      test(`${residual}, ${written}: the multivariate normal density with R by definition, and its gradient`, () => {
        const priors = { Intercept: normal(1, 3), b: normal(0, 2), sigma: halfNormal(2) };
        const model = longModel(written, residual, priors);
        const { program } = model;
        const alpha = pointOf(program, residual);
        const covariance = definedCovariance(model, alpha);
        const kept = keptOf(program);
        const collapsed = compileCollapsed(program, demandCollapsed(program));
        const gamma = Float64Array.from(kept, (i) => alpha[i]);
        const dense = denseMarginal(program, alpha, covariance);
        const value = collapsed.logDensityAndGradient(gamma, new Float64Array(gamma.length));
        expect(Math.abs(value - dense)).toBeLessThan(1e-9 * Math.abs(dense));
        expect(checkGradient(collapsed, gamma).worst).toBeLessThan(1e-7);
        const z = new Float64Array(dimensionOf(program) - alpha.length);
        const determinant = { kind: 'exact' } as const;
        const likelihood = openTarget(program, 'exclude', { kind: 'laplace' }, { z, determinant });
        const held = denseMarginal(program, alpha, covariance, false);
        expect(likelihood.logDensityAndGradient(alpha, alpha.slice())).toBeCloseTo(held, 8);
        expect(checkGradient(likelihood, alpha).worst).toBeLessThan(1e-7);
      });
    }

  for (const residual of spelled)
    test(`${residual}: draws have covariance R`, () => {
      const model = longModel('y ~ x', residual);
      const { program } = model;
      const structure = program.residual;
      if (structure === undefined) throw new Error('no structure');
      const alpha = pointOf(program, residual);
      const covariance = definedCovariance(model, alpha);
      const n = program.rows.count;
      // draws are linear in the normals that they take: one of them 1 and the others 0 gives a column of a factor of R
      const parameters = parametersAt(program, alpha);
      const form = residualForm(structure);
      const columns = Array.from({ length: 6 * n }, (_, at) => {
        let taken = 0;
        const out = new Float64Array(n);
        form.draw({ ...stream('none'), normal: () => (taken++ === at ? 1 : 0) }, parameters.values, out);
        return out;
      });
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          const sum = columns.reduce((s, column) => s + column[i] * column[j], 0);
          expect(sum * parameters.variance).toBeCloseTo(
            covariance(i, j, () => Number.NaN),
            10,
          );
        }
    });

  for (const residual of spelled)
    test(`${residual}: the order of the rows, names of groups and the origin of time change nothing`, () => {
      const turned = (rows: number): number[] => Array.from({ length: rows }, (_, i) => (7 * i + 3) % rows);
      const formula = formulaFor('y ~ x + (1 + x | person)', residual);
      const densityOf = (table: ReturnType<typeof longTable>): number => {
        const { program } = longModel(formula, residual, {}, table);
        const collapsed = compileCollapsed(program, demandCollapsed(program));
        const gamma = pointOf(program, residual).subarray(0, collapsed.dimension);
        return collapsed.logDensityAndGradient(gamma, gamma.slice());
      };
      const here = densityOf(longTable());
      expect(densityOf(longTable(turned))).toBe(here);
      // other sums come first
      expect(densityOf(longTable(undefined, 0, (person) => `q${9 - person}`))).toBeCloseTo(here, 9);
      // a decimal time moves by rounding
      expect(densityOf(longTable(undefined, 8))).toBeCloseTo(here, 8);
    });
});

function parametersAt(program: Program, alpha: Float64Array) {
  const { residual, auxiliary } = program;
  if (residual === undefined) throw new Error('no structure');
  const values = valuesAt(program, alpha);
  const named = (name: string): number => values[auxiliary.findIndex((a) => a.name === name)];
  const sigma = residual.scale === null ? 1 : named(residual.scale);
  return { values: Float64Array.from(residual.parameters, named), variance: sigma * sigma };
}

function valuesAt({ auxiliary, alpha: names }: Program, alpha: Float64Array): Float64Array {
  const out = new Float64Array(auxiliary.length);
  compile(
    auxiliary.map(({ expression }) => expression),
    names,
  )(alpha, out);
  return out;
}
