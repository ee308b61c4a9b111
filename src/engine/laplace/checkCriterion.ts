import { InputError } from '../errors.ts';
import type { Program } from '../program/program.ts';
import { demandIndependentRows } from '../program/residual.ts';
import { affineCoefficients } from './coefficients.ts';
import type { Criterion } from './criterion.ts';
import type { PriorUse } from './latentModel.ts';
import { isOneFactor } from './oneFactor.ts';

/** Most nodes for each coefficient of a level, by how many coefficients a level has: 61, 441 and 1331 nodes together. */
const mostNodes = [61, 21, 11];

/** What is always to be had, as users ask for it. */
const plain = "Laplace's method (method ml)";

/** Throws InputError where a criterion is not for such a model, with what to try. */
export function checkCriterion(program: Program, criterion: Criterion, priors: PriorUse): void {
  switch (criterion.kind) {
    case 'laplace':
      return;
    case 'quadrature':
      demandIndependentRows(program, 'quadrature');
      refuseFurther(program, 'quadrature', "Laplace's method (quadrature 1)");
      checkQuadrature(program, criterion.nodes);
      return;
    case 'reml':
    case 'fast':
      refuseFurther(program, criterion.kind, plain);
      checkProfile(program, criterion.kind, priors);
  }
}

function refuseFurther({ rows }: Program, asked: string, instead: string): void {
  if (rows.further.length === 0) return;
  const parameters = rows.further.map(({ parameter }) => parameter).join(' and ');
  throw new InputError(
    `${asked}: wanted one linear predictor, the mean's, got one for ${parameters} too; try ${instead}`,
  );
}

/** Whether there is a number of nodes by which a model can be fitted. */
export function allowsQuadrature({ terms, rows }: Program): boolean {
  return rows.further.length === 0 && isOneFactor({ terms }) && sizeOf(terms) <= mostNodes.length;
}

/** Most nodes a coefficient that a model of one factor can be fitted by. */
export function mostNodesOf({ terms }: Pick<Program, 'terms'>): number {
  return mostNodes[sizeOf(terms) - 1];
}

/** Coefficients a level, all terms together. */
function sizeOf(terms: Program['terms']): number {
  return terms.reduce((d, { coefs }) => d + coefs.length, 0);
}

function checkQuadrature({ terms }: Program, nodes: number): void {
  const groups = [...new Set(terms.map(({ group }) => group))];
  const size = sizeOf(terms);
  if (terms.length === 0)
    throw new InputError(
      "quadrature: wanted group effects of one factor, got a model without any; try Laplace's method (quadrature 1)",
    );
  if (!isOneFactor({ terms }))
    throw new InputError(
      `quadrature: wanted group effects of one factor, got ${groups.join(' and ')}; try Laplace's method (quadrature 1)`,
    );
  if (size > mostNodes.length)
    throw new InputError(
      `quadrature: wanted at most ${mostNodes.length} coefficients a level, got ${size} for ${groups[0]}; try Laplace's method (quadrature 1)`,
    );
  const most = mostNodesOf({ terms });
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > most)
    throw new InputError(
      `quadrature: wanted a whole number of nodes from 1 to ${most} (${size} coefficient${size > 1 ? 's' : ''} a level), got ${nodes}; try ${Math.min(9, most)}`,
    );
}

function checkProfile(program: Program, kind: 'reml' | 'fast', priors: PriorUse): void {
  if (kind === 'fast') demandIndependentRows(program, kind);
  if (priors === 'include')
    throw new InputError(
      `${kind}: wanted no priors, got priors "include"; try Laplace's method (map), which counts them`,
    );
  if (affineCoefficients(program) !== null) return;
  const got = program.reported.some(({ quantity }) => quantity.kind === 'threshold')
    ? 'thresholds'
    : 'one whose prior has bounds or is constant';
  throw new InputError(`${kind}: wanted coefficients free to take any value, got ${got}; try ${plain}`);
}
