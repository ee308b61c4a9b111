import { compile, variable } from '../../src/engine/autodiff/index.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { Rng } from '../../src/engine/rng.ts';
import type { ChosenFamily } from '../families/choose.ts';
import { responseCheck } from '../families/responses.ts';

/** What the outcomes of all rows need besides their linear predictors. */
export interface RowsDistribution {
  /** Null for one each. */
  readonly trials: Float64Array | null;
  /** The family's own, by name. */
  readonly parameters: Readonly<Record<string, number>>;
}

/** Draws one outcome a row; successes where there are trials. */
export type DrawRows = (rng: Rng, eta: Float64Array, rows: RowsDistribution) => Float64Array;

/**
 * A family's simulator of whole outcomes.
 * Throws InputError for a family that says too little to be drawn from, and later for a draw that is no outcome of it.
 */
export function rowDrawer({ family, link }: ChosenFamily): DrawRows {
  const { name, draw } = family;
  const check = responseCheck(family.response);
  if (draw === undefined)
    throw new InputError(
      `simulate: family ${name} does not say how its outcomes come about; add draw: (rng, { mu, trials, parameters }) => y to it`,
    );
  if (link.inverse === null)
    throw new InputError(
      `simulate: family ${name} does not say what mu is under link ${link.name}; add it as links: { ${link.name}: { density, inverse: (eta) => ... } }`,
    );
  const inverse = compile([link.inverse(variable('eta'))], ['eta']);
  const mu = new Float64Array(1);
  return (rng, eta, { trials, parameters }) =>
    eta.map((at, i) => {
      inverse([at], mu);
      const y = draw(rng, { mu: mu[0], trials: trials === null ? 1 : trials[i], parameters });
      if (check.holds(y)) return y;
      throw new InputError(
        `simulate: a draw of family ${name} must be among ${check.wanted}, got ${y} for mu = ${mu[0]}`,
      );
    });
}
