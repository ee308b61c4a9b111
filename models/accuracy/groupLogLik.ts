import { InputError } from '../../src/engine/errors.ts';
import { drawsOfQuantity } from '../predict/drawsOfQuantity.ts';
import type { Posterior } from '../predict/index.ts';
import { rowsAt } from '../predict/index.ts';
import { etaWriter } from '../predict/linear.ts';
import { parameterDraws } from '../predict/parameters.ts';
import { termEffects } from '../predict/termEffects.ts';
import { logIntegrals, mostDimensions } from './adaptiveNodes.ts';
import { groupProblem, integratedTerms, isQuadratic, rowsOfLevels } from './groupProblem.ts';
import type { GroupUnit } from './groupUnit.ts';
import { innerMode } from './innerMode.ts';
import { groupIntegrand } from './integrand.ts';
import { nodeValuesOf } from './nodeValues.ts';
import type { PointDraws } from './pointDraws.ts';
import { type FillPoint, residualGroupLogLik } from './residualLogLik.ts';
import { rowDensities } from './rowDensities.ts';

/**
 * log p(y_g | population parameters) of each level of a unit, its effects (and those of groups within it) integrated out: in closed form
 * where a row's density is quadratic in the linear predictors that they enter, else by adaptive quadrature.
 */
export function groupLogLik(posterior: Posterior, unit: GroupUnit): PointDraws {
  const { model, draws } = posterior;
  const hasResidual = model.design.residual !== null;
  const exact = hasResidual || isQuadratic(model);
  const { fill, quadratureError } = hasResidual
    ? { fill: residualGroupLogLik(posterior, unit), quadratureError: () => 0 }
    : integratedLogLik(posterior, unit, exact);
  const count = draws.chains * draws.draws;
  return {
    unit,
    points: unit.levels.length,
    labels: unit.levels,
    sizes: sizesOf(unit),
    chains: draws.chains,
    draws: draws.draws,
    statement: statementOf(unit, exact),
    question: questionOf(unit),
    fill(from, to, out) {
      for (let point = from; point < to; point++)
        fill(point, out.subarray((point - from) * count, (point - from + 1) * count));
    },
    quadratureError,
  };
}

function sizesOf({ levels, index }: GroupUnit): Int32Array {
  const sizes = new Int32Array(levels.length);
  for (const level of index) sizes[level]++;
  return sizes;
}

interface Integrated {
  readonly fill: FillPoint;
  quadratureError(): number;
}

/** Of rows that are independent given the effects. */
function integratedLogLik(posterior: Posterior, unit: GroupUnit, exact: boolean): Integrated {
  const { model, draws } = posterior;
  const rows = rowsAt(model, null, { groups: 'given', newLevels: 'error' });
  const find = drawsOfQuantity(draws);
  const integrated = integratedTerms(rows, unit, find);
  const { moving } = integrated;
  const left = new Set(integrated.terms.map(({ term }) => term));
  const effectsOf = termEffects(find, { groups: 'given', seed: '1' });
  const etas = rows.predictors.map((_, p) =>
    etaWriter(rows, p, find, (term) => (left.has(term) ? null : effectsOf(term))),
  );
  const parameters = parameterDraws(rows, find);
  const densities = rowDensities(model, parameters, moving);
  const valuesOf = exact ? null : nodeValuesOf(model, parameters, moving);
  const levels = rowsOfLevels(unit);
  const problems = levels.map((own) => groupProblem(own, integrated));
  if (!exact) for (const { size } of problems) checkSize(size, unit);
  let error = 0;
  const fill: FillPoint = (point, out) => {
    const problem = problems[point];
    const own = problem.rows.map((row) =>
      etas.map((write) => {
        const eta = new Float64Array(find.count);
        write(row, eta);
        return eta;
      }),
    );
    const integrand = groupIntegrand(problem, densities, own, moving);
    const valuesAt = valuesOf === null ? null : valuesOf(problem, own);
    error = Math.max(error, logIntegrals(integrand, innerMode(integrand, exact), valuesAt, out));
  };
  return { fill, quadratureError: () => error };
}

function checkSize(size: number, { group, within }: GroupUnit): void {
  if (size <= mostDimensions) return;
  const why = within.length === 0 ? '' : `, those of ${and(within)} within it among them,`;
  throw new InputError(
    `loo: ${size} effects of a level of "${group}"${why} are too many to integrate out numerically (at most ${mostDimensions}); leave rows out${within.length === 0 ? '' : `, or levels of ${within.join(' or ')}`}`,
  );
}

const and = (names: readonly string[]): string => names.join(' and ');

function statementOf({ group, within, known }: GroupUnit, exact: boolean): string {
  const parts = [
    `log likelihood of all rows of each ${group}, its effects integrated out ${exact ? 'in closed form' : 'by adaptive quadrature'}`,
    ...(within.length === 0 ? [] : [`those of ${and(within)} within it too`]),
    ...(known.length === 0 ? [] : [`given those of ${and(known)}`]),
  ];
  return parts.join(', ');
}

function questionOf({ group, known }: GroupUnit): string {
  return known.length === 0 ? `a new ${group}` : `a new ${group} of a known ${and(known)}`;
}
