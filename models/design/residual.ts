import { InputError } from '../../src/engine/errors.ts';
import { quoteName } from '../formula/index.ts';
import type { Note } from '../notes.ts';
import type { ResidualSyntax } from '../residual/parse.ts';
import { levelOf } from '../spelling.ts';
import type { ResidualDesign } from './design.ts';
import { columnOf, type Frame, placeOf, showSome } from './frame.ts';
import { groupingFactor } from './groups.ts';
import { type Factor, factorOf, toKnownLevels } from './levels.ts';
import { numbersOf } from './numbers.ts';

/** Time points beyond which a covariance of every two of them is too much. */
const mostPoints = 20;

/** Throws InputError for columns and rows that a structure cannot stand on. */
export function residualDesign(syntax: ResidualSyntax, frame: Frame): ResidualDesign {
  const { structure, text } = syntax;
  const places = placesOf(syntax, frame);
  const { levels: blocks, codes: block } = blocksOf(syntax, frame) ?? { levels: [], codes: null };
  const { name, of } = structure;
  const isPoints = of === 'point' || of === 'wholePoint';
  if (isPoints && places.points.length > mostPoints)
    throw new InputError(
      `residual: ${name} is for at most ${mostPoints} time points, ${quoteName(syntax.of ?? '')} has ${places.points.length}; try ${of === 'point' ? 'cs(1 | g)' : 'ar1(time | g)'}`,
    );
  if (of === 'stratum' && places.points.length < 2)
    throw new InputError(
      `residual: ${text} wants a factor with at least 2 levels, "${syntax.of}" has "${places.points[0]}" alone; leave it out`,
    );
  const largest = block === null ? 1 : largestBlock(syntax, block);
  if (block !== null && of !== 'nothing') refuseTwice(syntax, frame, block, places.place);
  if (block !== null && (of === 'wholeTime' || of === 'wholePoint')) refuseEvenSteps(syntax, block, places);
  const usual =
    block !== null && (of === 'time' || of === 'wholeTime') ? usualGapOf(block, places.place) : null;
  const note = usual === null ? null : noteOfUnit(syntax, usual);
  if (note !== null) frame.notes.set('unit of time', note);
  return { syntax, block, blocks, largest, ...places };
}

/** The level of each row; null for structures without. */
function blocksOf({ columns }: ResidualSyntax, frame: Frame): Factor | null {
  return columns.length === 0 ? null : groupingFactor({ group: columns.join(':'), columns }, frame);
}

/** Rows in blocks: what the block of each is called, and its time, or the number of its time point. */
export interface ResidualRows {
  readonly label: readonly string[];
  readonly place: Float64Array;
}

/** The model's own rows. */
export function ownResidualRows(design: ResidualDesign): ResidualRows {
  const { block, blocks, place, times } = design;
  return {
    label: Array.from(block ?? [], (b) => blocks[b]),
    place: countsPoints(design) || times === null ? place : place.map((p) => times[p]),
  };
}

/**
 * New rows among them. Throws InputError for times that the structure cannot have, and for time points that the model has not
 * seen where each has parameters of its own.
 */
export function newResidualRows(design: ResidualDesign, frame: Frame): ResidualRows {
  const { syntax } = design;
  const { levels, codes } = blocksOf(syntax, frame) ?? { levels: [], codes: [] };
  const label = Array.from(codes, (code) => levels[code]);
  if (syntax.of === null) return { label, place: new Float64Array(frame.kept.length) };
  const place = countsPoints(design)
    ? pointsSeen(design, syntax.of, frame)
    : timesOf(syntax, syntax.of, frame);
  return { label, place };
}

function countsPoints({ syntax: { structure } }: ResidualDesign): boolean {
  return structure.of === 'stratum' || (structure.kind === 'points' && !structure.homogeneous);
}

/** Numbers of the model's own time points or strata. */
export function pointsSeen(
  { syntax, points, times }: ResidualDesign,
  of: string,
  frame: Frame,
): Float64Array {
  const found = times === null ? factorOf(frame, of) : null;
  const numbers = times === null ? null : timesOf(syntax, of, frame);
  const place =
    numbers?.map((t) => times?.indexOf(t) ?? -1) ??
    Float64Array.from(found === null ? [] : toKnownLevels(found, points).codes);
  const bad = place.indexOf(-1);
  if (bad < 0) return place;
  const level = found === null ? levelOf(numbers?.[bad] ?? Number.NaN) : found.levels[found.codes[bad]];
  throw new InputError(
    `data: "${of}" is "${level}" at ${placeOf(frame.table, frame.kept[bad])}, which the model has not seen (have: ${showSome(points)}); ${syntax.text} knows these alone`,
  );
}

/** A usual gap beyond this many units of time, or below one over it, is far from one. */
const farFromUnit = 5;

/** Beyond this the correlation at one unit is too near 0 or 1 for its prior and its coordinate to mean anything. */
const mostUnits = 500;

/** The usual gap between neighbours, in units of time; null where no block has two rows. */
function usualGapOf(block: Int32Array, time: Float64Array): number | null {
  const order = [...time.keys()].sort((a, b) => block[a] - block[b] || time[a] - time[b]);
  const gaps = order
    .flatMap((row, p) =>
      p > 0 && block[order[p - 1]] === block[row] ? [time[row] - time[order[p - 1]]] : [],
    )
    .sort((a, b) => a - b);
  return gaps.length === 0 ? null : gaps[Math.floor(gaps.length / 2)];
}

