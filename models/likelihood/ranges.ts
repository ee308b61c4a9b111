import { compile, variablesOf } from '../../src/engine/autodiff/index.ts';
import type { Program } from '../../src/engine/program/program.ts';
import type { Quantity } from '../../src/engine/program/quantity.ts';

/** Where a parameter may lie; the ends are where its coordinate takes it at minus and plus infinity. */
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
 * Ranges, by the bounds of priors and families, of the reported parameters that have a coordinate to themselves; that of
 * the intercept is of the intercept at the predictors' means, which is where its prior stands. An sd always has one.
 */
export function rangesOf({ reported, linear, alpha, rows }: Program): Map<string, ParameterRange> {
  return new Map(
    reported.flatMap(({ name, quantity, expression }) => {
      const own = quantity.kind === 'intercept' && rows.hasIntercept ? linear[0] : expression;
      if (variablesOf(own).size !== 1)
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
