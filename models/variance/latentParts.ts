import { InputError } from '../../src/engine/errors.ts';
import { drawsOfQuantity } from '../predict/drawsOfQuantity.ts';
import { type Posterior, type RowsAt, rowDraws, rowsAt } from '../predict/index.ts';
import { overRows } from './fixedVariance.ts';
import { latentResidual } from './latentResidual.ts';
import type { VarianceParts } from './parts.ts';
import { termVariances } from './termVariance.ts';

/**
 * The variance of the linear predictor of the mean over rows and groups, and what is left of the outcome's on its scale: that of the
 * fixed effects over the rows (curves among them, offsets not), the mean over rows of each random term's, and the residual's.
 * Throws InputError for models that have none.
 */
export function latentParts(posterior: Posterior): VarianceParts {
  const { model } = posterior;
  if (model.family.chosen.family.predictors !== undefined)
    throw new InputError(
      `variance: ${model.family.name} has a linear predictor for each category, so there is no one variance to share out`,
    );
  const residual = latentResidual(posterior);
  const averaged = rowsAt(model, null, { groups: 'averaged', newLevels: 'error' });
  const terms = termVariances(averaged, model.design.predictor, drawsOfQuantity(posterior.draws));
  return {
    parts: [
      { kind: 'fixed', name: 'fixed effects', variance: fixedVariance(posterior) },
      ...terms.map((term) => ({ kind: 'term', ...term }) as const),
      { kind: 'residual', name: 'residual', variance: residual.variance },
    ],
    statements: [
      `latent scale: variances of the linear predictor of ${model.design.response.name} (${model.family.link} link), not of the outcome`,
      `residual: ${residual.words}`,
      ...rowStatements(averaged),
      ...(model.design.offset === null ? [] : ['the offset is left out of the fixed effects']),
    ],
  };
}

function fixedVariance(posterior: Posterior): Float64Array {
  const rows = rowsAt(posterior.model, null, { groups: 'typical', newLevels: 'error' });
  const plain = { ...rows, predictors: rows.predictors.map((one) => ({ ...one, offset: null })) };
  return overRows(rowDraws(posterior, plain, { scale: 'link', groups: 'typical' })).variance;
}

/** What shares over rows mean by these. */
export function rowStatements({ rows, model }: RowsAt): string[] {
  const varied = model.design.groups.some(({ coefs, smooth }) => smooth === undefined && coefs.length > 1);
  return [
    `over the ${rows} rows of the fit${model.weights === null ? '' : ', each counted once whatever its weight'}${varied ? ', random slopes by their average over these rows' : ''}`,
    ...(model.design.residual === null
      ? []
      : [
          'residuals that are correlated count by their variances: two outcomes of one block may be more alike than the intraclass correlation says',
        ]),
  ];
}
