import { verdict } from '../../diagnostics/index.ts';
import { quantile } from '../../diagnostics/quantile.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import { InputError } from '../engine/errors.ts';
import { checkOptions, type OptionKinds } from '../engine/options.ts';
import { causesOf } from './check/causes/index.ts';
import { type Evidence, evidenceOf, type NameOf } from './check/evidence.ts';
import { signsOf } from './check/signs.ts';
import type { Check, CheckFinding } from './check/types.ts';
import { worstOf } from './check/worst.ts';
import { setupForecast } from './forecast.ts';

/** Of `check`. */
export interface CheckOptions {
  /** Seconds that a remedy may take by its forecast, or 'none' to try none; 10 if left out. */
  readonly tries?: number | 'none';
  readonly signal?: AbortSignal;
  /** What quantities are called in texts and names, each otherwise; as in `draws` if left out, in words by `quantityWords`. */
  readonly nameOf?: NameOf;
}

const optionKinds: OptionKinds<CheckOptions> = {
  tries: 'a number or text',
  signal: 'an object',
  nameOf: 'a function',
};

const usualSeconds = 10;
/** Seconds of set-up up to which the ends of divergent trajectories are looked for. */
const shortSetup = 2;

/** Throws InputError for options that cannot be, before any work. */
export function checkCheckOptions(options: CheckOptions): void {
  checkOptions('check', options, optionKinds);
  const { tries = usualSeconds } = options;
  if (tries !== 'none' && !(typeof tries === 'number' && tries > 0))
    throw new InputError(
      `check: tries is a number of seconds above 0, or "none", got ${JSON.stringify(tries)}`,
    );
}

/** What is wrong with the draws of a fit, which parameters are worst, why probably, and which remedy helped where it was tried. */
export async function checkDraws(fit: Fit, options: CheckOptions = {}): Promise<Check> {
  checkCheckOptions(options);
  const { tries = usualSeconds, signal, nameOf } = options;
  const found = checkEvidence({ ...evidenceOf(fit, nameOf), divergenceEnds: await endsOf(fit, nameOf) });
  if (found.trusted) return found;
  const obstacle = whyUntried(fit, found, tries);
  if (obstacle !== null || tries === 'none' || fit.model === null) return { ...found, untried: obstacle };
  const { tryRemedies } = await import('./check/remedies.ts');
  const tried = await tryRemedies({ ...fit, model: fit.model }, found, { seconds: tries, signal, nameOf });
  return { ...found, tried };
}

/** What no other run would settle, or cannot be run; null where remedies can be. */
function whyUntried(
  { model, imputations, sampler }: Fit,
  { causes }: Check,
  tries: number | 'none',
): string | null {
  if (tries === 'none') return 'asked for';
  if (model === null) return 'no formula made this log density';
  if (imputations !== undefined)
    return 'a fit of imputed data sets keeps the model of the first alone; run sampleImputed with other settings';
  if (sampler.strategy === 'prior') return 'draws of the prior are independent: ask for more';
  return causes.some(({ kind }) => kind === 'severalModes')
    ? 'chains that agree on one of several modes would settle nothing'
    : null;
}

/** The same from what is known of draws that came without their model; nothing is tried. */
export function checkEvidence(evidence: Evidence): Check {
  const { ok, text, found, enoughDraws } = verdict(evidence.judged, evidence.counts);
  const findings = found.map((warning): CheckFinding => {
    const severity = isRemark[warning.kind] ? 'remark' : 'doubt';
    return { kind: warning.kind, severity, text: warning.text, worst: worstOf(warning, evidence) };
  });
  const causes = causesOf(signsOf(evidence, new Set(findings.map(({ kind }) => kind))));
  return { trusted: ok, text, findings, causes, tried: [], untried: null, enoughDraws };
}

const isRemark: Readonly<Record<CheckFinding['kind'], boolean>> = {
  tooFewDraws: false,
  nothingToJudge: false,
  oneChain: false,
  cannotTell: false,
  disagreement: false,
  fewEffectiveDraws: false,
  divergences: false,
  energy: false,
  fewDivergences: true,
  depthLimit: true,
};

/** Medians of where trajectories diverged, where finding that takes no time to speak of. */
async function endsOf(fit: Fit, nameOf?: NameOf): Promise<ReadonlyMap<string, number> | null> {
  const { model, sampler, draws } = fit;
  if (
    model === null ||
    sampler.strategy === 'prior' ||
    sampler.chains.every((c) => c.divergences.length === 0)
  )
    return null;
  if (setupForecast(model.program, sampler.strategy).seconds > shortSetup) return null;
  const { divergences } = await import('./divergences.ts');
  const { names, transitions } = divergences(fit);
  const ends = transitions.flatMap(({ end }) => (end === null ? [] : [end]));
  const called = new Map(draws.names.map((name, q) => [name, nameOf?.(draws.quantities[q]) ?? name]));
  return new Map(
    names.flatMap((name, i) => {
      const finite = ends.map((end) => end[i]).filter(Number.isFinite);
      return finite.length === 0 ? [] : [[called.get(name) ?? name, quantile([finite], 0.5)] as const];
    }),
  );
}
