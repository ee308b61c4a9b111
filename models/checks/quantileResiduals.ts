import { normalQuantile } from '../../src/engine/elementary/distributions.ts';
import { InputError } from '../../src/engine/errors.ts';
import { checkOptions, type OptionKinds } from '../../src/engine/options.ts';
import { stream } from '../../src/engine/rng.ts';
import { evenDraws } from '../posterior/evenDraws.ts';
import { posteriorOf } from '../predict/index.ts';
import { outcomeKind } from './outcomeKind.ts';
import { cdfEnds, stateOfRows } from './realised.ts';
import { type CheckedGroups, posteriorReplicates } from './replicates.ts';

/** Of `quantileResiduals`. */
export interface ResidualOptions {
  /** 'cdf': by the family's distribution function (of kept groups only); 'simulation': ranks among outcomes drawn. 'cdf' if left out. */
  readonly by?: 'cdf' | 'simulation';
  /** 'kept' if left out. */
  readonly groups?: CheckedGroups;
  readonly seed?: string | number;
}

const optionKinds: OptionKinds<ResidualOptions> = {
  by: 'text',
  groups: 'text',
  seed: 'a number or text',
};

/** A residual a row that has an outcome. */
export interface QuantileResiduals {
  /** 1-based, of the table. */
  readonly rowNumbers: Int32Array;
  /** Uniform on (0, 1) if the model is true and its parameters known. */
  readonly uniform: Float64Array;
  /** The same as standard normal numbers; infinite where an outcome lies beyond all that were drawn. */
  readonly normal: Float64Array;
  /** In words whose distribution they are of. */
  readonly statement: string;
}

/** Draws that a distribution is averaged over. */
const most = 1000;

/**
 * Randomised quantile residuals: where each outcome lies in its posterior predictive distribution, averaged over draws, at random
 * within the lump of an outcome that is one of few (Dunn & Smyth 1996). By simulation they are the scaled residuals of R's DHARMa, whose
 * method "PIT" this follows: between the shares of drawn outcomes below and up to the data's. The posterior has seen the data, so they are a
 * little nearer to the middle than uniform numbers; `predictiveCheck` tests them with that allowed for.
 * Throws InputError as `predictiveCheck` does, for categories without order, for 'cdf' where the family has none or groups are new.
 * @example quantileResiduals(fit, { by: 'simulation', groups: 'new' }).uniform
 */
export function quantileResiduals(fit: unknown, options: ResidualOptions = {}): QuantileResiduals {
  checkOptions('residuals', options, optionKinds);
  const { by = 'cdf', groups = 'kept', seed = '1' } = options;
  if (by !== 'cdf' && by !== 'simulation')
    throw new InputError(`residuals: by is "cdf" or "simulation", got "${by}"`);
  if (groups !== 'kept' && groups !== 'new')
    throw new InputError(`residuals: groups are "kept" or "new", got "${groups}"`);
  if (by === 'cdf' && groups === 'new')
    throw new InputError('residuals: of new groups there are residuals by simulation; take by "simulation"');
  const { model, draws, ...others } = posteriorOf('residuals', fit);
  if (outcomeKind(model).named)
    throw new InputError(
      'residuals: categories without order have no distribution function; predictiveCheck compares their shares',
    );
  const total = draws.chains * draws.draws;
  const thin = evenDraws(draws, Math.min(most, total));
  const found = posteriorReplicates({ model, draws: thin, ...others }, groups, {
    seed: String(seed),
    ...(by === 'simulation' ? { dataSets: thin.draws } : {}),
  });
  const { rows, y, sets, statement } = found;
  const ends =
    by === 'simulation'
      ? (k: number) => shares(sets, k, y[k])
      : averagedEnds({ model, draws: thin }, rows, y);
  const uniform = Float64Array.from(rows, (row, k) => {
    const [below, upTo] = ends(k);
    return below + stream(String(seed), 'quantile residual', row).uniform() * (upTo - below);
  });
  return {
    rowNumbers: Int32Array.from(rows, (row) => model.design.rowNumbers[row]),
    uniform,
    normal: uniform.map(normalQuantile),
    statement,
  };
}

type Ends = readonly [below: number, upTo: number];

function shares(sets: readonly Float64Array[], k: number, y: number): Ends {
  let [below, equal] = [0, 0];
  for (const own of sets) {
    if (own[k] < y) below++;
    if (own[k] === y) equal++;
  }
  return [below / sets.length, (below + equal) / sets.length];
}

/** The family's distribution function, averaged over draws. */
function averagedEnds(
  {
    model,
    draws,
  }: { readonly model: Parameters<typeof stateOfRows>[0]; readonly draws: Parameters<typeof stateOfRows>[1] },
  rows: Int32Array,
  y: Float64Array,
): (k: number) => Ends {
  const ends = cdfEnds(model);
  if (ends === null)
    throw new InputError(
      `residuals: family ${model.family.name} does not say its distribution function; add cdf: (y, { mu, parameters }) => ..., or take by "simulation"`,
    );
  const state = stateOfRows(model, draws);
  return (k) => {
    state.go(rows[k]);
    let [below, upTo] = [0, 0];
    for (let d = 0; d < draws.draws; d++) {
      const [low, high] = ends(y[k], state.at(d));
      below += low / draws.draws;
      upTo += high / draws.draws;
    }
    return [below, upTo];
  };
}
