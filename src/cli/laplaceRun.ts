import type { Model } from '../../models/glmm.ts';
import { bootstrap, checkReplicates } from '../../models/likelihood/bootstrap.ts';
import { type LaplaceResult, laplace } from '../../models/likelihood/laplace.ts';
import { laplaceSettings } from '../../models/likelihood/laplaceOptions.ts';
import { checkProfile, profile } from '../../models/likelihood/profile.ts';
import { checkLevel } from '../../models/likelihood/waldIntervals.ts';
import { InputError } from '../engine/errors.ts';
import type { Producer } from '../queue/producer.ts';
import type { BetterIntervals } from '../report/betterIntervals.ts';
import { formatLaplaceFile, laplaceFile } from '../report/laplaceFile.ts';
import { laplaceReport } from '../report/laplaceReport.ts';
import { laplaceText } from '../report/laplaceText.ts';
import { laplaceForecast } from '../run/forecast.ts';
import { interruption } from './interrupt.ts';
import type { LaplaceCommandOptions } from './laplaceOptions.ts';
import { admit, smallerModel } from './limits.ts';
import { checkOutputs, deliver } from './outputs.ts';
import { announce } from './phase.ts';
import { checkQueue, identityOf, withQueue } from './queueFlags.ts';
import { occasionally } from './replicateProgress.ts';
import { terminalWidth } from './terminal.ts';

/**
 * Fits, writes and prints; 0 when the fit converged (also where it is singular, which is said), 2 when it did not.
 * Whatever can be found wrong with the settings and the outputs is found before the fit.
 */
export async function runLaplace(
  data: string,
  model: Model,
  options: LaplaceCommandOptions,
): Promise<number> {
  const settings = laplaceSettings(model, {
    method: options.method,
    quadrature: options.quadrature,
    fast: options.fast ?? false,
    logDeterminant: options.logDeterminant,
  });
  checkLevel(options.level);
  checkIntervals(model, options);
  if (options.profile === true) checkProfile(settings);
  await checkOutputs(options, 'laplace', [data]);
  const loud = options.quiet !== true;
  // what is constant stays so
  const countsOnlyInMap = model.priors.some(
    ({ prior, isDefault }) => !isDefault && prior.kind !== 'constant',
  );
  if (loud && settings.method !== 'map' && countsOnlyInMap)
    process.stderr.write(`note: ${settings.method} leaves priors out; for them take --method map\n`);
  admit(laplaceForecast(model.program, settings.logDeterminant), smallerModel, options);
  const result = laplace(model, settings);
  announce(null);
  const what = { what: `laplace ${model.formula}`, of: identityOf(options) };
  const intervals = await withQueue(options, what, (producer) => betterIntervals(result, options, producer));
  const report = laplaceReport(result, options.level, intervals);
  const { ok, text } = report.verdict;
  await deliver(options, {
    kind: 'laplace',
    text: laplaceText(report, options.effects, terminalWidth()),
    json: () => formatLaplaceFile(laplaceFile(report)),
    files: async () => {
      const { laplaceFiles } = await import('../report/stored/laplaceFolder.ts');
      return laplaceFiles(report, { allEffects: options.effects === true, data: options.data });
    },
    doubt: ok ? null : text,
  });
  return ok ? 0 : 2;
}

function checkIntervals({ program }: Model, options: LaplaceCommandOptions): void {
  checkQueue('laplace', options);
  if (options.bootstrap === undefined) return;
  if (options.profile === true)
    throw new InputError('laplace: --profile and --bootstrap both replace the intervals; choose one');
  checkReplicates(options.bootstrap);
  if (program.rows.condensed !== undefined)
    throw new InputError(
      'laplace: --bootstrap simulates rows, and there are their sums only, made by a database; take --profile, or read the rows (--rows)',
    );
  if (program.rows.weights !== null)
    throw new InputError('laplace: --bootstrap cannot simulate a model with case weights');
}

async function betterIntervals(
  result: LaplaceResult,
  options: LaplaceCommandOptions,
  producer: Producer | null,
): Promise<BetterIntervals> {
  const { level, seed, bootstrap: replicates } = options;
  if (!result.certificate.converged) return { kind: 'wald' };
  if (options.profile === true) return { kind: 'profile', profiles: profile(result, undefined, { level }) };
  if (replicates === undefined) return { kind: 'wald' };
  const onProgress = options.quiet === true ? () => {} : occasionally('bootstrap');
  const settings = { replicates, seed, level, onProgress };
  if (producer === null) return { kind: 'bootstrap', bootstrap: bootstrap(result, settings) };
  const { bootstrapByQueue } = await import('../queue/bootstrapByQueue.ts');
  const found = await bootstrapByQueue(producer, result, { ...settings, signal: interruption });
  return { kind: 'bootstrap', bootstrap: found };
}
