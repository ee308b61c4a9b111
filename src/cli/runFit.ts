import type { Model } from '../../models/glmm.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import { InputError } from '../engine/errors.ts';
import { describePriors, noteLines } from '../report/describeModel.ts';
import { fitFile, formatFitFile } from '../report/fitFile.ts';
import { verdictOf } from '../report/fitVerdict.ts';
import { priorSection, summaryText } from '../report/summaryText.ts';
import { setupForecast } from '../run/forecast.ts';
import { NothingDrawn } from '../run/runTarget.ts';
import { sample } from '../run/sample.ts';
import { sampleImputed } from '../run/sampleImputed.ts';
import type { SampleOptions } from '../run/settings.ts';
import { type CheckpointFile, checkpointFile } from './checkpoint.ts';
import type { FitOptions } from './fitOptions.ts';
import { interruptedAfter, interruption, stoppable } from './interrupt.ts';
import { admit, admitDraws, smallerModel } from './limits.ts';
import { checkOutputs, deliver, type Results } from './outputs.ts';
import { identityOf, withQueue } from './queueFlags.ts';
import { sampleOptions } from './samplingOptions.ts';
import { terminalWidth } from './terminal.ts';

/**
 * Samples, writes and prints; 0 when the draws can be trusted, 2 when they should not be. Whatever can be found wrong
 * with the settings and the outputs is found before the first draw.
 */
export async function runFit(
  data: readonly string[],
  models: readonly Model[],
  options: FitOptions,
): Promise<number> {
  const [model] = models;
  if (options.priorOnly === true && options.queue !== undefined)
    throw new InputError('fit: draws of the prior are made at once, here; leave --queue out');
  const use = options.priorOnly === true ? ({ prior: 'only' } as const) : {};
  const settings = { ...sampleOptions(options), ...use, level: options.level };
  admitDraws(model, settings, options);
  await checkOutputs(options, 'fit', [...data]);
  if (options.quiet !== true) process.stderr.write(`${openingLines(model).join('\n')}\n`);
  if (options.priorOnly !== true)
    admit(setupForecast(model.program, settings.sampler ?? 'auto'), smallerModel, options);
  const warm = await warmStartOf(options);
  return sampleAndWrite(models, options, { ...settings, ...warm, signal: interruption });
}

async function sampleAndWrite(
  models: readonly Model[],
  options: FitOptions,
  settings: SampleOptions,
): Promise<number> {
  const kept = await checkpointsOf(models, options);
  const what = { what: `fit ${models[0].formula}`, of: identityOf(options) };
  const fit = await withQueue(options, what, async (producer) => {
    const elsewhere =
      producer === null ? {} : { elsewhere: (await import('../queue/elsewhere.ts')).elsewhereBy(producer) };
    const summarised = { ...settings, ...elsewhere, summaries: true };
    if (models.length > 1) return sampleImputed(models, summarised);
    return producer === null
      ? sampleKept(models[0], summarised, options, kept)
      : sample(models[0], summarised);
  });
  const file = fitFile(fit);
  const { ok, text } = verdictOf(file);
  const results: Results = {
    kind: 'fit',
    text: summaryText(file, terminalWidth()),
    json: () => formatFitFile(file),
    files: async () =>
      (await import('../report/stored/fitFolder.ts')).posteriorFiles(file, fit, { data: options.data }), // loads Parquet, which takes a while
    doubt: ok ? null : text,
  };
  await deliver(options, results);
  if (fit.sampler.stopped !== undefined) throw interruptedAfter(stoppedText(options, kept));
  await kept?.clear();
  return ok ? 0 : 2;
}

/** Throws InputError where there is no such fit, or it has no chains. */
async function warmStartOf({ warmStart, priorOnly }: FitOptions): Promise<Pick<SampleOptions, 'warmStart'>> {
  if (warmStart === undefined) return {};
  if (priorOnly === true)
    throw new InputError('fit: draws of the prior start from nothing; leave --warm-start out');
  const { openFit } = await import('../report/stored/openFit.ts'); // loads Parquet
  const fit = await openFit(warmStart, 'fit');
  if (fit.kind === 'posterior') return { warmStart: fit };
  throw new InputError(
    `fit: --warm-start "${warmStart}" is a Laplace fit, which has no chains; give a folder of poolwise fit`,
  );
}

/** Throws InputError where a run cannot go on from a checkpoint. */
async function checkpointsOf(models: readonly Model[], options: FitOptions): Promise<CheckpointFile | null> {
  const without =
    models.length > 1
      ? 'a fit of several files'
      : options.priorOnly === true
        ? '--prior-only'
        : options.queue !== undefined
          ? 'chains of a queue, which keeps what they have done by itself'
          : null;
  if (without === null) return checkpointFile(options);
  if (options.resume !== true) return null;
  throw new InputError(`fit: no checkpoints are kept of ${without}; leave --resume out`);
}

/** Samples; a signal stops the chains where there is a folder for what they have. */
async function sampleKept(
  model: Model,
  settings: SampleOptions,
  { out }: FitOptions,
  kept: CheckpointFile | null,
): Promise<Fit<Model>> {
  if (out === undefined || settings.prior === 'only') return sample(model, settings);
  const started = performance.now();
  const from =
    kept === null ? {} : { checkpoint: kept, ...(kept.found === null ? {} : { resume: kept.found }) };
  return stoppable(async (stop) => {
    try {
      return await sample(model, { ...settings, ...from, stop });
    } catch (error) {
      if (!(error instanceof NothingDrawn)) throw error;
      if (kept === null || performance.now() - started < 1000 * kept.seconds) throw stop.reason;
      await kept.save(error.checkpoint);
      throw interruptedAfter('interrupted before there were draws; the same command with --resume goes on');
    }
  });
}
function stoppedText({ out }: FitOptions, kept: CheckpointFile | null): string {
  const further = kept === null ? `extend "${out}" --draws` : 'the same command with --resume';
  return `interrupted; "${out}" has the draws so far, and ${further} goes on`;
}

/** What is said before the first draw. */
function openingLines(model: Model): string[] {
  return [...priorSection({ priors: describePriors(model) }), ...noteLines(model.notes)];
}
