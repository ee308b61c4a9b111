import { isCollapsible } from '../../engine/collapsed/cost.ts';
import { compileCollapsed } from '../../engine/collapsed/density.ts';
import { demandCollapsed } from '../../engine/collapsed/integrate.ts';
import { compileLogDensity } from '../../engine/density/logDensity.ts';
import { log } from '../../engine/elementary.ts';
import type { LogDensity } from '../../engine/logDensity.ts';
import type { Program } from '../../engine/program/program.ts';
import { whyNotQuadrature } from '../../engine/quadrature/capability.ts';
import { compileQuadrature } from '../../engine/quadrature/density.ts';
import { compileReference } from '../../engine/reference/density.ts';
import { choosePlan } from '../plan.ts';

/** The joint density of outcomes and parameters, as many of these integrated out as can be exactly. */
export interface JointDensity {
  readonly density: LogDensity;
  /** To be added to the density: the logarithm of what its coordinates stretch. */
  readonly logStretch: number;
  /** Which parameters are left in it, to end a sentence. */
  readonly over: string;
}

/** The joint density with the fewest parameters left. */
export function jointDensityOf(program: Program): JointDensity {
  if (isCollapsible(program))
    return {
      density: compileCollapsed(program, demandCollapsed(program)),
      logStretch: 0,
      over: 'the variances, coefficients and group effects integrated out exactly',
    };
  if (program.terms.length === 1 && whyNotQuadrature(program) === null)
    return {
      density: compileQuadrature(program),
      logStretch: 0,
      over: 'the population parameters, group effects integrated out by quadrature',
    };
  return overEverything(program);
}

/** With nothing integrated out: around the mode, where the posterior is nearly standard normal; as it is where there is no such place. */
export function overEverything(program: Program): JointDensity {
  const over = 'all parameters and group effects';
  const { plan } = choosePlan(program, 'auto');
  if (plan.kind !== 'reference') return { density: compileLogDensity(program), logStretch: 0, over };
  const { factor, centre } = plan.transport;
  const n = centre.length;
  const logStretch = centre.reduce((sum, _, i) => sum + log(factor[i * (n + 1)]), 0);
  return { density: compileReference(program, plan.transport), logStretch, over };
}
