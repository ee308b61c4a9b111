import { coefficientLabel, quantityName } from '../../src/engine/program/quantity.ts';
import type { Design, FixedDesign, MonotoneDesign } from '../design/design.ts';
import { shareQuantities, stepQuantity } from '../layout/monotone.ts';
import { isStepOf } from '../layout/rows.ts';

/** Fixed effects but the columns of monotonic ones, which stand in equations by their own symbol. */
export function withoutSteps(fixed: FixedDesign): FixedDesign {
  const isPlain = (_: unknown, j: number): boolean => !fixed.monotone.some((one) => isStepOf(one, j));
  return { ...fixed, names: fixed.names.filter(isPlain), columns: fixed.columns.filter(isPlain) };
}

/** The monotonic effects of a linear predictor, as they stand in a row's equation: `bsp_mox M[mo(x)]_ij`. */
export function monotoneTerms({ monotone }: FixedDesign, predictor: string, row: string): string[] {
  return monotone.map(
    (one) => `${quantityName(stepQuantity(predictor, one))} ${symbolOf(one, predictor)}_${row}`,
  );
}

/** `M[mo(x)]`, and `sigma_M[mo(x)]` of another linear predictor than the mean's. */
function symbolOf({ text }: MonotoneDesign, predictor: string): string {
  return `${coefficientLabel(predictor, 'M')}[${text}]`;
}

/** What the symbols are. */
export function monotoneSection({
  predictor,
  fixed,
  further,
}: Pick<Design, 'predictor' | 'fixed' | 'further'>): string[] {
  const sides = [{ predictor, fixed }, ...further.map((one) => ({ ...one, predictor: one.parameter }))];
  const lines = sides.flatMap((side) =>
    side.fixed.monotone.flatMap((one) => {
      const [first, ...others] = shareQuantities(side.predictor, one).map(quantityName);
      const share = first.replace(/\d+\]$/, 'm]');
      const all = [first, ...others.slice(-1)].join(', ..., ');
      return [
        `  ${symbolOf(one, side.predictor)} = ${one.steps} times the sum of ${share} over m = 1, ..., x at level x = 0, ..., ${one.steps} of ${one.text}`,
        `    (${all}) ~ Dirichlet(1, ..., 1)`,
      ];
    }),
  );
  return lines.length === 0 ? [] : ['Monotonic effects', ...lines];
}
