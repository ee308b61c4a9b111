import { describe, expect, test } from 'vitest';
import { halfNormal, normal, studentT } from '../../models/priors/constructors.ts';
import { exp, logistic, mul, sub, tanh, variable } from '../../src/engine/autodiff/index.ts';
import { compileCollapsed } from '../../src/engine/collapsed/density.ts';
import { demandCollapsed, hasBorderEffects } from '../../src/engine/collapsed/integrate.ts';
import { gaussianStatistics } from '../../src/engine/collapsed/statistics.ts';
import { checkGradient } from '../../src/engine/logDensity.ts';
import type { Program } from '../../src/engine/program/program.ts';
import type { ResidualKind, ResidualProgram } from '../../src/engine/program/residual.ts';
import { stream } from '../../src/engine/rng.ts';
import { smallModel } from '../laplace/models.ts';
import { denseMarginal, type ResidualCovariance } from './dense.ts';

const points = 4;
const values: Readonly<Record<string, readonly string[]>> = {
  decay: ['rho'],
  continuous: ['rho'],
  exchangeable: ['rho'],
  strata: ['s0', 's1', 's2', 's3'],
  points: Array.from({ length: 10 }, (_, p) => `l${p}`),
};

type Case = keyof typeof values;
const kindOf = (c: Case): ResidualKind => (c === 'continuous' ? 'decay' : (c as ResidualKind));

/** A program's rows cut into blocks of one to four, each within a level of the leading term; places ascend. */
function blocksOf(
  { terms, rows }: Program,
  leading: number,
  c: Case,
): Pick<ResidualProgram, 'starts' | 'place'> {
  const rng = stream('residual blocks', c);
  const starts = [0];
  const place = new Float64Array(rows.count);
  const levelOf = (i: number): number => (leading < 0 ? 0 : terms[leading].index[i]);
  for (let i = 0; i < rows.count; i++) {
    const from = starts[starts.length - 1];
    const isFull = i - from === points || place[i - 1] === points - 1;
    if (i > 0 && (isFull || levelOf(i) !== levelOf(i - 1) || rng.uniform() < 0.15)) starts.push(i);
    const first = starts[starts.length - 1] === i;
    if (c === 'continuous') place[i] = (first ? 0 : place[i - 1]) + 0.1 + rng.uniform();
    else
      place[i] = first
        ? rng.integer(2)
        : place[i - 1] + 1 + rng.integer(Math.max(1, points - 1 - place[i - 1]));
    if (c === 'strata') place[i] = rng.integer(points);
  }
  return { starts: Int32Array.from([...starts, rows.count]), place };
}

function withResidual(program: Program, leading: number, c: Case): Program {
  const parameters = values[c];
  const isWhole = c === 'strata' || c === 'points';
  const expressionOf = (name: string, p: number) => {
    const x = variable(name);
    if (c === 'strata') return exp(mul(0.5, x));
    if (c === 'points') return p === 0 || p === 2 || p === 5 || p === 9 ? exp(mul(0.3, x)) : x;
    if (c === 'continuous') return logistic(x);
    return c === 'decay' ? tanh(x) : sub(mul(1.2, logistic(x)), 0.25); // above -1 / 3
  };
  return {
    ...program,
    alpha: [...program.alpha, ...parameters],
    auxiliary: [
      ...program.auxiliary,
      ...parameters.map((name, p) => ({ name, expression: expressionOf(name, p) })),
    ],
    residual: {
      kind: kindOf(c),
      parameters,
      scale: isWhole ? null : 'sigma',
      places: isWhole ? points : 0,
      leading,
      ...blocksOf(program, leading, c),
    },
  };
}

/** R written down from its definition. */
function covarianceOf({ residual }: Program, c: Case): ResidualCovariance {
  if (residual === undefined) throw new Error('no residual structure');
  const { starts, place } = residual;
  const blockOf = (row: number): number => starts.findLastIndex((start) => start <= row);
  return (i, j, named) => {
    if (blockOf(i) !== blockOf(j)) return 0;
    const variance = named('sigma') ** 2;
    switch (c) {
      case 'decay':
      case 'continuous': {
        const rho = named('rho');
        return variance * rho ** Math.abs(place[i] - place[j]);
      }
      case 'exchangeable':
        return variance * (i === j ? 1 : named('rho'));
      case 'strata':
        return i === j ? named(`s${place[i]}`) ** 2 : 0;
      default: {
        let sum = 0;
        const l = (a: number, p: number): number => named(`l${(a * (a + 1)) / 2 + p}`);
        for (let p = 0; p <= Math.min(place[i], place[j]); p++) sum += l(place[i], p) * l(place[j], p);
        return sum;
      }
    }
  };
}

const models = [
  { formula: 'real ~ x + x2 + offset(o)', leading: -1 },
  { formula: 'real ~ x + (1 | class) + offset(o)', leading: 0 },
  { formula: 'real ~ x + (1 + x | class)', leading: 0, held: true },
  { formula: 'real ~ x + x2 + (1 + x | class) + (1 | school) + (1 | rater)', leading: 0 },
  { formula: 'real ~ 0 + x + (1 | class) + (1 + x2 || rater)', leading: -1 },
];

describe('the collapsed density with a residual structure', () => {
  for (const { formula, leading, held } of models)
    for (const c of Object.keys(values))
      test(`${c}, ${formula}: the multivariate normal density, and its exact gradient`, () => {
        const priors = {
          ...(formula.includes('~ 0') ? {} : { Intercept: normal(0.3, 2) }),
          ...(formula.includes('|') ? { sd: halfNormal(2) } : {}),
          ...(held ? { b_x: studentT(3, 0, 2) } : {}),
          sigma: halfNormal(2),
        };
        const program = withResidual(smallModel(formula, { priors }).program, leading, c);
        const sums = compileCollapsed(program, demandCollapsed(program));
        const passes = hasBorderEffects(program)
          ? sums
          : compileCollapsed(program, {
              kind: 'bordered',
              sums: { ...gaussianStatistics(program), classes: null },
            });
        const kept = program.alpha.flatMap((_, i) =>
          program.linearPriors.some((p) => p?.at === i) ? [] : [i],
        );
        const rng = stream('residual density', c, formula);
        for (let k = 0; k < 3; k++) {
          const gamma = Float64Array.from(kept, () => 0.7 * rng.normal());
          const alpha = new Float64Array(program.alpha.length);
          kept.forEach((i, g) => {
            alpha[i] = gamma[g];
          });
          const [g, h] = [gamma.slice(), gamma.slice()];
          const value = sums.logDensityAndGradient(gamma, g);
          const dense = denseMarginal(program, alpha, covarianceOf(program, c));
          expect(Math.abs(value - dense)).toBeLessThan(1e-9 * Math.abs(dense));
          expect(passes.logDensityAndGradient(gamma, h)).toBeCloseTo(value, 9);
          for (let i = 0; i < g.length; i++) expect(h[i]).toBeCloseTo(g[i], 7);
          expect(checkGradient(sums, gamma).worst).toBeLessThan(1e-7);
        }
      });
});
