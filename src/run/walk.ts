import type { WalkPlace } from '../../models/posterior/chainPlace.ts';
import type { ChainVerdict } from '../../models/posterior/fit.ts';
import { compileCollapsed, keptParameters } from '../engine/collapsed/density.ts';
import { compileLogDensity } from '../engine/density/logDensity.ts';
import { taylorForce } from '../engine/density/taylorForce.ts';
import { InputError } from '../engine/errors.ts';
import { gibbsChain } from '../engine/gibbs/chain.ts';
import { type AffineDensity, affineDensity } from '../engine/hmc/affine.ts';
import { type Beginning, type ChainStep, type NutsSettings, nutsChain } from '../engine/hmc/chain.ts';
import { isReliable, withoutForce } from '../engine/hmc/cheapForce.ts';
import { importanceChain } from '../engine/hmc/importanceChain.ts';
import { independenceChain } from '../engine/hmc/independenceChain.ts';
import { type NestedProposal, proposer } from '../engine/hmc/nestedProposal.ts';
import { type AdaptableDensity, referenceChain } from '../engine/hmc/referenceChain.ts';
import type { LogDensity } from '../engine/logDensity.ts';
import type { Program } from '../engine/program/program.ts';
import { compileQuadrature } from '../engine/quadrature/density.ts';
import { bentReference } from '../engine/reference/bent.ts';
import { covarianceCoordinates } from '../engine/reference/covarianceCoordinates.ts';
import { compileReference, prepareReference, type ReferenceDensity } from '../engine/reference/density.ts';
import { type ShapedCoordinate, shapedAlong, shapesOf } from '../engine/reference/shaped.ts';
import { stretchedReference } from '../engine/reference/stretched.ts';
import type { Rng } from '../engine/rng.ts';
import type { Plan } from './plan.ts';

/** What a chain works on: its own walk, and the way from there to the program's theta. */
export interface Walk {
  /** Runs the chain: the strategy's own transitions and warmup. Throws InputError for a beginning of another kind of walk. */
  chain(
    rng: Rng,
    settings: NutsSettings,
    beginning?: WalkBeginning,
  ): Generator<ChainStep<WalkPlace>, ChainVerdict>;
  /** Writes theta for a point of the walk; `rng` is for what was integrated out, a stream of its own. */
  toTheta(rng: Rng, point: Float64Array, thetaOut: Float64Array): void;
}

export type WalkBeginning = Beginning<WalkPlace>;

/** Throws InputError for a place of another kind of walk. */
function ofKind<Kind extends WalkPlace['kind']>(
  kind: Kind,
  beginning: WalkBeginning | undefined,
): Beginning<Extract<WalkPlace, { kind: Kind }>> | undefined {
  if (beginning === undefined) return undefined;
  const { place } = beginning;
  if (place.kind !== kind)
    throw new InputError(`sample: a chain of ${place.kind} cannot go on by ${kind}; sample the model again`);
  return { kind: beginning.kind, place: place as Extract<WalkPlace, { kind: Kind }> };
}

export function prepareWalk(program: Program, plan: Plan): Walk {
  if (plan.kind === 'gibbs')
    return {
      chain: (rng, settings, beginning) =>
        gibbsChain(rng, program, plan.sums, settings, ofKind('gibbs', beginning)),
      toTheta: (_, point, thetaOut) => thetaOut.set(point),
    };
  if (plan.kind === 'whitened') {
    const density = stretchedReference(compileReference(program, plan.transport));
    return { ...nutsWalk(density), toTheta: (_, point, thetaOut) => density.toTheta(point, thetaOut) };
  }
  const gaussian = aroundGaussian(program, plan.kind === 'laplace' ? plan.proposal : plan);
  if (gaussian !== null) {
    const { density, toTheta } = gaussian;
    return plan.kind === 'laplace'
      ? { chain: (rng, { draws }) => importanceChain(rng, density, draws), toTheta }
      : {
          chain: (rng, settings, beginning) =>
            referenceChain(rng, density, settings, ofKind('reference', beginning)),
          toTheta,
        };
  }
  if (plan.kind === 'quadrature') return quadratureWalk(program, plan.proposal);
  if (plan.kind !== 'collapsed') return nutsWalk(compileLogDensity(program));
  const density = compileCollapsed(program, plan.statistics);
  return { ...nutsWalk(density), toTheta: density.complete };
}

