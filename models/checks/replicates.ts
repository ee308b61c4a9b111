import { InputError } from '../../src/engine/errors.ts';
import { stream } from '../../src/engine/rng.ts';
import { wholeNumber } from '../../src/engine/wholeNumber.ts';
import type { Model } from '../glmm.ts';
import type { Draws } from '../posterior/draws.ts';
import { evenDraws } from '../posterior/evenDraws.ts';
import { type Posterior, rowDraws, rowsAt } from '../predict/index.ts';
import { withNewGroups } from '../predict/newGroups.ts';
import { groupNames } from '../predict/statement.ts';
import { beyondNumbers } from '../simulate/drawRows.ts';
import { checkWhole } from '../simulate/generative.ts';
import { priorSimulator } from '../simulate/prior.ts';

/** Whose outcomes are drawn: of the groups of the data, whose effects are known from them, or of new ones. */
export type CheckedGroups = 'kept' | 'new';

/** The data, and data sets that the model draws at the same rows. */
export interface Replicates {
  readonly model: Model;
  /** Rows of the design: all that have an outcome, or some evenly spread. */
  readonly rows: Int32Array;
  readonly y: Float64Array;
  /** Each as long as `y`. */
  readonly sets: readonly Float64Array[];
  /** Those that drew them, in one chain; null of a prior. */
  readonly draws: Draws | null;
  /** In words what was drawn. */
  readonly statement: string;
  /** Draws of a prior besides, whose outcomes are beyond all numbers, so that they are no data sets. */
  readonly undrawn: number;
}

/** Of `posteriorReplicates` and `priorReplicates`. */
export interface ReplicateOptions {
  /** As many as there is room for, up to 1000, if left out. */
  readonly dataSets?: number;
  readonly seed?: string;
}

/** Fewer data sets cannot tell a p-value of 0.02 from one of 0.05. */
export const fewestSets = 99;
const usualSets = 999;
/** Nothing is tested of these. */
const usualPriorSets = 199;
/** Outcomes that are kept in all: with their residuals about 50 MB, and a few seconds of distribution functions. */
const mostOutcomes = 2_000_000;

/**
 * Data sets drawn at the model's rows, each from another draw of the posterior. Throws InputError for models whose outcomes are no
 * whole ones of theirs (weighted, censored), for several imputed data sets, for families that cannot be drawn from, for
 * groups 'new' of a known covariance, and for fewer than 99 draws.
 */
export function posteriorReplicates(
  posterior: Posterior,
  groups: CheckedGroups,
  { dataSets, seed = '1' }: ReplicateOptions = {},
): Replicates {
  const { model, draws } = posterior;
  refuseUnchecked(posterior);
  checkCount(dataSets);
  const total = draws.chains * draws.draws;
  const rows = checkedRows(model);
  if ((dataSets ?? fewestSets) > total)
    throw new InputError(
      `check: ${dataSets ?? fewestSets} data sets need as many draws, and the fit has ${total}; ${dataSets === undefined ? 'sample more' : 'ask for fewer'}`,
    );
  const count = dataSets ?? Math.min(usualSets, total, roomFor(rows.length));
  const own = rowsAt(model, null, { groups: 'given', newLevels: 'error' });
  const at = groups === 'new' ? withNewGroups('check', own) : own;
  const thin = { ...posterior, draws: evenDraws(draws, count) };
  const found = rowDraws(thin, at, { scale: 'outcome', groups: 'given', seed });
  const sets = Array.from({ length: count }, () => new Float64Array(rows.length));
  const out = new Float64Array(count);
  rows.forEach((row, k) => {
    found.fill(row, row + 1, out);
    for (let s = 0; s < count; s++) sets[s][k] = out[s];
  });
  return {
    model,
    rows,
    y: outcomesAt(model, rows),
    sets,
    draws: thin.draws,
    statement: questionOf(model, groups),
    undrawn: 0,
  };
}

/** Data sets that are left out of a prior's, times those that are wanted, until there is no more hope. */
const mostUndrawn = 3;

/**
 * Data sets of parameters that their priors draw; draws whose outcomes are beyond all numbers are counted and left out. Throws InputError
 * as `posteriorReplicates` does, for improper priors, and where more than three draws of four are left out.
 */
export function priorReplicates(model: Model, { dataSets, seed = '1' }: ReplicateOptions = {}): Replicates {
  checkWhole(model, asked);
  const rows = checkedRows(model);
  checkCount(dataSets);
  const count = dataSets ?? Math.min(usualPriorSets, roomFor(rows.length));
  const simulate = priorSimulator(model);
  const sets: Float64Array[] = [];
  let undrawn = 0;
  while (sets.length < count) {
    const outcome = outcomeOrNull(() => simulate(stream(seed, 'prior check', sets.length + undrawn)).outcome);
    if (outcome !== null) sets.push(Float64Array.from(rows, (row) => outcome[row]));
    else if (++undrawn > mostUndrawn * count)
      throw new InputError(
        `check: outcomes of ${undrawn} of ${undrawn + sets.length} draws of the priors are beyond all numbers; try narrower priors`,
      );
  }
  return {
    model,
    rows,
    y: outcomesAt(model, rows),
    sets,
    draws: null,
    statement: `data as the priors alone make them, before any are seen${undrawn === 0 ? '' : `, without ${undrawn} of ${count + undrawn} draws whose outcomes are beyond all numbers`}`,
    undrawn,
  };
}

/** Null where a draw's outcomes are beyond all numbers. */
function outcomeOrNull(draw: () => Float64Array): Float64Array | null {
  try {
    return draw();
  } catch (error) {
    if (error instanceof InputError && error.details.kind === beyondNumbers.kind) return null;
    throw error;
  }
}

const asked = { what: 'check', instead: 'check the model of whole outcomes, without weights' };

/** Throws InputError where no data sets can stand beside the data. */
function refuseUnchecked({ model, imputations }: Posterior): void {
  if (imputations !== undefined)
    throw new InputError(
      'check: a fit of several imputed data sets has no rows of its own; check a fit of each set by itself',
    );
  checkWhole(model, asked);
}

function checkCount(dataSets: number | undefined): void {
  if (dataSets !== undefined) wholeNumber('check: data sets', dataSets, fewestSets);
}

const roomFor = (rows: number): number => Math.max(fewestSets, Math.floor(mostOutcomes / rows));

/** Rows with an outcome, thinned evenly where they are more than there is room for. */
function checkedRows({ outcome: { y } }: Model): Int32Array {
  const known = Int32Array.from(y.keys()).filter((row) => Number.isFinite(y[row]));
  const most = Math.floor(mostOutcomes / fewestSets);
  if (known.length <= most) return known;
  return Int32Array.from({ length: most }, (_, k) => known[Math.floor(((k + 0.5) * known.length) / most)]);
}

function outcomesAt({ outcome }: Model, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => outcome.y[row]);
}

function questionOf(model: Model, groups: CheckedGroups): string {
  const names = groupNames(model);
  if (names.length === 0) return 'new outcomes at the same rows';
  const which = names.join(' and ');
  return groups === 'kept'
    ? `new outcomes of the same levels of ${which}, whose effects are known from the data`
    : `outcomes of new levels of ${which}, with effects drawn from their distribution`;
}
