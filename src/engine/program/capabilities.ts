import { compile, degreeIn, type Expression, topologicalOrder, variablesOf } from '../autodiff/index.ts';
import { log } from '../elementary.ts';

/**
 * What a row's log density allows to be done exactly, read from the expression itself, so that no name can promise it
 * and a family of the user's own has it too. Plain data.
 */
export interface Capabilities {
  /**
   * Quadratic in the linear predictors that group effects enter: those effects given the rest are normal, Laplace's method is exact, one node of quadrature is as good
   * as many, and REML integrates the coefficients out exactly.
   */
  readonly quadraticInEta: boolean;
  /**
   * Name of the residual sd sigma where y ~ Normal(eta, sigma^2): the rows then enter by a few sums, group effects and normal
   * coefficients integrate out, and residuals may have another covariance (`Program.residual`), of which sigma is then a part
   * or not. Null for every other density, of another link too.
   */
  readonly residualSd: string | null;
}

/** Of a program that has no rows, or whose rows are not asked about. */
export const noCapabilities: Capabilities = { quadraticInEta: false, residualSd: null };

/**
 * The capabilities of a density in y, `etas`, trials and its own parameters; `positive` names those of its parameters that
 * cannot be 0 or negative.
 */
export function capabilitiesOf(
  density: Expression,
  positive: readonly string[],
  etas: readonly string[] = ['eta'],
): Capabilities {
  return {
    quadraticInEta: degreeIn(density, new Set(etas)) <= 2,
    residualSd: positive.find((name) => isNormal(density, name)) ?? null,
  };
}

/**
 * Whether a density is -(y - eta)^2 / (2 sigma^2) - log(sigma) up to a constant. Its form says that it is one quadratic in
 * y and eta, whose six coefficients the points of a grid then determine at every sigma tried.
 */
function isNormal(density: Expression, sigma: string): boolean {
  const names = ['y', 'eta', sigma];
  if ([...variablesOf(density)].some((name) => !names.includes(name))) return false;
  if (topologicalOrder([density]).some(({ kind }) => kind === 'select')) return false;
  if (degreeIn(density, new Set(['y', 'eta'])) > 2) return false;
  const evaluate = compile([density], names);
  const out = new Float64Array(1);
  const differences = points.map(([y, eta, sd]) => {
    evaluate([y, eta, sd], out);
    return out[0] + log(sd) + ((y - eta) * (y - eta)) / (2 * sd * sd);
  });
  const [least, most] = [Math.min(...differences), Math.max(...differences)];
  // the terms compared are below 300, so rounding is below 1e-12
  return most - least < 1e-9;
}

/** Every pair of y and eta on a grid that no conic goes through, with sds small and large. */
const points = [-1.7, 0.4, 2.9].flatMap((y) =>
  [-2.3, 0.1, 1.9].flatMap((eta) => [0.23, 0.9, 1.6, 31].map((sd) => [y, eta, sd] as const)),
);
