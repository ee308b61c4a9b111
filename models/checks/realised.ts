import { normalQuantile } from '../../src/engine/elementary/distributions.ts';
import { normalCdf } from '../../src/engine/elementary.ts';
import { stream } from '../../src/engine/rng.ts';
import type { RowDistribution } from '../families/family.ts';
import { responseCheck } from '../families/responses.ts';
import type { Model } from '../glmm.ts';
import type { Draws } from '../posterior/draws.ts';
import { drawsOfQuantity } from '../predict/drawsOfQuantity.ts';
import { rowsAt } from '../predict/index.ts';
import { etaWriter } from '../predict/linear.ts';
import { rowState } from '../predict/rowState.ts';
import { termEffects } from '../predict/termEffects.ts';
import type { Replicates } from './replicates.ts';
import type { RowResiduals } from './residuals.ts';

/** Pr(Y < y) and Pr(Y <= y) of a row. */
export type CdfEnds = (y: number, row: RowDistribution) => readonly [below: number, upTo: number];

/** Null where the family does not say its distribution function. */
export function cdfEnds({ family }: Pick<Model, 'family'>): CdfEnds | null {
  const { cdf, response } = family.chosen.family;
  if (cdf === undefined) return null;
  const { whole, holds } = responseCheck(response);
  const lumpAtZero = whole !== true && holds(0) && !holds(-1);
  return (y, row) => {
    const upTo = cdf(y, row);
    if (whole === true) return [holds(y - 1) ? cdf(y - 1, row) : 0, upTo];
    return [lumpAtZero && y === 0 ? 0 : upTo, upTo];
  };
}

/**
 * Residuals of the data and of each data set at the parameters that drew it, group effects included: a data set's are those of a true
 * model, and so are the data's if the draw is one of the posterior. Randomised where outcomes have lumps (Dunn & Smyth 1996).
 * Null for a family that does not say its distribution function.
 * @param draws as many as data sets, in one chain: those that drew them
 */
export function realisedResiduals(
  { model, rows, y, sets }: Replicates,
  draws: Draws,
  seed: string,
): RowResiduals | null {
  const ends = cdfEnds(model);
  if (ends === null) return null;
  const state = stateOfRows(model, draws);
  const scaledOf = scaledResidual(model);
  const isLarge = largeCounts(model);
  const make = (): Float32Array[] => sets.map(() => new Float32Array(rows.length));
  const [scaledData, scaledDrawn, uniformData, uniformDrawn] = [make(), make(), make(), make()];
  for (let k = 0; k < rows.length; k++) {
    const rng = stream(seed, 'place', rows[k]);
    state.go(rows[k]);
    for (let s = 0; s < sets.length; s++) {
      const row = state.at(s);
      const write = (y: number, scaledOut: Float32Array, uniformOut: Float32Array): void => {
        const scaled = scaledOf(y, row);
        const u = rng.uniform();
        const place = isLarge(y) && scaled !== null ? normalCdf(scaled) : within(ends(y, row), u);
        uniformOut[k] = Number.isNaN(place) ? middle : Math.min(most, Math.max(least, place));
        scaledOut[k] = scaled ?? normalQuantile(uniformOut[k]);
      };
      write(y[k], scaledData[s], uniformData[s]);
      write(sets[s][k], scaledDrawn[s], uniformDrawn[s]);
    }
  }
  return {
    scaled: { data: scaledData, drawn: scaledDrawn },
    uniform: { data: uniformData, drawn: uniformDrawn },
  };
}

/** The distributions of the model's own rows, of their own groups. */
export function stateOfRows(model: Model, draws: Draws) {
  const at = rowsAt(model, null, { groups: 'given', newLevels: 'error' });
  const find = drawsOfQuantity(draws);
  const effectsOf = termEffects(find, { groups: 'given', seed: '1' });
  return rowState(
    at,
    find,
    at.predictors.map((_, p) => etaWriter(at, p, find, effectsOf)),
  );
}

/** Of a row whose distribution came to one point, a mean of 0 or 1 by rounding, which says nothing of a residual. */
const middle = 0.5;
/** What single precision tells from 0 and 1. */
const [least, most] = [2 ** -100, 1 - 2 ** -24];
const within = ([below, upTo]: readonly [number, number], u: number): number => below + u * (upTo - below);

/** Counts beyond this have a distribution function that takes long, and is a normal one's but for little: of data and data sets alike. */
const mostExact = 1000;

function largeCounts({ family, outcome }: Model): (y: number) => boolean {
  const isWhole = responseCheck(family.chosen.family.response).whole === true && outcome.trials === null;
  return (y) => isWhole && y > mostExact;
}

/** Residuals are cut here, so that their powers are numbers. */
const farthest = 1e6;

/** (y - mean) / sd; null where a row has no variance. */
function scaledResidual({ family }: Model): (y: number, row: RowDistribution) => number | null {
  const { chances, variance, mean } = family.chosen.family;
  if (chances !== undefined || variance === undefined) return () => null;
  return (y, row) => {
    const sd = Math.sqrt(variance(row));
    const e = (y - (mean === undefined ? row.mu * row.trials : mean(row))) / sd;
    if (!(sd > 0 && Number.isFinite(sd)) || Number.isNaN(e)) return null;
    return Math.max(-farthest, Math.min(farthest, e));
  };
}
