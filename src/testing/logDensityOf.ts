import type { Model } from '../../models/glmm.ts';
import { compileCollapsed } from '../engine/collapsed/density.ts';
import { demandCollapsed } from '../engine/collapsed/integrate.ts';
import { compileLogDensity } from '../engine/density/logDensity.ts';
import type { LogDensity } from '../engine/logDensity.ts';

/**
 * What a sampler of the model walks on, in unconstrained coordinates: population parameters, then group effects as standard normals;
 * those of a model with a residual structure are integrated out. Nothing here samples: it is for properties and other samplers.
 */
export function logDensityOf({ program }: Model): LogDensity {
  return program.residual === undefined
    ? compileLogDensity(program)
    : compileCollapsed(program, demandCollapsed(program));
}
