import { check, drawsDigest, type Fit, type Model, quantityWords } from 'poolwise';
import type { FitReport } from '../../state/session.ts';

/** How a fit went, its verdict among it. */
export async function reportOf(fit: Fit<Model>): Promise<FitReport> {
  const found = await check(fit, { tries: 'none', nameOf: quantityWords });
  const { trusted, text, findings, causes, enoughDraws } = found;
  const { sampler, draws } = fit;
  return {
    isTrusted: trusted,
    text,
    enoughDraws,
    findings: findings.map(({ severity, text: words }) => ({ severity, text: words })),
    causes: causes.map(({ kind, text: words, advice }) => ({ kind, text: words, advice })),
    digest: drawsDigest(fit),
    ...{ chains: draws.chains, draws: draws.draws, seconds: sampler.wallSeconds, threads: sampler.threads },
    ...{ strategy: sampler.strategy, reason: sampler.reason, warmup: sampler.settings.warmup },
    divergences: sampler.chains.reduce((sum, chain) => sum + chain.divergences.length, 0),
    targetAccept: sampler.settings.targetAccept,
    isStopped: sampler.stopped !== undefined,
    isWarm: sampler.warmStart === true,
    rows: fit.model.design.rows,
  };
}
