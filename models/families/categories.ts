import { compile, variable } from '../../src/engine/autodiff/index.ts';
import type { Rng } from '../../src/engine/rng.ts';
import type { RowDistribution, RowFunctions } from './family.ts';
import { links } from './links.ts';

/** Chances of categories 1, 2, ..., all together 1. */
export type CategoryChances = (row: RowDistribution) => readonly number[];

/** What an outcome does that is a category of these chances; its mean is of the categories' numbers. */
export function ofChances(chances: CategoryChances): Required<Omit<RowFunctions, 'variance'>> {
  return {
    chances,
    draw: (rng, row) => drawCategory(rng, chances(row)),
    mean: (row) => chances(row).reduce((sum, p, i) => sum + (i + 1) * p, 0),
    cdf(y, row) {
      const all = chances(row);
      if (y >= all.length) return 1;
      return all.reduce((sum, p, i) => (i + 1 <= y ? sum + p : sum), 0);
    },
  };
}

function drawCategory(rng: Rng, chances: readonly number[]): number {
  let rest = rng.uniform();
  for (let k = 0; k < chances.length - 1; k++) {
    rest -= chances[k];
    if (rest < 0) return k + 1;
  }
  return chances.length;
}

/** The inverse of a link that poolwise knows, as a function of numbers; compiled when it is first asked. */
export function inverseOf(link: string): (eta: number) => number {
  const { inverse } = links[link];
  if (inverse === null) throw new RangeError(`${link} has no inverse`);
  const out = new Float64Array(1);
  let run: ReturnType<typeof compile> | null = null;
  return (eta) => {
    run ??= compile([inverse(variable('eta'))], ['eta']);
    run([eta], out);
    return out[0];
  };
}
