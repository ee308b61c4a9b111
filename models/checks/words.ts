import type { PredictiveCheck, PredictiveTest } from './predictiveCheck.ts';
import type { Fault } from './rowTests.ts';

/** Chance that a check of a true model finds anything, at most. */
export const findingLevel = 0.05;

/** The faults with the clearest remedies first; those that others bring with them last. */
const order: readonly Fault[] = [
  'category',
  'dispersion',
  'zeros',
  'tails',
  'bend',
  'curvature',
  'slopes',
  'outliers',
  'uniformity',
];

/** What the tests of a check found: those whose p-value, allowing for all, is below 0.05. */
export function faultsFound({ tests }: Pick<PredictiveCheck, 'tests'>): PredictiveTest[] {
  return tests
    .filter(({ adjusted }) => adjusted < findingLevel)
    .sort((a, b) => order.indexOf(a.fault) - order.indexOf(b.fault));
}

/** Those worth a sentence: rows far out and a wrong distribution go without saying where a cause is known. */
function told(found: readonly PredictiveTest[]): PredictiveTest[] {
  const isKnown = (test: PredictiveTest): boolean => test.fault !== 'uniformity' && test.fault !== 'outliers';
  const known = found.filter(isKnown);
  return known.length > 0 ? known : [...found];
}

/** What a test looks for, in a line of a table. */
export function faultName({ fault, of }: Pick<PredictiveTest, 'fault' | 'of'>): string {
  const [column = '', factor = ''] = of;
  const names: Readonly<Record<Fault, string>> = {
    uniformity: 'distribution as a whole',
    dispersion: 'dispersion',
    tails: 'tails',
    zeros: 'share of zeros',
    outliers: 'rows beyond all drawn',
    curvature: 'bend along the linear predictor',
    bend: `bend along ${column}`,
    slopes: `slopes of ${column} by ${factor}`,
    category: `share of category ${column}`,
  };
  return names[fault];
}

/** A finding in a sentence, with what may be tried. */
export function faultWords(test: PredictiveTest, outcome: string): string {
  const { fault, of, observed, expected } = test;
  const [column = '', factor = ''] = of;
  const isMore = observed > expected;
  const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
  switch (fault) {
    case 'uniformity':
      return `${outcome} is not distributed as the model says, at its worst place by ${observed.toFixed(1)} sds; look at the ECDF (poolwise plot pit).`;
    case 'dispersion':
      return isMore
        ? `${outcome} varies more than the model allows, ${ratio(observed, expected)} its variance (overdispersion): intervals are too narrow; take a family with a spread of its own (negbinomial for poisson, beta_binomial for binomial, student_t for gaussian), or a predictor that is missing.`
        : `${outcome} varies less than the model says, ${ratio(observed, expected)} its variance (underdispersion): intervals are too wide.`;
    case 'tails':
      return isMore
        ? `Extreme values of ${outcome} are more extreme than the model's; a family with heavier tails (student_t for gaussian) or another link is worth trying.`
        : `Extreme values of ${outcome} are rarer than the model's.`;
    case 'zeros':
      return isMore
        ? `${percent(observed)} of the outcomes are zero where the model expects ${percent(expected)}: a zero-inflated or hurdle family is worth trying.`
        : `${percent(observed)} of the outcomes are zero where the model expects ${percent(expected)}.`;
    case 'outliers':
      return `${Math.round(observed)} rows lie beyond what the model draws, where ${expected.toFixed(1)} are expected; look at these rows.`;
    case 'curvature':
      return `${outcome} bends along the linear predictor: the link may be the wrong one, or a predictor acts in a curve.`;
    case 'bend':
      return `${outcome} bends along ${column}, which the model has as a straight line: try a curve in it, a smooth s(x) or a square.`;
    case 'slopes':
      return `The effect of ${column} differs from one ${factor} to another more than the model allows: let it vary, as in (x | ${factor}).`;
    case 'category':
      return `Category ${column} comes in ${percent(observed)} of the rows, where the model expects ${percent(expected)}.`;
  }
}

const ratio = (observed: number, expected: number): string => `${(observed / expected).toFixed(2)} times`;

/**
 * One check in sentences for a reader who knows no p-values.
 * @param said findings of a check before this one, which are not said again
 */
export function checkWords(check: PredictiveCheck, said: readonly PredictiveTest[] = []): string[] {
  const outcome = check.replicates.model.design.response.name;
  if (check.from === 'prior') return priorWords(check, outcome);
  const found = faultsFound(check);
  const asked = `Asked of ${check.statement}:`;
  if (found.length === 0)
    return [
      `${asked} in ${check.tests.length} tests of ${check.rows.length} rows the data look like data sets that the model draws.`,
    ];
  const isSaid = (test: PredictiveTest): boolean => said.some((one) => faultName(one) === faultName(test));
  const fresh = told(found).filter((test) => !isSaid(test));
  const p = Math.min(...found.map(({ adjusted }) => adjusted));
  const again = fresh.length < told(found).length ? ', in what was said above' : '';
  return [
    `${asked} the model does not make data like these${fresh.length === 0 ? again : ''} (p = ${p.toFixed(3)}, all tests allowed for).`,
    ...fresh.map((test) => `- ${faultWords(test, outcome)}`),
    ...(isBoth(fresh)
      ? ['- More spread brings more zeros: take the family with a spread of its own first.']
      : []),
  ];
}

function isBoth(found: readonly PredictiveTest[]): boolean {
  const isHigh = (fault: Fault): boolean =>
    found.some((test) => test.fault === fault && test.observed > test.expected);
  return isHigh('dispersion') && isHigh('zeros');
}

function priorWords({ statistics }: PredictiveCheck, outcome: string): string[] {
  const beyond = statistics.filter(({ observed, lower, upper }) => observed < lower || observed > upper);
  if (beyond.length === 0)
    return [`The priors alone make data sets of ${outcome} that reach around the data seen.`];
  return [
    `The priors alone hardly make data like these: ${beyond.map(({ name }) => name).join(', ')} of ${outcome} lies outside the middle 95% of data sets that they draw.`,
  ];
}
