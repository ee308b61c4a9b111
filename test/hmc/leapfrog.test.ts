import { describe, expect, test } from 'vitest';
import { createPhasePoint, hamiltonian, leapfrog, type PhasePoint } from '../../src/engine/hmc/leapfrog.ts';
import { drawMomentum, type Metric, unitMetric, velocity } from '../../src/engine/hmc/metric.ts';
import { cholesky } from '../../src/engine/linalg/cholesky.ts';
import type { LogDensity } from '../../src/engine/logDensity.ts';
import { stream } from '../../src/engine/rng.ts';
import { derivative, determinant } from '../property/numeric.ts';
import { banana, normalTarget } from './targets.ts';

const denseInverse = Float64Array.of(1.5, 0.6, 0.6, 0.8);
const metrics: readonly Metric[] = [
  { kind: 'diagonal', inverse: Float64Array.of(1.5, 0.3) },
  { kind: 'dense', inverse: denseInverse, factor: cholesky(denseInverse, 2) as Float64Array },
];
const start = [0.3, -0.7, 0.9, 0.4];

/** (theta, p) after `steps` leapfrog steps. */
function flow(
  target: LogDensity,
  metric: Metric,
  from: readonly number[],
  stepSize: number,
  steps: number,
): PhasePoint {
  const point = createPhasePoint(2);
  point.theta.set(from.slice(0, 2));
  point.p.set(from.slice(2));
  velocity(metric, point.p, point.pSharp);
  point.lp = target.logDensityAndGradient(point.theta, point.gradient);
  for (let i = 0; i < steps; i++) leapfrog(target, metric, point, stepSize);
  return point;
}

const coordinates = ({ theta, p }: PhasePoint): number[] => [...theta, ...p];

for (const metric of metrics)
  describe(`leapfrog, ${metric.kind} metric`, () => {
    test('forward then backward lands on the start to 1e-10', () => {
      const there = flow(banana, metric, start, 0.1, 50);
      for (let i = 0; i < 50; i++) leapfrog(banana, metric, there, -0.1);
      coordinates(there).forEach((x, i) => {
        // 100 steps of rounding on a curved target
        expect(Math.abs(x - start[i])).toBeLessThan(1e-10);
      });
    });

    test('with the momentum turned round goes back the way it came', () => {
      const there = coordinates(flow(banana, metric, start, 0.1, 30));
      const back = coordinates(flow(banana, metric, [there[0], there[1], -there[2], -there[3]], 0.1, 30));
      [start[0], start[1], -start[2], -start[3]].forEach((x, i) => {
        expect(Math.abs(x - back[i])).toBeLessThan(1e-10);
      });
    });

    test('preserves volume: the Jacobian determinant of 10 steps is 1', () => {
      const end = (from: readonly number[], i: number): number =>
        coordinates(flow(banana, metric, from, 0.15, 10))[i];
      const jacobian = start.map((_, i) =>
        start.map((x, j) => derivative((v) => end(start.with(j, v), i), x, 1e-2)),
      );
      // h^6 with h = 1e-2, magnified by ten steps
      expect(determinant(jacobian)).toBeCloseTo(1, 7);
    });

    test('has an energy error that falls as the square of the step size', () => {
      const error = (stepSize: number): number => {
        const steps = Math.round(1 / stepSize);
        return Math.abs(
          hamiltonian(flow(banana, metric, start, stepSize, steps)) -
            hamiltonian(flow(banana, metric, start, 0.1, 0)),
        );
      };
      const slope = Math.log(error(0.02) / error(0.005)) / Math.log(4);
      expect(slope).toBeGreaterThan(1.9);
      expect(slope).toBeLessThan(2.1);
    });

    test('draws momenta with covariance M', () => {
      const rng = stream('momentum');
      const n = 40_000;
      const p = new Float64Array(2);
      const v = new Float64Array(2);
      const moments = [0, 0, 0];
      let kinetic = 0;
      for (let i = 0; i < n; i++) {
        drawMomentum(rng, metric, p);
        velocity(metric, p, v);
        [p[0] * p[0], p[0] * p[1], p[1] * p[1]].forEach((m, k) => {
          moments[k] += m / n;
        });
        kinetic += (p[0] * v[0] + p[1] * v[1]) / n;
      }
      const [a, b, d] = metric.kind === 'dense' ? [1.5, 0.6, 0.8] : [1.5, 0, 0.3];
      const mass = [d, -b, a].map((x) => x / (a * d - b * b));
      moments.forEach((m, k) => {
        // 4 standard errors of a product of normals: sqrt(2) * largest variance * 4 / sqrt(n)
        expect(Math.abs(m - mass[k])).toBeLessThan((4 * 1.5 * Math.max(mass[0], mass[2])) / Math.sqrt(n));
      });
      expect(Math.abs(kinetic - 2)).toBeLessThan((4 * 2) / Math.sqrt(n)); // p' M^-1 p is chi-square with 2 df
    });
  });

test('a dense metric that is diagonal moves like the diagonal one', () => {
  const target = normalTarget([
    [2, 0.5],
    [0.5, 1],
  ]);
  const from = [1, 2, 0.5, -0.5];
  const [diagonal, dense] = [unitMetric('diagonal', 2), unitMetric('dense', 2)];
  expect(coordinates(flow(target, dense, from, 0.2, 20))).toEqual(
    coordinates(flow(target, diagonal, from, 0.2, 20)),
  );
});
