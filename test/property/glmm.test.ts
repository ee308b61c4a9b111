import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { glmm, type Model } from '../../models/glmm.ts';
import type { Prior } from '../../models/priors/prior.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { checkGradient } from '../../src/engine/logDensity.ts';
import { compileQuantities } from '../../src/engine/program/quantities.ts';
import { stream } from '../../src/engine/rng.ts';
import { arbitrarySpec, formulaOf, type GlmmSpec } from './arbitrarySpec.ts';
import { naiveLogDensity } from './naiveGlmm.ts';
import { determinant, jacobianMatrix } from './numeric.ts';

function modelOf(spec: GlmmSpec): Model {
  const options = { family: spec.family, priors: spec.priors, ...(spec.weights ? { weights: 'w' } : {}) };
  return glmm(formulaOf(spec), tableFromColumns(spec.columns), options);
}

function logDensityOf({ program }: Model): (theta: readonly number[]) => { lp: number; gradient: number[] } {
  const density = compileLogDensity(program);
  const gradient = new Float64Array(density.dimension);
  return (theta) => ({ lp: density.logDensityAndGradient(theta, gradient), gradient: [...gradient] });
}

function randomPoint(seed: number, dimension: number): number[] {
  const rng = stream(String(seed), 'point');
  return Array.from({ length: dimension }, () => 0.5 * rng.normal());
}

/** What is reported at theta, by name. */
function reported(model: Model): (theta: readonly number[]) => Record<string, number> {
  const { names, write } = compileQuantities(model.program);
  const out = new Float64Array(names.length);
  return (theta) => {
    write(Float64Array.from(theta), out, 0, 1);
    return Object.fromEntries(names.map((name, q) => [name, out[q]]));
  };
}

const seed = fc.nat({ max: 1e6 });
const dimensionOf = (model: Model): number => compileLogDensity(model.program).dimension;

