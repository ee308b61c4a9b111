import { type Mutant, whileBroken } from './mutant.ts';

/** How a mutant was caught. */
export interface Caught {
  /** Runs until then, each by a seed of its own: 1, 2, ...; null where none did. */
  readonly runs: number | null;
  readonly text: string;
}

/** Tries seeds from 1 on until the property fails. */
export async function tryMutant(mutant: Mutant, mostRuns: number): Promise<Caught> {
  return whileBroken(mutant, async () => {
    let text = '';
    for (let seed = 1; seed <= mostRuns; seed++) {
      const result = await mutant.run(seed);
      text = result.text;
      if (!result.ok) return { runs: seed, text };
    }
    return { runs: null, text };
  });
}
