import { scalarLogPrior } from '../../../models/priors/draw.ts';
import { describePrior, isShrinkage, type ScalarPrior, supportOf } from '../../../models/priors/prior.ts';
import { endsOf } from '../../../models/priors/support.ts';
import { drawParameters } from '../../../models/simulate/prior.ts';
import { type PriorLayout, priorLayout } from '../../../models/simulate/priorLayout.ts';
import { InputError } from '../../engine/errors.ts';
import { stream } from '../../engine/rng.ts';
import { type PriorOf, priorPosteriorPlot } from '../plot/priorPosterior.ts';
import { chainDraws, chooseQuantities } from './chosen.ts';
import type { PlotRequest } from './request.ts';
import type { Source } from './source.ts';

/** Draws of priors whose density is not known by itself: an intercept's at the predictors' zero, an sd's in a structure. */
const priorDraws = 600;

/** Prior and posterior of quantities; a coefficient's and a family's prior is told exactly, all others by draws. */
export function priorOf(source: Source, request: PlotRequest): string {
  const { draws, model } = source;
  if (model === null) throw new InputError('plot: priors need the model, which this fit does not have');
  const { places, note } = chooseQuantities(source, request.parameters, 12);
  const layout = priorLayout(model);
  const exact = exactPriors(layout);
  const at = new Map(layout.names.map((name, q) => [name, q]));
  const drawn = lazily(() => drawPriors(layout));
  const quantities = places.map((q) => {
    const name = draws.names[q];
    const place = at.get(name);
    if (place === undefined) throw new InputError(`plot: ${name} has no prior of its own`);
    const scalar = exact.get(place);
    const prior: PriorOf =
      scalar === undefined
        ? { kind: 'draws', draws: drawn()[place] }
        : { kind: 'density', of: density(name, scalar) };
    return { ...chainDraws(source, q), prior };
  });
  return priorPosteriorPlot(quantities, note === undefined ? request : { ...request, note });
}

/** Scalar priors that are those of the reported quantity itself, by its place. */
function exactPriors({ predictors, auxiliary }: PriorLayout): Map<number, ScalarPrior> {
  const slopes = predictors.flatMap((one) => [...one.slopes, ...one.monotone]);
  return new Map(
    [...slopes, ...auxiliary].flatMap(({ at, prior }) => (isShrinkage(prior) ? [] : [[at, prior] as const])),
  );
}

/** Throws InputError for a prior without density. */
function density(name: string, prior: ScalarPrior): (x: number) => number {
  if (prior.kind === 'flat' || prior.kind === 'constant')
    throw new InputError(
      `plot: the prior of ${name}, ${describePrior(prior)}, has no density to draw; name others`,
    );
  const { lower, upper } = endsOf(supportOf(prior) ?? { kind: 'real' });
  const log = scalarLogPrior(prior);
  return (x) => (x > lower && x < upper ? Math.exp(log(x)) : 0);
}

/** Of each quantity, in the layout's order. */
function drawPriors(layout: PriorLayout): Float64Array[] {
  const rng = stream('plot', 'prior');
  refuseImproper(layout);
  const all = layout.names.map(() => new Float64Array(priorDraws));
  for (let i = 0; i < priorDraws; i++)
    drawParameters(rng, layout).forEach((value, q) => {
      all[q][i] = value;
    });
  return all;
}

/** Throws InputError for a prior that cannot be drawn from: an intercept's is of what coefficients leave. */
function refuseImproper({ predictors, auxiliary }: PriorLayout): void {
  const own = predictors.flatMap(({ intercept, slopes }) => [
    ...(intercept === null ? [] : [intercept]),
    ...slopes,
  ]);
  const improper = [...own, ...auxiliary].find(
    ({ prior }) => prior.kind === 'flat' || prior.kind === 'custom',
  );
  if (improper === undefined) return;
  throw new InputError(
    'plot: priors of intercepts and sds are told by draws of all, and flat() or a density of your own has none; name other quantities',
  );
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
