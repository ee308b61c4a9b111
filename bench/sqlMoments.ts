import type { Fit, Model } from '../src/index.ts';

/** The largest difference of two fits' posterior means of a quantity, in its posterior sds. */
export function furthest(one: Fit<Model>, other: Fit<Model>): number {
  const [means, others] = [one, other].map(({ draws }) => quantityMoments(draws));
  const far = means.map(({ mean, sd }, q) => Math.abs(mean - others[q].mean) / sd);
  return Math.max(...far);
}

function quantityMoments({ values, names, draws }: Fit<Model>['draws']): { mean: number; sd: number }[] {
  return names.map((_, q) => {
    const drawn = values.flatMap((chain) => [...chain.subarray(q * draws, (q + 1) * draws)]);
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    const sd = Math.sqrt(drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (drawn.length - 1));
    return { mean, sd };
  });
}
