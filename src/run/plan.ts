import { variablesOf } from '../engine/autodiff/index.ts';
import { hasNormalResiduals, isCollapsible } from '../engine/collapsed/cost.ts';
import { compileCollapsed } from '../engine/collapsed/density.ts';
import { isExplained } from '../engine/collapsed/explained.ts';
import { type CollapsedStatistics, demandCollapsed } from '../engine/collapsed/integrate.ts';
import type { TaylorSums } from '../engine/density/taylorForce.ts';
import { InputError } from '../engine/errors.ts';
import { whyNotGibbs } from '../engine/gibbs/capability.ts';
import { type TriedGibbs, tryGibbs } from '../engine/gibbs/cost.ts';
import { type GibbsSums, gibbsSums } from '../engine/gibbs/sums.ts';
import type { NestedProposal } from '../engine/hmc/nestedProposal.ts';
import type { LaplaceFit } from '../engine/laplace/fitLaplace.ts';
import { fitLaplace } from '../engine/laplace/fitProgram.ts';
import { gaussianAtMode } from '../engine/laplace/gaussianAtMode.ts';
import { laplaceWork } from '../engine/laplace/work.ts';
import { cholesky } from '../engine/linalg/cholesky.ts';
import { demandRows, type Program } from '../engine/program/program.ts';
import { demandIndependentRows } from '../engine/program/residual.ts';
import { demandQuadrature, whyNotQuadrature } from '../engine/quadrature/capability.ts';
import { quadratureTimes } from '../engine/quadrature/cost.ts';
import { laplaceError, quadratureProposal } from '../engine/quadrature/plan.ts';
import { type Bend, bendOf } from '../engine/reference/bend.ts';
import { sumsAtMode } from '../engine/reference/sumsAtMode.ts';
import { buildTransport, type Transport } from '../engine/reference/transport.ts';
import { collapsedDraw, referenceDraw } from './drawCost.ts';

export type SamplerName =
  | 'auto'
  | 'collapsed'
  | 'quadrature'
  | 'gibbs'
  | 'reference'
  | 'whitened'
  | 'nuts'
  | 'laplace';
export const samplerNames: readonly SamplerName[] = [
  'auto',
  'collapsed',
  'quadrature',
  'gibbs',
  'reference',
  'whitened',
  'nuts',
  'laplace',
];

/** How a program is sampled: plain data, made once and read by every chain. */
export type Plan =
  | { readonly kind: 'nuts' }
  | {
      readonly kind: 'collapsed';
      readonly statistics: CollapsedStatistics;
      /** Mode and Cholesky factor of the parameters left; null where they are too far from normal, and NUTS walks. */
      readonly gaussian: { readonly centre: Float64Array; readonly factor: Float64Array } | null;
    }
  /** All group effects drawn at once by solves, the few parameters moved one factor at a time. */
  | { readonly kind: 'gibbs'; readonly sums: GibbsSums }
  /** Each level's scalar effect integrated out by quadrature; NUTS walks where there is no proposal. */
  | { readonly kind: 'quadrature'; readonly proposal: NestedProposal | null }
  | {
      readonly kind: 'reference';
      readonly transport: Transport;
      /** What stands for the rows inside trajectories, where they are many a level. */
      readonly sums: TaylorSums | null;
      /** How the marginal of alpha bends along an sd, where sds have a ridge. */
      readonly bend?: Bend;
    }
  /** NUTS in the reference's coordinates, the groups' stretched. */
  | { readonly kind: 'whitened'; readonly transport: Transport }
  /** Importance resampling from the Gaussian of another plan; never chosen by itself. */
  | { readonly kind: 'laplace'; readonly proposal: Plan };

export interface ChosenPlan {
  readonly plan: Plan;
  /** Why this one, for the summary. */
  readonly reason: string;
}

/** Posterior sds, on the log scale, above which a covariance parameter is too uncertain for a Gaussian reference. */
const mostUncertain = 1;

/** Picks the strategy for a program, or checks the one asked for. Throws InputError where that cannot work. */
export function choosePlan(program: Program, sampler: SamplerName): ChosenPlan {
  if (
    program.residual !== undefined &&
    (sampler === 'nuts' || sampler === 'reference' || sampler === 'whitened')
  )
    demandIndependentRows(program, `sample: ${sampler}`);
  if (program.rows.condensed !== undefined) return planOfSums(program, sampler);
  switch (sampler) {
    case 'nuts':
      return { plan: { kind: 'nuts' }, reason: 'asked for' };
    case 'collapsed':
      demandCollapsible(program);
      return { plan: collapsedPlan(program), reason: 'asked for' };
    case 'gibbs': {
      const obstacle = whyNotGibbs(program);
      if (obstacle !== null)
        throw new InputError(`sample: the gibbs sampler cannot draw this model: ${obstacle}; use auto`);
      return { plan: { kind: 'gibbs', sums: gibbsSums(program) }, reason: 'asked for' };
    }
    case 'quadrature':
      demandQuadrature(program);
      return { plan: quadraturePlan(program), reason: 'asked for' };
    case 'reference':
      return { plan: demandReference(program), reason: 'asked for' };
    case 'whitened': {
      const { transport } = demandReference(program);
      return { plan: { kind: 'whitened', transport }, reason: 'asked for' };
    }
    case 'laplace':
      return { plan: { kind: 'laplace', proposal: laplaceProposal(program) }, reason: 'asked for' };
    case 'auto':
      return automaticPlan(program);
  }
}

