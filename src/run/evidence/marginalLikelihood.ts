import { bridgeSampling } from '../../../diagnostics/bridgeSampling.ts';
import { type DataKey, dataKey, whyNotComparable } from '../../../models/accuracy/dataKey.ts';
import { describeArgument, isModel } from '../../../models/arguments.ts';
import type { Model } from '../../../models/glmm.ts';
import { exp } from '../../engine/elementary.ts';
import { InputError } from '../../engine/errors.ts';
import { nutsChain } from '../../engine/hmc/chain.ts';
import type { LogDensity } from '../../engine/logDensity.ts';
import { checkOptions, type OptionKinds } from '../../engine/options.ts';
import { type Program, quantitiesOf } from '../../engine/program/program.ts';
import { stream } from '../../engine/rng.ts';
import { wholeNumber } from '../../engine/wholeNumber.ts';
import { withoutRows } from '../refits/withoutRows.ts';
import { jointDensityOf } from './integrated.ts';
import { normalThrough } from './proposal.ts';

/** Of `marginalLikelihood`. */
export interface MarginalLikelihoodOptions {
  /** 4 if left out. */
  readonly chains?: number;
  /** Draws a chain, half of them for the proposal; 1000 if left out. */
  readonly draws?: number;
  readonly warmup?: number;
  readonly seed?: string | number;
  readonly signal?: AbortSignal;
}

const optionKinds: OptionKinds<MarginalLikelihoodOptions> = {
  chains: 'a number',
  draws: 'a number',
  warmup: 'a number',
  seed: 'a number or text',
  signal: 'an object',
};

/** The probability (density) of the data under a model, its priors included. */
export interface MarginalLikelihood {
  /** log p(y). */
  readonly logMarginalLikelihood: number;
  /** Standard error of p(y) over p(y): of the logarithm, where it is small. */
  readonly relativeError: number;
  /** False where the error is above 0.2, or is unknown. */
  readonly trusted: boolean;
  /** Which parameters the bridge was over, to end a sentence. */
  readonly over: string;
  /** How many these are. */
  readonly dimension: number;
  /** What the number stands or falls with. */
  readonly warnings: readonly string[];
  /** What two models must agree in for a Bayes factor. */
  readonly data: DataKey;
}

/** A Bayes factor off by more says little. */
const mostError = 0.2;

/**
 * log p(y) of a model by bridge sampling: draws of its posterior, with whatever can be integrated out exactly integrated out, against a normal
 * distribution fitted to half of them. Deterministic in model, options and seed.
 * It depends on every prior, however well the data say what the parameters are: a default prior is no ground for a Bayes factor.
 * Throws InputError for a flat prior (there is no marginal likelihood) and for case weights (the likelihood is no probability).
 * Source: Meng & Wong 1996; Gronau et al. 2017; error by Fruehwirth-Schnatter 2004.
 * @example marginalLikelihood(glmm('y ~ x + (1 | g)', table)).logMarginalLikelihood
 */
export function marginalLikelihood(
  model: Model,
  options: MarginalLikelihoodOptions = {},
): MarginalLikelihood {
  checkOptions('marginalLikelihood', options, optionKinds);
  const { chains = 4, draws = 1000, warmup = 300, seed = '1', signal } = options;
  wholeNumber('marginalLikelihood: chains', chains, 1);
  wholeNumber('marginalLikelihood: draws', draws, 100);
  wholeNumber('marginalLikelihood: warmup', warmup, 50);
  checkModel(model);
  const running = { chains, draws, warmup, seed: String(seed), signal };
  const joint = logEvidence(model.program, running);
  const mass = logPriorMass(model, running);
  const found = {
    ...joint,
    logMarginalLikelihood: joint.logMarginalLikelihood - mass.logMarginalLikelihood,
    relativeError: Math.hypot(joint.relativeError, mass.relativeError),
  };
  return {
    ...found,
    trusted: found.relativeError < mostError,
    warnings: warningsOf(model),
    data: dataKey(model, 'row'),
  };
}

function checkModel(model: unknown): asserts model is Model {
  if (!isModel(model))
    throw new InputError(`marginalLikelihood: expected a model from glmm, got ${describeArgument(model)}`);
  const flat = (model as Model).priors.find(({ prior }) => prior.kind === 'flat');
  if (flat !== undefined)
    throw new InputError(
      `marginalLikelihood: ${flat.parameter} has a flat prior, which has no mass to average over; give it a proper one`,
    );
  if ((model as Model).weights !== null)
    throw new InputError(
      'marginalLikelihood: a likelihood with case weights is no probability of the data; write the rows out, or leave the weights out',
    );
}

