import { coefficientLabel, quantityName } from '../../src/engine/program/quantity.ts';
import type { Design, FixedDesign, MonotoneDesign } from '../design/design.ts';
import { shareQuantities, stepQuantity } from '../layout/monotone.ts';
import { isStepOf } from '../layout/rows.ts';
import {
  bracketed,
  call,
  distributed,
  indexed,
  joined,
  type Line,
  line,
  type Maths,
  name,
  quantityMaths,
  title,
} from './maths.ts';

/** Fixed effects but the columns of monotonic ones, which stand in equations by their own symbol. */
export function withoutSteps(fixed: FixedDesign): FixedDesign {
  const isPlain = (_: unknown, j: number): boolean => !fixed.monotone.some((one) => isStepOf(one, j));
  return { ...fixed, names: fixed.names.filter(isPlain), columns: fixed.columns.filter(isPlain) };
}

/** The monotonic effects of a linear predictor, as they stand in a row's equation: `bsp_mox M[mo(x)]_ij`. */
export function monotoneTerms({ monotone }: FixedDesign, predictor: string, row: string): Maths[] {
  return monotone.map((one) =>
    joined('product', [quantityMaths(stepQuantity(predictor, one)), indexed(symbolOf(one, predictor), row)]),
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
}: Pick<Design, 'predictor' | 'fixed' | 'further'>): Line[] {
  const sides = [{ predictor, fixed }, ...further.map((one) => ({ ...one, predictor: one.parameter }))];
  const lines = sides.flatMap((side) =>
    side.fixed.monotone.flatMap((one) => {
      const [first, ...others] = shareQuantities(side.predictor, one).map(quantityName);
      const share = first.replace(/\d+\]$/, 'm]');
      const [end, dots] = [others.slice(-1).map(name), name('...')];
      const all = bracketed(joined('list', end.length === 0 ? [name(first)] : [name(first), dots, ...end]));
      return [
        line(
          1,
          name(symbolOf(one, side.predictor)),
          ` = ${one.steps} times the sum of ${share} over m = 1, ..., x at level x = 0, ..., ${one.steps} of ${one.text}`,
        ),
        line(2, distributed(all, call('Dirichlet', name('1'), dots, name('1')))),
      ];
    }),
  );
  return lines.length === 0 ? [] : [title('Monotonic effects'), ...lines];
}
