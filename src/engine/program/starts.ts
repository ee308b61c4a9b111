import type { TermProgram } from './program.ts';

type Sized = Pick<TermProgram, 'levels' | 'coefs'>;

/** Where blocks of these sizes start, one behind the other from `first` on, and last where they end. */
function startsOf(sizes: readonly number[], first: number): number[] {
  const starts = [first];
  for (const size of sizes) starts.push(starts[starts.length - 1] + size);
  return starts;
}

/** Where each term's effects (or their z) start if the first ones stand at `first`, and last where all end. */
export function effectStarts(terms: readonly Sized[], first: number): number[] {
  return startsOf(
    terms.map(({ levels, coefs }) => levels.length * coefs.length),
    first,
  );
}

/** Where each term's factor L (k x k) starts among population values if the first stands at `first`, and where all end. */
export function factorStarts(terms: readonly Pick<Sized, 'coefs'>[], first: number): number[] {
  return startsOf(
    terms.map(({ coefs }) => coefs.length * coefs.length),
    first,
  );
}
