import { compareLoo, type KFold } from '../../models/accuracy/index.ts';
import { effectJson } from '../report/effectTable.ts';
import { kfoldJson, kfoldTable } from '../report/kfoldTable.ts';
import { looComparisonTable } from '../report/looTable.ts';
import { openFit } from '../report/stored/openFit.ts';
import { kfold } from '../run/refits/kfold.ts';
import { checkEachOnce } from './eachOnce.ts';
import { judge } from './judge.ts';
import { wholeNumber } from './numbers.ts';
import { printTable } from './printTable.ts';
import type { QueueFlags } from './queueFlags.ts';
import { type RefittedBy, refitting, refittingBy, sampledFit } from './refitting.ts';
import { checkTableFlags, type TableOrJson } from './tableOrJson.ts';

/** As the command line has them. */
export interface KFoldFlags extends TableOrJson, QueueFlags {
  readonly folds: string;
  readonly groups?: string;
  readonly stratify?: string;
  readonly seed: string;
  readonly chains?: number;
  readonly draws?: number;
}

interface Judged {
  readonly name: string;
  readonly loo: KFold;
  readonly code: number;
}

/** Prints the accuracy of a stored fit by refits, or compares several. The exit code is 2 where a refit, or a fit, should not be trusted. */
export async function runKFold(paths: readonly string[], flags: KFoldFlags): Promise<number> {
  checkTableFlags('kfold', flags);
  checkEachOnce('kfold', paths);
  const judged: Judged[] = [];
  await refittingBy('kfold', paths, flags, async (by) => {
    for (const path of paths) judged.push(await accuracyOf(path, flags, by));
  });
  const [{ loo: first }] = judged;
  const comparison = judged.length === 1 ? null : compareLoo(judged, { seed: flags.seed });
  if (flags.json === true) {
    const each = judged.map(({ name, loo }) => ({ name, ...kfoldJson(loo) }));
    process.stdout.write(effectJson(comparison === null ? kfoldJson(first) : { ...comparison, fits: each }));
  } else
    await printTable(
      comparison === null ? kfoldTable(first) : looComparisonTable(comparison, 'kfold'),
      flags,
      paths,
    );
  for (const { name, loo } of judged)
    if (!loo.trusted)
      process.stderr.write(
        `Do not trust the estimates of "${name}": ${loo.badPoints} of ${loo.points} points are of refits that should not be trusted, or have no number\n`,
      );
  return judged.every(({ loo, code }) => loo.trusted && code === 0) ? 0 : 2;
}

async function accuracyOf(path: string, flags: KFoldFlags, by: RefittedBy): Promise<Judged> {
  const { folds, groups, stratify, seed, chains, draws } = flags;
  const fit = await openFit(path, 'kfold');
  const code = judge(fit);
  const loo = await kfold(sampledFit(fit, 'kfold', path), {
    folds: folds === 'each' ? 'each' : wholeNumber('--folds')(folds),
    seed,
    ...(groups === undefined ? {} : { groups }),
    ...(stratify === undefined ? {} : { stratify }),
    ...(chains === undefined ? {} : { chains }),
    ...(draws === undefined ? {} : { draws }),
    ...refitting(flags),
    ...by,
  });
  return { name: path, code, loo };
}