/** Sums of products are all that one sampler reads. Throws InputError for another. */
function planOfSums(program: Program, sampler: SamplerName): ChosenPlan {
  if (sampler !== 'auto' && sampler !== 'collapsed') demandRows(program, `sample: ${sampler}`);
  demandCollapsible(program);
  return {
    plan: collapsedPlan(program),
    reason: 'gaussian: group effects and coefficients integrate out exactly, from sums made by a database',
  };
}

/** Throws InputError where effects do not integrate out exactly, or not in time. */
function demandCollapsible(program: Program): void {
  if (isCollapsible(program)) return;
  const { rows } = program;
  const names = rows.further.map(({ parameter }) => parameter).join(' and ');
  throw new InputError(
    rows.further.length > 0
      ? `sample: the collapsed sampler needs one sd for all rows, got a formula for ${names}; use auto`
      : hasNormalResiduals(program)
        ? 'sample: levels of different grouping factors meet in too many pairs for the collapsed sampler; use auto'
        : 'sample: the collapsed sampler needs normal residuals with one sd: gaussian, identity link, an outcome without cens() or se(); use auto',
  );
}

type ReferencePlan = Extract<Plan, { kind: 'reference' }>;

function demandReference(program: Program): ReferencePlan {
  const { plan, reason } = referencePlan(program);
  if (plan === null) throw new InputError(`sample: no reference, ${reason}; use auto or nuts`);
  return plan;
}

/** Throws InputError where there is no Gaussian to propose from. */
function laplaceProposal(program: Program): Plan {
  const collapsed = isCollapsible(program);
  const { plan, reason } = collapsed ? { plan: collapsedPlan(program), reason: '' } : referencePlan(program);
  if (plan === null) throw new InputError(`sample: no Laplace approximation, ${reason}; use auto or nuts`);
  if (plan.kind === 'collapsed' && plan.gaussian === null)
    throw new InputError(
      'sample: no Laplace approximation, the sds and correlations are too far from normal; use auto or collapsed',
    );
  return plan;
}

function automaticPlan(program: Program): ChosenPlan {
  if (hasProducts(program) && program.terms.length === 0 && program.residual === undefined)
    return { plan: { kind: 'nuts' }, reason: 'coefficients are products of parameters' };
  const gibbs = quickerGibbs(program);
  if (gibbs !== null)
    return {
      plan: { kind: 'gibbs', sums: gibbs.sums },
      reason: 'gaussian, and so many levels of crossed factors are drawn sooner by solves',
    };
  const collapsible = isCollapsible(program);
  if (collapsible && (program.residual !== undefined || integratingPays(program)))
    return {
      plan: collapsedPlan(program),
      reason: 'gaussian: group effects and coefficients integrate out exactly',
    };
  const attempt = referencePlan(program);
  const doubt = attempt.doubt ?? attempt.reason;
  if (doubt !== '' && collapsible && collapsedDraw(program) <= mostOfDoubtful)
    return {
      plan: collapsedPlan(program),
      reason: `gaussian: group effects and coefficients integrate out exactly, and a Gaussian reference is doubtful: ${doubt}`,
    };
  if (doubt !== '' && quadraturePays(program, attempt))
    return {
      plan: quadraturePlan(program, attempt.laplace),
      reason: `group effects integrate out by quadrature, and a Gaussian reference is doubtful: ${doubt}`,
    };
  if (attempt.plan !== null)
    return {
      plan: attempt.plan,
      reason: collapsible
        ? `gaussian, but integrating out so many ${program.terms.length > 1 ? 'levels of the smaller groups' : 'coefficients'} would take longer than sampling them`
        : 'the Laplace fit is a good reference',
    };
  return collapsible
    ? { plan: collapsedPlan(program), reason: `gaussian, and no Gaussian reference: ${attempt.reason}` }
    : { plan: { kind: 'nuts' }, reason: `no Gaussian reference: ${attempt.reason}` };
}

/** Independent draws that one of a sampler is worth, as measured; with the group effects integrated out they nearly are. */
const worth = { reference: 0.6, gibbs: 0.6 } as const;

/** Nanoseconds of a draw that nobody minds: the default run takes half a second, and collapsed is the surest. */
const unminded = 1e5;

/** Whether the predicted time of a draw is less with the group effects integrated out than by a reference. */
export function integratingPays(program: Program): boolean {
  return collapsedDraw(program) <= Math.max(unminded, referenceDraw(program) / worth.reference);
}

