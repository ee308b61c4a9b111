import { describeArgument } from '../../models/arguments.ts';
import { InputError } from '../engine/errors.ts';
import { judgedQuantities, setsOf } from '../run/check/evidence.ts';
import type { Check, DrawFinding } from '../run/check/types.ts';
import { type CheckOptions, checkCheckOptions, checkDraws, checkEvidence } from '../run/check.ts';
import { type AnyFit, isFit, isLaplaceFit } from './kindOfFit.ts';
import type { LaplaceWarning } from './laplaceVerdict.ts';
import type { LoadedDraws, LoadedEstimates, LoadedFit } from './stored/loadedFit.ts';

/** What findings of any fit are about; 'stored' for those of a Laplace fit that came back without its model. */
export type FindingKind = DrawFinding | LaplaceWarning['kind'] | 'stored';

/**
 * What is wrong with a fit, of `sample` or `laplace`, fresh or as `loadFit` read it: which parameters are worst, why probably, and
 * what helped: remedies whose forecast is below `tries` seconds are run, until the draws of one can be trusted.
 * Throws InputError for what is no fit; rejects with the signal's reason when aborted.
 * @example (await check(fit)).findings
 */
export async function check(
  fit: AnyFit | LoadedFit,
  options: CheckOptions = {},
): Promise<Check<FindingKind>> {
  checkCheckOptions(options);
  if (isFit(fit)) return checkDraws(fit, options);
  if (isLaplaceFit(fit)) return (await laplaceChecks()).checkLaplace(fit);
  if (isWithoutModel(fit))
    return fit.kind === 'draws'
      ? checkStoredDraws(fit, options)
      : (await laplaceChecks()).checkEstimates(fit);
  throw new InputError(
    `check: expected a fit, as sample, laplace or loadFit makes it, got ${describeArgument(fit)}`,
  );
}

/** Of Laplace fits, which most pages do not check. */
const laplaceChecks = () => import('./checkLaplace.ts');

function isWithoutModel(fit: unknown): fit is LoadedDraws | LoadedEstimates {
  return typeof fit === 'object' && fit !== null && 'why' in fit && 'file' in fit;
}

function checkStoredDraws({ draws, file, why }: LoadedDraws, { nameOf }: CheckOptions): Check {
  const { parameters, sampler, imputations = 1 } = file;
  const byName = new Map(parameters.map((row) => [row.name, row]));
  const rows = draws.names.flatMap((name) => byName.get(name) ?? []);
  const found = checkEvidence({
    draws,
    judged: judgedQuantities(draws, rows, nameOf),
    counts: sampler,
    chains: null,
    model: null,
    maxDepth: null,
    ofPrior: file.run?.strategy === 'prior',
    divergenceEnds: null,
    sets: setsOf(draws.chains, imputations),
  });
  return found.trusted ? found : { ...found, untried: `the model did not come back: ${why}` };
}
