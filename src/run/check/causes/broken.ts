import { drawsState } from '../../../../diagnostics/index.ts';
import { drawsOfQuantity, foundAmong, namesText, type Signs, short } from '../signs.ts';
import type { Cause } from '../types.ts';

/** Quantities that are looked at one by one. */
const most = 20;

/** Why some quantities cannot be judged at all: non-finite draws, a constant, ties. One cause a kind. */
export function brokenDraws(signs: Signs): Cause[] {
  const explains = foundAmong(signs, ['cannotTell']);
  if (explains.length === 0) return [];
  const silent = signs.judged
    .filter((q) => Number.isNaN(q.rhat + q.essBulk + q.essTail))
    .slice(0, most)
    .map((q) => ({ name: q.name, state: drawsState(drawsOfQuantity(signs, q)) }));
  const namesOf = (kind: string): string[] =>
    silent.filter(({ state }) => state.kind === kind).map(({ name }) => name);
  return silent
    .filter(({ state }, i) => silent.findIndex((other) => other.state.kind === state.kind) === i)
    .flatMap(({ name, state }): Cause[] => {
      const names = namesOf(state.kind);
      switch (state.kind) {
        case 'nonFinite': {
          const { chain, draw, value } = state.first;
          return [
            {
              kind: 'nonFinite',
              text: `${state.count} draws of ${name} are not finite, the first (${value}) in chain ${chain + 1}, draw ${draw + 1}: the sampler left the range of numbers`,
              advice:
                'give the parameter a prior that keeps it in a sensible range, or put the outcome and predictors on a scale near 1',
              names,
              numbers: { count: state.count, chain: chain + 1, draw: draw + 1 },
              explains,
            },
          ];
        }
        case 'constant':
          return [
            {
              kind: 'constant',
              text: `all draws of ${namesText(names)} are the same (${name} ${short(state.value)}): no chain ever moved`,
              advice:
                'run longer with more warmup; if it stays, the start lies where the density is flat or not finite',
              names,
              numbers: { value: state.value },
              explains,
            },
          ];
        case 'tied':
          return [
            {
              kind: 'ties',
              text: `${short(100 * state.share)} % of the draws of ${name} are exactly its largest or smallest value, so its tail cannot be told`,
              advice:
                'look at the bulk effective size instead, or ask whether the parameter lies at a bound of its prior',
              names,
              numbers: { share: state.share },
              explains,
            },
          ];
        default:
          return [];
      }
    });
}
