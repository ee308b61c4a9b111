import { InputError } from '../../src/engine/errors.ts';
import { logLikelihood, type Posterior, posteriorOf } from '../predict/index.ts';
import { groupNames } from '../predict/statement.ts';
import { groupLogLik } from './groupLogLik.ts';
import { groupUnit } from './groupUnit.ts';
import type { PointDraws, Unit, UnitAsked } from './pointDraws.ts';
import { residualRowLogLik } from './residualLogLik.ts';

/** The log likelihood of every point at every draw, in memory: 8 bytes a point and draw. */
export interface PointwiseLogLik {
  readonly unit: Unit;
  readonly labels: readonly string[];
  /** One array a chain, `[point * draws + draw]`. */
  readonly values: readonly Float64Array[];
  readonly points: number;
  readonly draws: number;
  readonly chains: number;
}

/**
 * The log likelihood of each point of a fit, block by block: of rows log p(y_i | parameters, effects of the groups that the row
 * names), of groups log p(y_g | population parameters), the group's effects integrated out, draw by draw. Case weights multiply a row's log
 * likelihood. Throws InputError for what has no points of its own.
 */
export function pointDraws(fit: unknown, asked: UnitAsked): PointDraws {
  const posterior = posteriorOf('loo', fit);
  refuseImputed(posterior);
  return asked.unit === 'row'
    ? rowPoints(posterior)
    : groupLogLik(posterior, groupUnit(posterior.model, asked.group));
}

/** As `pointDraws`, all at once. */
export function pointwiseLogLik(fit: unknown, asked: UnitAsked): PointwiseLogLik {
  const found = pointDraws(fit, asked);
  const { points, draws, chains, unit, labels } = found;
  const values = Array.from({ length: chains }, () => new Float64Array(points * draws));
  const one = new Float64Array(chains * draws);
  for (let point = 0; point < points; point++) {
    found.fill(point, point + 1, one);
    values.forEach((chain, c) => {
      chain.set(one.subarray(c * draws, (c + 1) * draws), point * draws);
    });
  }
  return { unit, labels, values, points, draws, chains };
}

function refuseImputed({ imputations }: Posterior): void {
  if (imputations !== undefined)
    throw new InputError(
      `loo: this fit is of ${imputations} imputed data sets, which have other rows each; leave rows out of the fits of each set`,
    );
}

function rowPoints(posterior: Posterior): PointDraws {
  const { design } = posterior.model;
  const { chains, draws } = posterior.draws;
  const count = chains * draws;
  const fillRow = design.residual === null ? null : residualRowLogLik(posterior);
  const found = fillRow === null ? logLikelihood(posterior) : null;
  const name = design.response.name;
  return {
    unit: 'row',
    points: design.rows,
    labels: Array.from(design.rowNumbers, String),
    sizes: new Int32Array(design.rows).fill(1),
    chains,
    draws,
    statement:
      found?.statement ??
      `log likelihood of each row of ${name}, given the other rows of its block of residuals`,
    question: rowQuestion(posterior),
    fill(from, to, out) {
      found?.fill(from, to, out);
      if (fillRow === null) return;
      for (let row = from; row < to; row++)
        fillRow(row, out.subarray((row - from) * count, (row - from + 1) * count));
    },
    quadratureError: () => 0,
  };
}

function rowQuestion({ model }: Posterior): string {
  const groups = groupNames(model);
  const block = model.design.residual?.block ?? null;
  const beside = block === null ? '' : ", the block's other residuals known";
  return `${groups.length === 0 ? 'a new row' : `a new row of a known ${groups.join(' and ')}`}${beside}`;
}
