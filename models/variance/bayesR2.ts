import { InputError } from '../../src/engine/errors.ts';
import { checkOptions } from '../../src/engine/options.ts';
import { checkLevel, type LevelOptions, levelKinds } from '../likelihood/waldIntervals.ts';
import { defaultLevel } from '../posterior/summaries.ts';
import { drawsOfQuantity } from '../predict/drawsOfQuantity.ts';
import { type Posterior, posteriorOf, type RowsAt, rowsAt } from '../predict/index.ts';
import { etaWriter } from '../predict/linear.ts';
import { momentsOf } from '../predict/moments.ts';
import { rowState } from '../predict/rowState.ts';
import { groupNames } from '../predict/statement.ts';
import { termEffects } from '../predict/termEffects.ts';
import { observedParts, observedRows, whyUnshared } from './observedParts.ts';
import { type Uncertain, uncertain } from './spreadOfDraws.ts';
import { refuseImputed } from './varianceShares.ts';

/** Bayesian R2 of a fit, and what is meant by it. */
export interface BayesR2 {
  readonly level: number;
  /** Of means given the rows' groups. */
  readonly conditional: Uncertain;
  /** Of means averaged over groups, what groups bring counting as unexplained; null for a model without groups. */
  readonly marginal: Uncertain | null;
  /** Why there is no marginal one though there are groups, to end a sentence; null where there is one. */
  readonly without: string | null;
  readonly statements: readonly string[];
}

/**
 * Bayesian R2: the variance over rows of the means that a draw predicts, over the same plus the mean over rows of the outcome's
 * variance around them, draw by draw.
 * Conditional: means given each row's groups. Marginal: means averaged over groups, so that the variance around them has the
 * groups' too; it is the share of fixed effects on the observed scale of `varianceShares`. Neither sets group effects to zero,
 * which would leave the groups' variance out of the outcome's.
 * Takes a fit of `sample` or `laplace`, or one that was loaded. Throws InputError for outcomes that are categories.
 * Source: Gelman, Goodrich, Gabry & Vehtari 2019, The American Statistician 73:307, eq. 3.
 * @example bayesR2(fit).conditional.mean
 */
export function bayesR2(fit: unknown, options: LevelOptions = {}): BayesR2 {
  checkOptions('bayesR2', options, levelKinds);
  const { level = defaultLevel } = options;
  checkLevel(level, 'variance');
  const posterior = posteriorOf('variance', fit);
  refuseImputed(posterior);
  const conditional = uncertain(conditionalR2(posterior), level);
  const { name } = posterior.model.design.response;
  const groups = groupNames(posterior.model).join(' and ');
  const statements = [
    `R2: the variance over rows of expected ${name}, over that plus its variance around what is expected, draw by draw`,
  ];
  if (groups === '') return { level, conditional, marginal: null, without: null, statements };
  const without = whyUnshared(observedRows(posterior.model));
  const marginal = without === null ? marginalR2(posterior) : null;
  const all = posterior.draws.chains * posterior.draws.draws;
  const fewer =
    marginal !== null && marginal.length < all ? [`marginal by ${marginal.length} of ${all} draws`] : [];
  return {
    level,
    conditional,
    marginal: marginal === null ? null : uncertain(marginal, level),
    without,
    statements: [
      ...statements,
      `conditional: expected given each row's ${groups}; marginal: averaged over ${groups}, whose variance then counts as unexplained (it is not that of a group with effects of zero)`,
      ...fewer,
    ],
  };
}

function conditionalR2({ model, draws }: Posterior): Float64Array {
  const rows = rowsAt(model, null, { groups: 'given', newLevels: 'error', perTrial: true });
  const find = drawsOfQuantity(draws);
  const effects = termEffects(find, { groups: 'given', seed: '1' });
  const etas = rows.predictors.map((_, p) => etaWriter(rows, p, find, effects));
  const state = rowState(rows, find, etas);
  const { mean: meanOf, variance: varianceOf } = momentsOf(model, 'variance');
  const [mean, squares, within] = [0, 1, 2].map(() => new Float64Array(find.count));
  for (let row = 0; row < rows.rows; row++) {
    state.go(row);
    for (let d = 0; d < find.count; d++) {
      const at = state.at(d);
      const own = meanOf(at);
      const step = own - mean[d];
      mean[d] += step / (row + 1);
      squares[d] += step * (own - mean[d]);
      within[d] += varianceOf(at);
    }
  }
  return ratioOf(squares, within, rows);
}

function ratioOf(squares: Float64Array, within: Float64Array, { rows }: RowsAt): Float64Array {
  return squares.map((sum, d) => {
    const explained = sum / Math.max(1, rows - 1);
    const ratio = explained / (explained + within[d] / rows);
    if (!Number.isNaN(ratio) && within[d] < Infinity) return ratio;
    throw new InputError('variance: there are draws in which the outcome has no finite variance, so no R2');
  });
}

/** The share of fixed effects on the observed scale. */
function marginalR2(posterior: Posterior): Float64Array {
  const { parts } = observedParts(posterior);
  return parts[0].variance.map((x, d) => x / parts.reduce((sum, { variance }) => sum + variance[d], 0));
}
