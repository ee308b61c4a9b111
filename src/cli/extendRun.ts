import { basename, dirname } from 'node:path';
import { InputError } from '../engine/errors.ts';
import { fitFile, formatFitFile } from '../report/fitFile.ts';
import { verdictOf } from '../report/fitVerdict.ts';
import { posteriorFiles } from '../report/stored/fitFolder.ts';
import { openFit } from '../report/stored/openFit.ts';
import { placementIn } from '../report/stored/ownOutputs.ts';
import { summaryText } from '../report/summaryText.ts';
import { extend } from '../run/extend.ts';
import { interruption } from './interrupt.ts';
import { checkOutputs, deliver } from './outputs.ts';
import { progressAfterSetup } from './progress.ts';
import { terminalWidth } from './terminal.ts';

export interface ExtendFlags {
  readonly chains?: number;
  readonly draws?: number;
  readonly workers?: number;
  readonly out?: string;
  readonly force?: boolean;
  readonly quiet?: boolean;
}

/** Samples, writes and prints; 0 when the draws can be trusted, 2 when they should not be. */
export async function runExtend(path: string, options: ExtendFlags): Promise<number> {
  const { chains, draws, workers, out, force = false, quiet } = options;
  const fit = await openFit(path, 'extend');
  if (fit.kind !== 'posterior')
    throw new InputError(
      `extend: "${path}" is a Laplace fit, which has no chains; give a folder of poolwise fit`,
    );
  const own = basename(path) === 'fit.json' ? dirname(path) : path;
  const outputs = { out: out ?? own, force };
  if (out === undefined) await placementIn(own, 'fit', force);
  else await checkOutputs(outputs, 'fit', [own]);
  const given = Object.entries({ chains, draws, workers }).filter(([, value]) => value !== undefined);
  const running = { signal: interruption, onProgress: progressAfterSetup(quiet) };
  const more = await extend(fit, { ...Object.fromEntries(given), ...running });
  const file = fitFile(more, fit.file.level);
  const { ok, text } = verdictOf(file);
  await deliver(outputs, {
    kind: 'fit',
    text: summaryText(file, terminalWidth()),
    json: () => formatFitFile(file),
    files: async () => posteriorFiles(file, more),
    doubt: ok ? null : text,
  });
  return ok ? 0 : 2;
}
