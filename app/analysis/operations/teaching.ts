import {
  column,
  essBulk,
  essTail,
  type Fit,
  isIndividual,
  type LogDensity,
  leapfrogPath,
  type Model,
  type Quantity,
  quantityWords,
  rhat,
  sample,
  trajectories,
} from 'poolwise';
import type { Context } from '../context.ts';
import { type Declared, declared } from '../declared.ts';
import { held } from '../held.ts';
import { heldFit, remembered } from '../heldFit.ts';
import { pause } from '../pause.ts';
import { type GroupMean, type Pooled, pooled } from '../teaching/pooling.ts';

/** Rubin 1981, as in Bayesian Data Analysis, table 5.2: effects of coaching in eight schools and their standard errors. */
const schools: readonly GroupMean[] = [
  ['A', 28, 15],
  ['B', 8, 10],
  ['C', -3, 16],
  ['D', 7, 11],
  ['E', -1, 9],
  ['F', 1, 11],
  ['G', 18, 10],
  ['H', 12, 18],
].map(([label, mean, se]) => ({ label: String(label), mean: Number(mean), se: Number(se) }));

/** Groups shown, at most: of more, an even choice. */
const mostGroups = 24;

export interface PoolingAnswer {
  /** Name of outcome and grouping factor; null of the eight schools. */
  readonly of: { readonly formula: string; readonly group: string } | null;
  /** For a slider: an sd between groups up to which things move. */
  readonly widest: number;
  readonly partial: Pooled;
  readonly complete: number;
}

/** Partial pooling of the session's groups where its model is gaussian with one grouping factor, else of eight schools. */
export function pooling({
  draft,
  share,
}: {
  readonly draft: Declared | null;
  readonly share: number;
}): PoolingAnswer {
  const own = draft === null || held.table === null ? null : groupsOf(draft);
  const groups = own?.groups ?? schools;
  const means = groups.map(({ mean }) => mean);
  const widest = (Math.max(...means) - Math.min(...means)) / 2 || 1;
  const partial = pooled(groups, share * widest);
  return { of: own?.of ?? null, widest, partial, complete: pooled(groups, 0).mu };
}

function groupsOf(
  draft: Declared,
): { readonly of: PoolingAnswer['of']; readonly groups: GroupMean[] } | null {
  const model = modelOrNull(draft);
  if (model === null) return null;
  const { program, outcome } = model;
  const [term] = program.terms;
  const isSimple = program.terms.length === 1 && program.capabilities.residualSd && term.mixing === undefined;
  if (!isSimple || outcome.y.length !== term.index.length) return null;
  const groups = meansByLevel(outcome.y, term.index, term.levels);
  return groups === null ? null : { of: { formula: model.formula, group: term.group }, groups };
}

function modelOrNull(draft: Declared): Model | null {
  try {
    return declared(draft);
  } catch {
    return null;
  }
}

/** Means of the outcome, with standard errors by the sd within groups that they share; null where there is none. */
function meansByLevel(
  y: ArrayLike<number>,
  index: ArrayLike<number>,
  levels: readonly string[],
): GroupMean[] | null {
  const counts = new Float64Array(levels.length);
  const sums = new Float64Array(levels.length);
  for (let i = 0; i < y.length; i++) {
    counts[index[i]]++;
    sums[index[i]] += y[i];
  }
  let squares = 0;
  for (let i = 0; i < y.length; i++) squares += (y[i] - sums[index[i]] / counts[index[i]]) ** 2;
  const filled = levels.flatMap((label, level) => (counts[level] > 0 ? [{ label, level }] : []));
  const sd = Math.sqrt(squares / (y.length - filled.length));
  if (!(sd > 0) || filled.length < 2) return null;
  const every = Math.ceil(filled.length / mostGroups);
  return filled
    .filter((_, i) => i % every === 0)
    .map(({ label, level }) => ({
      label,
      mean: sums[level] / counts[level],
      se: sd / Math.sqrt(counts[level]),
    }));
}

/** Two parameters that depend on each other, and a group effect over the log of its sd. */
const densities: Readonly<Record<DensityName, LogDensity>> = {
  correlated: {
    dimension: 2,
    logDensityAndGradient({ 0: x, 1: y }, gradOut) {
      const [rho, scale] = [0.9, 1 / (1 - 0.9 * 0.9)];
      gradOut[0] = -scale * (x - rho * y);
      gradOut[1] = -scale * (y - rho * x);
      return -0.5 * scale * (x * x - 2 * rho * x * y + y * y);
    },
  },
  funnel: {
    dimension: 2,
    logDensityAndGradient({ 0: b, 1: logSd }, gradOut) {
      const precision = Math.exp(-2 * logSd);
      gradOut[0] = -b * precision;
      gradOut[1] = b * b * precision - 1 - logSd;
      return -0.5 * b * b * precision - logSd - 0.5 * logSd * logSd;
    },
  },
};

export type DensityName = 'correlated' | 'funnel';

