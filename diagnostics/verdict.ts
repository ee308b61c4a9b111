/** What is known of one quantity; NaN is "cannot tell". A row of `summarise`, with its name, will do. */
export interface QuantityCheck {
  readonly name: string;
  readonly rhat: number;
  readonly essBulk: number;
  readonly essTail: number;
}

/** What the sampler counted after warmup. `draws` is per chain, the counts are over all chains. */
export interface SamplerCounts {
  readonly chains: number;
  readonly draws: number;
  readonly divergences: number;
  readonly maxDepthHits: number;
  /** One number a chain, as `ebfmiPerChain` gives; empty for a sampler without energies. */
  readonly ebfmi: readonly number[];
  /** Target of the mean acceptance statistic, so that no remedy is named that has been taken; unknown if left out. */
  readonly targetAccept?: number | undefined;
}

/** `ok` is "nothing found that casts doubt on the numbers"; a warning about cost alone leaves it true. */
export interface Verdict {
  readonly ok: boolean;
  readonly text: string;
  readonly warnings: readonly string[];
  /** The warnings again, each with what it is about: doubts first, then remarks. */
  readonly found: readonly Warning[];
  /** Draws a chain in all that should do; null where those that there are do, or nobody can say. */
  readonly enoughDraws: number | null;
}

/** What a warning is about, for whoever acts on it; the text is for people. */
export interface Warning {
  readonly kind: DoubtKind | RemarkKind;
  readonly text: string;
}

/** What casts doubt on the numbers. */
export type DoubtKind =
  | 'tooFewDraws'
  | 'nothingToJudge'
  | 'oneChain'
  | 'cannotTell'
  | 'disagreement'
  | 'fewEffectiveDraws'
  | 'divergences'
  | 'energy';

/** What does not. */
export type RemarkKind = 'fewDivergences' | 'depthLimit';

/** Vehtari et al. 2021, §2: use the draws only below 1.01, in place of the older and far laxer 1.1. */
export const RHAT_LIMIT = 1.01;

/**
 * With few draws and many quantities the largest R-hat passes 1.01 by chance. Where chains agree, (R-hat^2 - 1) ESS / m
 * over m half-chains is about a chi-square over its degrees of freedom, m - 1; this is its upper 1e-5 quantile for the
 * usual 8 half-chains (36.0 / 7). Up to that, and never beyond RHAT_CEILING, a quantity with enough effective draws passes.
 */
const RHAT_NOISE = 5.1;
export const RHAT_CEILING = 1.02;

/** A chain, so 400 for four: Vehtari et al. 2021, §2; with less, R-hat and ESS are themselves too noisy to read. */
export const ESS_PER_CHAIN = 100;

/**
 * The ratio is Betancourt's (2016, arXiv 1604.00695); the bound is a convention: CmdStanR and ArviZ warn under
 * 0.3, RStan only under 0.2. We take the stricter: a false alarm costs a second look, a missed tail a wrong answer.
 */
export const EBFMI_LIMIT = 0.3;

/**
 * Share of draws that may diverge. A run of the usual 4000 draws that shows no divergence has only shown, with 95 %
 * confidence, that fewer than 3 in 4000 diverge (the rule of three): what such a run passes unseen, a longer run that
 * counts it passes too. What the few divergences missed is at most of that order, far inside the Monte Carlo error.
 */
export const DIVERGENT_SHARE = 0.001;

/** Draws of each chain that are usual: with fewer, the numbers that a run is judged by are themselves uncertain. */
export const USUAL_DRAWS = 1000;

/** A chain; what is made of fewer, of halves of under ten, says nothing of them, so that nothing but that is said. */
export const FEWEST_DRAWS = 20;

/** More than a shortage asks for, which is estimated from few effective draws. */
const SHORTAGE_MARGIN = 1.5;

/** Times the draws of a run, beyond which its chains are better made another way than longer. */
const LONGEST = 100;

/** One chain can be compared only with itself; Vehtari et al. 2021, §2, run four. */
export const CHAINS_NEEDED = 2;

/** A target acceptance from which smaller steps are no advice any more. */
const SMALL_STEPS = 0.99;

const NAMED = 3; // quantities a warning names before it only counts

/**
 * Reads the diagnostics and says in plain words whether to trust the draws.
 * Shape: one entry a quantity. Leave out what is constant by construction: its NaN reads as "cannot tell".
 * Odd values: NaN anywhere is a warning of its own and never passes for good; so is an empty list. Of fewer than 20 draws a chain
 * it says nothing but that.
 */
