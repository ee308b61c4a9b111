import type { GroupRule } from '../../../models/predict/index.ts';
import type { PlotOptions } from '../plot/spec.ts';

/** Options that some kinds take and others have no use for. */
export const choices = [
  'parameters',
  'group',
  'coef',
  'levels',
  'variable',
  'by',
  'groups',
  'level',
] as const;
export type Choice = (typeof choices)[number];

/** Of `plot`, besides sizes, theme and title: what is drawn. */
export interface PlotRequest extends PlotOptions {
  /** Names of quantities; the population's, sds and the family's own if left out. */
  readonly parameters?: readonly string[];
  /** A grouping factor; the first if left out. */
  readonly group?: string;
  /** Which of its coefficients, `Intercept` or a slope; the first if left out. */
  readonly coef?: string;
  /** Levels of the grouping factor to show; all, or as many as there is room for, if left out. */
  readonly levels?: readonly string[];
  /** The variable along the x axis. */
  readonly variable?: string;
  /** A variable each of whose values has a curve. */
  readonly by?: string;
  /** What becomes of group effects in curves. */
  readonly groups?: GroupRule;
  /** Of intervals; 0.95 if left out. */
  readonly level?: number;
}