interface Walked {
  readonly stepSize: number;
  readonly steps: number;
}

/** A trajectory as it is seen: two parameters at every point, and the energy there. */
export interface PathAnswer {
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly energy: readonly number[];
}

export interface PathRequest extends Walked {
  readonly density: DensityName;
}

const starts: Readonly<Record<DensityName, readonly [readonly number[], readonly number[]]>> = {
  correlated: [
    [-1.5, -1],
    [1.1, -0.4],
  ],
  funnel: [
    [0.6, 0.4],
    [0.5, -1.2],
  ],
};

/** The library's own leapfrog on a density of two parameters. */
export function path({ density, stepSize, steps }: PathRequest): PathAnswer {
  const [start, momentum] = starts[density];
  const { points, energy } = leapfrogPath(densities[density], { start, momentum, stepSize, steps });
  return { energy, points: points.map(([x, y]) => [x, y]) };
}

export interface OwnPathRequest extends Walked {
  readonly fit: string;
  /** The two that are looked at; null for the first that tell something. */
  readonly of: readonly [string, string] | null;
  readonly start: number;
}

export interface OwnPathAnswer extends PathAnswer {
  readonly of: readonly [string, string];
  /** What may be looked at, with words for it. */
  readonly choices: readonly (readonly [name: string, words: string])[];
  /** Draws of the two. */
  readonly draws: readonly (readonly [x: number, y: number])[];
}

/** Draws that are shown, and group effects that may be chosen. */
const [mostDraws, mostEffects] = [400, 12];

/** A trajectory on the log density of a fit's model, all its parameters at once, seen in two of them. */
export async function ownPath(asked: OwnPathRequest, context: Context): Promise<OwnPathAnswer> {
  await pause(context);
  const fit = heldFit(asked.fit);
  const { names, walk } = remembered(fit, 'trajectories', () => trajectories(fit.model));
  const choices = choicesOf(fit, new Set(names));
  const of = asked.of ?? usualPair(fit, choices);
  const { points, energy } = walk({ ...asked, of, seed: `teaching ${asked.start}` });
  const { chains, draws } = fit.draws;
  const [xs, ys] = of.map((name) => column(fit, name));
  const shown = Math.min(mostDraws, chains * draws);
  return {
    ...{ of, choices, energy },
    points: points.map(([x, y]) => [x, y]),
    draws: Array.from({ length: shown }, (_, i) => {
      const at = Math.floor(((i + 0.5) * chains * draws) / shown);
      const [chain, draw] = [Math.floor(at / draws), at % draws];
      return [xs[chain][draw], ys[chain][draw]];
    }),
  };
}

/** The population's, and the first group effects. */
function choicesOf({ draws }: Fit<Model>, walked: ReadonlySet<string>): OwnPathAnswer['choices'] {
  const all = draws.names.flatMap((name, q) =>
    walked.has(name) ? [{ name, quantity: draws.quantities[q] }] : [],
  );
  const effects = all.filter(({ quantity }) => isIndividual(quantity)).slice(0, mostEffects);
  return [...all.filter(({ quantity }) => !isIndividual(quantity)), ...effects].map(({ name, quantity }) => [
    name,
    quantityWords(quantity),
  ]);
}

/** A group effect over the sd of such effects, where there are groups: what makes models hard to walk on. */
function usualPair({ draws }: Fit<Model>, choices: OwnPathAnswer['choices']): readonly [string, string] {
  const first = (kind: Quantity['kind']): string | undefined =>
    choices.find(([name]) => draws.quantities[draws.names.indexOf(name)].kind === kind)?.[0];
  const [one, other] = [first('groupEffect'), first('sd')];
  if (one !== undefined && other !== undefined) return [one, other];
  const [[x] = [''], [y] = [x]] = choices;
  return [x, y];
}

export interface ApartAnswer {
  readonly chains: readonly Float64Array[];
  readonly rhat: number;
  readonly essBulk: number;
  readonly essTail: number;
}

let drawn: Promise<readonly Float64Array[]> | null = null;

/** Four chains of a standard normal, moved apart by so many of its sds, and what the library's diagnostics say of them. */
export async function apart({ by }: { readonly by: number }): Promise<ApartAnswer> {
  drawn ??= normalChains();
  const chains = (await drawn).map((chain, c) => chain.map((value) => value + by * (c - 1.5)));
  return { chains, rhat: rhat(chains), essBulk: essBulk(chains), essTail: essTail(chains) };
}

async function normalChains(): Promise<readonly Float64Array[]> {
  const density: LogDensity = {
    dimension: 1,
    logDensityAndGradient({ 0: x }, gradOut) {
      gradOut[0] = -x;
      return -0.5 * x * x;
    },
  };
  const { draws } = await sample(density, {
    chains: 4,
    draws: 1000,
    warmup: 100,
    seed: 'teaching',
    workers: 0,
  });
  return draws.values.map((chain) => chain.filter((_, i) => i % 4 === 0)); // nearly independent
}
