import type { Fit, Model } from '../src/index.ts';
import { samplingForecast, setupForecast } from '../src/run/forecast.ts';
import { type Cells, cell } from './cells.ts';

/** What a run of `auto` was forecast to take before its chains, beside what it took. */
export interface Foretold {
  /** Set-up, chains and what is said of their draws; null where the chains' steps cannot be foretold. */
  readonly forecastSeconds: number | null;
  readonly wallSeconds: number;
}

export function foretold({ model: { program }, draws, sampler }: Fit<Model>): Foretold {
  const run = { chains: draws.chains, draws: draws.draws, threads: sampler.threads };
  const chains = samplingForecast(program, sampler.strategy, run);
  return {
    forecastSeconds: chains === null ? null : setupForecast(program, 'auto').seconds + chains.seconds,
    wallSeconds: sampler.wallSeconds,
  };
}

/** A line a run, of those that can be foretold. */
export function forecastTable(
  runs: readonly (Foretold & { readonly name: string; readonly sampler: string })[],
): Cells {
  const head = ['model', 'sampler', 'forecast s', 'took s', 'ratio'];
  const body = runs.flatMap(({ name, sampler, forecastSeconds, wallSeconds }) =>
    forecastSeconds === null
      ? []
      : [[name, sampler, ...[forecastSeconds, wallSeconds, forecastSeconds / wallSeconds].map(cell)]],
  );
  return [head, ...body];
}
