import type { SamplerReport } from '../../models/posterior/fit.ts';
import type { Program } from '../engine/program/program.ts';
import { choosePlan, type Plan } from './plan.ts';

/** The plan that a fit was sampled by, made again. */
export function planOf(
  program: Program,
  { strategy, plainWalk }: Pick<SamplerReport, 'strategy' | 'plainWalk'>,
): Plan {
  if (strategy === 'prior') throw new Error('draws of the prior have no chains');
  const chosen = choosePlan(program, strategy).plan;
  return plainWalk === true ? walkingPlainly(chosen) : chosen;
}

function walkingPlainly(plan: Plan): Plan {
  if (plan.kind === 'quadrature') return { ...plan, proposal: null };
  return plan.kind === 'collapsed' ? { ...plan, gaussian: null } : plan;
}

/** Whether NUTS walks where another way is the usual one. */
export function walksPlainly(plan: Plan): boolean {
  if (plan.kind === 'quadrature') return plan.proposal === null;
  return plan.kind === 'collapsed' && plan.gaussian === null;
}