export function verdict(quantities: readonly QuantityCheck[], sampler: SamplerCounts): Verdict {
  const { draws } = sampler;
  if (draws < FEWEST_DRAWS) return ofHardlyAny(draws);
  const doubts = said<Exclude<DoubtKind, 'tooFewDraws'>>({
    nothingToJudge: quantities.length === 0 ? 'there is no quantity to judge' : undefined,
    oneChain: tooFewChains(sampler),
    cannotTell: unknown(quantities),
    disagreement: disagreement(quantities, sampler),
    fewEffectiveDraws: fewEffective(quantities, sampler),
    divergences: manyDivergences(sampler),
    energy: lowEnergyFraction(sampler),
  });
  const remarks = said<RemarkKind>({
    fewDivergences: fewDivergences(sampler),
    depthLimit: depthHits(sampler),
  });
  const found = [...doubts, ...remarks];
  const ok = doubts.length === 0;
  const remark = remarks.map(({ text }) => ` One remark: ${text}.`).join('');
  const text = ok
    ? `The draws can be trusted: ${reassurance(quantities, sampler)}.${remark}`
    : `Do not trust these draws yet: ${doubts.map((doubt) => doubt.text).join('; ')}.${remark}`;
  return {
    ...{ ok, text, warnings: found.map((warning) => warning.text), found },
    enoughDraws: enoughDraws(quantities, sampler),
  };
}

/** The verdict on draws that nothing can be told by. */
function ofHardlyAny(draws: number): Verdict {
  const counted = draws === 1 ? '1 draw of each chain is' : `${draws} draws of each chain are`;
  const text = `${counted} too few to tell anything by; draw ${USUAL_DRAWS} of each, as is usual`;
  return {
    ...{ ok: false, text: `Do not trust these draws yet: ${text}.`, warnings: [text] },
    found: [{ kind: 'tooFewDraws', text }],
    enoughDraws: USUAL_DRAWS,
  };
}

/** What there is to say, in the order given. */
function said<Kind extends string>(
  texts: Readonly<Record<Kind, string | undefined>>,
): { readonly kind: Kind; readonly text: string }[] {
  return (Object.entries(texts) as [Kind, string | undefined][]).flatMap(([kind, text]) =>
    text === undefined ? [] : [{ kind, text }],
  );
}

function tooFewChains({ chains }: SamplerCounts): string | undefined {
  if (chains >= CHAINS_NEEDED) return undefined;
  return `${chains} chain cannot be compared with another, so a chain stuck in the wrong place would go unseen; run 4`;
}

function unknown(quantities: readonly QuantityCheck[]): string | undefined {
  const silent = quantities.filter((q) => Number.isNaN(q.rhat + q.essBulk + q.essTail));
  if (silent.length === 0) return undefined;
  const names = named(silent.map((q) => q.name));
  return `cannot tell for ${share(silent.length, quantities)}: ${names} (a draw was not finite, the values never or hardly changed, or the chains are too short)`;
}

/** What a quantity's R-hat may be: 1.01, or a little more where chance explains it and its ESS is enough. */
export function rhatLimit({ essBulk }: QuantityCheck, chains: number): number {
  if (!(essBulk >= ESS_PER_CHAIN * chains)) return RHAT_LIMIT;
  const byChance = Math.sqrt(1 + (RHAT_NOISE * 2 * chains) / essBulk);
  return Math.min(RHAT_CEILING, Math.max(RHAT_LIMIT, byChance));
}

function disagreement(quantities: readonly QuantityCheck[], { chains }: SamplerCounts): string | undefined {
  const bad = quantities
    .filter((q) => q.rhat > rhatLimit(q, chains))
    .sort((a, b) => Number(b.rhat > a.rhat) - Number(b.rhat < a.rhat));
  if (bad.length === 0) return undefined;
  const names = named(bad.map((q) => `${q.name} (${rhatText(q.rhat)})`));
  return `the chains disagree about ${share(bad.length, quantities)}, R-hat too far above 1: ${names}; run longer, and if it stays look for a chain that went its own way`;
}

function fewEffective(quantities: readonly QuantityCheck[], sampler: SamplerCounts): string | undefined {
  const needed = ESS_PER_CHAIN * sampler.chains;
  const bad = quantities
    .filter((q) => q.essBulk < needed || q.essTail < needed)
    .sort((a, b) => lesserEss(a) - lesserEss(b));
  if (bad.length === 0) return undefined;
  const names = named(bad.map((q) => `${q.name} (bulk ${essText(q.essBulk)}, tail ${essText(q.essTail)})`));
  return `too few effective draws for ${share(bad.length, quantities)}, under ${ESS_PER_CHAIN} a chain (${needed} in all): ${names}; their estimates (bulk) or interval ends (tail) are still uncertain, ${moreDraws(enoughDraws(quantities, sampler))}`;
}

function moreDraws(enough: number | null): string {
  return enough === null ? 'draw more' : `draw more: about ${enough} a chain should do`;
}

/**
 * Draws a chain that would give every quantity enough effective ones, which grow with the draws where the chains agree; never fewer
 * than are usual, to two digits. Null where there are enough, and where so many more would be needed that length is no remedy.
 */
