import { responseCheck, responses } from '../families/responses.ts';
import type { Model } from '../glmm.ts';

/** Levels of one grouping factor whose outcomes say only that they lie at an end. */
export interface OneWayLevels {
  readonly group: string;
  /** All outcomes 0, or all as high as they can be where they are bounded. */
  readonly oneWay: number;
  readonly levels: number;
}

/** Counts, for every grouping factor whose levels have rows of their own, the levels whose outcomes are all one way; none for outcomes that have no ends. */
export function oneWayLevels({ family, program }: Model): OneWayLevels[] {
  const check = responseCheck(family.chosen.family.response);
  const isBounded = check.trials === true || check === responses.binary;
  if (check.whole !== true) return [];
  const { y, trials, count } = program.rows;
  const own = program.terms.filter(({ mixing }) => mixing === undefined);
  const groups = new Map(own.map((term) => [term.group, term]));
  return [...groups.values()].map(({ group, levels, index }) => {
    const [low, high] = [1, 2];
    const ways = new Uint8Array(levels.length).fill(isBounded ? low | high : low);
    for (let i = 0; i < count; i++) {
      const most = trials === null ? 1 : trials[i];
      ways[index[i]] &= (y[i] === 0 ? low : 0) | (y[i] === most ? high : 0);
    }
    return { group, oneWay: ways.filter((way) => way !== 0).length, levels: levels.length };
  });
}
