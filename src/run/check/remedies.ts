import { verdict } from '../../../diagnostics/index.ts';
import { USUAL_DRAWS } from '../../../diagnostics/verdict.ts';
import type { Model } from '../../../models/glmm.ts';
import type { Fit, SamplerReport } from '../../../models/posterior/fit.ts';
import { InputError } from '../../engine/errors.ts';
import { whyNotQuadrature } from '../../engine/quadrature/capability.ts';
import { extend } from '../extend.ts';
import { setupForecast } from '../forecast.ts';
import { choosePlan, type SamplerName } from '../plan.ts';
import { sample } from '../sample.ts';
import { checkSampleOptions, type SampleOptions } from '../settings.ts';
import { evidenceOf, type NameOf } from './evidence.ts';
import { short } from './signs.ts';
import type { Check, DrawFinding, Tried } from './types.ts';

/** A remedy before it is tried. */
export type Remedy = Pick<Tried, 'what' | 'how'>;

/** What is tried at most, one after the other until draws can be trusted. */
const mostRuns = 3;
/** Forecasts are right within a factor of two or three: a run that takes longer than that is stopped. */
const grace = 3;
/** Target acceptance of small steps. */
const fineAccept = 0.99;
/** Times the run's own draws, and draws a chain, at most. */
const longest = { times: 20, draws: 20_000 } as const;

/** Chains and draws that a run has at least, so that it can be judged. */
const usual = { chains: 4, draws: USUAL_DRAWS } as const;

/** How remedies are tried. */
export interface Trying {
  /** Seconds that one may take by its forecast. */
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
  /** What quantities are called in verdicts. */
  readonly nameOf?: NameOf | undefined;
}

/** Tries what may mend a fit, the most likely first, until its draws can be trusted. */
export async function tryRemedies(fit: Fit<Model>, check: Check, trying: Trying): Promise<Tried[]> {
  const tried: Tried[] = [];
  let runs = 0;
  for (const remedy of remediesFor(fit, check, trying.seconds)) {
    if (runs >= mostRuns) break;
    const outcome = await tryRemedy(fit, remedy, trying);
    tried.push(outcome);
    if (outcome.kind === 'run') runs++;
    if (outcome.kind === 'run' && outcome.trusted) break;
  }
  return tried;
}

/** What may mend a fit by what was found and why, the most likely first; nothing where no other run would settle it. */
export function remediesFor(fit: Fit<Model>, check: Check, seconds: number): Remedy[] {
  const { findings, causes } = check;
  const kinds = new Set(findings.filter(({ severity }) => severity === 'doubt').map(({ kind }) => kind));
  const why = new Set(causes.map(({ kind }) => kind));
  if (kinds.size === 0 || why.has('severalModes')) return [];
  const stray = causes.find(({ kind }) => kind === 'strayChain');
  // where the one chain has found the likelier place, that others agree on theirs would settle nothing
  if (stray !== undefined) return stray.numbers.logDensity > 0 ? [] : otherStarts(fit);
  if (kinds.size === 1 && kinds.has('oneChain')) return moreChains(fit);
  const wanted = wantedDraws(fit, check);
  const more = [...moreDraws(fit, check, wanted), ...longerRun(fit, wanted)];
  const others = otherWays(fit, kinds, seconds);
  const isShort = kinds.has('tooFewDraws') || why.has('shortRun') || why.has('drift');
  const walksBadly = kinds.has('divergences') || kinds.has('energy');
  return isShort && !walksBadly ? [...more, ...others] : [...others, ...more];
}

/** Others beside the only chain, where nothing else is wrong. */
function moreChains({ sampler }: Fit<Model>): Remedy[] {
  if (sampler.strategy === 'prior') return [];
  const chains = usual.chains - 1;
  return [{ what: `${chains} more chains`, how: { kind: 'extend', options: { chains } } }];
}

