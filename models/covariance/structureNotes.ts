import type { Note } from '../notes.ts';
import { covarianceStructure } from './structures.ts';
import type { PlainTerm } from './term.ts';

/** What G is where a formula names its structure. */
export function structureNotes(groups: readonly PlainTerm[]): Note[] {
  return groups.flatMap(({ group, coefs: { length: k }, covariance, known, members }) => {
    const texts: string[] = [];
    if (k > 1 && covariance !== 'us' && covariance !== 'diag')
      texts.push(
        `G of ${group} is ${k} x ${k}${covarianceStructure(covariance, k).words(k).replace(/:$/, '')}`,
      );
    if (known !== undefined) texts.push(`levels of ${group} vary together, by ${knownWords(known)}`);
    if (members !== undefined) texts.push(`rows belong to several levels of ${group}: ${members.words}`);
    return texts.map((text) => ({ kind: 'structure' as const, text }));
  });
}

/** `A`, `the inverse of Q`. */
export function knownWords({ name, given }: NonNullable<PlainTerm['known']>): string {
  return given === 'cov' ? name : `the inverse of ${name}`;
}
