import { compile, variablesOf } from '../../src/engine/autodiff/index.ts';
import { linearCount, type Program, predictorNames, predictorsOf } from '../../src/engine/program/program.ts';
import type { Quantity } from '../../src/engine/program/quantity.ts';

/** Where a parameter may lie; the ends are where its coordinate takes it at minus and plus infinity, the same for one that is constant. */
export interface Range {
  readonly lower: number;
  readonly upper: number;
}

/** Of a reported parameter. */
export interface ParameterRange extends Range {
  readonly quantity: Quantity;
}

export const everywhere: Range = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };

/**
 * Ranges, by the bounds of priors and families, of the reported parameters that have a coordinate to themselves or are
 * constant; that of the intercept is of the intercept at the predictors' means, which is where its prior stands. An sd always has one.
 */
export function rangesOf({ reported, linear, alpha, rows }: Program): Map<string, ParameterRange> {
  const intercepts = interceptPlaces(rows);
  return new Map(
    reported.flatMap(({ name, quantity, expression }) => {
      const place = quantity.kind === 'intercept' ? intercepts.get(quantity.predictor) : undefined;
      const own = place === undefined ? expression : linear[place];
      if (variablesOf(own).size > 1)
        return quantity.kind === 'sd'
          ? [[name, { quantity, lower: 0, upper: Number.POSITIVE_INFINITY }]]
          : [];
      const evaluate = compile([own], alpha);
      const out = new Float64Array(1);
      const [lower, upper] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY].map((end) => {
        evaluate(
          Float64Array.from(alpha, () => end),
          out,
        );
        return Number(out[0].toPrecision(12));
      });
      return [[name, { quantity, lower, upper }]];
    }),
  );
}

/** Where the intercept of each linear predictor that has one stands among the linear coefficients. */
function interceptPlaces(rows: Program['rows']): Map<string, number> {
  const places = new Map<string, number>();
  let first = 0;
  const names = predictorNames(rows);
  predictorsOf(rows).forEach((predictor, p) => {
    if (predictor.hasIntercept) places.set(names[p], first);
    first += linearCount(predictor);
  });
  return places;
}