/** Whether the place of a chain that went its own way is found again from other starts. */
function otherStarts({ sampler, draws }: Fit<Model>): Remedy[] {
  const { settings, seed } = sampler;
  const strategy = nameOf(sampler);
  if (strategy === null) return [];
  const { warmup } = checkSampleOptions({}, strategy).settings;
  const counts = {
    chains: 2 * Math.max(usual.chains, draws.chains),
    warmup: Math.max(warmup, settings.warmup),
  };
  return [
    {
      what: `other starts: ${counts.chains} chains under another seed`,
      how: bySample({
        ...settingsOf(sampler),
        ...{
          sampler: strategy,
          ...counts,
          draws: Math.max(usual.draws, settings.draws),
          seed: `${seed}/other`,
        },
      }),
    },
  ];
}

/** Draws a chain that would make the worst quantity worth enough, where the chains agree; the run's own where they are enough. */
function wantedDraws({ draws }: Fit<Model>, { enoughDraws }: Check): number {
  if (enoughDraws === null) return Math.max(usual.draws, draws.draws);
  return Math.min(Math.max(usual.draws, Math.min(longest.draws, longest.times * draws.draws)), enoughDraws);
}

/** R-hat up to which chains that disagree may only be short. */
const nearlyAgree = 1.1;

/** The same chains go on, where they are only short. */
function moreDraws({ draws, sampler }: Fit<Model>, { findings, causes }: Check, wanted: number): Remedy[] {
  const doubts = findings.filter(({ severity }) => severity === 'doubt');
  const isOnlyShort = doubts.every(
    ({ kind, worst }) =>
      (kind === 'fewEffectiveDraws' || kind === 'disagreement') &&
      worst.every(({ rhat }) => rhat < nearlyAgree),
  );
  const isMoving = causes.some(({ kind }) => kind === 'drift' || kind === 'stuckChain');
  const more = Math.max(wanted, usual.draws) - draws.draws;
  if (!isOnlyShort || isMoving || more <= 0 || sampler.strategy === 'laplace') return [];
  return [
    { what: `${more} further draws of every chain`, how: { kind: 'extend', options: { draws: more } } },
  ];
}

/** The same sampler anew, with more draws, warmup and chains. */
function longerRun({ sampler, draws }: Fit<Model>, wanted: number): Remedy[] {
  const { settings, seed } = sampler;
  const strategy = nameOf(sampler);
  if (strategy === null) return [];
  const counts = {
    chains: Math.max(usual.chains, draws.chains),
    warmup: Math.max(settings.warmup, checkSampleOptions({}, strategy).settings.warmup),
    draws: Math.max(usual.draws, wanted),
  };
  const isSame =
    counts.chains === draws.chains && counts.warmup === settings.warmup && counts.draws === settings.draws;
  if (isSame) return [];
  return [
    {
      what: `a longer run: ${counts.chains} chains, ${counts.warmup} warmup and ${counts.draws} draws each`,
      how: bySample({ ...settingsOf(sampler), sampler: strategy, ...counts, seed }),
    },
  ];
}

const bySample = (options: SampleOptions): Remedy['how'] => ({ kind: 'sample', options });

const settingsOf = ({ settings }: SamplerReport): SampleOptions => ({
  metric: settings.metric,
  targetAccept: settings.targetAccept,
  maxDepth: settings.maxDepth,
});

/** What `sample` calls the way that a fit was drawn; null for draws of the prior. */
function nameOf({ strategy }: SamplerReport): Exclude<SamplerName, 'auto'> | null {
  return strategy === 'prior' ? null : strategy;
}

