import { expect, test } from 'vitest';
import { mcseMean, mcseSd, mean, sd } from '../../diagnostics/index.ts';
import { compileCollapsed } from '../../src/engine/collapsed/density.ts';
import { demandCollapsed } from '../../src/engine/collapsed/integrate.ts';
import { compileLogDensity } from '../../src/engine/density/logDensity.ts';
import { dimensionOf } from '../../src/engine/program/program.ts';
import { stream } from '../../src/engine/rng.ts';
import { smallModel } from '../laplace/models.ts';

test('completion draws from the conditional: the joint gradient has mean zero, and its square the mean curvature', () => {
  const { program } = smallModel('real ~ x + (1 + x | class) + (1 | rater)');
  const density = compileCollapsed(program, demandCollapsed(program));
  const joint = compileLogDensity(program);
  const n = dimensionOf(program);
  const gamma = Float64Array.from({ length: density.dimension }, (_, i) => 0.2 * i - 0.4);
  const rng = stream('completion');
  const [theta, gradient] = [new Float64Array(n), new Float64Array(n)];
  const draws = 4000;
  const integrated = [
    ...program.linearPriors.flatMap((p) => (p === null ? [] : [p.at])),
    ...Array.from({ length: n - program.alpha.length }, (_, i) => program.alpha.length + i),
  ];
  const scores = integrated.map(() => new Float64Array(draws));
  for (let d = 0; d < draws; d++) {
    density.complete(rng, gamma, theta);
    joint.logDensityAndGradient(theta, gradient);
    integrated.forEach((at, i) => {
      scores[i][d] = gradient[at];
    });
  }
  // For a normal the score has mean 0 and variance equal to the precision, which differences of the score give exactly.
  const [up, down] = [new Float64Array(n), new Float64Array(n)];
  integrated.forEach((at, i) => {
    const moved = theta.slice();
    moved[at] += 1;
    joint.logDensityAndGradient(moved, up);
    moved[at] -= 2;
    joint.logDensityAndGradient(moved, down);
    const precision = (down[at] - up[at]) / 2;
    // 40-odd comparisons of each kind: 4.5 standard errors are passed by chance once in 3000 runs
    expect(Math.abs(mean([scores[i]])) / mcseMean([scores[i]])).toBeLessThan(4.5);
    expect(Math.abs(sd([scores[i]]) - Math.sqrt(precision)) / mcseSd([scores[i]])).toBeLessThan(4.5);
  });
});
