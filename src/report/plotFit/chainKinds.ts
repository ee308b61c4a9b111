import { InputError } from '../../engine/errors.ts';
import { autocorrelationPlot } from '../plot/autocorrelation.ts';
import type { ChainDraws } from '../plot/chains.ts';
import { densityPlot } from '../plot/density.ts';
import { energyPlot } from '../plot/energy.ts';
import { essGrowthPlot } from '../plot/essGrowth.ts';
import { pairsPlot } from '../plot/pairs.ts';
import { rankPlot } from '../plot/rank.ts';
import type { PlotOptions } from '../plot/spec.ts';
import { tracePlot } from '../plot/trace.ts';
import { chainDraws, chooseQuantities } from './chosen.ts';
import type { PlotRequest } from './request.ts';
import type { Source } from './source.ts';

/** How many quantities a picture shows where none are named, and at most. */
interface Room {
  readonly usual: number;
  readonly most: number;
}

type Drawn = (quantities: readonly ChainDraws[], options: PlotOptions) => string;

function ofQuantities(source: Source, request: PlotRequest, { usual, most }: Room, draw: Drawn): string {
  const { places, note } = chooseQuantities(source, request.parameters, usual);
  if (places.length > most)
    throw new InputError(
      `plot: at most ${most} quantities fit into this picture, got ${places.length}; name fewer`,
    );
  return draw(
    places.map((q) => chainDraws(source, q)),
    note === undefined ? request : { ...request, note },
  );
}

/** Throws InputError for draws that no chain made, which say nothing of chains. */
function needChains({ isSampled }: Source): void {
  if (isSampled) return;
  throw new InputError(
    'plot: a Laplace fit has no chains, its draws are independent; take density, intervals, caterpillar or pairs',
  );
}

export function traceOf(source: Source, request: PlotRequest): string {
  needChains(source);
  return ofQuantities(source, request, { usual: 6, most: 40 }, (all, options) =>
    tracePlot(all, source.divergent, options),
  );
}

export function rankOf(source: Source, request: PlotRequest): string {
  needChains(source);
  return ofQuantities(source, request, { usual: 6, most: 40 }, rankPlot);
}

export function densityOf(source: Source, request: PlotRequest): string {
  return ofQuantities(source, request, { usual: 12, most: 60 }, densityPlot);
}

export function pairsOf(source: Source, request: PlotRequest): string {
  return ofQuantities(source, request, { usual: 4, most: 8 }, (all, options) =>
    pairsPlot(all, source.divergent, options),
  );
}

export function autocorrelationOf(source: Source, request: PlotRequest): string {
  needChains(source);
  return ofQuantities(source, request, { usual: 6, most: 40 }, autocorrelationPlot);
}

export function essOf(source: Source, request: PlotRequest): string {
  needChains(source);
  return ofQuantities(source, request, { usual: 6, most: 40 }, essGrowthPlot);
}

export function energyOf(source: Source, request: PlotRequest): string {
  needChains(source);
  if (source.energies.length === 0)
    throw new InputError(
      'plot: this fit has no energies: its draws were not made by moving, or it was stored without them',
    );
  return energyPlot(source.energies, request);
}
