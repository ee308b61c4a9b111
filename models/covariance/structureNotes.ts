import type { Note } from '../notes.ts';
import { covarianceStructure } from './structures.ts';
import type { PlainTerm } from './term.ts';

/** What G is where a formula names its structure. */
export function structureNotes(groups: readonly PlainTerm[]): Note[] {
  return groups.flatMap(({ group, coefs: { length: k }, covariance }) => {
    if (k === 1 || covariance === 'us' || covariance === 'diag') return [];
    const words = covarianceStructure(covariance, k).words(k).replace(/:$/, '');
    return [{ kind: 'structure' as const, text: `G of ${group} is ${k} x ${k}${words}` }];
  });
}
