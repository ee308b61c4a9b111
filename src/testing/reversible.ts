import { type Integrator, type IntegratorOptions, moved, startsOf, tooManyLost } from './integrator.ts';
import { type PropertyResult, tried } from './limits.ts';

/** Of `checkReversible`. */
export interface ReversibleResult extends PropertyResult {
  /** Largest distance from the start after there and back, over 1 + the size of what was there. */
  readonly worst: number;
}

/**
 * Whether an integrator undoes itself: there, momentum turned round, and back to the start, to `tolerance` (1e-8 if left out).
 * A Metropolis test without a correction term needs that. Source: Neal 2011, section 2.3.
 */
export function checkReversible(
  integrator: Integrator,
  options: IntegratorOptions & { readonly tolerance?: number } = {},
): ReversibleResult {
  const { stepSize = 0.1, steps = 10, tolerance = 1e-8 } = options;
  const found = tried(() => {
    const { starts, lost } = startsOf('checkReversible', integrator, options);
    const distances = starts.map((start) => {
      const there = moved(integrator, start, stepSize, steps);
      const back = moved(integrator, { theta: there.theta, p: there.p.map((v) => -v) }, stepSize, steps);
      return distance([...back.theta, ...back.p.map((v) => -v)], [...start.theta, ...start.p]);
    });
    return { worst: Math.max(0, ...distances), lost: tooManyLost(starts, lost) };
  });
  if ('thrown' in found) return { ok: false, text: `reversible: ${found.thrown}`, worst: Number.NaN };
  const { worst, lost } = found.value;
  if (lost !== null) return { ok: false, text: `reversible: ${lost}`, worst };
  const ok = worst <= tolerance;
  const where = `there and back ends ${worst.toPrecision(2)} from the start, tolerance ${tolerance}`;
  return { ok, text: `${ok ? 'reversible' : 'NOT reversible'}: ${where}`, worst };
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]) / (1 + Math.abs(b[i]))));
}
