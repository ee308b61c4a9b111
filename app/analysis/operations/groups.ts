import {
  columnAt,
  type Draws,
  type Fit,
  InputError,
  type Model,
  ranef,
  ranking,
  rankingTable,
} from 'poolwise';
import { drawsAt } from '../answers/atLevel.ts';
import { placesByTerm, type TermPlaces, termKey } from '../answers/groupTerms.ts';
import { type RankShare, rankShares } from '../answers/rankShares.ts';
import { thinned } from '../answers/thinned.ts';
import type { Context } from '../context.ts';
import { heldFit, remembered } from '../heldFit.ts';
import { pause } from '../pause.ts';
import type { AtLevel } from './answers.ts';

/** A coefficient of a grouping factor. */
export interface OfTerm extends AtLevel {
  readonly group: string;
  readonly coef: string;
}

/** Effects of all levels, an entry a level, from the lowest mean to the highest. */
export interface LevelEffects {
  readonly names: readonly string[];
  readonly mean: Float64Array;
  readonly sd: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Levels that are summed up before the worker listens again. */
const atOnce = 100;

/** How far each level lies from the population's coefficient. Progress: the share of levels done. */
export async function levels(asked: OfTerm, context: Context<number>): Promise<LevelEffects> {
  await pause(context);
  const fit = heldFit(asked.fit);
  const term = termOf(fit, asked);
  const { summaries } = fit;
  const rows: Pick<ReturnType<typeof ranef>[number], 'mean' | 'sd' | 'lower' | 'upper'>[] = [];
  if (summaries?.level === asked.level) rows.push(...term.places.map((q) => summaries.rows[q]));
  else
    for (let from = 0; from < term.places.length; from += atOnce) {
      rows.push(...ranef(drawsAt(fit.draws, term.places.slice(from, from + atOnce)), asked.level));
      context.progress(rows.length / term.places.length);
      await pause(context);
    }
  const order = rows.map((_, i) => i).sort((a, b) => rows[a].mean - rows[b].mean);
  const inOrder = (of: (row: (typeof rows)[number]) => number): Float64Array =>
    Float64Array.from(order, (i) => of(rows[i]));
  return {
    names: order.map((i) => term.levels[i]),
    mean: inOrder(({ mean }) => mean),
    sd: inOrder(({ sd }) => sd),
    lower: inOrder(({ lower }) => lower),
    upper: inOrder(({ upper }) => upper),
  };
}

function termOf({ draws }: Fit<Model>, { group, coef }: Pick<OfTerm, 'group' | 'coef'>): TermPlaces {
  const found = placesByTerm(draws).get(termKey(group, coef));
  if (found === undefined) throw new InputError(`answers: no coefficient "${coef}" varies over ${group}`);
  return found;
}

export interface OfRanking extends OfTerm {
  readonly best: 'highest' | 'lowest';
  /** How many of the levels are the best, and how many the worst. */
  readonly top: number;
}

/** A ranking, an entry a level by its name. */
export interface Ranks {
  readonly names: readonly string[];
  readonly rank: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly best: Float64Array;
  readonly worst: Float64Array;
  /** What it says, a sentence each. */
  readonly words: readonly string[];
}

/** Levels times draws that are ranked; more would take long, so that fewer draws are. */
const mostRanked = 1e7;

export async function ranks(asked: OfRanking, context: Context): Promise<Ranks> {
  await pause(context);
  const { fit, group, coef, best, top, level } = { ...asked, fit: heldFit(asked.fit) };
  return remembered(fit, `ranks ${JSON.stringify([group, coef, best, top, level])}`, () => {
    const found = ranking(rankedDraws(fit, asked), { group, coef, best, top, level });
    const each = (of: (row: (typeof found.rows)[number]) => number): Float64Array =>
      Float64Array.from(found.rows, of);
    return {
      names: found.rows.map((row) => row.level),
      rank: each((row) => row.rank),
      lower: each((row) => row.lower),
      upper: each((row) => row.upper),
      best: each((row) => row.best),
      worst: each((row) => row.worst),
      words: wordsOf(rankingTable(found).note),
    };
  });
}

const wordsOf = (note: string | readonly string[] = []): readonly string[] =>
  typeof note === 'string' ? [note] : note;

export interface OfLevel extends Pick<OfRanking, 'fit' | 'group' | 'coef' | 'best'> {
  readonly name: string;
}

/** The probability of each rank of one level; ranks side by side are taken together where there are many. */
export async function ranksOfLevel(asked: OfLevel, context: Context): Promise<readonly RankShare[]> {
  await pause(context);
  const fit = heldFit(asked.fit);
  const draws = rankedDraws(fit, asked);
  const term = placesByTerm(draws).get(termKey(asked.group, asked.coef));
  const at = term?.levels.indexOf(asked.name) ?? -1;
  if (term === undefined || at < 0)
    throw new InputError(`answers: ${asked.group} has no level "${asked.name}"`);
  return rankShares(
    term.places.map((q) => columnAt(draws, q)),
    at,
    asked.best,
  );
}

/** The effects of a term at so many draws that ranking them takes no long time. */
function rankedDraws(fit: Fit<Model>, asked: Pick<OfTerm, 'group' | 'coef'>): Draws {
  return remembered(fit, `ranked ${termKey(asked.group, asked.coef)}`, () => {
    const { places } = termOf(fit, asked);
    const own = { ...fit, draws: drawsAt(fit.draws, places) };
    return thinned(own, Math.max(1000, Math.floor(mostRanked / places.length))).draws;
  });
}
