import type { RankedLevel, Ranking } from '../../models/variance/ranking.ts';
import { percentText } from './table/cell.ts';
import type { PrintedTable, TableRow } from './table/table.ts';
import { decimalsFor, levelText } from './textTable.ts';

/** Of so many levels, best and worst together, all are shown; of more the ends. */
const mostShown = 20;

/** A ranking to be printed, the ends of a long one unless `all` is asked for, with what it says in words. */
export function rankingTable(ranking: Ranking, all = false): PrintedTable {
  const { group, coef, rows, level, places } = ranking;
  const isShort = all || rows.length <= mostShown;
  const spread = Math.sqrt(rows.reduce((sum, { effect }) => sum + effect * effect, 0) / rows.length);
  const cells = (row: RankedLevel): TableRow => rowCells(row, decimalsFor(spread, 3));
  const half = mostShown / 2;
  return {
    title: `${rows.length} levels of ${group} by ${coef}, the ${ranking.best} first`,
    columns: [
      { title: group, kind: 'text' },
      { title: 'effect', kind: 'number' },
      { title: 'expected rank', kind: 'number' },
      { title: `${levelText(level)} interval`, kind: 'interval' },
      { title: `among best ${places}`, kind: 'number' },
      { title: `among worst ${places}`, kind: 'number' },
    ],
    rows: isShort
      ? rows.map(cells)
      : [
          { heading: `The first ${half}` },
          ...rows.slice(0, half).map(cells),
          { heading: `The last ${half}` },
          ...rows.slice(-half).map(cells),
        ],
    note: rankingWords(ranking),
  };
}

function rowCells(
  { level, effect, rank, lower, upper, best, worst }: RankedLevel,
  decimals: number,
): TableRow {
  return [
    level,
    { kind: 'number', value: effect, decimals },
    { kind: 'number', value: rank, decimals: 1 },
    { kind: 'interval', lower, upper, decimals: 0 },
    { kind: 'probability', value: best, as: 'percent' },
    { kind: 'probability', value: worst, as: 'percent' },
  ];
}

/** From here on a level is called surely among the best or the worst. */
const sure = 0.9;

/** What a ranking says, and how sure it is. */
export function rankingWords({ group, rows, places, draws, approximation, level }: Ranking): string[] {
  const source = approximation === undefined ? 'the posterior' : `the approximation by ${approximation}`;
  const widest = rows.reduce((most, { lower, upper }) => Math.max(most, upper - lower), 0);
  const narrowest = rows.reduce((least, { lower, upper }) => Math.min(least, upper - lower), Infinity);
  return [
    sureWords(group, 'best', rows, places, ({ best }) => best),
    sureWords(group, 'worst', rows, places, ({ worst }) => worst),
    `${levelText(level)} intervals of ranks are ${narrowest} to ${widest} places wide, of ${rows.length}`,
    `ranked in each of ${draws} draws of ${source}; effects are on the scale of the linear predictor, and where other effects vary over ${group} too, those are at zero`,
    'the outcome has the same order wherever its mean rises with the linear predictor',
  ];
}

function sureWords(
  group: string,
  end: 'best' | 'worst',
  rows: readonly RankedLevel[],
  places: number,
  chance: (row: RankedLevel) => number,
): string {
  const surely = rows.filter((row) => chance(row) > sure).length;
  const most = rows.reduce((a, b) => (chance(b) > chance(a) ? b : a));
  const highest = `the highest probability is ${percentText(chance(most))} (${most.level})`;
  const count = surely === 0 ? 'no level' : surely === 1 ? '1 level' : `${surely} levels`;
  const verb = surely > 1 ? 'are' : 'is';
  return `${count} of ${group} ${verb} among the ${end} ${places} of ${rows.length} with probability above ${percentText(sure)}: ${highest}`;
}
