import { compile, type Expression, variable } from '../../src/engine/autodiff/index.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { Rng } from '../../src/engine/rng.ts';
import type { ChosenFamily } from '../families/choose.ts';
import type { Family, FamilyParameter } from '../families/family.ts';
import { parameterLink } from '../families/parameterLinks.ts';
import { responseCheck } from '../families/responses.ts';

/** What the outcomes of all rows need besides their linear predictors. */
export interface RowsDistribution {
  /** Null for one each. */
  readonly trials: Float64Array | null;
  /** The family's own that are the same for all rows, by name. */
  readonly parameters: Readonly<Record<string, number>>;
  /** The stratum of each row, where thresholds differ by one; null or left out where they do not. */
  readonly strata?: Float64Array | null;
  /** The linear predictors of the others, where some have one. */
  readonly further?: readonly Float64Array[];
}

/** Details of errors about parameters whose outcomes leave the range of numbers, which others of the same model need not. */
export const beyondNumbers = { kind: 'beyondNumbers' } as const;

/** Draws one outcome a row; successes where there are trials. */
export type DrawRows = (rng: Rng, eta: Float64Array, rows: RowsDistribution) => Float64Array;

/**
 * A family's simulator of whole outcomes; `further` names the parameters that have linear predictors.
 * Throws InputError for a family that says too little to be drawn from, and later for a draw that is no outcome of it.
 */
export function rowDrawer({ family, link }: ChosenFamily, further: readonly string[] = []): DrawRows {
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
  const values = compile(
    [link.inverse(variable('eta')), ...further.map((parameter) => parameterValue(family, parameter))],
    ['eta', ...further],
  );
  const [at, out] = [new Float64Array(1 + further.length), new Float64Array(1 + further.length)];
  const own = (): [string, number][] => further.map((parameter, p) => [parameter, out[1 + p]]);
  return (rng, eta, { trials, parameters, strata = null, further: etas = [] }) =>
    eta.map((of, i) => {
      at[0] = of;
      for (let p = 0; p < etas.length; p++) at[1 + p] = etas[p][i];
      values(at, out);
      const row = {
        mu: out[0],
        trials: trials === null ? 1 : trials[i],
        parameters: further.length === 0 ? parameters : { ...parameters, ...Object.fromEntries(own()) },
      };
      const y = draw(rng, strata === null ? row : { ...row, stratum: strata[i] });
      if (check.holds(y)) return y;
      throw new InputError(
        `simulate: a draw of family ${name} must be among ${check.wanted}, got ${y} for mu = ${row.mu}`,
        Number.isFinite(y) && y !== 0 ? {} : beyondNumbers,
      );
    });
}

/** A parameter as an expression of its linear predictor, which has its name. */
function parameterValue({ parameters }: Family, parameter: string): Expression {
  const { support } = parameters.find(({ name }) => name === parameter) as FamilyParameter;
  return parameterLink(support).inverse(variable(parameter));
}
