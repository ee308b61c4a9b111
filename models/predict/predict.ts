import { InputError } from '../../src/engine/errors.ts';
import { checkOptions, type OptionKinds } from '../../src/engine/options.ts';
import { responseCheck } from '../families/responses.ts';
import type { Model } from '../glmm.ts';
import type { Table } from '../table.ts';
import { posteriorOf } from './posteriorOf.ts';
import { rowDraws } from './rowDraws.ts';
import { rowsAt } from './rowsAt.ts';
import { isChance } from './statement.ts';
import { summariseRows } from './summariseRows.ts';
import type { GroupRule, RowDraws, Scale } from './types.ts';

/** Of `predict` and `predictDraws`. */
export interface PredictOptions<Data = Table> {
  /** New rows; the model's own if left out. */
  readonly data?: Data;
  /** 'mean' if left out. */
  readonly scale?: Scale;
  /** 'given' if left out. */
  readonly groups?: GroupRule;
  /** Levels that the model has not seen: an error, or drawn from their distribution; 'error' if left out. */
  readonly newLevels?: 'error' | 'draw';
  /** Means of one trial, which are chances, in the place of those of all trials. */
  readonly perTrial?: boolean;
  /** Of the intervals; 0.95 if left out. */
  readonly level?: number;
  /** Of outcomes and of effects of new levels; "1" if left out. */
  readonly seed?: string | number;
}

const optionKinds: OptionKinds<PredictOptions> = {
  data: 'anything',
  scale: 'anything',
  groups: 'text',
  newLevels: 'text',
  perTrial: 'true or false',
  level: 'a number',
  seed: 'a number or text',
};

/** A row, or a category of it, over the draws. */
export interface PredictedRow {
  /** 1-based, of the table. */
  readonly row: number;
  /** Where there is a value a category. */
  readonly category?: string;
  readonly mean: number;
  readonly sd: number;
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/** What `predict` finds. */
export interface Prediction {
  /** In words what the numbers are; to be said with them. */
  readonly statement: string;
  readonly level: number;
  readonly rows: readonly PredictedRow[];
  /** 1-based rows of the data left out because they lack a value. */
  readonly dropped: readonly number[];
}

/** All draws of a prediction. */
export interface PredictedDraws extends RowDraws {
  readonly model: Model;
  /** 1-based row of the table of each. */
  readonly rowNumbers: Int32Array;
  /** Whether the values are probabilities. */
  readonly areChances: boolean;
  readonly dropped: readonly number[];
}

/**
 * Predictions at the rows of a table, or at the model's own: the linear predictor, the outcome's mean, outcomes, quantiles of these,
 * parameters; given the rows' groups, at the average group, or averaged over groups. Takes fits of `sample` and `laplace`, loaded
 * ones too. Throws InputError for what the model does not say, and for rows that it cannot be asked about.
 * @example predict(fit, { data: newPatients, groups: 'averaged' })
 */
export function predict(fit: unknown, options: PredictOptions = {}): Prediction {
  const { level = 0.95 } = options;
  if (!(level > 0 && level < 1))
    throw new InputError(`predict: level must lie between 0 and 1, got ${level}`);
  const found = predictDraws(fit, options);
  refuseNamedOutcomes(found.model, options.scale);
  const { mean, sd, median, lower, upper } = summariseRows(found, level);
  const each = found.categories?.length ?? 1;
  return {
    statement: found.statement,
    level,
    dropped: found.dropped,
    rows: Array.from(mean, (_, entry) => ({
      row: found.rowNumbers[Math.floor(entry / each)],
      ...(found.categories === null ? {} : { category: found.categories[entry % each] }),
      mean: mean[entry],
      sd: sd[entry],
      median: median[entry],
      lower: lower[entry],
      upper: upper[entry],
    })),
  };
}

/** As `predict`, the draws themselves: `fill` writes those of some rows at a time. */
export function predictDraws(fit: unknown, options: PredictOptions = {}): PredictedDraws {
  checkOptions('predict', options, optionKinds);
  const { data = null, scale = 'mean', groups = 'given', newLevels = 'error', seed = '1' } = options;
  if (newLevels !== 'error' && newLevels !== 'draw')
    throw new InputError(`predict: newLevels is "error" or "draw", got "${newLevels}"`);
  const posterior = posteriorOf('predict', fit);
  const rows = rowsAt(posterior.model, data, { groups, newLevels, perTrial: options.perTrial ?? false });
  const found = rowDraws(posterior, rows, { scale, groups, seed: String(seed), ahead: true });
  const { rowNumbers, dropped } = rows;
  return { ...found, model: posterior.model, rowNumbers, areChances: isChance(rows, scale), dropped };
}

/** Throws InputError where a mean or a quantile would be one of categories' numbers. */
export function refuseNamedOutcomes({ family }: Model, scale: Scale | undefined): void {
  if (scale !== 'outcome' || responseCheck(family.chosen.family.response).named !== true) return;
  throw new InputError(
    'predict: outcomes that are named categories have no mean or quantiles; take scale "mean", the chances of each',
  );
}
