import { type NamedDraws, type StandingOut, standOut, startsOf } from '../../diagnostics/index.ts';
import { describeArgument } from '../../models/arguments.ts';
import { columnAt, type Draws } from '../../models/posterior/draws.ts';
import type { Fit, SamplerReport } from '../../models/posterior/fit.ts';
import { InputError } from '../engine/errors.ts';
import { dimensionOf, type Program } from '../engine/program/program.ts';
import { compileQuantities } from '../engine/program/quantities.ts';
import { isFixed, isIndividual } from '../engine/program/quantity.ts';
import { stream } from '../engine/rng.ts';
import { planOf } from './planOf.ts';
import { prepareWalk } from './walk.ts';

/** A transition that diverged. */
export interface DivergentTransition {
  /** Chain and draw, counted from 0. */
  readonly chain: number;
  readonly draw: number;
  /** By how much the energy was off where the trajectory was given up. */
  readonly energyError: number;
  /** Population quantities at the draw that it started from; null for the first draw, which started from the end of warmup. */
  readonly start: readonly number[] | null;
  /** The same where the trajectory was given up; not finite where it left the range of numbers, null without a model. */
  readonly end: readonly number[] | null;
  /** That point in the coordinates that the sampler walks in. */
  readonly point: Float64Array;
}

/** Where a fit's transitions diverged. */
export interface Divergences {
  /** Of the population quantities, in the order of `start` and `end`. */
  readonly names: readonly string[];
  readonly transitions: readonly DivergentTransition[];
  /** All quantities, group effects too, those first whose divergent starts are most unlike the rest. */
  readonly standOut: readonly StandingOut[];
}

/**
 * The divergent transitions of a fit of `sample`: where each started and ended, its energy error, and which quantities stand
 * out where they start. Ends are found on the sampler's own map, which takes as long as choosing it did (a Laplace fit).
 * Throws InputError for what is no fit with its sampler's report.
 * @example divergences(fit).standOut[0].name
 */
export function divergences(fit: Fit): Divergences {
  if (typeof fit !== 'object' || fit === null || !('sampler' in fit) || !('draws' in fit))
    throw new InputError(
      `divergences: expected a fit of sample, with its sampler's report, got ${describeArgument(fit)}`,
    );
  const { draws, sampler, model } = fit;
  const population = [...draws.quantities.keys()].filter((q) => !isIndividual(draws.quantities[q]));
  const found = sampler.chains.flatMap((chain, c) =>
    chain.divergences.map((divergence) => ({ c, ...divergence })),
  );
  const endOf = model === null || found.length === 0 ? null : endsBy(model.program, sampler);
  const all = draws.quantities.flatMap((quantity, q): NamedDraws[] =>
    isFixed(quantity) ? [] : [{ name: draws.names[q], chains: columnAt(draws, q) }],
  );
  return {
    names: population.map((q) => draws.names[q]),
    transitions: found.map(({ c, draw, energyError, theta }) => ({
      ...{ chain: c, draw, energyError, point: theta },
      start: draw === 0 ? null : population.map((q) => valueAt(draws, c, q, draw - 1)),
      end: endOf === null ? null : endOf(theta, population),
    })),
    standOut:
      found.length === 0 ? [] : standOut(all, startsOf(sampler.chains.map(({ stats }) => stats.divergent))),
  };
}

const valueAt = ({ values, draws }: Draws, chain: number, q: number, draw: number): number =>
  values[chain][q * draws + draw];

/** Quantities at a point of the sampler's walk. What it integrates out is drawn, which no population quantity hangs on. */
function endsBy(
  program: Program,
  sampler: SamplerReport,
): ((point: Float64Array, wanted: readonly number[]) => number[]) | null {
  if (sampler.strategy === 'prior') return null;
  const walk = prepareWalk(program, planOf(program, sampler));
  const quantities = compileQuantities(program);
  const theta = new Float64Array(dimensionOf(program));
  const values = new Float64Array(quantities.names.length);
  const rng = stream(sampler.seed, 'divergences');
  return (point, wanted) => {
    walk.toTheta(rng, point, theta);
    quantities.write(theta, values, 0, 1);
    return wanted.map((q) => values[q]);
  };
}
