import { compileCollapsed, isCollapsible } from '../../models/collapsed/density.ts';
import { type GaussianStatistics, gaussianStatistics } from '../../models/collapsed/statistics.ts';
import { compileLogDensity } from '../../models/density/logDensity.ts';
import type { Program } from '../../models/density/program.ts';
import { InputError } from '../errors.ts';
import type { LogDensity } from '../hmc/logDensity.ts';
import type { Rng } from '../rng.ts';

export type SamplerName = 'auto' | 'collapsed' | 'nuts';
export const samplerNames: readonly SamplerName[] = ['auto', 'collapsed', 'nuts'];

/** How a program is sampled: plain data, made once and read by every chain. */
export type Plan =
  | { readonly kind: 'nuts' }
  | { readonly kind: 'collapsed'; readonly statistics: GaussianStatistics };

export interface ChosenPlan {
  readonly plan: Plan;
  /** Why this one, for the summary. */
  readonly reason: string;
}

/** Picks the strategy for a program, or checks the one asked for. Throws InputError where that cannot work. */
export function choosePlan(program: Program, sampler: SamplerName): ChosenPlan {
  const collapsible = isCollapsible(program);
  if (sampler === 'collapsed' && !collapsible)
    throw new InputError(
      'sample: the collapsed sampler needs the gaussian family with one large grouping factor; use auto',
    );
  if (sampler === 'nuts') return { plan: { kind: 'nuts' }, reason: 'asked for' };
  if (!collapsible) return { plan: { kind: 'nuts' }, reason: 'suits every model' };
  return {
    plan: { kind: 'collapsed', statistics: gaussianStatistics(program) },
    reason:
      sampler === 'collapsed'
        ? 'asked for'
        : 'gaussian: group effects and coefficients integrate out exactly',
  };
}

/** What a chain works on: the density it walks on, and the way from there to the program's theta. */
export interface Walk {
  readonly density: LogDensity;
  /** Writes theta for a point of the walk; `rng` is for what was integrated out, a stream of its own. */
  toTheta(rng: Rng, point: Float64Array, thetaOut: Float64Array): void;
}

export function prepareWalk(program: Program, plan: Plan): Walk {
  switch (plan.kind) {
    case 'nuts': {
      const density = compileLogDensity(program);
      return { density, toTheta: (_, point, thetaOut) => thetaOut.set(point) };
    }
    case 'collapsed': {
      const density = compileCollapsed(program, plan.statistics);
      return { density, toTheta: density.complete };
    }
  }
}
