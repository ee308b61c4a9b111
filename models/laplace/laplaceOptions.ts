import { InputError } from '../../src/errors.ts';
import type { Criterion } from '../../src/laplace/criterion.ts';
import { didYouMean } from '../../src/nearest.ts';
import type { Model } from '../glmm.ts';

/** Maximum likelihood, restricted maximum likelihood, or the mode of the posterior. */
export type LaplaceMethod = 'ml' | 'reml' | 'map';

export interface LaplaceOptions {
  /**
   * 'ml' (default): priors do not count. 'reml': the coefficients are integrated out as well, under a flat prior;
   * gaussian models only. 'map': the mode of the marginal posterior of the parameters on their unconstrained scale.
   */
  readonly method?: LaplaceMethod;
  /** Nodes of adaptive Gauss-Hermite quadrature for every coefficient of a level; 1 (default) is Laplace's method. */
  readonly quadrature?: number;
  /** Coefficients at their joint mode with the group effects, as lme4's nAGQ = 0: quicker, less exact. */
  readonly fast?: boolean;
}

/** Options as a fit has them. */
export type LaplaceSettings = Required<LaplaceOptions>;

const methods: readonly LaplaceMethod[] = ['ml', 'reml', 'map'];
/** lme4 takes as many. */
const mostNodes = 100;

/** Fills in what is left out. Throws InputError for what a model cannot be fitted by. */
export function laplaceSettings(model: Model, options: LaplaceOptions): LaplaceSettings {
  const { method = 'ml', quadrature = 1, fast = false } = options;
  const settings = { method, quadrature, fast };
  if (!methods.includes(method))
    throw new InputError(
      `laplace: no method "${method}" (have: ${methods.join(', ')})${didYouMean(method, methods)}`,
    );
  if (!(Number.isInteger(quadrature) && quadrature >= 1 && quadrature <= mostNodes))
    throw new InputError(
      `laplace: quadrature must be a whole number of nodes from 1 to ${mostNodes}, got ${quadrature}`,
    );
  if (method === 'reml') checkReml(model, settings);
  if (quadrature > 1) checkQuadrature(model, settings);
  if (fast && method === 'map')
    throw new InputError('laplace: fast fits leave priors out; use method ml with fast, or map without');
  return settings;
}

function checkReml({ program, family }: Model, { quadrature, fast }: LaplaceSettings): void {
  if (program.family !== 'gaussian')
    throw new InputError(`laplace: reml is for gaussian models, got ${family.name}; use ml`);
  if (quadrature > 1)
    throw new InputError(
      `laplace: reml goes without quadrature (got ${quadrature} nodes); for gaussian models one node is exact`,
    );
  if (fast) throw new InputError('laplace: reml goes without fast; for gaussian models it is quick already');
}

function checkQuadrature({ design }: Model, { quadrature, fast }: LaplaceSettings): void {
  const groups = [...new Set(design.groups.map(({ group }) => group))];
  if (groups.length === 0)
    throw new InputError(`laplace: quadrature ${quadrature} has no group effects to integrate; leave it out`);
  if (groups.length > 1)
    throw new InputError(
      `laplace: quadrature takes one grouping factor, got ${groups.join(', ')}; leave it out for Laplace's method`,
    );
  if (fast) throw new InputError('laplace: quadrature and fast exclude each other; choose one');
}

/** What a fit with these settings maximises. */
export function criterionOf({ method, quadrature, fast }: LaplaceSettings): Criterion {
  if (method === 'reml') return { kind: 'reml' };
  if (fast) return { kind: 'fast' };
  return quadrature > 1 ? { kind: 'quadrature', nodes: quadrature } : { kind: 'laplace' };
}
