import { variablesOf } from '../autodiff/index.ts';
import type { LogDensity } from '../logDensity.ts';
import type { Program } from '../program/program.ts';
import { keptParameters } from './density.ts';

/** Residual sds, as logarithms beside where sampling begins, at which the density is compared: 1e-6 and 1e-7 of it. */
const [small, smaller] = [-14, -16];

/** Share of a density that far outcomes may have lost to rounding: held coefficients are where sampling begins, which may be far from them. */
const rounding = 1e-9;

/**
 * Whether coefficients and group effects explain the outcome but for rounding. The likelihood then grows without end as the residual sd
 * goes to 0, as sd^-(rows - coefficients), so there is no posterior but by a prior that keeps away from 0. `density` is the program's collapsed one.
 */
export function isExplained(program: Program, density: LogDensity): boolean {
  const { capabilities, residual, auxiliary, alpha } = program;
  const name = residual === undefined ? capabilities.residualSd : residual.scale;
  const sd = auxiliary.find((one) => one.name === name);
  if (sd === undefined) return false;
  const own = variablesOf(sd.expression);
  const at = keptParameters(program).findIndex((i) => own.has(alpha[i]));
  if (at < 0) return false;
  const unused = new Float64Array(density.dimension);
  const [before, after] = [small, smaller].map((log) => {
    const gamma = new Float64Array(density.dimension);
    gamma[at] = log;
    return density.logDensityAndGradient(gamma, unused);
  });
  return after - before > rounding * Math.abs(before);
}
