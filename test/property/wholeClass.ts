import { expect } from 'vitest';
import type { Model } from '../../models/glmm.ts';
import type { PriorLike } from '../../models/priors/declared.ts';
import type { Prior } from '../../models/priors/prior.ts';
import type { Column } from '../../models/table.ts';
import { compile } from '../../src/engine/autodiff/index.ts';
import type { LogDensity } from '../../src/engine/logDensity.ts';
import { dimensionOf, ownCoefs, placeOfCoef } from '../../src/engine/program/program.ts';
import { compileQuantities } from '../../src/engine/program/quantities.ts';
import { effectStarts } from '../../src/engine/program/starts.ts';
import { stream } from '../../src/engine/rng.ts';
import { jointDensity } from '../../src/testing/jointDensity.ts';
import {
  checkGradient,
  checkInvariance,
  type Declaration,
  declare,
  logDensityOf,
} from '../../src/testing.ts';
import { determinant, jacobianMatrix } from './numeric.ts';

function at(density: LogDensity, theta: readonly number[]) {
  const gradient = new Float64Array(density.dimension);
  const lp = density.logDensityAndGradient(Float64Array.from(theta), gradient);
  return { lp, gradient: [...gradient] };
}

/** Not far out, where a density is too steep for differences. */
function pointOf(dimension: number, s: number): number[] {
  const rng = stream('point', s);
  return Array.from({ length: dimension }, () => 0.3 * rng.normal());
}

/** Coordinates of theta that nothing reported reads: what stands for a level in the classes that it is not of. */
function idleOf({ program: { terms, alpha } }: Model): Set<number> {
  const starts = effectStarts(terms, alpha.length);
  return new Set(
    terms.flatMap((term, t) =>
      term.levels.flatMap((_, j) => {
        const own = new Set(ownCoefs(term).map((_, c) => placeOfCoef(term, j, c)));
        return term.coefs.flatMap((_, c) => (own.has(c) ? [] : [starts[t] + j * term.coefs.length + c]));
      }),
    ),
  );
}

/** Everything that is reported as a function of the coordinates that are read, the others being as in theta. */
function reporter({ program }: Model, theta: readonly number[], busy: readonly number[]) {
  const { names, write } = compileQuantities(program);
  return (point: readonly number[]): number[] => {
    const all = Float64Array.from(theta);
    busy.forEach((place, i) => {
      all[place] = point[i];
    });
    const out = new Float64Array(names.length);
    write(all, out, 0, 1);
    return [...out];
  };
}

function mapColumns(
  table: Declaration['table'],
  of: (column: Column, name: string) => Column,
): Declaration['table'] {
  return { ...table, columns: new Map([...table.columns].map(([name, c]) => [name, of(c, name)])) };
}

/** The prior with each of its numbers changed a little, one at a time; bounds move inwards. */
function nudges(prior: PriorLike): Prior[] {
  return Object.entries(prior as Prior)
    .filter(([, value]) => typeof value === 'number' && Number.isFinite(value))
    .map(([key, value]) => {
      const by = key === 'upper' ? -0.02 : 0.02;
      return { ...(prior as Prior), [key]: Number(value) + by } as Prior;
    });
}

/** The log prior and what is reported at alpha: bounds of a uniform prior move only the latter. */
function populationAt({ program: { logPrior, reported, alpha } }: Model, point: readonly number[]): number[] {
  const parts = [logPrior, ...reported.map(({ expression }) => expression)];
  const out = new Float64Array(parts.length);
  compile(parts, alpha)(point, out);
  return [...out];
}

/** The gradient is that of differences, and the density that which is written apart, times the Jacobian of what is reported. */
export function holdsDensity(declaration: Declaration, s: number): void {
  const model = declare(declaration);
  const density = logDensityOf(model);
  const joint = jointDensity(model);
  const idle = idleOf(model);
  const excess = [s, s + 1].map((point) => {
    const theta = pointOf(density.dimension, point);
    expect(checkGradient(density, theta).worst).toBeLessThan(1e-6);
    // effects are integrated out there: test/residual holds it against the dense normal density
    if (model.program.residual !== undefined) return 0;
    const busy = theta.flatMap((_, i) => (idle.has(i) ? [] : [i]));
    const report = reporter(model, theta, busy);
    const here = busy.map((i) => theta[i]);
    const jacobian = Math.log(Math.abs(determinant(jacobianMatrix(report, here, 0.02))));
    const own = [...idle].reduce((sum, i) => sum - 0.5 * theta[i] * theta[i], 0);
    return at(density, theta).lp - own - jacobian - joint.at(report(here), model.outcome.y)[1];
  });
  const size = Math.abs(at(density, pointOf(density.dimension, s)).lp);
  expect(Math.abs(excess[1] - excess[0])).toBeLessThan(1e-7 * Math.max(1, size));
}

/** The order of rows changes no bit; other names of levels, in another order, nothing but rounding. */
export function holdsOrder(declaration: Declaration, s: number): void {
  const { ok, text } = checkInvariance(declaration, { seed: s, points: 1 });
  expect(ok, `${declaration.formula}: ${text}`).toBe(true);
}

/** Every hyperparameter moves the prior or what is reported; every number of the data moves the likelihood on the user's scale. */
export function feelsEverything(declaration: Declaration, s: number): void {
  const model = declare(declaration);
  const { options, table, formula } = declaration;
  const alpha = pointOf(model.program.alpha.length, s);
  const before = populationAt(model, alpha);
  for (const [name, prior] of Object.entries(options.priors ?? {}))
    for (const bumped of nudges(prior as PriorLike)) {
      const priors = { ...options.priors, [name]: bumped };
      const other = declare({ ...declaration, options: { ...options, priors } });
      expect(populationAt(other, alpha), `${name} in ${formula}`).not.toEqual(before);
    }
  const values = reporter(model, pointOf(dimensionOf(model.program), s), [])([]);
  const [here] = jointDensity(model).at(values, model.outcome.y);
  const told = `${formula} ${JSON.stringify({ ...options, family: 0, priors: 0 })}`;
  for (const name of bumpable.filter((column) => new RegExp(`\\b${column}\\b`).test(told))) {
    const moved = mapColumns(table, (column, own) => (own === name ? bumpedColumn(column, name) : column));
    const other = jointDensity(declare({ ...declaration, table: moved }));
    expect(other.at(values, model.outcome.y)[0], `${name} in ${formula}`).not.toBe(here);
  }
}

/** Columns of `arbitraryGlmm` that may be moved a little: trials, offset, weights, errors, ends, times, predictors. */
const bumpable = ['n', 'o', 'w', 'e', 'y2', 'm', 'x1', 'x2', 'x3', 'u', 'v'];

function bumpedColumn(column: Column, name: string): Column {
  if (column.kind !== 'number') throw new Error(name);
  return { ...column, values: column.values.map((v, i) => v + (name === 'n' ? 1 : 0.1 + 0.01 * i)) };
}
