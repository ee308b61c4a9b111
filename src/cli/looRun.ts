import { compareLoo, type Loo, type LooScores, loo, looScores } from '../../models/accuracy/index.ts';
import { InputError } from '../engine/errors.ts';
import { effectJson } from '../report/effectTable.ts';
import { looScoresJson, looScoresTable } from '../report/looScoresTable.ts';
import { looComparisonTable, looJson, looTable } from '../report/looTable.ts';
import type { PrintedTable } from '../report/renderTable.ts';
import { type OpenedFit, openFit } from '../report/stored/openFit.ts';
import { exactLoo } from '../run/refits/exactLoo.ts';
import { checkEachOnce } from './eachOnce.ts';
import { judge } from './judge.ts';
import { printTable } from './printTable.ts';
import type { QueueFlags } from './queueFlags.ts';
import { type RefittedBy, refitting, refittingBy, sampledFit } from './refitting.ts';
import { checkTableFlags, type TableOrJson } from './tableOrJson.ts';

/** As the command line has them. */
export interface LooFlags extends TableOrJson, QueueFlags {
  readonly groups?: string;
  readonly scores?: boolean;
  readonly level: number;
  readonly seed: string;
  readonly exact?: boolean;
  readonly maxRefits: number;
}

/** A fit's accuracy, and the exit code of the fit itself. */
interface Judged {
  readonly name: string;
  readonly loo: Loo;
  readonly code: number;
  readonly scores: LooScores | null;
}

/** Prints the accuracy of a stored fit, or compares several. The exit code is 2 where the numbers cannot be relied on, or a fit cannot. */
export async function runLoo(paths: readonly string[], flags: LooFlags): Promise<number> {
  checkTableFlags('loo', flags);
  checkPaths(paths, flags);
  const judged: Judged[] = [];
  await refittingBy('loo', paths, flags, async (by) => {
    for (const path of paths) judged.push(await looOf(path, await openFit(path, 'loo'), flags, by));
  });
  if (flags.json === true) process.stdout.write(effectJson(jsonOf(judged, flags)));
  else await printTable(tableOf(judged, flags), flags, paths);
  for (const { name, loo: of } of judged) if (!of.trusted) doubt(judged.length > 1 ? `"${name}"` : null, of);
  return judged.every(({ loo: of, code }) => of.trusted && code === 0) ? 0 : 2;
}

function checkPaths(paths: readonly string[], { scores, groups, queue, exact }: LooFlags): void {
  checkEachOnce('loo', paths);
  if (queue !== undefined && exact !== true)
    throw new InputError('loo: --queue is for the refits of --exact; leave it out');
  if (scores !== true) return;
  if (groups !== undefined)
    throw new InputError('loo: --scores are of rows; leave --groups out, or ask for each by itself');
  if (paths.length > 1)
    throw new InputError(`loo: --scores are of one fit, got ${paths.length}; ask for each by itself`);
}

async function looOf(path: string, fit: OpenedFit, flags: LooFlags, by: RefittedBy): Promise<Judged> {
  const { groups, scores, seed, level, exact, maxRefits: most } = flags;
  const code = judge(fit);
  const weighed = loo(fit, groups === undefined ? {} : { groups });
  const isDoubtful = exact === true && weighed.badPoints > 0;
  return {
    name: path,
    loo: isDoubtful
      ? await exactLoo(sampledFit(fit, 'loo', path), weighed, { most, ...refitting(flags), ...by })
      : weighed,
    scores: scores === true ? looScores(fit, { seed, level }) : null,
    code,
  };
}

function tableOf([first, ...others]: readonly Judged[], { seed }: LooFlags): PrintedTable {
  if (others.length > 0) return looComparisonTable(compareLoo([first, ...others], { seed }));
  return first.scores === null ? looTable(first.loo) : looScoresTable(first.scores);
}

function jsonOf(fits: readonly Judged[], { seed }: LooFlags): unknown {
  const each = fits.map(({ name, loo: of, scores }) => ({
    name,
    ...looJson(of),
    ...(scores === null ? {} : { scores: looScoresJson(scores) }),
  }));
  return each.length === 1 ? each[0] : { ...compareLoo(fits, { seed }), fits: each };
}

function doubt(name: string | null, { warnings }: Loo): void {
  const [first] = warnings.filter(({ grave }) => grave);
  const whose = name === null ? 'these estimates' : `the estimates of ${name}`;
  process.stderr.write(`Do not trust ${whose}: ${first.text}\n`);
}
