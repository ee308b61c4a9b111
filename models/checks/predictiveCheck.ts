import { InputError } from '../../src/engine/errors.ts';
import { checkOptions, type OptionKinds } from '../../src/engine/options.ts';
import { isModel } from '../arguments.ts';
import type { Model } from '../glmm.ts';
import { evenDraws } from '../posterior/evenDraws.ts';
import { type Posterior, posteriorOf, rowDraws, rowsAt } from '../predict/index.ts';
import { type CountCell, countCells, type ResidualBin, residualBins } from './cells.ts';
import { type EcdfBand, ecdfBand, ecdfsOf } from './ecdfBand.ts';
import { adjustedPValues, type Standing, standing } from './monteCarlo.ts';
import { type OutcomeKind, outcomeKind } from './outcomeKind.ts';
import { poolResiduals } from './pool.ts';
import { realisedResiduals } from './realised.ts';
import { type CheckedGroups, posteriorReplicates, priorReplicates, type Replicates } from './replicates.ts';
import { besideOutcomes, type RowResiduals } from './residuals.ts';
import { categoryTests, type Fault, rowTests } from './rowTests.ts';
import { type Statistic, statisticsOf } from './statistics.ts';

/** Of `predictiveCheck`. */
export interface PredictiveOptions {
  /** 'posterior' if left out; 'prior' looks at no data but for the comparison. */
  readonly from?: 'posterior' | 'prior';
  /** Outcomes of the data's own groups, or of new ones; 'kept' if left out. */
  readonly groups?: CheckedGroups;
  /** At least 99; up to 999, as many as there are draws and room for, if left out. */
  readonly dataSets?: number;
  /** Numbers of a data set to look at too, by name. */
  readonly statistics?: Readonly<Record<string, Statistic>>;
  readonly seed?: string | number;
}

const optionKinds: OptionKinds<PredictiveOptions> = {
  from: 'text',
  groups: 'text',
  dataSets: 'a number',
  statistics: 'an object',
  seed: 'a number or text',
};

/** A number of the data among those of data sets drawn; both ends speak against the model. */
export interface CheckedStatistic extends Standing {
  readonly name: string;
}

/** A test that looks for one fault. */
export interface PredictiveTest extends Standing {
  readonly fault: Fault;
  /** The column, or column and factor, or category, that it is about; empty for most. */
  readonly of: readonly string[];
  /** The p-value that allows for all tests of this check. */
  readonly adjusted: number;
}

/** What `predictiveCheck` finds. */
export interface PredictiveCheck {
  readonly from: 'posterior' | 'prior';
  readonly groups: CheckedGroups;
  /** In words what was drawn. */
  readonly statement: string;
  readonly kind: OutcomeKind;
  readonly dataSets: number;
  /** Of the design: 0-based, those that are checked. */
  readonly rows: Int32Array;
  readonly statistics: readonly CheckedStatistic[];
  /** None of a prior. */
  readonly tests: readonly PredictiveTest[];
  /** Of ranks of the data among data sets drawn; null of a prior and of categories without order. */
  readonly ecdf: EcdfBand | null;
  /** Of whole numbers and categories; null for others. */
  readonly counts: readonly CountCell[] | null;
  /** Of outcomes that are 0 or 1, null for others. With groups 'kept' effects known from few rows bend them; take 'new'. */
  readonly bins: readonly ResidualBin[] | null;
  /** The data and data sets themselves, for pictures. */
  readonly replicates: Replicates;
}

/**
 * Does the model make data like these? Data sets are drawn at the model's rows, each from another draw, and numbers of the data are
 * set among theirs: summaries, and tests for faults (spread, tails, zeros, outliers, a bend, slopes that differ by group).
 * p-values are exact if the draws were the true parameters; draws that have seen the data are nearer to them than the truth is, so
 * p-values of the posterior are conservative, most so for groups 'kept'.
 * Takes fits of `sample` and `laplace`, loaded ones too, and for `from: 'prior'` a model. Deterministic in the seed.
 * Throws InputError for case weights, censored outcomes, several imputed data sets, fewer than 99 draws, and what cannot be drawn.
 * @example predictiveCheck(fit, { groups: 'new', statistics: { median: (y) => y.toSorted()[y.length >> 1] } })
 */