describe('any small mixed model', () => {
  property.prop([arbitrarySpec, seed], { numRuns: 35 })(
    'has the gradient that differences have',
    (spec, s) => {
      const { program } = modelOf(spec);
      const density = compileLogDensity(program);
      const check = checkGradient(density, randomPoint(s, density.dimension));
      // h^4 f^(5) with h = 1e-3 is below 1e-9; rounding: 1e-16 times lp to 1e4 over h gives 1e-9
      expect(check.worst, `coordinate ${check.coordinate}`).toBeLessThan(1e-6);
    },
  );

  property.prop([arbitrarySpec, seed], { numRuns: 35 })(
    "has the density of a naive loop on the user's scale, times the Jacobian of what is reported",
    (spec, s) => {
      const model = modelOf(spec);
      const quantities = reported(model);
      const dimension = dimensionOf(model);
      for (let point = 0; point < 3; point++) {
        const theta = randomPoint(s + point, dimension);
        const names = Object.keys(quantities(theta));
        expect(names.length).toBe(dimension);
        const rows = jacobianMatrix((at) => Object.values(quantities(at)), theta, 0.02);
        const jacobian = Math.log(Math.abs(determinant(rows)));
        const expected = naiveLogDensity(spec, model.priors, quantities(theta)) + jacobian;
        const { lp } = logDensityOf(model)(theta);
        // both are normalised, so the constant is 0; the differences are good to 1e-10 an entry of a 20 x 20
        expect(Math.abs(lp - expected)).toBeLessThan(1e-7 * Math.max(1, Math.abs(lp)));
      }
    },
  );

  property.prop([arbitrarySpec, seed], { numRuns: 35 })(
    'is refused cleanly at wild points: never +Infinity, nor a fair value with a broken gradient',
    (spec, s) => {
      const model = modelOf(spec);
      const rng = stream(String(s), 'wild');
      // to 400: beyond, exp of a coordinate leaves the range of doubles in both directions
      for (const radius of [3, 10, 30, 100, 400]) {
        const theta = Array.from({ length: dimensionOf(model) }, () => radius * (2 * rng.uniform() - 1));
        const { lp, gradient } = logDensityOf(model)(theta);
        expect(lp).not.toBe(Number.POSITIVE_INFINITY);
        if (lp > -1e100) expect(gradient.every(Number.isFinite), `lp ${lp}`).toBe(true);
      }
    },
  );

  property.prop([arbitrarySpec, seed, seed], { numRuns: 35 })(
    'gives the same bits whatever the order of its rows',
    (spec, s, shuffle) => {
      const model = modelOf(spec);
      const theta = randomPoint(s, dimensionOf(model));
      const permuted = modelOf({ ...spec, columns: permute(spec.columns, shuffle) });
      expect(logDensityOf(permuted)(theta)).toEqual(logDensityOf(model)(theta));
      expect(reported(permuted)(theta)).toEqual(reported(model)(theta));
      expect(permuted.priors).toEqual(model.priors);
    },
  );

  property.prop([arbitrarySpec, seed], { numRuns: 35 })(
    'is the same model when the levels of a group get other names, in another order',
    (spec, s) => {
      const model = modelOf(spec);
      const theta = randomPoint(s, dimensionOf(model));
      const k = spec.terms[0].coefs.length;
      // g0, g1, g2 become g2, g1, g0: the blocks of three levels are read from the last to the first
      const g = spec.columns.g.map((level) => `g${2 - Number(String(level).slice(1))}`);
      const renamed = modelOf({ ...spec, columns: { ...spec.columns, g } });
      const start = model.program.alpha.length;
      const swap = (x: readonly number[]): number[] =>
        x.map((value, i) => {
          const [level, c] = [Math.floor((i - start) / k), (i - start) % k];
          return i < start || level > 2 ? value : x[start + (2 - level) * k + c];
        });
      const [before, after] = [logDensityOf(model)(theta), logDensityOf(renamed)(swap(theta))];
      // the rows are added in another order: rounding alone
      expect(after.lp).toBeCloseTo(before.lp, 8);
      const scale = Math.max(1, ...before.gradient.map(Math.abs));
      swap(after.gradient).forEach((value, i) => {
        expect(Math.abs(value - before.gradient[i]) / scale).toBeLessThan(1e-11);
      });
    },
  );

  property.prop([arbitrarySpec, seed], { numRuns: 40 })(
    'feels every declared number: hyperparameters, offsets and weights',
    (spec, s) => {
      const model = modelOf(spec);
      const theta = randomPoint(s, dimensionOf(model));
      const { lp } = logDensityOf(model)(theta);
      const differs = (other: GlmmSpec, what: string): void => {
        expect(logDensityOf(modelOf(other))(theta).lp, what).not.toBe(lp);
      };
      for (const [name, prior] of Object.entries(spec.priors))
        for (const bumped of nudges(prior))
          differs({ ...spec, priors: { ...spec.priors, [name]: bumped } }, name);
      const bump = (name: string, i: number): GlmmSpec => ({
        ...spec,
        columns: { ...spec.columns, [name]: spec.columns[name].with(i, Number(spec.columns[name][i]) + 0.1) },
      });
      const rows = [0, 5, 13];
      if (spec.offset) for (const i of rows) differs(bump('o', i), `offset of row ${i}`);
      if (spec.weights) for (const i of rows) differs(bump('w', i), `weight of row ${i}`);
    },
  );
});

/** The prior with each of its numbers changed a little, one at a time. */
function nudges(prior: Prior): Prior[] {
  return Object.entries(prior)
    .filter(([, value]) => typeof value === 'number')
    .map(([key, value]) => ({ ...prior, [key]: Number(value) + 0.05 }) as Prior);
}

function permute(columns: GlmmSpec['columns'], shuffle: number): GlmmSpec['columns'] {
  const rng = stream(String(shuffle), 'shuffle');
  const keys = columns.y.map(() => rng.uniform());
  const order = keys.map((_, i) => i).sort((a, b) => keys[a] - keys[b]);
  return Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, order.map((i) => values[i])]),
  );
}
