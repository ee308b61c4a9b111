import type { Family, FamilyParameter } from '../../models/families/family.ts';
import { responseCheck } from '../../models/families/responses.ts';
import { ownParameters } from '../../models/families/thresholds.ts';
import type { Prior } from '../../models/priors/prior.ts';

/** The left side of a formula for columns `y` and `n`, where every category may be missing from y. */
export function outcomeSide({ response, thresholds }: Family): string {
  if (responseCheck(response).trials === true) return 'y | trials(n)';
  return thresholds === undefined ? 'y' : `y | thres(${thresholds.names.length})`;
}

/** Priors by class for every linear predictor of a family: `b` of the mean's, `b_mu2` and `b_mu3` of categories. */
export function priorsOfPredictors(
  { predictors }: Family,
  priors: Readonly<Record<string, Prior>>,
): Record<string, Prior> {
  if (predictors === undefined) return { ...priors };
  const names = [predictors.main, ...predictors.alike];
  return Object.fromEntries(
    names.flatMap((name) => Object.entries(priors).map(([key, prior]) => [`${key}_${name}`, prior])),
  );
}

/** Parameters of a family that have priors of their own: no thresholds, and none that have the outcome's formula. */
export function scalarParameters(family: Family): FamilyParameter[] {
  return ownParameters(family).filter(({ name }) => family.predictors?.alike.includes(name) !== true);
}
