import { runOff } from './identified.ts';
import type { ReportedParameter } from './parameters.ts';
import type { Range } from './ranges.ts';

/** Whether an sd has run off to 0, the end of its range. */
export function isZeroSd(
  { quantity, pivot, alone }: ReportedParameter,
  alpha: Float64Array,
  range: Range | undefined,
): boolean {
  return quantity.kind === 'sd' && alone && range?.lower === 0 && alpha[pivot] < -runOff;
}