/** Other samplers, then smaller steps. */
function otherWays(fit: Fit<Model>, kinds: ReadonlySet<DrawFinding>, seconds: number): Remedy[] {
  const { sampler, draws, model } = fit;
  const { strategy, settings, seed } = sampler;
  const counts = {
    chains: Math.max(usual.chains, draws.chains),
    draws: Math.max(usual.draws, settings.draws),
    seed,
  };
  const usualSettings = checkSampleOptions({}, nameOf(sampler) ?? 'nuts').settings;
  const isBent = settings.targetAccept < usualSettings.targetAccept || settings.warmup < usualSettings.warmup;
  const automatic = automaticWay(model, seconds);
  const walksBadly =
    kinds.has('divergences') || kinds.has('energy') || kinds.has('disagreement') || kinds.has('cannotTell');
  const remedies: Remedy[] = [];
  if (automatic !== null && (automatic !== strategy || isBent))
    remedies.push({
      what: `the sampler that auto chooses, ${automatic}`,
      how: bySample({ sampler: 'auto', ...counts }),
    });
  if (strategy !== 'quadrature' && automatic !== 'quadrature' && whyNotQuadrature(model.program) === null)
    remedies.push({
      what: 'quadrature: the effects of each level integrated out',
      how: bySample({ sampler: 'quadrature', ...counts }),
    });
  if (walksBadly && strategy === 'nuts' && settings.targetAccept < fineAccept)
    remedies.push({
      what: `smaller steps: a target acceptance of ${fineAccept}, twice the warmup`,
      how: bySample({
        ...settingsOf(sampler),
        ...{ sampler: 'nuts', ...counts },
        ...{ targetAccept: fineAccept, warmup: 2 * Math.max(settings.warmup, usualSettings.warmup) },
      }),
    });
  if (
    walksBadly &&
    strategy !== 'whitened' &&
    strategy !== 'collapsed' &&
    model.program.residual === undefined
  )
    remedies.push({
      what: 'another parametrisation: NUTS in the coordinates of a Laplace fit',
      how: bySample({ sampler: 'whitened', ...counts }),
    });
  return remedies;
}

/** What `auto` would choose; null where that takes longer than a remedy may. */
function automaticWay({ program }: Model, seconds: number): string | null {
  return setupForecast(program, 'auto').seconds > seconds ? null : choosePlan(program, 'auto').plan.kind;
}

async function tryRemedy(
  fit: Fit<Model>,
  remedy: Remedy,
  { seconds, signal, nameOf }: Trying,
): Promise<Tried> {
  const forecast = forecastSeconds(fit, remedy.how);
  if (forecast > seconds)
    return {
      ...remedy,
      kind: 'notRun',
      why: `it would take about ${short(Math.ceil(forecast))} s, more than the ${short(seconds)} that a remedy may`,
    };
  signal?.throwIfAborted();
  const started = performance.now();
  const stop = new AbortController();
  const pass = (): void => stop.abort(signal?.reason);
  signal?.addEventListener('abort', pass, { once: true });
  const timer = setTimeout(() => stop.abort(tooLong), 1000 * grace * seconds);
  try {
    const better = await runOf(fit, remedy.how, stop.signal);
    const { judged, counts } = evidenceOf(better, nameOf);
    const { ok, text } = verdict(judged, counts);
    return {
      ...remedy,
      kind: 'run',
      seconds: (performance.now() - started) / 1000,
      trusted: ok,
      text,
      fit: better,
    };
  } catch (error) {
    if (error === tooLong)
      return { ...remedy, kind: 'notRun', why: `it was stopped after ${short(grace * seconds)} s` };
    if (error instanceof InputError) return { ...remedy, kind: 'notRun', why: error.message };
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', pass);
  }
}

const tooLong = new Error('a remedy took too long');

function runOf(fit: Fit<Model>, how: Remedy['how'], signal: AbortSignal): Promise<Fit> {
  return how.kind === 'extend'
    ? extend(fit, { ...how.options, signal })
    : sample(fit.model, { ...how.options, summaries: true, signal });
}

/** By the run that there is, transition for transition, where the sampler is the same; small steps take more. */
function forecastSeconds(
  { model, draws: { draws: known }, sampler }: Fit<Model>,
  how: Remedy['how'],
): number {
  if (how.kind === 'extend')
    return (
      setupForecast(model.program, nameOf(sampler) ?? 'auto').seconds +
      sampler.wallSeconds *
        ('draws' in how.options ? how.options.draws / known : how.options.chains / sampler.chains.length)
    );
  const { options } = how;
  const { sampler: name = 'auto', chains = usual.chains, draws = usual.draws, warmup = 0 } = options;
  const setup = setupForecast(model.program, name).seconds;
  if (name !== sampler.strategy) return setup;
  const { settings } = sampler;
  const before = sampler.chains.length * (settings.warmup + settings.draws);
  const finer = (options.targetAccept ?? 0) > settings.targetAccept ? 4 : 1;
  return setup + (finer * sampler.wallSeconds * chains * (warmup + draws)) / before;
}
