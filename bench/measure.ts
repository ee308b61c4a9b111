import { essBulk, rhat } from '../diagnostics/index.ts';
import { glmm, type Model } from '../models/glmm.ts';
import { isCollapsible } from '../src/engine/collapsed/cost.ts';
import { gaussianStatistics } from '../src/engine/collapsed/statistics.ts';
import {
  columnAt,
  type Fit,
  fitFile,
  type SampleOptions,
  sample,
  summaryText,
  type Table,
} from '../src/index.ts';
import { readCsv } from '../src/node.ts';
import { choosePlan, type Plan } from '../src/run/plan.ts';
import { type Foretold, foretold } from './foretold.ts';
import { type GradientTimes, timeGradients } from './gradients.ts';
import { simulatedFormula, simulateTable } from './simulate.ts';
import { csvOf, priorTable, type ZooModel } from './zoo.ts';

/** How one fit sampled, over all quantities, group effects included. */
export interface Sampling extends Foretold {
  readonly strategy: string;
  readonly reason: string;
  readonly chains: number;
  readonly warmup: number;
  readonly draws: number;
  readonly gradientsPerDraw: number;
  readonly minEss: number;
  readonly minEssOf: string;
  readonly essPer1000Gradients: number;
  /** Set-up, warmup and sampling summed over the chains, and what came before them once: the fit, shared rows, threads. */
  readonly chainSeconds: number;
  readonly beforeChainsSeconds: number;
  readonly essPerSecond: number;
  readonly maxRhat: number;
  readonly divergences: number;
}

/** What a child process finds out about a model. */
export interface Measured {
  readonly rows: number;
  readonly groups: Readonly<Record<string, number>>;
  readonly quantities: number;
  readonly sampling: Sampling;
  readonly gradients: GradientTimes;
  /** Seconds of the pass over the rows that the collapsed sampler makes once. */
  readonly firstPassSeconds: number | null;
  /** Declaring, sampling and summing up, the table being there. */
  readonly seconds: number;
  /** Of the process once it had sampled, the table included. */
  readonly peakMegabytes: number;
}

export interface MeasureOptions {
  readonly sample: SampleOptions;
  /** How long each kernel is timed. */
  readonly milliseconds: number;
}

export async function measure(model: ZooModel, options: MeasureOptions): Promise<Measured> {
  const table = await tableOf(model);
  const started = performance.now();
  const declared = declare(model, table);
  const fit = await sample(declared, options.sample);
  summaryText(fitFile(fit));
  const seconds = (performance.now() - started) / 1000;
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  const { program, design } = declared;
  return {
    rows: design.rows,
    groups: Object.fromEntries(design.groups.map((g) => [g.group, g.levels.length])),
    quantities: fit.draws.names.length,
    sampling: describeSampling(fit),
    seconds,
    peakMegabytes,
    firstPassSeconds: isCollapsible(program) ? timeFirstPass(declared) : null,
    gradients: timeGradients(program, planOf(fit), options.milliseconds),
  };
}

async function tableOf(model: ZooModel): Promise<Table> {
  return model.kind === 'file' ? readCsv(csvOf(model)) : simulateTable(model);
}

export function declare(model: ZooModel, table: Table): Model {
  const priors = priorTable(model);
  if (model.kind === 'simulated')
    return glmm(simulatedFormula(model), table, { family: model.family, priors });
  const { formula, family, factors, formulas } = model;
  return glmm(formula, table, { family, priors, factors, ...formulas });
}

function timeFirstPass({ program }: Model): number {
  const from = performance.now();
  gaussianStatistics(program);
  return (performance.now() - from) / 1000;
}

function planOf({ model, sampler: { strategy } }: Fit<Model>): Plan {
  if (strategy === 'prior') throw new RangeError('bench: the prior alone has no plan');
  return choosePlan(model.program, strategy).plan;
}

export function describeSampling(fit: Fit<Model>): Sampling {
  const { draws, sampler } = fit;
  const { chains } = sampler;
  const total = (of: (chain: (typeof chains)[number]) => number): number =>
    chains.reduce((sum, chain) => sum + of(chain), 0);
  const worst = leastEss(fit);
  const gradients = total((c) => c.gradients);
  const beforeChainsSeconds = secondsBeforeChains(fit);
  const chainSeconds = beforeChainsSeconds + total(secondsOf);
  return {
    ...foretold(fit),
    strategy: sampler.strategy,
    reason: sampler.reason,
    chains: chains.length,
    warmup: sampler.settings.warmup,
    draws: draws.draws,
    gradientsPerDraw: gradients / (chains.length * draws.draws),
    minEss: worst.ess,
    minEssOf: worst.name,
    essPer1000Gradients: (1000 * worst.ess) / gradients,
    chainSeconds,
    beforeChainsSeconds,
    essPerSecond: worst.ess / chainSeconds,
    maxRhat: draws.names.reduce((worst, _, q) => Math.max(worst, rhat(columnAt(draws, q))), 0),
    divergences: total((c) => c.divergences.length),
  };
}

const secondsOf = (chain: Fit['sampler']['chains'][number]): number =>
  chain.setupSeconds + chain.warmupSeconds + chain.sampleSeconds;

/**
 * What the call took less the chains, each thread taking the next chain when it is free. A fall-back to NUTS counts
 * here: the given-up run is time spent.
 */
export function secondsBeforeChains({ sampler }: Fit): number {
  const threads = new Array<number>(Math.min(sampler.chains.length, sampler.threads)).fill(0);
  for (const chain of sampler.chains) {
    const next = threads.indexOf(Math.min(...threads));
    threads[next] += secondsOf(chain);
  }
  return Math.max(0, sampler.wallSeconds - Math.max(...threads));
}

function leastEss({ draws }: Fit): { name: string; ess: number } {
  let least = { name: '', ess: Number.POSITIVE_INFINITY };
  draws.names.forEach((name, q) => {
    const ess = essBulk(columnAt(draws, q));
    if (!(ess >= least.ess)) least = { name, ess };
  });
  return least;
}
