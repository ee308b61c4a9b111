import * as poolwise from '../../src/index.ts';
import type { ChainProgress } from '../../src/run/checkpoint/chainProgress.ts';
import { choosePlan, type Plan, type SamplerName } from '../../src/run/plan.ts';
import { type ChainResult, type ChainTask, runChain } from '../../src/run/runChain.ts';

const columns = {
  y: [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 2],
  z: [0.3, 0.1, 0.4, 0.1, 0.5, 0.9, 0.2, 0.6, 0.5, 0.3, 0.5, 0.8],
  x: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  g: [...'aabbccddeeff'],
  h: [...'uvwuvwuvwuvw'],
};
const counts = poolwise.glmm('y ~ x + (1 | g)', columns, { family: 'poisson' });
const crossed = poolwise.glmm('z ~ x + (1 | g) + (1 | h)', columns);
export const settings = { warmup: 40, draws: 12, metric: 'dense', targetAccept: 0.8, maxDepth: 8 } as const;

export function taskOf(
  model: poolwise.Model,
  sampler: SamplerName,
  plainly: (plan: Plan) => Plan,
): ChainTask {
  const plan = plainly(choosePlan(model.program, sampler).plan);
  return {
    chain: 1,
    seed: 'on',
    settings,
    every: 2,
    target: { kind: 'program', program: model.program, plan },
  };
}

export const asChosen = (plan: Plan): Plan => plan;
const walking = (plan: Plan): Plan =>
  plan.kind === 'quadrature'
    ? { ...plan, proposal: null }
    : plan.kind === 'collapsed'
      ? { ...plan, gaussian: null }
      : plan;

/** A chain of every kind, of small models. */
export const tasks: readonly (readonly [string, ChainTask])[] = [
  ['nuts', taskOf(counts, 'nuts', asChosen)],
  ['whitened', taskOf(counts, 'whitened', asChosen)],
  ['reference', taskOf(counts, 'reference', asChosen)],
  ['quadrature', taskOf(counts, 'quadrature', asChosen)],
  ['quadrature, walking', taskOf(counts, 'quadrature', walking)],
  ['collapsed', taskOf(crossed, 'collapsed', asChosen)],
  ['collapsed, walking', taskOf(crossed, 'collapsed', walking)],
  ['gibbs', taskOf(crossed, 'gibbs', asChosen)],
];

/** Runs a chain to its end, keeping copies of it after some of its transitions. */
export function run(
  task: ChainTask,
  kept: ReadonlySet<number> = new Set(),
): { result: ChainResult; copies: ChainProgress[] } {
  const copies: ChainProgress[] = [];
  const chain = runChain(task);
  for (let at = 1; ; at++) {
    const step = chain.next();
    if (step.done) return { result: step.value, copies };
    if (!kept.has(at)) continue;
    const progress = step.value.capture();
    if (progress !== null) copies.push(structuredClone(progress));
  }
}

export const untimed = ({ setupSeconds: _, warmupSeconds: __, sampleSeconds: ___, ...told }: ChainResult) =>
  told;