/** The correlation is that of rows one unit of time apart, and so is its prior: a note where the usual gap is far from that, InputError where it is out of reach. */
export function noteOfUnit({ structure, of }: ResidualSyntax, usual: number): Note | null {
  if (usual <= farFromUnit && usual >= 1 / farFromUnit) return null;
  if (!(usual <= mostUnits && usual >= 1 / mostUnits))
    throw new InputError(
      `residual: rows of a level are usually ${Number(usual.toPrecision(2))} units of "${of}" apart, and the correlation of ${structure.name} is that of rows one unit apart; divide "${of}" by about ${Number(usual.toPrecision(1))}`,
    );
  const text = `rows of a level are usually ${Number(usual.toPrecision(2))} units of "${of}" apart; the correlation of ${structure.name} and its prior are for a distance of 1, so a unit near the usual gap says more`;
  return { kind: 'timeUnit', text };
}

type Places = Pick<ResidualDesign, 'place' | 'points' | 'times'>;

function placesOf(syntax: ResidualSyntax, frame: Frame): Places {
  const { of, structure } = syntax;
  if (of === null) return { place: new Float64Array(frame.kept.length), points: [], times: null };
  const isNumber = columnOf(frame.table, of).kind === 'number' && frame.options.factors?.[of] === undefined;
  switch (structure.of) {
    case 'wholeTime':
    case 'time':
      return { place: timesOf(syntax, of, frame), points: [], times: null };
    case 'wholePoint':
      return pointsOf(timesOf(syntax, of, frame));
    case 'point':
      if (isNumber) return pointsOf(timesOf(syntax, of, frame));
      break;
    case 'stratum':
    case 'nothing':
  }
  const { levels, codes } = factorOf(frame, of);
  return { place: Float64Array.from(codes), points: levels, times: null };
}

/** Times, checked to be finite, and whole where steps are counted. */
function timesOf({ structure }: ResidualSyntax, name: string, frame: Frame): Float64Array {
  const times = numbersOf(frame, name, quoteName(name));
  const isWhole = structure.of === 'wholeTime' || structure.of === 'wholePoint';
  const bad = times.findIndex((t) => !(isWhole ? Number.isSafeInteger(t) : Number.isFinite(t)));
  if (bad < 0) return times;
  const where = placeOf(frame.table, frame.kept[bad]);
  throw new InputError(
    `residual: ${structure.name} wants ${isWhole ? 'whole' : 'finite'} times, "${name}" is ${times[bad]} at ${where}${isWhole && Number.isFinite(times[bad]) ? '; try car1, for times that are not whole' : ''}`,
  );
}

function pointsOf(times: Float64Array): Places {
  const distinct = [...new Set(times)].sort((a, b) => a - b);
  const placeIn = new Map(distinct.map((t, p) => [t, p]));
  return {
    place: times.map((t) => placeIn.get(t) ?? 0),
    points: distinct.map(levelOf),
    times: distinct,
  };
}

function largestBlock({ structure, columns, text }: ResidualSyntax, block: Int32Array): number {
  const sizes = new Map<number, number>();
  for (const b of block) sizes.set(b, (sizes.get(b) ?? 0) + 1);
  const largest = [...sizes.values()].reduce((most, size) => Math.max(most, size), 0);
  if (largest > 1) return largest;
  throw new InputError(
    `residual: ${text} wants levels of "${showSome(columns)}" with more than one row, each of its ${sizes.size} levels has one; ${structure.name} says how rows of a level vary together`,
  );
}

/** Where rows of a block are always an even number of steps apart, a correlation and its negative are the same. */
function refuseEvenSteps(
  { structure, of, text }: ResidualSyntax,
  block: Int32Array,
  { place, times }: Places,
): void {
  const first = new Map<number, number>();
  const steps = block.map((b, i) => {
    const time = times === null ? place[i] : times[place[i]];
    const known = first.get(b) ?? time;
    first.set(b, known);
    return Math.abs(time - known) % 2;
  });
  if (steps.includes(1)) return;
  throw new InputError(
    `residual: in ${text} all rows of a level are an even number of steps of "${of}" apart, so that ${structure.name} cannot tell a correlation from its negative; count the steps 1, 2, 3 ... in a column of their own, or try car1`,
  );
}

/** Two rows of a block at one time would be the same residual. */
function refuseTwice(
  { structure, of, columns }: ResidualSyntax,
  frame: Frame,
  block: Int32Array,
  place: Float64Array,
): void {
  const seen = new Map<string, number>();
  for (let i = 0; i < place.length; i++) {
    const key = `${block[i]} ${place[i]}`;
    const before = seen.get(key);
    if (before !== undefined) {
      const [a, b] = [before, i].map((row) => placeOf(frame.table, frame.kept[row]));
      throw new InputError(
        `residual: ${structure.name} wants each "${of}" once for a level of "${columns.join(':')}", ${a} and ${b} are at the same; is the group finer, as in ${structure.spelling.replace('| g', '| g:h')}?`,
      );
    }
    seen.set(key, i);
  }
}
