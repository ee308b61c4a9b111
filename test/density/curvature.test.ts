import { expect, test } from 'vitest';
import { builtinFamilies } from '../../models/families/builtin.ts';
import { glmm } from '../../models/glmm.ts';
import { curvatureIn } from '../../src/engine/autodiff/curvature.ts';
import {
  abs,
  add,
  constant,
  exp,
  log,
  log1pexp,
  logistic,
  mul,
  neg,
  select,
  sub,
  variable,
} from '../../src/engine/autodiff/index.ts';
import { whyNotQuadrature } from '../../src/engine/quadrature/capability.ts';
import { familyCell } from '../sbc/familyCells.ts';

const [x, a] = [variable('x'), variable('a')];
const positive = new Map([['a', { low: 0, high: Number.POSITIVE_INFINITY }]]);

test.each([
  ['a x', mul(a, x), 'affine'],
  ['exp(x)', exp(x), 'convex'],
  ['-a log(1 + exp(-x))', neg(mul(a, log1pexp(neg(x)))), 'concave'],
  ['exp(-exp(x)) is neither', exp(neg(exp(x))), 'unknown'],
  ['|x|', abs(x), 'convex'],
  ['x - exp(x)', sub(x, exp(x)), 'concave'],
  ['logistic(x) is neither', logistic(x), 'unknown'],
  ['x^2', mul(x, x), 'convex'],
  ['x exp(x)', mul(x, exp(x)), 'unknown'],
  ['by a: x or -exp(x)', select(a, 1, x, neg(exp(x))), 'concave'],
  ['by x', select(x, 1, x, neg(exp(x))), 'unknown'],
  ['exp(x) - a exp(x)', sub(exp(x), mul(a, exp(x))), 'unknown'],
  ['log(a + a exp(x))', log(add(a, mul(a, exp(x)))), 'convex'],
  ['log(exp(x) - 1)', log(sub(exp(x), 1)), 'unknown'],
  ['a constant', add(a, constant(1)), 'affine'],
] as const)('curvature of %s', (_, e, expected) => {
  expect(curvatureIn(e, 'x', positive)).toBe(expected);
});

test('a product with what may have either sign is unknown', () => {
  expect(curvatureIn(mul(a, exp(x)), 'x', new Map())).toBe('unknown');
});

/** Under their default links; a family that is not here is log-concave too, or not seen to be. */
test('families whose group effects quadrature can integrate out', () => {
  const can = builtinFamilies.flatMap((family) => {
    const { formula, table, options } = familyCell(family);
    return whyNotQuadrature(glmm(formula, table, options).program) === null ? [family.name] : [];
  });
  expect(can).toMatchInlineSnapshot(`
    [
      "gaussian",
      "skew_normal",
      "lognormal",
      "gamma",
      "exponential",
      "weibull",
      "hurdle_gamma",
      "bernoulli",
      "binomial",
      "cumulative",
      "sratio",
      "poisson",
      "negbinomial",
    ]
  `);
});
