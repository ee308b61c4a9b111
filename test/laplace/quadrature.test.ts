import { describe, expect, test } from 'vitest';
import { reportedEstimates } from '../../models/likelihood/reportedEstimates.ts';
import { compile } from '../../src/engine/autodiff/index.ts';
import { fitLaplace } from '../../src/engine/laplace/fitProgram.ts';
import { hermiteRule } from '../../src/engine/laplace/hermite.ts';
import { latentModel } from '../../src/engine/laplace/latentOfProgram.ts';
import { quadratureMarginal } from '../../src/engine/laplace/quadrature.ts';
import type { Program } from '../../src/engine/program/program.ts';
import { integrate } from '../property/numeric.ts';
import { alphaAt, modelOf, reference } from './criteria.ts';
import { smallModel } from './models.ts';

describe('Gauss-Hermite rule for the standard normal', () => {
  test('has the nodes and weights of Abramowitz & Stegun 1972, table 25.10, scaled by sqrt(2) and 1 / sqrt(pi)', () => {
    const published = [
      { n: 5, node: 2.020182870456086, weight: 1.995324205905e-2 },
      { n: 5, node: 0.958572464613819, weight: 3.936193231522e-1 },
      { n: 5, node: 0, weight: 9.45308720483e-1 },
      { n: 10, node: 3.436159118837738, weight: 7.640432855233e-6 },
    ];
    for (const { n, node, weight } of published) {
      const { nodes, weights } = hermiteRule(n);
      const m = nodes.findIndex((x) => Math.abs(x - node * Math.SQRT2) < 1e-14);
      // twelve digits are printed
      expect(Math.abs((weights[m] * Math.sqrt(Math.PI)) / weight - 1), `${n} nodes, ${node}`).toBeLessThan(
        1e-11,
      );
    }
  });

  test('gives moments exactly up to degree 2 n - 1, for every n allowed', () => {
    for (let n = 1; n <= 61; n++) {
      const { nodes, weights } = hermiteRule(n);
      let moment = 1;
      for (let degree = 0; degree <= Math.min(2 * n - 1, 40); degree += 2) {
        if (degree > 0) moment *= degree - 1;
        const found = nodes.reduce((s, x, m) => s + weights[m] * x ** degree, 0);
        // rounding of the nodes, times the degree
        expect(Math.abs(found / moment - 1), `${n} nodes, degree ${degree}`).toBeLessThan(
          1e-13 * (1 + degree),
        );
      }
      nodes.forEach((x, m) => {
        expect(x).toBe(m === (n - 1) / 2 ? 0 : -nodes[n - 1 - m]);
      });
    }
  });

  test('misses the moment of degree 2 n', () => {
    const { nodes, weights } = hermiteRule(3);
    expect(nodes.reduce((s, x, m) => s + weights[m] * x ** 6, 0)).toBeCloseTo(9, 10); // 15 is the moment
  });
});

describe('log-likelihoods at given parameters, by other software', () => {
  for (const { data, family, at, logLik, ...rest } of reference.values)
    test(`${data}, sd ${Object.values(at).at(-1)}: 1, 9, 25, 61 and 121 nodes to 1e-6`, () => {
      const model = modelOf({ data, family, ...rest });
      const alpha = alphaAt(model, at);
      for (const [nodes, expected] of Object.entries(logLik)) {
        const marginal = quadratureMarginal(latentModel(model.program, 'exclude'), Number(nodes));
        const value = marginal.logDensityAndGradient(alpha, new Float64Array(alpha.length));
        // seven decimals are stored, of parameters with nine digits
        expect(Math.abs(value - expected), `${nodes} nodes`).toBeLessThan(1e-6);
      }
    });
});

describe('maximum likelihood against lme4', () => {
  for (const fit of reference.fits) {
    const { criterion, name, logLik, parameters } = fit;
    if (criterion.kind !== 'quadrature') continue;
    test(`${name}, ${criterion.nodes} nodes: log-likelihood to 1e-6, estimates to 1e-4 se, ses to 0.2 %`, () => {
      const { program } = modelOf(fit);
      const ours = fitLaplace(program, { priors: 'exclude', criterion });
      const { names, estimates, standardErrors } = reportedEstimates(program, ours.alpha, ours.covariance);
      expect(ours.converged).toBe(true);
      expect(Math.abs(ours.logMarginal - logLik)).toBeLessThan(1e-6);
      for (const [parameter, { estimate, se }] of Object.entries(parameters)) {
        const i = names.indexOf(parameter);
        expect(Math.abs(estimates[i] - estimate), parameter).toBeLessThan(1e-4 * standardErrors[i]);
        // lme4's come from differences of its deviance
        if (se !== undefined) expect(Math.abs(standardErrors[i] / se - 1), parameter).toBeLessThan(2e-3);
      }
    });
  }
});

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const normal = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** Rows of one level under a bernoulli model: outcome, fixed part, and the columns of Z already times L. */
interface Row {
  readonly y: number;
  readonly fixed: number;
  readonly loaded: readonly number[];
}

