import { verdict } from '../../../diagnostics/index.ts';
import type { Model } from '../../../models/glmm.ts';
import type { Fit } from '../../../models/posterior/fit.ts';
import type { Posterior } from '../../../models/predict/index.ts';
import { evidenceOf } from '../check/evidence.ts';
import { fitMany } from '../fitMany.ts';
import type { SampleOptions } from '../settings.ts';
import { withoutRows } from './withoutRows.ts';

/** How refits are sampled: as the fit was, but for what is said here. */
export interface RefitOptions
  extends Pick<SampleOptions, 'chains' | 'warmup' | 'draws' | 'elsewhere' | 'signal'> {
  /** Refits at the same time, each on a thread of its own; one a core if left out, 0 for the caller's thread. */
  readonly workers?: number;
  /** Called after each refit. */
  readonly onProgress?: (done: number, of: number) => void;
}

/** A fit without some rows, of the model of all rows: what it says of a row left out is a prediction. */
export interface Refit {
  readonly posterior: Posterior;
  /** Whether its draws can be trusted, and in words. */
  readonly ok: boolean;
  readonly text: string;
}

/**
 * Samples the fit's model again and again, each time without some rows: `leaveOut[i](designRow)` says which. They come in that order,
 * a function of the fit, its seed and the options alone, on any number of threads.
 */
export async function* refits(
  fit: Fit<Model>,
  leaveOut: readonly ((designRow: number) => boolean)[],
  { onProgress, ...options }: RefitOptions,
): AsyncGenerator<Refit, void, undefined> {
  const { model, sampler } = fit;
  const { strategy, seed, settings } = sampler;
  const ways = strategy === 'prior' ? ({ prior: 'only' } as const) : { sampler: strategy };
  const models = leaveOut.map((isLeftOut) => withoutRows(model, isLeftOut));
  let done = 0;
  const shared = { chains: fit.draws.chains, warmup: settings.warmup, draws: settings.draws, ...ways };
  for await (const made of fitMany(models, { ...shared, ...options, seed: `${seed}/refit` })) {
    const { judged, counts } = evidenceOf(made);
    const { ok, text } = verdict(judged, counts);
    onProgress?.(++done, models.length);
    yield { posterior: { model, draws: made.draws }, ok, text };
  }
}
