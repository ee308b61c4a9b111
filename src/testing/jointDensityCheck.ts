import { determinant, Matrix } from 'ml-matrix';
import type { Declaration, Model } from '../../models/glmm.ts';
import { log } from '../engine/elementary.ts';
import { InputError } from '../engine/errors.ts';
import type { LogDensity, Vec } from '../engine/logDensity.ts';
import { checkOptions, type OptionKinds } from '../engine/options.ts';
import type { Program } from '../engine/program/program.ts';
import { compileQuantities } from '../engine/program/quantities.ts';
import { isFixed } from '../engine/program/quantity.ts';
import { stream } from '../engine/rng.ts';
import { wholeNumber } from '../engine/wholeNumber.ts';
import { declare } from './declaration.ts';
import { jointDensity } from './jointDensity.ts';
import { type PropertyResult, tried } from './limits.ts';
import { logDensityOf } from './logDensityOf.ts';

/** Of `checkJointDensity`. */
export interface JointDensityOptions {
  readonly seed?: string | number;
  /** Random points that are compared with each other; 4 if left out. */
  readonly points?: number;
  /** Of differences, over 1 + the log density's size; 1e-6 if left out. */
  readonly tolerance?: number;
  /** What a sampler walks on; `logDensityOf` in its own coordinates if left out. */
  readonly walk?: (model: Model) => CoordinateDensity;
}

/** A log density in coordinates of its own, and the way from there to the program's theta. */
export interface CoordinateDensity {
  readonly density: LogDensity;
  toTheta(point: Vec, thetaOut: Float64Array): void;
}

const optionKinds: OptionKinds<JointDensityOptions> = {
  seed: 'a number or text',
  points: 'a number',
  tolerance: 'a number',
  walk: 'a function',
};

/** Of `checkJointDensity`. */
export interface JointDensityResult extends PropertyResult {
  /** Largest difference between points, over 1 + the log density's size. */
  readonly worst: number;
}

/** Over 1 + a coordinate's size; extrapolated differences are then exact to about its fourth power. */
const differenceStep = 1e-3;

/**
 * Whether what samplers walk on is the model: its log density in unconstrained coordinates is that of the data, priors and group
 * effects on the user's scale, written apart from it, plus the log Jacobian from one to the other, which is taken by differences.
 * Sees a wrong transform, Jacobian, prior's place, scaling, offset, weight or level without a single draw; the family's density of one row
 * is the same on both sides, and is left to calibration. Throws InputError for a declaration that is none, and for a model whose
 * reported numbers are not as many as its coordinates: effects integrated out, shares, shrinkage.
 */
export function checkJointDensity(
  declaration: Declaration,
  options: JointDensityOptions = {},
): JointDensityResult {
  checkOptions('checkJointDensity', options, optionKinds);
  const { seed = '1', points = 4, tolerance = 1e-6, walk = plainWalk } = options;
  wholeNumber('checkJointDensity: points', points, 2);
  const model = declare(declaration);
  const { program, outcome } = model;
  const { density, toTheta } = walk(model);
  const reported = reportedOf(program, density.dimension, toTheta);
  const joint = jointDensity(model);
  const gradient = new Float64Array(density.dimension);
  const found = tried(() => {
    const densities = Array.from({ length: points }, (_, s) => {
      const rng = stream(String(seed), 'point', s);
      const point = Float64Array.from({ length: density.dimension }, () => 0.5 * rng.normal());
      const lp = density.logDensityAndGradient(point, gradient);
      const [, ofUser] = joint.at(reported.all(point), outcome.y);
      return { lp, off: lp - ofUser - logVolume(reported.moving, point) };
    });
    const [first] = densities;
    return Math.max(...densities.map(({ lp, off }) => Math.abs(off - first.off) / (1 + Math.abs(lp))));
  });
  if ('thrown' in found) return { ok: false, text: `joint density: ${found.thrown}`, worst: Number.NaN };
  const worst = found.value;
  const ok = worst <= tolerance;
  const difference = `up to ${worst.toPrecision(2)} apart over ${points} points, tolerance ${tolerance}`;
  return { ok, text: `the log density is ${ok ? '' : 'NOT '}that of the model: ${difference}`, worst };
}

function plainWalk(model: Model): CoordinateDensity {
  return { density: logDensityOf(model), toTheta: (point, thetaOut) => thetaOut.set(point) };
}

/** What is reported at a point: everything, and the numbers that are not fixed. */
interface Reported {
  all(point: Float64Array): Float64Array;
  moving(point: Float64Array): Float64Array;
}

function reportedOf(program: Program, dimension: number, toTheta: CoordinateDensity['toTheta']): Reported {
  const { quantities, write } = compileQuantities(program);
  const places = quantities.flatMap((quantity, q) => (isFixed(quantity) ? [] : [q]));
  if (places.length !== dimension)
    throw new InputError(
      `checkJointDensity: needs as many numbers reported as a sampler walks on, got ${places.length} and ${dimension}; shares and shrinkage have no such density, nor have effects that are integrated out`,
    );
  const theta = new Float64Array(dimension);
  const all = (point: Float64Array): Float64Array => {
    const values = new Float64Array(quantities.length);
    toTheta(point, theta);
    write(theta, values, 0, 1);
    return values;
  };
  const moving = (point: Float64Array): Float64Array => {
    const values = all(point);
    return Float64Array.from(places, (q) => values[q]);
  };
  return { all, moving };
}

/** log |d values / d point|, by central differences extrapolated once. */
function logVolume(values: Reported['moving'], point: Float64Array): number {
  const columns = Array.from(point, (centre, i) => {
    const h = differenceStep * (1 + Math.abs(centre));
    const slope = (by: number): Float64Array => {
      const down = values(point.with(i, centre - by));
      return values(point.with(i, centre + by)).map((value, q) => (value - down[q]) / (2 * by));
    };
    const far = slope(h);
    return Array.from(slope(h / 2), (near, q) => (4 * near - far[q]) / 3);
  });
  return log(Math.abs(determinant(new Matrix(columns))));
}