/** Draws over which what comes before them is spread: four chains of 1000, with their warmup. */
const usualDraws = 4800;

/** The gibbs sampler where it is predicted to take less time a draw than the others; null where not. */
export function quickerGibbs(program: Program): TriedGibbs | null {
  if (program.terms.length < 2 || hasProducts(program) || whyNotGibbs(program) !== null) return null;
  const collapsed = collapsedDraw(program);
  if (collapsed <= unminded) return null;
  const fit = (laplaceWork(program).multiplications * nanosecondsAMultiplication) / usualDraws;
  const most = Math.min(collapsed, fit + referenceDraw(program) / worth.reference);
  const tried = tryGibbs(program, worth.gibbs * most);
  if (tried === null) return null;
  return tried.cost.draw / worth.gibbs + tried.cost.setUp / usualDraws <= most ? tried : null;
}

/** Nanoseconds that a multiplication took where costs were measured. */
export const nanosecondsAMultiplication = 0.7;

function collapsedPlan(program: Program): Plan {
  const statistics = demandCollapsed(program);
  const density = compileCollapsed(program, statistics);
  if (isExplained(program, density))
    throw new InputError(
      'sample: the predictors and groups explain the outcome exactly: with nothing left its residual sd goes to 0 and there is no posterior; leave out what the outcome was computed from',
    );
  const found = hasProducts(program) ? null : gaussianAtMode(density, new Float64Array(density.dimension));
  const n = density.dimension;
  const isTight = found?.covariance.every((v, i) => i % (n + 1) !== 0 || Math.sqrt(v) <= mostUncertain);
  const factor = found !== null && isTight === true ? cholesky(found.covariance, n) : null;
  const gaussian = found === null || factor === null ? null : { centre: found.mode, factor };
  return { kind: 'collapsed', statistics, gaussian };
}

function quadraturePlan(program: Program, laplace?: LaplaceFit): Plan {
  return { kind: 'quadrature', proposal: hasProducts(program) ? null : quadratureProposal(program, laplace) };
}

/** Nanoseconds of a draw above which no exact integration is chosen where a reference is doubtful: the default run would take some minutes. */
const mostOfDoubtful = 5e7;

/** Whether quadrature takes the place of a reference that is doubtful, or with two factors is none. */
function quadraturePays(program: Program, { plan }: Pick<ReferenceAttempt, 'plan'>): boolean {
  if (hasProducts(program) || whyNotQuadrature(program) !== null) return false;
  return program.terms.length === 1 || (plan === null && quadratureTimes(program).draw <= mostOfDoubtful);
}

/** Whether coefficients are made of several parameters, as under a shrinkage prior: modes say little of those. */
function hasProducts({ linear }: Program): boolean {
  return linear.some((coefficient) => variablesOf(coefficient).size > 1);
}

/** Posterior sds, on the log scale, above which a group's sd is uncertain enough to look for more than a reference. */
const doubtful = 0.32;

/** A reference from a Laplace fit, or why there is none; and a doubt about it, where there is one. */
interface ReferenceAttempt {
  readonly plan: ReferencePlan | null;
  readonly reason: string;
  readonly doubt?: string;
  readonly laplace?: LaplaceFit;
}

/** Posterior sds from the mode of a Laplace fit to that of the exact marginal, above which no reference is made of it. */
const farOff = 3;

function referencePlan(program: Program): ReferenceAttempt {
  if (program.rows.count === 0) return { plan: null, reason: 'a log density without rows' };
  if (hasProducts(program)) return { plan: null, reason: 'coefficients are products of parameters' };
  const laplace = fitLaplace(program);
  const none = (reason: string): ReferenceAttempt => ({ plan: null, reason, laplace });
  if (!laplace.converged) return none('the Laplace fit did not converge');
  if (laplace.singular.length > 0)
    return none(`the Laplace fit is singular in ${laplace.singular.join(', ')}`);
  const n = program.alpha.length;
  const coefficients = new Set(program.linear.flatMap((e) => [...variablesOf(e)]));
  const isUncertain = (most: number): boolean =>
    program.alpha.some(
      (name, i) => !coefficients.has(name) && Math.sqrt(laplace.covariance[i * n + i]) > most,
    );
  if (isUncertain(mostUncertain)) return none('the data say too little about a covariance parameter');
  if (
    program.terms.length === 2 &&
    quadraturePays(program, { plan: null }) &&
    laplaceError(program, laplace) > farOff
  )
    return none('with so few rows a level the Laplace fit is far off');
  const transport = buildTransport(program, laplace);
  const bend = transport === null ? null : bendOf(program, laplace, transport);
  return transport === null
    ? none('too many smaller groups or coefficients a level, or rounding')
    : {
        plan: {
          kind: 'reference',
          transport,
          sums: sumsAtMode(program, laplace),
          ...(bend === null ? {} : { bend }),
        },
        reason: '',
        ...(isUncertain(doubtful) ? { doubt: 'the data say little about a covariance parameter' } : {}),
      };
}
