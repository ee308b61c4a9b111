import type { Family } from '../../models/families/family.ts';
import { responseCheck } from '../../models/families/responses.ts';

/** The left side of a formula for columns `y` and `n`, where every category may be missing from y. */
export function outcomeSide({ response, thresholds }: Family): string {
  if (responseCheck(response).trials === true) return 'y | trials(n)';
  return thresholds === undefined ? 'y' : `y | thres(${thresholds.names.length})`;
}
