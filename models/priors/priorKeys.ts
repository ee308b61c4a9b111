import { mainPredictor, type Quantity, quantityName } from '../../src/engine/program/quantity.ts';

/** What the prior of a quantity may be declared for, from itself to its class; nothing where it has none of its own. */
export function priorKeys(quantity: Quantity): readonly string[] {
  switch (quantity.kind) {
    case 'intercept':
      return [classOf('Intercept', quantity.predictor)];
    case 'threshold':
      return [quantityName(quantity), classOf('Intercept', quantity.predictor)];
    case 'coefficient':
    case 'monotone':
      return [quantityName(quantity), classOf('b', quantity.predictor)];
    case 'sd':
      return [quantityName(quantity), ...groupKeys('sd', quantity)];
    case 'correlation':
      return groupKeys('cor', { ...quantity, predictor: classPredictor(quantity) });
    case 'commonCorrelation':
      // correlations of all lags share a prior
      return [quantityName({ ...quantity, lag: null }), ...groupKeys('cor', quantity)];
    case 'residualSd':
      return [quantityName(quantity), 'sigma'];
    case 'residualPair':
      return ['cor_resid', 'cor'];
    case 'auxiliary':
    case 'residualCorrelation':
      return [quantity.parameter];
    case 'share':
    case 'shrinkage':
    case 'groupEffect':
    case 'missingOutcome':
    case 'own':
      return [];
  }
}

/** What the prior of a term's whole covariance may be declared for: `cov_g` and `cov`, the mean's where it enters several. */
export function covarianceKeys({
  group,
  predictors,
}: {
  readonly group: string;
  readonly predictors: readonly string[];
}): readonly string[] {
  const own = predictors.every((name) => name === predictors[0]);
  return groupKeys('cov', { group, predictor: own ? predictors[0] : mainPredictor });
}

/** The linear predictor whose priors a quantity's are: the mean's for a correlation between two. */
export function classPredictor(quantity: Extract<Quantity, { readonly predictor: string }>): string {
  const isBetween = quantity.kind === 'correlation' && quantity.other !== undefined;
  return isBetween ? mainPredictor : quantity.predictor;
}

/** `b`, and `b_sigma` of another linear predictor than the mean's. */
function classOf(name: string, predictor: string): string {
  return predictor === mainPredictor ? name : `${name}_${predictor}`;
}

/** `sd_g` and `sd`, or `sd_g__sigma` and `sd_sigma`. */
function groupKeys(
  name: string,
  { group, predictor }: { readonly group: string; readonly predictor: string },
): string[] {
  const ofGroup = `${name}_${group}`;
  return [predictor === mainPredictor ? ofGroup : `${ofGroup}__${predictor}`, classOf(name, predictor)];
}