/** A walk in the population parameters; every level's effect is drawn given them. */
function quadratureWalk(program: Program, proposal: NestedProposal | null): Walk {
  const density = compileQuadrature(program);
  if (proposal === null) return { ...nutsWalk(density), toTheta: density.complete };
  return {
    chain: (rng, settings, beginning) =>
      independenceChain(rng, density, proposer(proposal), settings, ofKind('independence', beginning)),
    toTheta: density.complete,
  };
}

/** A density in coordinates where a plan's Gaussian is standard normal, and the way back. */
interface AroundGaussian {
  readonly density: AdaptableDensity;
  readonly toTheta: Walk['toTheta'];
}

/** Compiled for the first of a thread's chains that share a plan; the others open it. */
const prepared = new WeakMap<Plan, () => AroundGaussian>();

/** Null without a Gaussian. */
function aroundGaussian(program: Program, plan: Plan): AroundGaussian | null {
  const known = prepared.get(plan);
  if (known !== undefined) return known();
  const open =
    plan.kind === 'reference'
      ? aroundReference(program, plan)
      : plan.kind === 'collapsed' && plan.gaussian !== null
        ? aroundCollapsed(program, plan, plan.gaussian)
        : null;
  if (open === null) return null;
  prepared.set(plan, open);
  return open();
}

function aroundReference(program: Program, plan: Extract<Plan, { kind: 'reference' }>): () => AroundGaussian {
  const { transport, bend } = plan;
  const reference = referenceOf(program, plan);
  const open = (): AffineDensity =>
    bend === undefined
      ? shapedBySds(plan, program, transport.factor, reference())
      : bentReference(reference(), bend, transport.factor);
  const isDriven = isReliable(open());
  return () => {
    const density = open();
    return {
      density: isDriven ? density : withoutForce(density),
      toTheta: (_, point, thetaOut) => density.toTheta(point, thetaOut),
    };
  };
}

function aroundCollapsed(
  program: Program,
  plan: Extract<Plan, { kind: 'collapsed' }>,
  { centre, factor }: NonNullable<Extract<Plan, { kind: 'collapsed' }>['gaussian']>,
): () => AroundGaussian {
  const collapsed = compileCollapsed(program, plan.statistics);
  const kept = { ...program, alpha: keptParameters(program).map((i) => program.alpha[i]) };
  const gamma = new Float64Array(collapsed.dimension);
  return () => {
    const density = shapedBySds(plan, kept, factor, affineDensity(collapsed, centre, factor));
    return {
      density,
      toTheta(rng, point, thetaOut) {
        density.toTheta(point, gamma);
        collapsed.complete(rng, gamma, thetaOut);
      },
    };
  };
}

/** Driven by sums a level where those are close to what the rows say, else by the rows. */
function referenceOf(
  program: Program,
  { transport, sums }: Extract<Plan, { kind: 'reference' }>,
): () => ReferenceDensity {
  if (sums !== null) {
    const bySums = prepareReference(program, transport, taylorForce(program, sums));
    if (isReliable(bySums())) return bySums;
  }
  return prepareReference(program, transport);
}

/** Found for the first of a thread's chains that share a plan. */
const shapesOfPlans = new WeakMap<Plan, readonly ShapedCoordinate[]>();

/** Several factors have their covariance parameters shaped; one has draws of its own that stay as they are. */
function shapedBySds(
  plan: Plan,
  program: Pick<Program, 'alpha' | 'linear' | 'terms'>,
  factor: Float64Array,
  density: AffineDensity,
): AffineDensity {
  if (program.terms.length < 2) return density;
  const shapes = shapesOfPlans.get(plan) ?? shapesOf(density, covarianceCoordinates(program), factor);
  shapesOfPlans.set(plan, shapes);
  return shapedAlong(density, shapes);
}

/** NUTS on a density whose points are theta themselves. */
export function nutsWalk(density: LogDensity): Walk {
  return {
    *chain(rng, settings, beginning) {
      yield* nutsChain(rng, density, settings, ofKind('nuts', beginning));
      return { kind: 'good' };
    },
    toTheta: (_, point, thetaOut) => thetaOut.set(point),
  };
}
