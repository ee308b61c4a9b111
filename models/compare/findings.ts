import type { ComparedParameter } from './compareParameters.ts';

/**
 * What makes a difference. A shift of half a posterior sd turns a 90 % interval of the right width into one that holds
 * 86 %, a 95 % interval into 92 %; a width ratio of 0.8 makes an 81 % interval of a 90 % one, 1.25 a 96 % one. What is
 * smaller changes hardly a conclusion that an interval supports; from half of it on it is worth a word.
 */
export const mostShift = 0.5;
export const wordyShift = 0.25;
export const widthRatios = { least: 0.8, most: 1.25 } as const;
/** Monte Carlo standard errors by which a difference must exceed its limit, so that noise is never called one. */
const noise = 3;

/** What is wrong with one parameter of an approximation. */
export interface Finding {
  readonly row: ComparedParameter;
  readonly shifted: boolean;
  readonly width: 'narrow' | 'wide' | 'unknown' | 'fine';
}

/** Parameters that are off by more than Monte Carlo error explains, worst shift first. */
export function findings(rows: readonly ComparedParameter[]): Finding[] {
  return rows
    .map((row) => ({ row, shifted: isShifted(row), width: widthOf(row) }))
    .filter(({ shifted, width }) => shifted || width !== 'fine')
    .sort((a, b) => severity(b.row) - severity(a.row));
}

function isShifted({ shift, shiftError }: ComparedParameter): boolean {
  return !(Math.abs(shift) - noise * shiftError <= mostShift);
}

/** No standard error, or a posterior without a spread: that cannot be called fine. */
function widthOf({ widthRatio, widthRatioError }: ComparedParameter): Finding['width'] {
  if (Number.isNaN(widthRatio)) return 'unknown';
  if (widthRatio + noise * widthRatioError < widthRatios.least) return 'narrow';
  return widthRatio - noise * widthRatioError > widthRatios.most ? 'wide' : 'fine';
}

function severity({ shift }: ComparedParameter): number {
  return Number.isNaN(shift) ? Number.POSITIVE_INFINITY : Math.abs(shift);
}

/**
 * Whether the skewness of the posterior accounts for a shift: the mode of what leans to the right lies below its mean,
 * by half the skewness where it is mild (a gamma distribution's, exactly); a tenth of a sd more is let pass.
 */
export function isSkew({ shift, skewness }: ComparedParameter): boolean {
  return shift * skewness < 0 && Math.abs(shift) <= Math.abs(skewness) / 2 + 0.1;
}

/** The parameter with the largest shift; those that cannot be told come first. */
export function largestShift(rows: readonly ComparedParameter[]): ComparedParameter {
  return rows.reduce((a, b) => (severity(b) > severity(a) ? b : a));
}
