import { determinant, Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import { fitLaplace } from '../../src/engine/laplace/fitProgram.ts';
import { checkGradient, type LogDensity } from '../../src/engine/logDensity.ts';
import { dimensionOf } from '../../src/engine/program/program.ts';
import { type Bend, bendAlong, bendOf } from '../../src/engine/reference/bend.ts';
import { bentReference } from '../../src/engine/reference/bent.ts';
import { covarianceCoordinates } from '../../src/engine/reference/covarianceCoordinates.ts';
import { type Curve, levelEndedSpline, spline } from '../../src/engine/reference/curve.ts';
import { compileReference } from '../../src/engine/reference/density.ts';
import { reflection } from '../../src/engine/reference/reflection.ts';
import { buildTransport } from '../../src/engine/reference/transport.ts';
import { stream } from '../../src/engine/rng.ts';
import { smallModel } from '../laplace/models.ts';

/** u is the log of an exponential variable; v given u normal with mean sin(u) / 2 and sd exp(u / 8); w normal, as it is. */
const banana: LogDensity = {
  dimension: 3,
  logDensityAndGradient({ 0: u, 1: v, 2: w }, gradOut) {
    const sd = Math.exp(u / 8);
    const t = (v - Math.sin(u) / 2) / sd;
    gradOut[0] = 1 - Math.exp(u) - 1 / 8 + t * (Math.cos(u) / (2 * sd) + t / 8);
    gradOut[1] = -t / sd;
    gradOut[2] = -w;
    return u - Math.exp(u) - u / 8 - (t * t + w * w) / 2;
  },
};

const valueAt = (curve: Curve, x: number) => {
  const out = { value: 0, slope: 0 };
  curve.at(x, out);
  return out;
};

describe('a bend along one coordinate', () => {
  test('conditional modes, sds and heights of a density that is known', () => {
    const bend = bendAlong(banana, 0, [1]);
    if (bend === null) throw new Error('no bend');
    const { points, heights, means, logSds } = bend;
    expect(points.length).toBeGreaterThan(8);
    const middle = points.indexOf(0);
    points.forEach((u, p) => {
      expect(Math.abs(means[p][1] - Math.sin(u) / 2)).toBeLessThan(0.06 * Math.exp(u / 8));
      expect(means[p][2]).toBeCloseTo(0, 1);
      expect(logSds[p][1]).toBeCloseTo(u / 8, 6);
      expect(heights[p] - heights[middle]).toBeCloseTo(u - Math.exp(u) + 1, 1);
    });
    expect(Math.min(...heights)).toBeLessThan(Math.max(...heights) - 10);
  });

  test('none where the density ends beside the mode', () => {
    const cut: LogDensity = {
      dimension: 2,
      logDensityAndGradient: ({ 0: u, 1: v }, gradOut) => {
        gradOut.set([-u, -v]);
        return Math.abs(u) < 0.5 ? -(u * u + v * v) / 2 : Number.NEGATIVE_INFINITY;
      },
    };
    expect(bendAlong(cut, 0, [1])).toBeNull();
  });

  test('splines go through their points, with the slope that they say and no jump of the curvature', () => {
    const x = [-3, -1.5, -1, 0.4, 2];
    const y = x.map((at) => at ** 3 / 10 - at);
    for (const curve of [spline(x, y), levelEndedSpline(x, y)]) {
      x.forEach((at, k) => void expect(valueAt(curve, at).value).toBeCloseTo(y[k], 12));
      for (const at of [-3.7, -2.9, -1.2, 0.1, 1.99, 5]) {
        const slope = (valueAt(curve, at + 1e-5).value - valueAt(curve, at - 1e-5).value) / 2e-5;
        expect(valueAt(curve, at).slope).toBeCloseTo(slope, 7);
      }
      const curvature = (at: number): number =>
        (valueAt(curve, at + 1e-6).slope - valueAt(curve, at - 1e-6).slope) / 2e-6;
      for (const knot of x.slice(1, -1))
        expect(curvature(knot + 2e-6)).toBeCloseTo(curvature(knot - 2e-6), 3);
    }
    expect(valueAt(levelEndedSpline(x, y), 9).value).toBe(y[4]);
  });

  test('a reflection leaves the axis alone with its parameter, and undoes itself', () => {
    const factor = Float64Array.of(2, 0, 0, 1, 3, 0, -1, 2, 4);
    const reflect = reflection(2, factor, 3);
    const x = Float64Array.of(0.3, -1, 0.7);
    const b = x.slice();
    reflect(b);
    expect(Math.sqrt(21) * b[2]).toBeCloseTo(-0.3 - 2 + 2.8, 12);
    reflect(b);
    b.forEach((v, i) => void expect(v).toBeCloseTo(x[i], 12));
  });
});

describe('a bent reference', () => {
  const { program } = smallModel('count ~ x + (1 | school) + (1 | class)', { family: 'poisson' });
  const laplace = fitLaplace(program);
  const transport = buildTransport(program, laplace);
  if (transport === null) throw new Error('no transport');
  const n = program.alpha.length;
  const coordinates = covarianceCoordinates(program);

  test('any bend at all: exact gradient, and the same density at the same theta but for the Jacobian', () => {
    const axis = coordinates[1];
    const points = Float64Array.of(-6, -3, -1, 0, 1, 2, 3);
    const bend: Bend = {
      axis,
      points,
      heights: points.map((u) => u - Math.exp(u)),
      means: Array.from(points, (u) =>
        Float64Array.from({ length: n }, (_, i) => (i === axis ? u : i * Math.sin(u))),
      ),
      logSds: Array.from(points, (u) =>
        Float64Array.from({ length: n }, (_, i) => (i === axis ? 0 : (i * u) / 20)),
      ),
    };
    const plain = compileReference(program, transport);
    const bent = bentReference(compileReference(program, transport), bend, transport.factor);
    const rng = stream('bent');
    const point = (): Float64Array =>
      Float64Array.from({ length: plain.dimension }, () => 0.8 * rng.normal());
    const shift = Float64Array.from({ length: n }, (_, i) => 0.1 * i - 0.1);
    bent.rescale(
      shift,
      shift.map((_, i) => 0.8 + 0.1 * i),
    );
    expect(checkGradient(bent, point()).worst).toBeLessThan(1e-6);
    const [theta, gradient] = [0, 1].map(() => new Float64Array(dimensionOf(program)));
    const difference = (): number => {
      const y = point();
      bent.toTheta(y, theta);
      const alpha = theta.slice(0, n);
      const xi = y.slice();
      xi.set(standardised(transport.centre, transport.factor, alpha));
      return (
        bent.logDensityAndGradient(y, gradient) - plain.logDensityAndGradient(xi, gradient) - jacobian(y)
      );
    };
    /** log |d xi / d y| over alpha's coordinates, by differences. */
    const jacobian = (y: Float64Array): number => {
      const at = (j: number, by: number): Float64Array => {
        const moved = y.slice();
        moved[j] += by;
        const out = new Float64Array(dimensionOf(program));
        bent.toTheta(moved, out);
        return standardised(transport.centre, transport.factor, out.slice(0, n));
      };
      const columns = Array.from({ length: n }, (_, j) => {
        const [up, down] = [at(j, 1e-5), at(j, -1e-5)];
        return up.map((v, i) => (v - down[i]) / 2e-5);
      });
      return Math.log(Math.abs(determinant(new Matrix(columns.map((c) => Array.from(c))))));
    };
    const first = difference();
    for (let k = 0; k < 2; k++) expect(difference()).toBeCloseTo(first, 6);
  });

  test('none where sds have no ridge', () => {
    expect(bendOf(program, laplace, transport)).toBeNull();
  });
});

function standardised(centre: Float64Array, factor: Float64Array, alpha: Float64Array): Float64Array {
  const n = centre.length;
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let left = alpha[i] - centre[i];
    for (let j = 0; j < i; j++) left -= factor[i * n + j] * x[j];
    x[i] = left / factor[i * n + i];
  }
  return x;
}
