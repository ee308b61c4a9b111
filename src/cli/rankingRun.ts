import { betterThan, type RankingOptions, ranking } from '../../models/variance/ranking.ts';
import { InputError } from '../engine/errors.ts';
import { rankingTable } from '../report/rankingTable.ts';
import { loadFolder } from '../report/stored/loadFolder.ts';
import { judge } from './judge.ts';
import { formatOf, printTable, type TableOutput } from './printTable.ts';

/** As the command line has them. */
export interface RankingFlags extends TableOutput {
  readonly group?: string;
  readonly coef?: string;
  readonly best: NonNullable<RankingOptions['best']>;
  readonly top: number;
  readonly level: number;
  readonly between?: readonly string[];
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Prints the ranking of a stored fit. The exit code is as `judge` has it. */
export async function runRanking(path: string, flags: RankingFlags): Promise<number> {
  formatOf(flags);
  const { group, coef, best, top, level, between } = flags;
  if (between !== undefined && between.length !== 2)
    throw new InputError(`ranking: --between takes two levels, got ${between.length}`);
  const fit = await loadFolder(path, {}, 'ranking');
  if (fit.kind === 'estimates')
    throw new InputError(`ranking: "${path}" comes without its model, so there are no draws: ${fit.why}`);
  const term = { best, ...(group === undefined ? {} : { group }), ...(coef === undefined ? {} : { coef }) };
  const found = ranking(fit, { ...term, top, level });
  const pair = between === undefined ? null : pairOf(fit, [between[0], between[1]], term);
  if (flags.json === true) {
    process.stdout.write(`${JSON.stringify(pair === null ? found : { ...found, between: pair }, null, 1)}\n`);
    return judge(fit);
  }
  const table = rankingTable(found, flags.all);
  const words =
    pair === null
      ? []
      : [
          `${pair.levels[0]} is better than ${pair.levels[1]} with probability ${pair.probability.toFixed(3)}`,
        ];
  await printTable({ ...table, note: [...words, ...(table.note ?? [])] }, flags, [path]);
  return judge(fit);
}

function pairOf(fit: unknown, levels: readonly [string, string], term: RankingOptions) {
  return { levels, probability: betterThan(fit, levels, term) };
}
