import { drawsState, rhat } from '../../../../diagnostics/index.ts';
import { momentsOf } from '../../../../diagnostics/moments.ts';
import type { JudgedQuantity } from '../evidence.ts';
import { drawsOfQuantity, foundAmong, namesText, type Signs, short } from '../signs.ts';
import type { Cause, DrawFinding } from '../types.ts';

/** Quantities about which chains disagree most, that are looked at. */
const most = 5;
/** Sds within a chain between the means of chains, from which they are at different places. */
const apart = 3;
/** Difference of mean log density up to which two places may both be modes. */
const comparable = 5;
/** R-hat up to which chains agree well enough to say that the rest of them do. */
const agree = 1.05;

const signsOfChains: readonly DrawFinding[] = ['disagreement', 'fewEffectiveDraws', 'cannotTell'];

/** Chains that stood still, went their own way, lie in several places, or were still on their way; of each imputed set by itself. */
export function chainCauses(signs: Signs): Cause[] {
  const explains = foundAmong(signs, signsOfChains);
  if (explains.length === 0) return [];
  const worst = signs.judged
    .slice()
    .sort((a, b) => b.rhat - a.rhat)
    .slice(0, most);
  const still = stuck(signs, worst, explains);
  if (still.length > 0) return still;
  return signs.sets.flatMap((set) => {
    const found = places(signs, worst, set, explains);
    return found.length > 0 ? found : drift(signs, worst, set, explains);
  });
}

function stuck(signs: Signs, worst: readonly JudgedQuantity[], explains: readonly DrawFinding[]): Cause[] {
  const states = worst.flatMap((q) => {
    const state = drawsState(drawsOfQuantity(signs, q));
    return state.kind === 'stuck' ? [{ name: q.name, chains: state.chains }] : [];
  });
  if (states.length === 0) return [];
  const [{ name, chains }] = states;
  const [{ chain, from, draws, value }] = chains;
  const numbers = chains.map((c) => `${c.chain + 1}`).join(' and ');
  return [
    {
      kind: 'stuckChain',
      text: `chain${chains.length > 1 ? 's' : ''} ${numbers} stood still: ${name} is ${short(value)} in ${draws} of ${signs.counts.draws} draws of chain ${chain + 1}, from draw ${from + 1} on; every step it tried was refused`,
      advice:
        'run again with another seed and more warmup; smaller steps (a higher target acceptance) let it move',
      names: states.map((state) => state.name),
      numbers: { chain: chain + 1, from: from + 1, draws },
      explains,
    },
  ];
}

/** How chains lie about a quantity: those below and above the widest gap between their means. */
interface Split {
  readonly quantity: JudgedQuantity;
  readonly below: readonly number[];
  readonly above: readonly number[];
  /** Of the gap, in sds within a chain. */
  readonly distance: number;
}

function places(
  signs: Signs,
  worst: readonly JudgedQuantity[],
  set: readonly number[],
  explains: readonly DrawFinding[],
): Cause[] {
  const splits = worst.flatMap((q) => splitOf(signs, q, set)).filter(({ distance }) => distance >= apart);
  if (splits.length === 0) return [];
  const [{ quantity, below, above, distance }] = splits;
  const [few, many] = below.length <= above.length ? [below, above] : [above, below];
  const drawn = drawsOfQuantity(signs, quantity);
  const meanOver = (chains: readonly number[], of: (c: number) => Float64Array): number =>
    chains.reduce((sum, c) => sum + momentsOf(of(c)).mean, 0) / chains.length;
  const [here, there] = [few, many].map((chains) => meanOver(chains, (c) => drawn[c]));
  const lp = signs.chains;
  const higher =
    lp === null ? Number.NaN : meanOver(few, (c) => lp[c].stats.lp) - meanOver(many, (c) => lp[c].stats.lp);
  const among = rhat(many.map((c) => drawn[c]));
  const names = splits.map((split) => split.quantity.name);
  const density = !(Math.abs(higher) >= comparable)
    ? ''
    : `; its log density is ${short(Math.abs(higher))} ${higher < 0 ? 'lower' : 'higher'} there on average`;
  const numbers = { here, there, distance, logDensity: higher, rhatOfOthers: among };
  // of about the same density, a place found once is as likely as the other
  const isStray = few.length === 1 && many.length > 1 && !(Math.abs(higher) < comparable);
  const chainsText = few
    .map((c) => c + 1)
    .sort((a, b) => a - b)
    .join(' and ');
  return [
    isStray
      ? {
          kind: 'strayChain',
          text: `chain ${chainsText} went its own way: its mean of ${quantity.name} is ${short(here)}, the others' ${short(there)}, ${short(distance)} sds apart${density}; without it R-hat of ${quantity.name} is ${short(among)}`,
          advice: `${strayWords(higher)}run again with another seed and more warmup before leaving anything out`,
          names,
          numbers: { chain: few[0] + 1, ...numbers },
          explains,
        }
      : {
          kind: 'severalModes',
          text: `the posterior seems to have several modes: chain${few.length > 1 ? 's' : ''} ${chainsText} ${few.length > 1 ? 'have' : 'has'} a mean of ${short(here)} for ${quantity.name}, the other ${many.length} of ${short(there)}, ${short(distance)} sds apart${density}, and no chain goes between them`,
          advice: `compare the draws of ${namesText(names)} in the two places; a prior that excludes the senseless one, or a model in which both are not the same, settles it`,
          names,
          numbers,
          explains,
        },
  ];
}

