import { afterAll, describe, expect, test } from 'vitest';
import { mutantsByKind, soundRuns } from './all.ts';
import { printTable, type Sound, type TriedMutant } from './table.ts';
import { tryMutant } from './trying.ts';

/** Seeds that a mutant is given to be caught with, and that what is sound has to pass: `MUTANT_SEEDS=50 npm run test:mutants`. */
const mostRuns = 5;
const soundSeeds = Number(process.env.MUTANT_SEEDS ?? 1);

const sound: Sound[] = [];
const tried: TriedMutant[] = [];

describe('where nothing is broken', () => {
  soundRuns.forEach(({ property, run }, place) => {
    test(`${property}, ${place + 1}`, async () => {
      for (let seed = 1; seed <= soundSeeds; seed++) {
        const { ok, text } = await run(seed);
        expect(ok, `seed ${seed}: ${text}`).toBe(true);
      }
      sound.push({ property, seeds: soundSeeds });
    });
  });
});

for (const [kind, mutants] of Object.entries(mutantsByKind))
  describe(kind, () => {
    for (const mutant of mutants)
      test(mutant.name, async () => {
        const { runs, text } = await tryMutant(mutant, mostRuns);
        tried.push({ kind, name: mutant.name, file: mutant.file, property: mutant.property, runs });
        expect(runs, text).not.toBeNull();
      });
  });

afterAll(() => printTable(tried, sound));