export function predictiveCheck(fit: unknown, options: PredictiveOptions = {}): PredictiveCheck {
  checkOptions('check', options, optionKinds);
  const { from = 'posterior', groups = 'kept', dataSets, statistics = {}, seed = '1' } = options;
  if (from !== 'posterior' && from !== 'prior')
    throw new InputError(`check: from is "posterior" or "prior", got "${from}"`);
  if (groups !== 'kept' && groups !== 'new')
    throw new InputError(`check: groups are "kept" or "new", got "${groups}"`);
  const drawing = { seed: String(seed), ...(dataSets === undefined ? {} : { dataSets }) };
  if (from === 'prior') {
    const model = isModel(fit) ? fit : posteriorOf('check', fit).model;
    const replicates = priorReplicates(model, drawing);
    return { from, groups: 'new', ...described(model, replicates, statistics), tests: [], ecdf: null };
  }
  const posterior = posteriorOf('check', fit);
  const replicates = posteriorReplicates(posterior, groups, drawing);
  return { from, groups, ...tested(posterior, groups, replicates, statistics, drawing.seed) };
}

type Described = Omit<PredictiveCheck, 'from' | 'groups' | 'tests' | 'ecdf'>;

/** What is said without tests. */
function described(
  model: Model,
  replicates: Replicates,
  own: Readonly<Record<string, Statistic>>,
): Described {
  const kind = outcomeKind(model);
  const { rows, y, sets, statement } = replicates;
  return {
    statement,
    kind,
    dataSets: sets.length,
    rows,
    statistics: statisticsOf(model, kind, rows, own).map(({ name, of }) => ({
      name,
      ...standing(
        besideOutcomes(y, sets, (values) => of(values, rows)),
        'both',
      ),
    })),
    counts: kind.whole && !kind.binary ? countCells(replicates) : null,
    bins: kind.binary ? residualBins(replicates) : null,
    replicates,
  };
}

function tested(
  posterior: Posterior,
  groups: CheckedGroups,
  replicates: Replicates,
  own: Readonly<Record<string, Statistic>>,
  seed: string,
): Omit<PredictiveCheck, 'from' | 'groups'> {
  const kind = outcomeKind(posterior.model);
  const residuals = kind.named ? null : residualsOf(replicates, groups, seed);
  const ecdfs = residuals === null ? null : ecdfsOf(residuals.uniform);
  const found =
    residuals === null || ecdfs === null
      ? categoryTests(replicates)
      : rowTests(replicates, residuals, {
          kind,
          ecdfs,
          eta: predictorAt(posterior, groups, replicates.rows),
        });
  const adjusted = adjustedPValues(found.map(({ compared, ends }) => ({ ...compared, ends })));
  return {
    ...described(posterior.model, replicates, own),
    tests: found.map(({ fault, of, values, ends }, t) => ({
      fault,
      of,
      ...standing(values, ends),
      adjusted: adjusted[t],
    })),
    ecdf: ecdfs === null ? null : ecdfBand(ecdfs),
  };
}

/** At the draws' own parameters where groups are kept, else against the pool of data sets. */
function residualsOf(replicates: Replicates, groups: CheckedGroups, seed: string): RowResiduals {
  const { draws } = replicates;
  const realised = groups === 'kept' && draws !== null ? realisedResiduals(replicates, draws, seed) : null;
  return realised ?? poolResiduals(replicates, seed);
}

/** Draws that a row's linear predictor is the mean of. */
const predictorDraws = 200;

/** The mean's linear predictor at rows: of their own groups, or without group effects. */
function predictorAt(posterior: Posterior, groups: CheckedGroups, rows: Int32Array): Float64Array {
  const rule = groups === 'kept' ? 'given' : 'typical';
  const { draws } = posterior;
  const count = Math.min(predictorDraws, draws.chains * draws.draws);
  const thin = { ...posterior, draws: evenDraws(draws, count) };
  const at = rowsAt(posterior.model, null, { groups: rule, newLevels: 'error' });
  const found = rowDraws(thin, at, { scale: 'link', groups: rule });
  const each = found.categories?.length ?? 1;
  const out = new Float64Array(count * each);
  return Float64Array.from(rows, (row) => {
    found.fill(row, row + 1, out);
    return out.subarray(0, count).reduce((sum, x) => sum + x, 0) / count;
  });
}
