import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { modelHash } from '../../models/fingerprint.ts';
import type { Model } from '../../models/glmm.ts';
import { hashNumbers, hashText } from '../engine/hash.ts';
import type { Producer } from '../queue/producer.ts';
import type { SbcSubject } from '../queue/sbcByQueue.ts';
import { type CalibrationFile, calibrationHtml, calibrationText } from '../report/calibration.ts';
import { type Journal, openJournal } from '../report/stored/journal.ts';
import { version } from '../report/version.ts';
import { posteriorSource } from '../testing/posteriorSource.ts';
import { ecdfBand } from '../testing/rankTests.ts';
import { checkSbcOptions } from '../testing/sbc.ts';
import type { SbcOptions } from '../testing/sbcOptions.ts';
import { planSbc, type SbcPlan, type SbcReplicate } from '../testing/sbcPlan.ts';
import type { SbcResult } from '../testing/sbcResult.ts';
import { priorSource } from '../testing/sbcSource.ts';
import { interruptedAfter, interruption } from './interrupt.ts';
import { checkOutputs, deliver, type Results } from './outputs.ts';
import { identityOf, withQueue } from './queueFlags.ts';
import { occasionally } from './replicateProgress.ts';
import type { VerifyOptions } from './verifyOptions.ts';

/** Where data sets are kept, one a line, as they are done. */
const journalName = 'data-sets.jsonl';

/**
 * Simulates, fits, ranks and judges; 0, or 2 where the draws are not calibrated. With `--out`, what a run before it has done is
 * taken from there: the ranks are the same whatever was interrupted, and on any number of threads.
 */
export async function runVerify(data: string, model: Model, options: VerifyOptions): Promise<number> {
  const settings = settingsOf(options);
  const simulations = checkSbcOptions('verify', settings);
  await checkOutputs(options, 'verify', [data]);
  const { posterior = false } = options;
  const source = posterior
    ? await posteriorSource(model.declaration, simulations, settings)
    : priorSource(model.declaration, options.seed);
  const plan = planSbc(source, settings);
  const journal = journalIn(options, subjectOf(model, settings, posterior ? simulations : null));
  try {
    const what = { what: `verify ${model.formula}`, of: [identityOf(options), modelHash(model)] };
    const replicates = await withQueue(options, what, async (producer) => {
      const rest = await restBy(producer, plan, { model, options: settings, source });
      return collect(rest, journal, simulations, options.quiet === true);
    });
    const result = plan.result(replicates, settings);
    await deliver(options, results(fileOf(model, settings, result), result));
    return result.verdict.ok ? 0 : 2;
  } catch (error) {
    if (journal !== null && interruption.aborted)
      throw interruptedAfter(
        `interrupted; the data sets done are kept in "${options.out}", and the same command goes on`,
      );
    throw error;
  } finally {
    journal?.close();
  }
}

function settingsOf(options: VerifyOptions): SbcOptions {
  const { dataSets, draws, warmup, seed, sampler, metric, targetAccept, maxDepth, workers } = options;
  const { level, warnLevel } = options;
  const given = { draws, warmup, seed, sampler, metric, targetAccept, maxDepth, workers, level, warnLevel };
  const known = Object.entries({ ...given, simulations: dataSets, signal: interruption });
  return Object.fromEntries(known.filter(([, value]) => value !== undefined)) as SbcOptions;
}

/** What the ranks are a function of: not threads, nor limits, and not the number of data sets but where that many truths are drawn. */
function subjectOf(
  model: Model,
  settings: SbcOptions,
  posteriorTruths: number | null,
): Record<string, unknown> {
  const { draws, warmup, seed, sampler, metric, targetAccept, maxDepth } = settings;
  const { design, outcome } = model;
  const ordered = [outcome.y, ...design.fixed.columns, ...design.groups.map(({ index }) => index)];
  return {
    poolwise: version,
    formula: model.formula,
    'data and priors': hashText([modelHash(model), ...ordered.map(hashNumbers)].join()).slice(0, 8),
    ...(posteriorTruths === null ? {} : { posteriorTruths }),
    ...{ draws, warmup, seed, sampler, metric, targetAccept, maxDepth },
  };
}

function journalIn({ out, force = false }: VerifyOptions, subject: Record<string, unknown>): Journal | null {
  if (out === undefined) return null;
  mkdirSync(out, { recursive: true });
  return openJournal(join(out, journalName), subject, force);
}

/** Here, or by the workers of a queue. */
async function restBy(
  producer: Producer | null,
  plan: SbcPlan,
  subject: SbcSubject,
): Promise<SbcPlan['rest']> {
  if (producer === null) return plan.rest;
  const { sbcByQueue } = await import('../queue/sbcByQueue.ts');
  return (earlier, simulations) => sbcByQueue(producer, subject, earlier, simulations);
}

async function collect(
  rest: SbcPlan['rest'],
  journal: Journal | null,
  simulations: number,
  quiet: boolean,
): Promise<SbcReplicate[]> {
  const replicates = ((journal?.earlier ?? []) as SbcReplicate[]).slice(0, simulations);
  const begun = replicates.length;
  if (begun > 0 && !quiet)
    process.stderr.write(`verify: ${begun} of ${simulations} data sets were done before\n`);
  const tell = quiet ? () => {} : occasionally('verify');
  for await (const replicate of rest(replicates, simulations)) {
    journal?.append(replicate);
    replicates.push(replicate);
    tell(replicates.length - begun, simulations - begun);
  }
  return replicates;
}

function fileOf(model: Model, settings: SbcOptions, result: SbcResult): CalibrationFile {
  const { names, ranks, runs, draws, refused, failed, tests, verdict } = result;
  const { signal: _, workers: __, ...kept } = settings;
  const { name, link } = model.family;
  const ranksOf = new Map(names.map((quantity, q) => [quantity, [...ranks[q]]]));
  return {
    poolwise: version,
    formula: model.formula,
    family: { name, link },
    settings: kept,
    verdict: { ok: verdict.ok, warns: verdict.warns, text: verdict.text },
    draws,
    dataSets: {
      ...{ ranked: runs.length, refused, failed },
      withDivergences: runs.filter(({ divergences }) => divergences > 0).length,
      shortOfEss: runs.filter(({ leastEss }) => leastEss < 2 * draws).length,
    },
    quantities: tests.map((test) => {
      const own = ranksOf.get(test.name);
      return own === undefined ? test : { ...test, ranks: own };
    }),
  };
}

function results(file: CalibrationFile, { runs, draws, verdict }: SbcResult): Results {
  const json = `${JSON.stringify(file, null, 1)}\n`;
  const files = async (): Promise<ReadonlyMap<string, string>> =>
    new Map([
      ['verify.json', json],
      ['verify.html', calibrationHtml(file, ecdfBand(runs.length, draws))],
    ]);
  return {
    kind: 'verify',
    text: calibrationText(file),
    json: () => json,
    files,
    doubt: verdict.ok ? null : verdict.text,
  };
}
