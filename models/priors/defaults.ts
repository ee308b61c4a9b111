import { halfStudentT, lkj, normal, studentT, truncated, uniform } from './constructors.ts';
import type { Prior } from './prior.ts';
import type { Support } from './support.ts';

/** Width of the default priors in units of the linear predictor's scale over the predictor's; as in rstanarm. */
const width = 2.5;

/** Three significant digits, so that the printed prior is the prior used. */
function rounded(x: number): number {
  return Number(x.toPrecision(3));
}

/** For a coefficient of a column with standard deviation `columnScale`; `unit` is the scale of the linear predictor. */
export function defaultCoefficientPrior(unit: number, columnScale: number): Prior {
  return normal(0, rounded((width * unit) / columnScale));
}

/** For the intercept at the predictors' means. */
export function defaultInterceptPrior(unit: number, location: number): Prior {
  return normal(rounded(location), rounded(width * unit));
}

/** For the sd over groups of a coefficient of a column with scale `columnScale`. */
export function defaultGroupSdPrior(unit: number, columnScale: number): Prior {
  return halfStudentT(3, rounded((width * unit) / columnScale));
}

/** A little away from the bounds -1 and 1. */
export const defaultCorrelationPrior: Prior = lkj(2);

/** For a family's own parameter. */
export function defaultParameterPrior(support: Support, scale: number): Prior {
  switch (support.kind) {
    case 'positive':
      return halfStudentT(3, rounded(width * scale));
    case 'real':
      return studentT(3, 0, rounded(width * scale));
    case 'above':
      return truncated(studentT(3, support.lower, rounded(width * scale)), support.lower);
    case 'below':
      return truncated(
        studentT(3, support.upper, rounded(width * scale)),
        Number.NEGATIVE_INFINITY,
        support.upper,
      );
    case 'interval':
      return uniform(support.lower, support.upper);
  }
}
