import { worded } from '../../src/engine/advice.ts';
import { InputError } from '../../src/engine/errors.ts';
import { didYouMean } from '../../src/engine/nearest.ts';
import { applyPoly, learnPoly } from '../design/poly.ts';
import type { Setting, Value } from './settings.ts';

/** A sum of means with weights, and what it is called. */
export interface Combination {
  readonly name: string;
  /** One a mean, in their order. */
  readonly weights: readonly number[];
}

/** Contrasts by their kind. */
export type ContrastKind = 'pairwise' | 'treatment' | 'consecutive' | 'polynomial';
/** Weights of one's own by what their sums are called: one a mean, in their order. */
export type OwnWeights = Readonly<Record<string, readonly number[]>>;

/** What the kinds need of the means: what they are called, how two are joined, and their numbers. */
interface Means {
  readonly where: string;
  readonly names: readonly string[];
  /** Between the names of two: " - " or " / ". */
  readonly joint: string;
  /** Where they lie, for polynomials; null where they are no numbers. */
  readonly scores: readonly number[] | null;
  /** Of treatment contrasts; the first if null. */
  readonly reference: string | null;
}

const kinds: Readonly<Record<ContrastKind, (means: Means) => Combination[]>> = {
  /** First minus second of any two. */
  pairwise: (means) => {
    const { names } = means;
    return names.flatMap((_, i) => names.slice(i + 1).map((_, j) => minus(means, i, i + 1 + j)));
  },
  /** Each minus the reference. */
  treatment: (means) => {
    const reference = referenceOf(means);
    return means.names.flatMap((_, i) => (i === reference ? [] : [minus(means, i, reference)]));
  },
  /** Each minus the one before. */
  consecutive: (means) => means.names.slice(1).map((_, i) => minus(means, i + 1, i)),
  polynomial: polynomials,
};

const contrastKinds = Object.keys(kinds) as ContrastKind[];

/**
 * The contrasts of a kind, or one's own, among some means. Signs as R's emmeans: pairwise a - b, treatment and consecutive the later one
 * first. Polynomials are orthonormal, as R's contr.poly (emmeans has them times whole numbers).
 * Throws InputError for a kind that there is not, fewer than two means, and weights of another number.
 */
export function contrastWeights(asked: ContrastKind | OwnWeights, means: Means): Combination[] {
  const { where, names } = means;
  if (typeof asked !== 'string') return ownWeights(asked, means);
  if (!Object.hasOwn(kinds, asked))
    throw new InputError(
      `${where}: contrasts are ${contrastKinds.join(', ')}, or weights of your own, got "${asked}"${didYouMean(asked, contrastKinds)}`,
    );
  if (names.length < 2)
    throw new InputError(`${where}: contrasts need two means or more, got ${names.length}`);
  if (asked === 'polynomial' || asked === 'consecutive') refuseDisorder(asked, means);
  return kinds[asked](means);
}

/** Levels are in the order of letters unless declared: 10 stands before 2, and a trend over them would be one of nothing. */
function refuseDisorder(kind: ContrastKind, { where, names, scores }: Means): void {
  const numbers = names.map((name) => (name.trim() === '' ? Number.NaN : Number(name)));
  const inOrder = [1, -1].some((way) => numbers.every((x, i) => i === 0 || way * (x - numbers[i - 1]) > 0));
  if (scores !== null || numbers.some(Number.isNaN) || inOrder) return;
  throw new InputError(
    worded`${where}: ${kind} contrasts follow the order of levels, which is ${names.join(', ')} here; declare it when the model is fitted (${{ kind: 'order', column: 'NAME', levels: [...names].sort((a, b) => Number(a) - Number(b)) }})`,
  );
}

function minus({ names, joint }: Means, i: number, j: number): Combination {
  const name = `${names[i]}${joint}${names[j]}`;
  return { name, weights: names.map((_, k) => (k === i ? 1 : k === j ? -1 : 0)) };
}

function referenceOf({ where, names, reference }: Means): number {
  const at = reference === null ? 0 : names.indexOf(reference);
  if (at >= 0) return at;
  throw new InputError(
    `${where}: the reference "${reference}" is none of ${names.join(', ')}${didYouMean(reference ?? '', names)}`,
  );
}

const degrees = ['linear', 'quadratic', 'cubic', 'quartic'];

function polynomials({ names, scores }: Means): Combination[] {
  const at = Float64Array.from(scores ?? names.map((_, i) => i + 1));
  return applyPoly(at, learnPoly(at, names.length - 1)).map((weights, d) => ({
    name: degrees[d] ?? `degree ${d + 1}`,
    weights: [...weights],
  }));
}

function ownWeights(asked: OwnWeights, { where, names }: Means): Combination[] {
  const list = Object.entries(asked).map(([name, weights]) => ({ name, weights }));
  if (list.length === 0) throw new InputError(`${where}: no weights of your own`);
  for (const { name, weights } of list) {
    if (!Array.isArray(weights) || weights.length !== names.length || !weights.every(Number.isFinite))
      throw new InputError(
        `${where}: the weights of "${name}" must be ${names.length} numbers, for ${names.join(', ')}, got ${JSON.stringify(weights)}`,
      );
  }
  return list;
}

/** What a mean is called: levels by their names, numbers with that of their column. */
export function meanName(setting: Setting): string {
  return Object.entries(setting)
    .map(([name, value]) => (typeof value === 'number' ? `${name} ${value}` : value))
    .join(', ');
}

/** The numbers of means of one predictor that is a number; null of others. */
export function scoresOf(settings: readonly Setting[]): number[] | null {
  const values: Value[][] = settings.map((setting) => Object.values(setting));
  const scores = values.map(([value]) => value).filter((value) => typeof value === 'number');
  return values.every((own) => own.length === 1) && scores.length === values.length ? scores : null;
}
