import { drawsOf } from '../../models/posterior/draws.ts';
import { withSharedRows } from '../../src/engine/density/rowMemory.ts';
import { InputError } from '../../src/engine/errors.ts';
import { fitLaplace } from '../../src/engine/laplace/fitProgram.ts';
import type { Program } from '../../src/engine/program/program.ts';
import { quantitiesOf } from '../../src/engine/program/program.ts';
import { bendOf } from '../../src/engine/reference/bend.ts';
import { buildTransport } from '../../src/engine/reference/transport.ts';
import { choosePlan, type Plan } from '../../src/run/plan.ts';
import { type ChainResult, runChain } from '../../src/run/runChain.ts';
import type { SbcSampler } from '../../src/testing/sbcOptions.ts';

/** What became of the references of one cell's data sets. */
export interface ReferenceCounts {
  /** The choice of sampler would not take the reference. */
  refused: number;
  /** No reference could be built at all: not sampled. */
  impossible: number;
  /** Taken (or forced), then found poor in warmup: not sampled. */
  poor: number;
  poorAndRefused: number;
}

export const isAccepted = ({ reason }: { readonly reason: string }): boolean => reason === 'accepted';

/**
 * The reference sampler even where the choice of sampler would refuse it. A run's reason is 'accepted' or the refusal.
 * Data sets whose warmup gives the reference up are left out and counted. Bent along the least known sd whether or not sds are
 * correlated, where that is asked for.
 */
export function forcedReference({ bent = false } = {}): { sampler: SbcSampler; counts: ReferenceCounts } {
  const counts = { refused: 0, impossible: 0, poor: 0, poorAndRefused: 0 };
  const seen = new Set<Program>(); // a longer run of the same data set is not counted again
  const sampler: SbcSampler = async ({ program: plain }, { seed, warmup, draws }) => {
    const program = withSharedRows(plain);
    const { plan, reason } = bent ? bentPlanOf(program) : planOf(program);
    const refused = reason !== 'accepted';
    if (refused && !seen.has(plain)) counts.refused++;
    seen.add(plain);
    if (plan === null) {
      counts.impossible++;
      return null;
    }
    const settings = { warmup, draws, metric: 'diagonal', targetAccept: 0.8, maxDepth: 10 } as const;
    const result = finish(runChain({ chain: 0, seed, settings, target: { kind: 'program', program, plan } }));
    if (result.reference.kind === 'poor') {
      counts.poor++;
      if (refused) counts.poorAndRefused++;
      return null;
    }
    return {
      draws: drawsOf(quantitiesOf(program), draws, [result.values]),
      sampler: { strategy: 'reference', reason, chains: [result] },
    };
  };
  return { sampler, counts };
}

function planOf(program: Program): { plan: Plan | null; reason: string } {
  try {
    return { plan: choosePlan(program, 'reference').plan, reason: 'accepted' };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const transport = buildTransport(program, fitLaplace(program));
    return {
      plan: transport === null ? null : { kind: 'reference', transport, sums: null },
      reason: error.message,
    };
  }
}

function bentPlanOf(program: Program): { plan: Plan | null; reason: string } {
  const { plan, reason } = planOf(program);
  if (plan?.kind !== 'reference' || reason !== 'accepted') return { plan, reason };
  const bend = bendOf(program, fitLaplace(program), plan.transport, 0);
  return bend === null ? { plan: null, reason: 'no bend' } : { plan: { ...plan, bend }, reason };
}

function finish(chain: Generator<unknown, ChainResult>): ChainResult {
  for (;;) {
    const step = chain.next();
    if (step.done) return step.value;
  }
}
