import { worded } from '../../src/engine/advice.ts';
import { InputError } from '../../src/engine/errors.ts';
import { meansAreEta } from '../families/meansAreEta.ts';
import { responseCheck } from '../families/responses.ts';
import type { Model } from '../glmm.ts';
import { residualSdOf } from '../layout/rowDensity.ts';
import { type Posterior, rowDraws, rowsAt } from '../predict/index.ts';
import { meanSquares } from './fixedVariance.ts';

/** Residual variance on the scale of the linear predictor, draw by draw, and what it is. */
export interface LatentResidual {
  readonly variance: Float64Array;
  readonly words: string;
}

/**
 * What is left of the outcome's variance on the scale of the linear predictor:
 * - where a function of the outcome is normal around the linear predictor, the mean over rows of its variance;
 * - of yes or no, of successes among trials and of ordered categories the variance of the variable that is cut at the thresholds;
 * - where the linear predictor is the mean itself, the mean over rows of the outcome's variance.
 * Throws InputError for other models, which have no variance on that scale.
 */
export function latentResidual(posterior: Posterior): LatentResidual {
  const { model } = posterior;
  const sd = residualSdOf(model.family.chosen);
  if (sd !== null) return normalResidual(posterior, sd, 'residual variance');
  const normal = normalScaleSd(model);
  if (normal !== null)
    return normalResidual(posterior, normal.sd, `residual variance of the ${normal.text} of the outcome`);
  if (isCut(model)) return cutResidual(posterior);
  if (meansAreEta(model.family.chosen)) return ownResidual(posterior);
  const { name, link } = model.family;
  throw new InputError(
    worded`variance: ${name} with link ${link} has no residual variance on the scale of the linear predictor; take ${onObserved}`,
  );
}

const onObserved = { kind: 'varianceScale', scale: 'observed' } as const;

function normalResidual(posterior: Posterior, parameter: string, words: string): LatentResidual {
  const rows = rowsAt(posterior.model, null, { groups: 'given', newLevels: 'error' });
  const sds = rowDraws(posterior, rows, { scale: { parameter }, groups: 'given' });
  return { variance: meanSquares(sds), words: `${words}, on average over rows` };
}

/** The sd of a function of the outcome that is normal, lognormal's log. */
function normalScaleSd({ family: { chosen } }: Model): { readonly sd: string; readonly text: string } | null {
  if (chosen.normal === null) return null;
  const { density, text } = chosen.normal;
  const sd = residualSdOf({ ...chosen, density });
  return sd === null ? null : { sd, text };
}

/** Whether outcomes say where a hidden variable lies among thresholds, of which one may be 0. */
function isCut({ family: { chosen } }: Model): boolean {
  const { family } = chosen;
  if (family.thresholds !== undefined) return family.thresholds.ordered;
  const { whole = false, trials = false, holds } = responseCheck(family.response);
  const isBinary = whole && holds(0) && holds(1) && !holds(2);
  return (isBinary || trials) && family.parameters.length === 0 && family.mean === undefined;
}

function cutResidual({ model, draws }: Posterior): LatentResidual {
  const { link } = model.family.chosen;
  if (link.latent === undefined)
    throw new InputError(
      worded`variance: link ${link.name} has no hidden variable with a variance; take ${onObserved}, or another link`,
    );
  const { variance, words } = link.latent;
  return { variance: new Float64Array(draws.chains * draws.draws).fill(variance), words };
}

function ownResidual(posterior: Posterior): LatentResidual {
  const rows = rowsAt(posterior.model, null, { groups: 'given', newLevels: 'error', perTrial: true });
  const sds = rowDraws(posterior, rows, { scale: 'sd', groups: 'given' });
  return { variance: meanSquares(sds), words: "the outcome's variance given its mean, on average over rows" };
}
