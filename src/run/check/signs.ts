import { type NamedDraws, type StandingOut, standOut, startsOf } from '../../../diagnostics/index.ts';
import { columnAt } from '../../../models/posterior/draws.ts';
import { isGroupEffect } from '../../engine/program/quantity.ts';
import type { Evidence, JudgedQuantity } from './evidence.ts';
import type { DrawFinding } from './types.ts';

/** Evidence, with what several causes look at worked out once. */
export interface Signs extends Evidence {
  /** Kinds that were found. */
  readonly found: ReadonlySet<DrawFinding>;
  readonly population: readonly JudgedQuantity[];
  /** Group effects, evenly spaced where there are many. */
  readonly effects: readonly JudgedQuantity[];
  /** How unlike the rest the starts of divergent transitions are, and the draws at the depth limit; empty where there are none. */
  readonly atDivergences: readonly StandingOut[];
  readonly atDepthLimit: readonly StandingOut[];
}

/** Group effects that are looked at, of all. */
const mostEffects = 200;
/** Standard errors from which a quantity stands out, among hundreds. */
const certain = 4;

/** What there is to see of a posterior whose findings are of these kinds. */
export function signsOf(evidence: Evidence, found: ReadonlySet<DrawFinding>): Signs {
  const effects = evidence.judged.filter(({ quantity }) => isGroupEffect(quantity));
  const stride = Math.max(1, Math.ceil(effects.length / mostEffects));
  const signs = {
    ...evidence,
    found,
    population: evidence.judged.filter(({ quantity }) => !isGroupEffect(quantity)),
    effects: effects.filter((_, i) => i % stride === 0),
  };
  const chains = evidence.chains ?? [];
  const limit = evidence.maxDepth;
  return {
    ...signs,
    atDivergences: standing(signs, startsOf(chains.map(({ stats }) => stats.divergent))),
    atDepthLimit: standing(
      signs,
      limit === null ? [] : chains.map(({ stats }) => stats.treeDepth.map((depth) => Number(depth >= limit))),
    ),
  };
}

function standing(
  { draws, population, effects }: Pick<Signs, 'draws' | 'population' | 'effects'>,
  marks: readonly ArrayLike<number>[],
): StandingOut[] {
  if (marks.length === 0) return [];
  const named = [...population, ...effects].map(
    ({ name, at }): NamedDraws => ({ name, chains: columnAt(draws, at) }),
  );
  return standOut(named, marks).filter(({ z }) => z >= certain);
}

/** The draws of a quantity, one array a chain. */
export const drawsOfQuantity = ({ draws }: Evidence, { at }: JudgedQuantity): Float64Array[] =>
  columnAt(draws, at);

/** Which of these kinds were found. */
export function foundAmong({ found }: Signs, kinds: readonly DrawFinding[]): DrawFinding[] {
  return kinds.filter((kind) => found.has(kind));
}

/** The lesser of a quantity's effective sizes; NaN where one is. */
export const lesserEss = ({ essBulk, essTail }: Pick<JudgedQuantity, 'essBulk' | 'essTail'>): number =>
  Math.min(essBulk, essTail);

/** A number of few digits, for a sentence. */
export function short(value: number): string {
  return Number.isFinite(value) ? `${Number(value.toPrecision(3))}` : `${value}`;
}

/** Names, the first few of many. */
export function namesText(names: readonly string[], most = 3): string {
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ');
}
