import type { FamiliesAnswer, OutcomeFacts, OutcomeKind } from '../../../analysis/model/families.ts';
import type { ModelDraft } from '../../../state/session.ts';

/** Why a family is proposed; the words are in texts. */
export type Reason =
  | Exclude<OutcomeKind, 'identifier'>
  | 'exposed'
  | 'overdispersed'
  | 'manyZeros'
  | 'noZeros'
  | 'skewed'
  | 'logNormal'
  | 'symmetric'
  | 'heavyTails'
  | 'extraBinomial'
  | 'steps'
  | 'orderIgnored';

export interface Proposal {
  readonly family: string;
  readonly reason: Reason;
}

/** Families by the kind of outcome, the first to be taken where nothing else speaks. */
const usual: Readonly<Record<OutcomeKind, readonly Proposal[]>> = {
  trials: [
    { family: 'binomial', reason: 'trials' },
    { family: 'beta_binomial', reason: 'extraBinomial' },
  ],
  censored: [
    { family: 'weibull', reason: 'censored' },
    { family: 'lognormal', reason: 'logNormal' },
    { family: 'gaussian', reason: 'symmetric' },
  ],
  identifier: [],
  binary: [{ family: 'bernoulli', reason: 'binary' }],
  ordered: [
    { family: 'cumulative', reason: 'ordered' },
    { family: 'sratio', reason: 'steps' },
    { family: 'categorical', reason: 'orderIgnored' },
  ],
  named: [{ family: 'categorical', reason: 'named' }],
  counts: [
    { family: 'poisson', reason: 'counts' },
    { family: 'negbinomial', reason: 'overdispersed' },
  ],
  proportions: [{ family: 'beta', reason: 'proportions' }],
  positive: [
    { family: 'gaussian', reason: 'symmetric' },
    { family: 'gamma', reason: 'positive' },
    { family: 'lognormal', reason: 'logNormal' },
  ],
  positiveOrZero: [{ family: 'hurdle_gamma', reason: 'positiveOrZero' }],
  real: [
    { family: 'gaussian', reason: 'real' },
    { family: 'student_t', reason: 'heavyTails' },
  ],
};

/** More variance for the mean than this is rarely explained by predictors. */
const overdispersion = 1.5;
/** Third standardised moment; 0.63 is that of a Gamma of shape 10. */
const skew = 0.75;
/** Times the share of zeros that a Poisson outcome of this mean has. */
const zeroExcess = 1.5;

/** Families for an outcome, the best first; none where nothing is known of it, or it names its rows. Only those that take its values. */
export function proposals({ outcome, families }: FamiliesAnswer): readonly Proposal[] {
  if (outcome === null) return [];
  const takes = (name: string): boolean =>
    families.some((family) => family.name === name && family.wants === null);
  const proposed = forFacts(outcome).filter(({ family }) => takes(family));
  return proposed.filter(({ family }, k) => proposed.findIndex((other) => other.family === family) === k);
}

/** Another family, under its usual link; formulas of parameters that it has too are kept. */
export function withFamily(
  { parameters }: Pick<ModelDraft, 'parameters'>,
  { families }: FamiliesAnswer,
  family: string,
): Pick<ModelDraft, 'family' | 'link' | 'parameters'> {
  const own = families.find(({ name }) => name === family)?.parameters ?? [];
  const kept = Object.entries(parameters).filter(([name]) => own.includes(name));
  return { family, link: null, parameters: Object.fromEntries(kept) };
}

function forFacts({ kind, numbers, exposure }: OutcomeFacts): readonly Proposal[] {
  const others = usual[kind];
  if (numbers === null) return others;
  const { mean, sd, min, zeros, skewness } = numbers;
  if (kind === 'counts') {
    const isSpread = (exposure?.ratio ?? (sd * sd) / mean) > overdispersion;
    const zeroExpected = exposure?.zeros ?? Math.exp(-mean);
    const truncated: Proposal[] =
      min === 1
        ? [{ family: isSpread ? 'truncated_negbinomial' : 'truncated_poisson', reason: 'noZeros' }]
        : [];
    const inflated: Proposal[] =
      zeros > 0.05 && zeros > zeroExcess * zeroExpected
        ? [{ family: isSpread ? 'zero_inflated_negbinomial' : 'zero_inflated_poisson', reason: 'manyZeros' }]
        : [];
    const [poisson, negbinomial] = others;
    const plain: Proposal = exposure === null || isSpread ? poisson : { ...poisson, reason: 'exposed' };
    const counted = isSpread ? [negbinomial, plain] : [plain, negbinomial];
    return [...truncated, ...counted, ...inflated];
  }
  if (kind === 'positive' && skewness > skew)
    return [{ family: 'gamma', reason: 'skewed' }, others[2], others[0]];
  return others;
}
