import { averagedAt } from '../../../models/accuracy/heldOut.ts';
import { type Loo, pointDraws } from '../../../models/accuracy/index.ts';
import { type RefittedPoint, withRefitted } from '../../../models/accuracy/loo.ts';
import type { Model } from '../../../models/glmm.ts';
import type { Fit } from '../../../models/posterior/fit.ts';
import { InputError } from '../../engine/errors.ts';
import { checkOptions, type OptionKinds } from '../../engine/options.ts';
import { checkRefittable, pointsLeftOut } from './kfold.ts';
import { type RefitOptions, refits } from './refit.ts';

/** Of `exactLoo`. */
export interface ExactLooOptions extends RefitOptions {
  /** Refuse more refits than this; 100 if left out. */
  readonly most?: number;
}

const optionKinds: OptionKinds<ExactLooOptions> = {
  most: 'a number',
  chains: 'a number',
  warmup: 'a number',
  draws: 'a number',
  workers: 'a number',
  elsewhere: 'an object',
  signal: 'an object',
  onProgress: 'a function',
};

/**
 * Leave-one-out accuracy whose doubtful points, those with a k-hat above the threshold, are left out by sampling the model again without
 * each of them. The other points keep their weights. A refit that should not be trusted leaves its point as it was, k-hat and all.
 * Throws InputError as `kfold` does, and where there are more doubtful points than `most`.
 * Source: Vehtari, Gelman & Gabry 2017, section 2.1; `reloo` of R's brms and rstanarm.
 * @example await exactLoo(fit, loo(fit, { groups: 'DID' }))
 */
export async function exactLoo(fit: Fit<Model>, of: Loo, options: ExactLooOptions = {}): Promise<Loo> {
  checkOptions('exactLoo', options, optionKinds);
  checkRefittable('exactLoo', fit);
  if (typeof of !== 'object' || of === null || !('pointwise' in of))
    throw new InputError('exactLoo: expected what loo(fit) found as the second argument');
  const { most = 100, ...running } = options;
  const { paretoK, elpd } = of.pointwise;
  const doubtful = [...paretoK.keys()].filter((i) => !(paretoK[i] <= of.threshold) || Number.isNaN(elpd[i]));
  if (doubtful.length > most)
    throw new InputError(
      `exactLoo: ${doubtful.length} points have a k-hat above ${of.threshold.toFixed(2)}, more refits than ${most}; ask for k-fold accuracy (kfold), or for more refits`,
    );
  const asked =
    of.unit === 'row' ? ({ unit: 'row' } as const) : ({ unit: 'group', group: of.data.unit } as const);
  const pointOf = pointsLeftOut(pointDraws(fit, asked));
  const leaveOut = doubtful.map((point) => (row: number) => pointOf(row) === point);
  const found: RefittedPoint[] = [];
  const doubts: string[] = [];
  let i = 0;
  for await (const { posterior, ok, text } of refits(fit, leaveOut, running)) {
    const point = doubtful[i++];
    const { value, mcse } = averagedAt(pointDraws(posterior, asked), point);
    if (ok) found.push({ point, elpd: value, mcse });
    else doubts.push(`the refit without ${of.data.unit} ${of.labels[point]}: ${text}`);
  }
  return withRefitted(of, found, doubts);
}