/** How the posterior is drawn from. */
export interface Running {
  readonly chains: number;
  readonly draws: number;
  readonly warmup: number;
  readonly seed: string;
  readonly signal: AbortSignal | undefined;
}

/** The logarithm of the integral of a program's joint density over all its parameters. */
export function logEvidence(
  program: Program,
  running: Running,
): Pick<MarginalLikelihood, 'logMarginalLikelihood' | 'relativeError' | 'over' | 'dimension'> {
  const { density, logStretch, over } = jointDensityOf(program);
  const { dimension } = density;
  const none = new Float64Array(0);
  const { logConstant, relativeError } =
    dimension === 0
      ? { logConstant: density.logDensityAndGradient(none, none), relativeError: 0 }
      : bridge(density, running);
  return { logMarginalLikelihood: logConstant + logStretch, relativeError, over, dimension };
}

/**
 * What the priors as written integrate to: 1 but for thresholds, which have to be in order, and priors of the user's own. Those are
 * integrated in the same way, without the rows.
 */
function logPriorMass(
  model: Model,
  running: Running,
): Pick<MarginalLikelihood, 'logMarginalLikelihood' | 'relativeError'> {
  const thresholds = quantitiesOf(model.program).filter(({ kind }) => kind === 'threshold');
  const isOwn = model.priors.some(({ prior }) => prior.kind === 'custom');
  if (thresholds.length < 2 && !isOwn) return { logMarginalLikelihood: 0, relativeError: 0 };
  return logEvidence(withoutRows(model, () => true).program, running);
}

/** The first half of every chain makes the proposal, the second is compared with it. */
export function bridge(
  density: LogDensity,
  running: Running,
): { logConstant: number; relativeError: number } {
  const all = Array.from({ length: running.chains }, (_, chain) => pointsOf(density, chain, running));
  const half = Math.floor(running.draws / 2);
  const proposal = normalThrough(all.flatMap((points) => points.slice(0, half).map(({ theta }) => theta)));
  if (proposal === null) return { logConstant: Number.NaN, relativeError: Number.NaN };
  const target = all.flatMap((points) =>
    points.slice(half).map(({ theta, lp }) => lp - proposal.logDensity(theta)),
  );
  const rng = stream(running.seed, 'bridge');
  const [point, none] = [new Float64Array(density.dimension), new Float64Array(density.dimension)];
  const terms = target.map(() => {
    const logProposal = proposal.draw(rng, point);
    return density.logDensityAndGradient(point, none) - logProposal;
  });
  return bridgeSampling({
    target: Float64Array.from(target),
    draws: running.draws - half,
    proposal: Float64Array.from(terms),
  });
}

interface Visited {
  readonly theta: Float64Array;
  readonly lp: number;
}

function pointsOf(density: LogDensity, chain: number, { draws, warmup, seed, signal }: Running): Visited[] {
  const settings = { warmup, draws, metric: 'diagonal', targetAccept: 0.9, maxDepth: 10 } as const;
  const points: Visited[] = [];
  for (const { phase, state } of nutsChain(stream(seed, 'bridge', chain), density, settings)) {
    signal?.throwIfAborted();
    if (phase === 'sampling') points.push({ theta: state.theta.slice(), lp: state.lp });
  }
  return points;
}

function warningsOf({ priors }: Model): string[] {
  const left = priors.filter(({ isDefault }) => isDefault).map(({ parameter }) => parameter);
  return [
    'the marginal likelihood depends on every prior, also where the posterior hardly does; try others before relying on it',
    ...(left.length === 0
      ? []
      : [`default priors, scaled to the data, are no ground for a Bayes factor: ${left.join(', ')}`]),
  ];
}

/** How much more probable the data are under one model than under another. */
export interface BayesFactor {
  /** p(y | first) / p(y | other). */
  readonly factor: number;
  readonly logFactor: number;
  /** Of the factor. */
  readonly relativeError: number;
  readonly trusted: boolean;
}

/** Throws InputError for models of different rows or outcomes, and of a probability and a density. */
export function bayesFactor(first: MarginalLikelihood, other: MarginalLikelihood): BayesFactor {
  const why = whyNotComparable(first.data, other.data);
  if (why !== null)
    throw new InputError(`bayesFactor: the second model cannot be compared with the first: ${why}`);
  const logFactor = first.logMarginalLikelihood - other.logMarginalLikelihood;
  const relativeError = Math.hypot(first.relativeError, other.relativeError);
  return { factor: exp(logFactor), logFactor, relativeError, trusted: first.trusted && other.trusted };
}
