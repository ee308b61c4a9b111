import type { Program } from '../program/program.ts';
import { affineCoefficients } from './coefficients.ts';
import type { Criterion } from './criterion.ts';
import { describe, type LaplaceFit } from './fitLaplace.ts';
import type { PriorUse } from './latentModel.ts';
import { latentTerms } from './latentOfProgram.ts';
import { gainsByVariance, valuesThemselves } from './lostRank.ts';
import { namesAlong } from './namesAlong.ts';
import type { OuterTarget } from './outerTarget.ts';
import { wholeOptimum } from './profileFit.ts';
import { populationOf, residualTarget, restrictedTarget } from './residualTarget.ts';
import { type SearchOptions, search } from './search.ts';

/**
 * As `fitLatent` for a program whose residuals have a structure, or of which there are sums only: the same search on the exact marginal. Of its rows nothing
 * is said, since no row has a density of its own.
 */
export function fitResidual(
  program: Program,
  priors: PriorUse,
  options: SearchOptions,
  criterion: Extract<Criterion, { kind: 'laplace' | 'reml' }>,
): LaplaceFit {
  const fit =
    criterion.kind === 'laplace'
      ? fitWhole(program, priors, options, criterion)
      : fitRestricted(program, priors, options, criterion);
  if (!fit.converged || fit.flat.length === 0 || priors === 'include') return fit;
  return { ...fit, converged: !standsAtSaddle(program, fit) };
}

const namesOf = (program: Program, priors: PriorUse) => ({
  priors,
  namesAlong: (alpha: Float64Array, direction: readonly number[]) => namesAlong(program, alpha, direction),
});

function fitWhole(
  program: Program,
  priors: PriorUse,
  options: SearchOptions,
  criterion: Criterion,
): LaplaceFit {
  const target = residualTarget(program, populationOf(program, priors));
  const optimum = search(target, options);
  return {
    ...describe(namesOf(program, priors), target, optimum),
    ...{ criterion, conditionalCovariance: null },
    determinant: { kind: 'exact' },
  };
}

function fitRestricted(
  program: Program,
  priors: PriorUse,
  options: SearchOptions,
  criterion: Criterion,
): LaplaceFit {
  const coefficients = affineCoefficients(program);
  if (coefficients === null) throw new RangeError('reml: a coefficient is bounded');
  const target = restrictedTarget(program, populationOf(program, priors), coefficients);
  const { start } = options;
  const found = search(target, {
    ...options,
    ...(start === undefined ? {} : { start: Float64Array.from(target.places, (place) => start[place]) }),
  });
  const optimum = wholeOptimum(target, coefficients, found, true);
  const { conditionalCovariance } = optimum;
  const described = describe(namesOf(program, priors), target, optimum);
  return { ...described, determinant: { kind: 'exact' }, criterion, conditionalCovariance };
}

/** Whether a singular fit would be better with variance where it has none: see `wantsVariance`. */
function standsAtSaddle(program: Program, { alpha, criterion }: LaplaceFit): boolean {
  const population = populationOf(program, 'exclude');
  const { linear, auxiliary } = program;
  const values = new Float64Array(population.count);
  population.forward(alpha, values);
  const target = targetOfValues(program, criterion, population.count);
  const scale = program.residual === undefined ? program.capabilities.residualSd : program.residual.scale;
  const at = auxiliary.findIndex(({ name }) => name === scale);
  const sigma = at < 0 ? 1 : values[linear.length + at];
  return gainsByVariance(
    {
      population,
      alphaCount: program.alpha.length,
      linearCount: linear.length,
      auxiliaryCount: auxiliary.length,
      terms: latentTerms(program),
    },
    target,
    alpha,
    [1 / (sigma * sigma)],
  );
}

function targetOfValues(program: Program, { kind }: Criterion, count: number): OuterTarget {
  const themselves = valuesThemselves(count);
  if (kind === 'laplace') return residualTarget(program, themselves, count);
  const own = affineCoefficients(program);
  if (own === null) throw new RangeError('reml: a coefficient is bounded');
  const p = program.linear.length;
  const at = Int32Array.from({ length: p }, (_, k) => k);
  return restrictedTarget(program, themselves, { ...own, at, slope: new Float64Array(p).fill(1) }, count);
}
