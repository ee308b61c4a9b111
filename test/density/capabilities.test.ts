import { describe, expect, test } from 'vitest';
import { builtinFamilies } from '../../models/families/builtin.ts';
import { chooseFamily } from '../../models/families/choose.ts';
import * as ad from '../../src/engine/autodiff/index.ts';
import { capabilitiesOf } from '../../src/engine/program/capabilities.ts';
import { casesOf, etaFor, outcomeSpace, parameterValue } from './familyCases.ts';

const [y, eta, trials, sigma, nu] = ['y', 'eta', 'trials', 'sigma', 'nu'].map(ad.variable);
const normal = (of: ad.Expression, mean: ad.Expression, sd: ad.Operand): ad.Expression =>
  ad.sub(ad.mul(-0.5, ad.square(ad.div(ad.sub(of, mean), sd))), ad.log(sd));

describe('degreeIn', () => {
  const degree = (e: ad.Expression): number => ad.degreeIn(e, new Set(['y', 'eta']));

  test('of polynomials, all variables together', () => {
    expect([sigma, y, ad.neg(eta), ad.mul(y, eta), ad.square(ad.mul(y, ad.sub(y, eta)))].map(degree)).toEqual(
      [0, 1, 1, 2, 4],
    );
    expect(degree(ad.div(ad.square(y), ad.exp(sigma)))).toBe(2);
    expect(degree(ad.select(sigma, 1, y, ad.mul(y, y)))).toBe(2);
  });

  test('is infinite for what is none', () => {
    const none = [ad.exp(eta), ad.div(1, y), ad.abs(y), ad.select(y, 0, y, 1), ad.mul(sigma, ad.log(y))];
    expect(none.map(degree)).toEqual(none.map(() => Number.POSITIVE_INFINITY));
  });
});

describe('a normal residual', () => {
  const residual = (density: ad.Expression): string | null =>
    capabilitiesOf(density, ['nu', 'sigma']).residualSd;

  test('is seen however it is written, and whatever constant is left out', () => {
    const precision = ad.div(1, ad.square(sigma));
    const ways = [
      normal(y, eta, sigma),
      normal(eta, y, sigma),
      ad.add(7, normal(y, eta, sigma)),
      ad.sub(ad.mul(0.5, ad.log(precision)), ad.mul(ad.div(precision, 2), ad.square(ad.sub(y, eta)))),
      ad.sub(
        ad.div(ad.sub(ad.mul(y, eta), ad.mul(0.5, ad.square(eta))), ad.square(sigma)),
        ad.add(ad.div(ad.square(y), ad.mul(2, ad.square(sigma))), ad.log(sigma)),
      ),
    ];
    expect(ways.map(residual)).toEqual(ways.map(() => 'sigma'));
  });

  const others: Readonly<Record<string, ad.Expression>> = {
    'a log link': normal(y, ad.exp(eta), sigma),
    'a square link': normal(y, ad.square(eta), sigma),
    'a log-normal outcome': normal(ad.log(y), eta, sigma),
    'a slope that is not 1': normal(y, ad.mul(1.0001, eta), sigma),
    'a sd of twice sigma': normal(y, eta, ad.mul(2, sigma)),
    'a sd of sqrt(sigma)': normal(y, eta, ad.sqrt(sigma)),
    'a sd that grows with nu': normal(y, eta, ad.mul(sigma, nu)),
    'a sd of 1': normal(y, eta, 1),
    'a sd by the row': normal(y, eta, ad.mul(sigma, trials)),
    'a sd of exp(eta)': normal(y, eta, ad.exp(eta)),
    'no normaliser': ad.add(ad.log(sigma), normal(y, eta, sigma)),
    "Student's t with 1e9 df": ad.sub(
      ad.mul(-(1e9 + 1) / 2, ad.log1p(ad.div(ad.square(ad.div(ad.sub(y, eta), sigma)), 1e9))),
      ad.log(sigma),
    ),
    'tails cut at 50 sigma': ad.select(
      ad.abs(ad.div(ad.sub(y, eta), sigma)),
      50,
      normal(y, eta, sigma),
      ad.sub(-1250, ad.log(sigma)),
    ),
    'nothing at all': ad.constant(0),
  };
  test.each(Object.keys(others))('is not seen in %s', (name) => {
    expect(residual(others[name])).toBeNull();
  });

  test('is not that of a parameter which may be negative', () => {
    expect(capabilitiesOf(normal(y, eta, sigma), []).residualSd).toBeNull();
  });
});

test('quadratic in eta: a normal outcome on any scale of its own, no link but identity', () => {
  const quadratic = (e: ad.Expression): boolean => capabilitiesOf(e, ['sigma']).quadraticInEta;
  expect(quadratic(normal(ad.log(y), eta, sigma))).toBe(true);
  expect(quadratic(normal(y, eta, ad.mul(sigma, trials)))).toBe(true);
  expect(quadratic(normal(y, ad.exp(eta), sigma))).toBe(false);
  expect(quadratic(normal(y, eta, ad.exp(eta)))).toBe(false);
});

/** Built-in rows by what their densities are, checked against the table, so that a new row is placed by hand once. */
const expected: Readonly<Record<string, { quadraticInEta: boolean; residualSd: string | null }>> = {
  'gaussian identity': { quadraticInEta: true, residualSd: 'sigma' },
  'lognormal identity': { quadraticInEta: true, residualSd: null },
};

/** Quadratic where eta > 0 and nothing elsewhere, so that no method may take them for normal. */
const quadraticAboveZero = ['inverse_gaussian inverse'];

test.each(casesOf(builtinFamilies))(
  '$family.name with link $link has the capabilities of its density',
  (row) => {
    const { family, link } = row;
    const parameters = Object.fromEntries(family.parameters.map(({ name }) => [name, ad.variable(name)]));
    const density = chooseFamily(family, link).density({ y, eta, trials }, parameters);
    const positive = family.parameters.flatMap(({ name, support }) =>
      support.kind === 'positive' ? [name] : [],
    );
    const found = capabilitiesOf(density, positive);
    const other = { quadraticInEta: false, residualSd: null };
    expect(found).toEqual(expected[`${family.name} ${link}`] ?? other);
    // and they are true: third derivatives in eta vanish exactly where the density is quadratic
    const space = outcomeSpace(family);
    const third = [1, 2, 3].reduce((e) => ad.gradient(e, ['eta'])[0], density);
    const names = ['y', 'eta', 'trials', ...Object.keys(parameters)];
    const evaluate = ad.compile([third], names);
    const out = new Float64Array(1);
    const sizes = (space.kind === 'sum' ? space.values.slice(0, 3) : [0.7]).map((value) => {
      const values = family.parameters.map((p) => parameterValue(family, p, 0.7));
      evaluate([value, etaFor(family, link, 0.6), 7, ...values], out);
      return Math.abs(out[0]);
    });
    const isQuadratic = found.quadraticInEta || quadraticAboveZero.includes(`${family.name} ${link}`);
    expect(Math.max(...sizes) < 1e-12).toBe(isQuadratic);
  },
);