function strayWords(higher: number): string {
  if (Number.isNaN(higher)) return '';
  return higher > 0
    ? 'the higher density says that the others may be the ones that are stuck: '
    : 'the lower density says that it may be stuck in a place of little probability: ';
}

function splitOf(signs: Signs, quantity: JudgedQuantity, set: readonly number[]): Split[] {
  if (set.length < 2) return [];
  const drawn = drawsOfQuantity(signs, quantity);
  const moments = set.map((chain) => ({ chain, ...momentsOf(drawn[chain]) })).sort((a, b) => a.mean - b.mean);
  const within = Math.sqrt(moments.reduce((sum, { variance }) => sum + variance, 0) / moments.length);
  const gaps = moments.slice(1).map(({ mean }, i) => mean - moments[i].mean);
  const widest = gaps.indexOf(Math.max(...gaps));
  const chains = moments.map(({ chain }) => chain);
  const distance = gaps[widest] / within;
  return Number.isNaN(distance)
    ? []
    : [{ quantity, below: chains.slice(0, widest + 1), above: chains.slice(widest + 1), distance }];
}

/** All chains move the same way, and their second halves agree: warmup was too short. */
function drift(
  signs: Signs,
  worst: readonly JudgedQuantity[],
  set: readonly number[],
  explains: readonly DrawFinding[],
): Cause[] {
  const half = Math.floor(signs.counts.draws / 2);
  const found = worst.flatMap((quantity) => {
    const drawn = set.map((c) => drawsOfQuantity(signs, quantity)[c]);
    const [early, late] = [drawn.map((x) => x.subarray(0, half)), drawn.map((x) => x.subarray(half))];
    const moves = drawn.map((x, i) => {
      const sd = Math.sqrt(momentsOf(x).variance);
      return (momentsOf(late[i]).mean - momentsOf(early[i]).mean) / sd;
    });
    const least = Math.min(...moves.map(Math.abs));
    const isOneWay = moves.every((move) => move > 0) || moves.every((move) => move < 0);
    const later = rhat(late);
    return isOneWay && set.length > 2 && least > drifting && later < Math.min(agree, quantity.rhat)
      ? [{ name: quantity.name, move: moves[0], later, rhat: quantity.rhat }]
      : [];
  });
  if (found.length === 0) return [];
  const [{ name, move, later, rhat: whole }] = found;
  return [
    {
      kind: 'drift',
      text: `the chains were still on their way: all of them moved ${move > 0 ? 'up' : 'down'} in ${namesText(found.map((f) => f.name))} between the first and the second half of the run; R-hat of ${name} is ${short(whole)}, of the second halves alone ${short(later)}`,
      advice: 'take more warmup',
      names: found.map((f) => f.name),
      numbers: { move, rhat: whole, rhatOfSecondHalves: later },
      explains,
    },
  ];
}

/** Sds of a chain between the means of its halves, from which it moves. */
const drifting = 0.3;