export function enoughDraws(
  quantities: readonly QuantityCheck[],
  { chains, draws }: Pick<SamplerCounts, 'chains' | 'draws'>,
): number | null {
  const needed = ESS_PER_CHAIN * chains;
  const least = Math.min(...quantities.map(lesserEss).filter((ess) => !Number.isNaN(ess)));
  if (!(least < needed && needed <= LONGEST * least)) return null;
  const enough = (SHORTAGE_MARGIN * draws * needed) / least;
  const size = Math.max(100, 10 ** (Math.floor(Math.log10(enough)) - 1));
  return Math.max(USUAL_DRAWS, size * Math.ceil(enough / size));
}

/** Whether so many draws diverged that a part of the posterior may have been missed. */
export function divergesTooOften({ chains, draws, divergences }: SamplerCounts): boolean {
  return divergences > DIVERGENT_SHARE * chains * draws;
}

function fewDivergences(sampler: SamplerCounts): string | undefined {
  if (sampler.divergences === 0 || divergesTooOften(sampler)) return undefined;
  return `${ofAllDraws(sampler.divergences, sampler)} diverged, too few to matter: a run of 4000 draws could well have shown none`;
}

function manyDivergences(sampler: SamplerCounts): string | undefined {
  if (!divergesTooOften(sampler)) return undefined;
  return `${ofAllDraws(sampler.divergences, sampler)} diverged: the sampler could not follow the posterior everywhere and may have missed a part of it; ${smallerSteps(sampler)}`;
}

function smallerSteps({ targetAccept }: SamplerCounts): string {
  const priors = 'a tighter prior on the group sds';
  if (targetAccept === undefined) return `try a higher target acceptance (0.95, then 0.99) or ${priors}`;
  if (targetAccept >= SMALL_STEPS)
    return `a target acceptance of ${targetAccept} was not enough; try ${priors}`;
  return `try a higher target acceptance than ${targetAccept} (${SMALL_STEPS}) or ${priors}`;
}

function lowEnergyFraction({ ebfmi }: SamplerCounts): string | undefined {
  const bad = ebfmi
    .map((value, c) => ({ value, name: `chain ${c + 1}` }))
    .filter(({ value }) => !(value >= EBFMI_LIMIT));
  if (bad.length === 0) return undefined;
  const names = bad.map(
    ({ value, name }) => `${name} ${Number.isNaN(value) ? 'cannot tell' : value.toFixed(2)}`,
  );
  return `E-BFMI should be at least ${EBFMI_LIMIT} (${named(names)}): the energy moves slowly between draws, so long tails may be under-explored; draw more, or rescale or tighten the priors of what has long tails`;
}

function depthHits(sampler: SamplerCounts): string | undefined {
  if (sampler.maxDepthHits === 0) return undefined;
  return `${ofAllDraws(sampler.maxDepthHits, sampler)} stopped at the depth limit, which costs time but does not bias; allow a greater depth or put the predictors on similar scales`;
}

function reassurance(
  quantities: readonly QuantityCheck[],
  { chains, divergences, ebfmi }: SamplerCounts,
): string {
  const rhat = quantities.reduce((most, q) => Math.max(most, q.rhat), 0);
  const fewest = quantities.reduce((a, b) => (lesserEss(b) < lesserEss(a) ? b : a));
  const energy = ebfmi.length > 0 ? `, E-BFMI ${Math.min(...ebfmi).toFixed(2)} or more` : '';
  return `${chains} chains agree (largest R-hat ${rhatText(rhat)}), every quantity has at least ${essText(lesserEss(fewest))} effective draws (fewest in the ${fewest.essTail < fewest.essBulk ? 'tail' : 'bulk'} of ${fewest.name}), ${divergences} divergences${energy}`;
}

function lesserEss({ essBulk, essTail }: QuantityCheck): number {
  return essBulk < essTail || Number.isNaN(essTail) ? essBulk : essTail;
}

function essText(ess: number): string {
  return Number.isNaN(ess) ? 'unknown' : `${Math.floor(ess)}`;
}

function rhatText(rhat: number): string {
  return rhat < 1.1 ? rhat.toFixed(3) : rhat.toFixed(2);
}

function share(count: number, quantities: readonly QuantityCheck[]): string {
  return `${count} of ${quantities.length} ${quantities.length === 1 ? 'quantity' : 'quantities'}`;
}

function ofAllDraws(count: number, { chains, draws }: SamplerCounts): string {
  const all = chains * draws;
  const percent = (100 * count) / all;
  return `${count} of ${all} draws (${percent < 0.1 ? 'under 0.1' : percent.toFixed(1)} %)`;
}

function named(names: readonly string[]): string {
  const rest = names.length - NAMED;
  const worst = names.slice(0, NAMED).join('; ');
  return rest > 0 ? `${worst}; and ${rest} more` : worst;
}
