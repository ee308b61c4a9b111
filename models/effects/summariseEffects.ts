import { probabilityOfDirection } from '../../diagnostics/direction.ts';
import { type IntervalKind, intervalOfSorted } from '../../diagnostics/intervals.ts';
import { mean, sd } from '../../diagnostics/moments.ts';
import { quantileOfSorted } from '../../diagnostics/quantile.ts';
import { InputError } from '../../src/engine/errors.ts';
import type { CellDraws } from './cellDraws.ts';
import type { Combination } from './contrastWeights.ts';
import type { Combining } from './measures.ts';
import type { Setting } from './settings.ts';
import { simultaneousIntervals } from './simultaneous.ts';
import type { EffectRow } from './types.ts';

/** How intervals are made. */
export interface IntervalChoice {
  readonly level: number;
  readonly interval: IntervalKind;
  readonly simultaneous: boolean;
}

/** What is told of cells: sums of the variants of each. */
export interface Told {
  readonly where: string;
  readonly combining: Combining;
  /** Whether sums are held against zero, as contrasts are. */
  readonly compares: boolean;
  readonly combinations: readonly (Combination & { readonly setting?: Setting })[];
}

/** A row a cell, combination and category. */
export function effectRows(
  found: CellDraws,
  settings: readonly Setting[],
  variants: number,
  told: Told,
  choice: IntervalChoice,
): EffectRow[] {
  const categories = found.categories ?? [null];
  const items = settings.flatMap((setting, c) =>
    told.combinations.flatMap((combination) =>
      categories.map((category, k) => ({
        name: combination.name,
        setting: { ...setting, ...combination.setting },
        category,
        sums: combined(found, (v) => (c * variants + v) * categories.length + k, combination, told),
      })),
    ),
  );
  const { back } = told.combining;
  const values = items.map(({ sums }) => sums.map(back));
  const bands = choice.simultaneous ? simultaneousIntervals(values, choice.level) : null;
  return items.map(({ sums, ...item }, i) => {
    const sorted = values[i].slice().sort();
    return {
      ...item,
      mean: mean([values[i]]),
      median: quantileOfSorted(sorted, 0.5),
      sd: sd([values[i]]),
      ...(bands?.[i] ?? intervalOfSorted(sorted, choice.level, choice.interval)),
      direction: told.compares ? probabilityOfDirection([sums]) : null,
    };
  });
}

/** The sum over variants, before it is turned back, draw by draw. */
function combined(
  { values }: CellDraws,
  placeOf: (variant: number) => number,
  { name, weights }: Combination,
  { where, combining }: Told,
): Float64Array {
  const sum = new Float64Array(values[placeOf(0)].length);
  weights.forEach((weight, v) => {
    if (weight === 0) return;
    const own = values[placeOf(v)];
    for (let d = 0; d < sum.length; d++) sum[d] += weight * combining.of(own[d]);
    const bad = own.findIndex((x) => Number.isNaN(combining.of(x)) && !Number.isNaN(x));
    if (bad >= 0)
      throw new InputError(`${where}: ${combining.wanted}, got ${own[bad]} in "${name}"; take "difference"`);
  });
  return sum;
}
