import type { Warning } from '../../../diagnostics/index.ts';
import { ESS_PER_CHAIN, rhatLimit } from '../../../diagnostics/verdict.ts';
import type { Evidence, JudgedQuantity } from './evidence.ts';
import type { WorstQuantity } from './types.ts';

/** Quantities that a finding names. */
const most = 5;

/** The quantities that a warning shows in most, worst first; none where it is of the run as a whole. */
export function worstOf({ kind }: Warning, { judged, counts }: Evidence): WorstQuantity[] {
  switch (kind) {
    case 'disagreement':
      return first(
        judged.filter((q) => q.rhat > rhatLimit(q, counts.chains)),
        (q) => -q.rhat,
      );
    case 'fewEffectiveDraws':
      return first(
        judged.filter((q) => lesser(q) < ESS_PER_CHAIN * counts.chains),
        lesser,
      );
    case 'cannotTell':
      return first(
        judged.filter((q) => Number.isNaN(q.rhat + q.essBulk + q.essTail)),
        () => 0,
      );
    default:
      return [];
  }
}

function first(judged: readonly JudgedQuantity[], order: (q: JudgedQuantity) => number): WorstQuantity[] {
  return judged
    .map((q) => ({ q, key: order(q) }))
    .sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)))
    .slice(0, most)
    .map(({ q: { name, quantity, rhat, essBulk, essTail } }) => ({ name, quantity, rhat, essBulk, essTail }));
}

const lesser = ({ essBulk, essTail }: JudgedQuantity): number => Math.min(essBulk, essTail);
