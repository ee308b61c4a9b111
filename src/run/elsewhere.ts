import type { Model } from '../../models/glmm.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import type { Crew } from './crew.ts';
import type { DrawOptions } from './drawOptions.ts';

/** Who does the work of fits on other machines; the draws are those of this one, bit for bit. */
export interface Elsewhere {
  /** Fits under way at the same time, at most. */
  readonly atOnce: number;
  /** Who runs the chains of one model. Throws InputError for what no formula and table declare. */
  crewFor(target: unknown): Crew;
  /** A whole fit, as `sample` makes it, in one piece. Rejects with the signal's reason when aborted. */
  fit(model: Model, options: DrawOptions, signal?: AbortSignal): Promise<Fit<Model>>;
}
