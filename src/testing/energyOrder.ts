import { log } from '../engine/elementary.ts';
import { type Integrator, type IntegratorOptions, moved, startsOf, tooManyLost } from './integrator.ts';
import { type PropertyResult, tried } from './limits.ts';

/** Of `checkEnergyOrder`. */
export interface EnergyOrderResult extends PropertyResult {
  /** Root mean square energy errors of trajectories of one length, with the step size halved from one to the next. */
  readonly errors: readonly number[];
  /** The power of the step size by which the last halving made the error smaller. */
  readonly order: number;
}

/** How much less than its order a step size that is not infinitely small may show. */
const slack = 0.3;
const halvings = 3;
/** Energy errors below this, over 1 + the energy, are rounding. */
const rounding = 1e-11;

/**
 * Whether energy errors fall with the step size as they should: by the power `order` (2 if left out, leapfrog's), shown by halving
 * it three times over trajectories of the same length. A force that is not the gradient, or a half step left out, shows a lower one.
 * An integrator without an error to see passes. Source: Leimkuhler & Reich 2004, section 5.2.
 */
export function checkEnergyOrder(
  integrator: Integrator,
  options: IntegratorOptions & { readonly order?: number } = {},
): EnergyOrderResult {
  const { stepSize = 0.1, steps = 10, order: wanted = 2 } = options;
  const found = tried(() => {
    const { starts, lost } = startsOf('checkEnergyOrder', integrator, { points: 16, ...options });
    const energies = starts.map(({ theta, p }) => integrator.energy(theta, p));
    const errors = Array.from({ length: halvings + 1 }, (_, k) => {
      const finer = 1 << k;
      const squares = starts.map((start, s) => {
        const { theta, p } = moved(integrator, start, stepSize / finer, steps * finer);
        const error = integrator.energy(theta, p) - energies[s];
        return error * error;
      });
      return Math.sqrt(squares.reduce((sum, v) => sum + v, 0) / starts.length);
    });
    const size = 1 + Math.max(0, ...energies.map(Math.abs));
    return { errors, negligible: errors[halvings] < rounding * size, lost: tooManyLost(starts, lost) };
  });
  if ('thrown' in found) return { ok: false, text: `energy: ${found.thrown}`, errors: [], order: Number.NaN };
  const { errors, negligible, lost } = found.value;
  const order = log(errors[halvings - 1] / errors[halvings]) / log(2);
  if (lost !== null) return { ok: false, text: `energy: ${lost}`, errors, order };
  const ok = negligible || order >= wanted - slack;
  const list = errors.map((error) => error.toPrecision(2)).join(', ');
  const shown = negligible ? 'no error to see' : `order ${order.toFixed(2)}, wanted ${wanted}`;
  return {
    ok,
    text: `energy ${ok ? 'is kept' : 'is NOT kept'} to its order: ${shown} (${list})`,
    errors,
    order,
  };
}
