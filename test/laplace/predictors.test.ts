import { determinant, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { add, div, log, log1pexp, mul, neg, sub } from '../../src/engine/autodiff/index.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { fitLaplace } from '../../src/engine/laplace/fitProgram.ts';
import { latentModel } from '../../src/engine/laplace/latentOfProgram.ts';
import { laplaceMarginal } from '../../src/engine/laplace/marginal.ts';
import { compileReference } from '../../src/engine/reference/density.ts';
import { buildTransport } from '../../src/engine/reference/transport.ts';
import { stream } from '../../src/engine/rng.ts';
import type { Family, GlmmOptions } from '../../src/index.ts';
import { worstError } from './gradients.ts';
import { heavyTails, negativeBinomial, smallModel } from './models.ts';

/** The generalised logistic distribution of type I; both its parameters can have linear predictors. */
const skewed: Family = {
  name: 'skewed',
  response: 'real',
  parameters: [
    { name: 'scale', support: { kind: 'positive' }, scalesWithOutcome: true },
    { name: 'shape', support: { kind: 'positive' } },
  ],
  links: {
    identity: ({ y, eta }, { scale, shape }) => {
      const r = div(sub(y, eta), scale);
      return sub(log(shape), add(add(r, mul(add(shape, 1), log1pexp(neg(r)))), log(scale)));
    },
  },
  defaultLink: 'identity',
  notation: 'skewed(mu_ij, scale, shape)',
};

const models: readonly (readonly [name: string, formula: string, options: GlmmOptions])[] = [
  ['no groups', 'real ~ x', { sigma: '~ x2' }],
  ['fixed effects on sigma', 'real ~ x + (1 | class)', { sigma: '~ x' }],
  ['groups on both', 'real ~ x + (1 | class)', { sigma: '~ x + (1 | class)' }],
  [
    'offset, weights, crossed',
    'real ~ x + (1 + x | class) + (1 | rater)',
    { sigma: '~ 0 + x2 + offset(o) + (1 | school)', weights: 'w' },
  ],
  [
    'counts',
    'count ~ x + (1 | class)',
    { family: negativeBinomial, parameters: { phi: '~ x + (1 | rater)' } },
  ],
  [
    'slopes on a scale',
    'real ~ x + (1 | class)',
    { family: heavyTails, parameters: { scale: '~ x + (1 + x | school)' } },
  ],
  ['a structure on sigma', 'real ~ x + (1 | class)', { sigma: '~ x + homdiag(1 + x2 | school)' }],
  [
    'three predictors',
    'real ~ x + (1 | class)',
    { family: skewed, parameters: { shape: '~ x + (1 | class)', scale: '~ x2 + (1 | rater)' } },
  ],
];

describe.each(models)('several linear predictors: %s', (_, formula, options) => {
  const { program } = smallModel(formula, options);

  test('gradients agree with differences', () => {
    const rng = stream('predictors', formula);
    expect(worstError(compileLogDensity(program), rng)).toBeLessThan(1e-7);
    expect(worstError(laplaceMarginal(latentModel(program, 'exclude')), rng)).toBeLessThan(1e-7);
  });

  test('Laplace’s value is that of the joint log density and its curvature by differences', () => {
    const marginal = laplaceMarginal(latentModel(program, 'include'));
    const joint = compileLogDensity(program);
    const [n, q] = [program.alpha.length, joint.dimension - program.alpha.length];
    const alpha = Float64Array.from({ length: n }, (_, i) => 0.2 * (-1) ** i);
    const value = marginal.logDensityAndGradient(alpha, new Float64Array(n));
    const theta = new Float64Array(joint.dimension);
    theta.set(alpha);
    theta.set(marginal.mode.z, n);
    const gradient = new Float64Array(joint.dimension);
    const atMode = joint.logDensityAndGradient(theta, gradient);
    for (let p = n; p < theta.length; p++) expect(Math.abs(gradient[p])).toBeLessThan(1e-6);
    const h = 1e-4;
    const curvature = new Matrix(q, q);
    for (let p = 0; p < q; p++) {
      const [up, down] = [h, -h].map((by) => {
        const out = new Float64Array(joint.dimension);
        joint.logDensityAndGradient(theta.with(n + p, theta[n + p] + by), out);
        return out;
      });
      for (let r = 0; r < q; r++) curvature.set(p, r, (down[n + r] - up[n + r]) / (2 * h));
    }
    const half = q === 0 ? 0 : Math.log(determinant(curvature)) / 2;
    expect(Math.abs(value - (atMode + (q * Math.log(2 * Math.PI)) / 2 - half))).toBeLessThan(1e-5);
  });

  test('a fit is found, and the map to it has the right gradient', () => {
    const fit = fitLaplace(program);
    expect(fit.converged).toBe(true);
    const transport = buildTransport(program, fit);
    if (transport === null) throw new Error('no transport');
    expect(worstError(compileReference(program, transport), stream('map', formula))).toBeLessThan(1e-6);
  });
});
