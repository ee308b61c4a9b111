import { drawsOf } from '../../models/posterior/draws.ts';
import { gibbsSums } from '../../src/engine/gibbs/sums.ts';
import { quantitiesOf } from '../../src/engine/program/program.ts';
import { type ChainResult, runChain } from '../../src/run/runChain.ts';
import type { SbcSampler } from '../../src/testing/sbcOptions.ts';

/** The gibbs sampler with no term small enough to be eliminated densely: conjugate gradients solve for every factor but one. */
export const gibbsBySolves: SbcSampler = async ({ program }, { seed, warmup, draws }) => {
  const settings = { warmup, draws, metric: 'dense', targetAccept: 0.8, maxDepth: 10 } as const;
  const plan = { kind: 'gibbs', sums: gibbsSums(program, 0) } as const;
  const result = finish(runChain({ chain: 0, seed, settings, target: { kind: 'program', program, plan } }));
  if (result.reference.kind !== 'solved') throw new Error('a small design could not be solved');
  return {
    draws: drawsOf(quantitiesOf(program), draws, [result.values]),
    sampler: { strategy: 'gibbs', reason: 'asked for', chains: [result] },
  };
};

function finish(chain: Generator<unknown, ChainResult>): ChainResult {
  for (;;) {
    const step = chain.next();
    if (step.done) return step.value;
  }
}
