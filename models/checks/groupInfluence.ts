import { psis } from '../../diagnostics/psis.ts';
import { exp, expm1, log, log1p } from '../../src/engine/elementary.ts';
import { InputError } from '../../src/engine/errors.ts';
import { checkOptions, type OptionKinds } from '../../src/engine/options.ts';
import { isFixed, isIndividual } from '../../src/engine/program/quantity.ts';
import { pointDraws } from '../accuracy/index.ts';
import { evenDraws } from '../posterior/evenDraws.ts';
import { posteriorOf } from '../predict/index.ts';
import { groupNames } from '../predict/statement.ts';

/** Of `groupInfluence`. */
export interface InfluenceOptions {
  /** The grouping factor; may be left out where there is one. */
  readonly group?: string;
}

const optionKinds: OptionKinds<InfluenceOptions> = { group: 'text' };

/** What the population would be without a level. */
export interface LevelInfluence {
  readonly level: string;
  readonly rows: number;
  /** Shift of each quantity's mean without the level, in its posterior sds; in the order of `quantities`. */
  readonly shifts: readonly number[];
  /** The quantity that moves most. */
  readonly largest: { readonly name: string; readonly shift: number };
  /** Of the weights: above 0.7 the shifts are a guess, and the level an influential one; a fit without it tells. */
  readonly paretoK: number;
}

/** What `groupInfluence` finds. */
export interface GroupInfluence {
  readonly group: string;
  /** Names of the population's quantities. */
  readonly quantities: readonly string[];
  /** The most influential first. */
  readonly levels: readonly LevelInfluence[];
  /** In words what a level's likelihood is, whose effects are integrated out. */
  readonly statement: string;
}

/** Weights above this cannot be relied on. */
export const unreliableFrom = 0.7;
/** Each takes an integral a level. */
const mostDraws = 500;

/**
 * Influence of each level of a grouping factor: how far the population's quantities would move without its rows, by importance weights
 * 1 / p(y_level | parameters), the level's effects integrated out, Pareto-smoothed. No refit. Takes fits of `sample` and `laplace`.
 * Throws InputError for a group that the model has not, and where levels are not independent given the parameters (known covariances,
 * several levels a row, structures of residuals, imputed data sets).
 * @example groupInfluence(fit, { group: 'DID' }).levels[0]
 */
export function groupInfluence(fit: unknown, options: InfluenceOptions = {}): GroupInfluence {
  checkOptions('influence', options, optionKinds);
  const posterior = posteriorOf('influence', fit);
  const { draws: all } = posterior;
  const group = options.group ?? onlyGroup(groupNames(posterior.model));
  const draws = evenDraws(all, Math.min(mostDraws, all.chains * all.draws));
  const count = draws.draws;
  const found = pointDraws({ ...posterior, draws }, { unit: 'group', group });
  const asked = draws.quantities.flatMap((quantity, q) =>
    isIndividual(quantity) || isFixed(quantity)
      ? []
      : [{ name: draws.names[q], values: draws.values[0].subarray(q * count, (q + 1) * count) }],
  );
  const own = asked.map(({ values }) => momentsOf(values));
  const out = new Float64Array(count);
  const levels = found.labels.map((level, point): LevelInfluence => {
    found.fill(point, point + 1, out);
    const { logWeights, paretoK } = psis(
      out.map((x) => -x),
      { arithmetic },
    );
    const weights = logWeights.map(exp);
    const shifts = asked.map(({ values }, q) => (weighted(values, weights) - own[q].mean) / own[q].sd);
    const most = shifts.reduce((best, shift, q) => (Math.abs(shift) > Math.abs(shifts[best]) ? q : best), 0);
    const largest = { name: asked[most].name, shift: shifts[most] };
    return { level, rows: found.sizes[point], shifts, largest, paretoK };
  });
  return {
    group,
    quantities: asked.map(({ name }) => name),
    levels: levels.sort((a, b) => Math.abs(b.largest.shift) - Math.abs(a.largest.shift)),
    statement: found.statement,
  };
}

/** The same bits on every engine. */
const arithmetic = { exp, expm1, log, log1p };

function onlyGroup(names: readonly string[]): string {
  if (names.length === 1) return names[0];
  throw new InputError(
    names.length === 0
      ? 'influence: the model has no groups'
      : `influence: name one of the groups ${names.join(', ')}, as in { group: "${names[0]}" }`,
  );
}

function weighted(values: Float64Array, weights: Float64Array): number {
  return values.reduce((sum, x, d) => sum + weights[d] * x, 0);
}

function momentsOf(values: Float64Array): { readonly mean: number; readonly sd: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const squares = values.reduce((sum, x) => sum + (x - mean) * (x - mean), 0);
  return { mean, sd: Math.sqrt(squares / (values.length - 1)) };
}