function rowsByLevel({ rows, linear, terms, alpha: names }: Program, alpha: readonly number[]): Row[][] {
  const evaluate = (of: Program['linear']): Float64Array => {
    const out = new Float64Array(of.length);
    compile(of, names)(alpha, out);
    return out;
  };
  const beta = evaluate(linear);
  const [{ levels, index, columns, factor }] = terms;
  const l = evaluate(factor);
  const k = columns.length;
  const byLevel: Row[][] = levels.map(() => []);
  index.forEach((level, i) => {
    const fixed = beta[0] + beta.subarray(1).reduce((s, b, j) => s + b * rows.x[i * rows.width + j], 0);
    const z = columns.map((x) => (x === null ? 1 : x[i]));
    const loaded = columns.map((_, c) => z.reduce((s, zr, r) => s + zr * l[r * k + c], 0));
    byLevel[level].push({ y: rows.y[i], fixed, loaded });
  });
  return byLevel;
}

function likelihood(rows: readonly Row[], z: readonly number[]): number {
  return rows.reduce((product, { y, fixed, loaded }) => {
    const p = logistic(loaded.reduce((s, a, c) => s + a * z[c], fixed));
    return product * (y === 1 ? p : 1 - p);
  }, 1);
}

function quadrature(program: Program, alpha: readonly number[], nodes: number): number {
  const marginal = quadratureMarginal(latentModel(program, 'exclude'), nodes);
  return marginal.logDensityAndGradient(alpha, new Float64Array(alpha.length));
}

describe('the integral it stands for, by brute force', () => {
  test('one coefficient a level: better with every node, 1e-9 with 61', () => {
    const { program } = smallModel('binary ~ x + (1 | class)', { family: 'bernoulli' });
    const alpha = [0.3, -0.4, 0.9];
    const exact = rowsByLevel(program, alpha).reduce(
      (s, rows) => s + Math.log(integrate((z) => likelihood(rows, [z]) * normal(z), -12, 12, 4000)),
      0,
    );
    const errors = [1, 3, 9, 25, 61].map((nodes) => Math.abs(quadrature(program, alpha, nodes) - exact));
    expect(errors[0]).toBeGreaterThan(1e-2);
    expect(errors[1]).toBeLessThan(errors[0] / 2);
    expect(errors[2]).toBeLessThan(errors[1] / 10);
    expect(errors[3]).toBeLessThan(errors[2] / 10);
    expect(errors[4]).toBeLessThan(1e-9);
  });

  test('two correlated coefficients a level: better with every node, 1e-10 with 21', () => {
    const { program } = smallModel('binary ~ x + (1 + x | class)', { family: 'bernoulli' });
    const alpha = [0.3, -0.4, -0.3, -0.6, 0.6];
    const exact = rowsByLevel(program, alpha).reduce((s, rows) => {
      const inner = (a: number): number => integrate((b) => likelihood(rows, [a, b]) * normal(b), -9, 9, 500);
      return s + Math.log(integrate((a) => inner(a) * normal(a), -9, 9, 500));
    }, 0);
    const errors = [1, 3, 9, 21].map((nodes) => Math.abs(quadrature(program, alpha, nodes) - exact));
    expect(errors[0]).toBeGreaterThan(1e-2);
    expect(errors[1]).toBeLessThan(errors[0] / 3);
    expect(errors[2]).toBeLessThan(errors[1] / 100);
    expect(errors[3]).toBeLessThan(1e-10);
  });
});

describe('what it is not for', () => {
  const attempt = (formula: string, nodes: number) => (): unknown =>
    fitLaplace(smallModel(formula, { family: 'bernoulli' }).program, {
      criterion: { kind: 'quadrature', nodes },
    });

  test('nested and crossed factors, and no factor', () => {
    expect(attempt('binary ~ x + (1 | class) + (1 | rater)', 5)).toThrow(
      "quadrature: wanted group effects of one factor, got class and rater; try Laplace's method (quadrature 1)",
    );
    expect(attempt('binary ~ x + (1 | school) + (1 | class)', 5)).toThrow('got school and class');
    expect(attempt('binary ~ x', 5)).toThrow('got a model without any');
  });

  test('too many nodes, or too many coefficients', () => {
    expect(attempt('binary ~ x + (1 | class)', 62)).toThrow('whole number of nodes from 1 to 61');
    expect(attempt('binary ~ x + (1 | class)', 2.5)).toThrow('got 2.5; try 9');
    expect(attempt('binary ~ x + (1 + x | class)', 22)).toThrow('1 to 21 (2 coefficients a level), got 22');
    expect(attempt('binary ~ x + (1 + x + x2 | class)', 12)).toThrow('1 to 11');
    expect(attempt('binary ~ x + (1 + x + x2 | class) + (0 + o | class)', 3)).toThrow('got 4 for class');
  });
});
