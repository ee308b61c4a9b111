import type { Model } from '../glmm.ts';

/** What the categories of an outcome are called, in their order: levels of a factor, or 1, 2, ... */
export function categoriesOf({ design: { response }, family }: Model): readonly string[] {
  const labels = response.kind === 'values' ? (response.categories?.labels ?? null) : null;
  if (labels !== null) return labels;
  const { thresholds, predictors } = family.chosen.family;
  const most = thresholds?.strata?.map(({ names }) => names.length) ?? [thresholds?.names.length ?? 0];
  const count = predictors === undefined ? Math.max(...most) + 1 : predictors.alike.length + 2;
  return Array.from({ length: count }, (_, k) => `${k + 1}`);
}
