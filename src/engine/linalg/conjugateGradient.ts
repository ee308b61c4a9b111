import { dot } from './vectors.ts';

/** A symmetric positive definite system A, and an approximate inverse of it. Neither may keep or change what it reads. */
export interface ConjugateSystem {
  readonly dimension: number;
  /** out = A x. */
  times(x: Float64Array, out: Float64Array): void;
  /** out = M^-1 r, with M symmetric positive definite and near A; a copy of r where there is none. */
  precondition(r: Float64Array, out: Float64Array): void;
}

export interface ConjugateSettings {
  /** Stop where the residual's norm in M^-1 is at most this part of that of b; 1e-12 if left out. */
  readonly relative?: number;
  /** Iterations at most; 500 if left out. */
  readonly most?: number;
}

export interface ConjugateResult {
  /** Products with A, without the one that the start takes. */
  readonly iterations: number;
  /** The residual's norm in M^-1 as part of that of b: above `relative` if the solution is not as good as was asked. */
  readonly residual: number;
}

/** The four vectors that an iteration works on. */
export interface ConjugateWork {
  readonly residual: Float64Array;
  readonly conditioned: Float64Array;
  readonly direction: Float64Array;
  readonly image: Float64Array;
}

export function conjugateWork(dimension: number): ConjugateWork {
  const vector = (): Float64Array => new Float64Array(dimension);
  return { residual: vector(), conditioned: vector(), direction: vector(), image: vector() };
}

/**
 * Solves A x = b by preconditioned conjugate gradients; `x` is the start and becomes the solution. Handed `work`, a call
 * makes no garbage. Stops early, with the residual it has, where a direction has no positive curvature: A or M is then not
 * positive definite, to rounding.
 * Source: Golub & Van Loan 2013, Algorithm 11.5.1; the norm of the residual is the one that the iteration has at hand.
 */
export function conjugateGradient(
  system: ConjugateSystem,
  b: Float64Array,
  x: Float64Array,
  { relative = 1e-12, most = 500 }: ConjugateSettings = {},
  work: ConjugateWork = conjugateWork(system.dimension),
): ConjugateResult {
  const { residual: r, conditioned: z, direction: p, image } = work;
  system.precondition(b, z);
  const whole = dot(b, z);
  if (whole === 0) {
    x.fill(0);
    return { iterations: 0, residual: 0 };
  }
  system.times(x, image);
  for (let i = 0; i < r.length; i++) r[i] = b[i] - image[i];
  system.precondition(r, z);
  p.set(z);
  let rz = dot(r, z);
  let iterations = 0;
  while (rz > relative * relative * whole && iterations < most) {
    system.times(p, image);
    const curvature = dot(p, image);
    if (!(curvature > 0)) break;
    iterations++;
    const step = rz / curvature;
    for (let i = 0; i < x.length; i++) {
      x[i] += step * p[i];
      r[i] -= step * image[i];
    }
    system.precondition(r, z);
    const next = dot(r, z);
    const turn = next / rz;
    for (let i = 0; i < p.length; i++) p[i] = z[i] + turn * p[i];
    rz = next;
  }
  return { iterations, residual: Math.sqrt(rz / whole) };
}
