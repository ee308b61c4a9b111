import { EigenvalueDecomposition } from 'ml-matrix';
import { compile } from '../../src/engine/autodiff/index.ts';
import { ownCoefs, type Program, type TermProgram } from '../../src/engine/program/program.ts';
import {
  coefficientLabel,
  isCoefficient,
  mainPredictor,
  type Quantity,
} from '../../src/engine/program/quantity.ts';
import { classTerms } from '../covariance/term.ts';
import { groupsOf } from '../design/terms.ts';
import { runOff } from './identified.ts';
import type { LaplaceResult } from './laplace.ts';
import { reportedParameters } from './parameters.ts';
import { everywhere, type Range, rangesOf } from './ranges.ts';

/** What it is that has come to the end of what is possible. */
export type SingularKind =
  /** An sd at 0. */
  | 'zeroSd'
  /** A correlation with a coefficient that does not vary. */
  | 'noCorrelation'
  /** A correlation matrix of full sds that is singular. */
  | 'lostRank'
  /** The bound of a prior or of a family's own parameter, or the next threshold. */
  | 'bound'
  /** A coefficient at infinity. */
  | 'separated'
  /** Another parameter at infinity. */
  | 'unbounded'
  /** At no end: the likelihood is flat there. */
  | 'flat';

export interface Singularity {
  readonly kind: SingularKind;
  /** A sentence without its full stop. */
  readonly text: string;
}

/** A parameter of a singular fit as the words see it. */
interface Place {
  readonly name: string;
  readonly quantity: Quantity;
  readonly estimate: number;
  /** Its coordinate has run off upwards, downwards, or not at all. */
  readonly went: 'up' | 'down' | null;
  readonly range: Range;
  /** Of what bends of a smooth. */
  readonly isSmooth: boolean;
  /** The threshold that this one has met; null for all else. */
  readonly met: string | null;
}

/**
 * What each singular parameter of a fit stands at, in words; correlations and sds of one term whose correlation matrix has
 * lost a rank share a sentence.
 */
export function singularities({ model, latent, singular, population }: LaplaceResult): Singularity[] {
  if (singular.length === 0) return [];
  const ranges = rangesOf(model.program);
  const smooths = new Set(
    groupsOf(model.design).flatMap((term) => (term.smooth === undefined ? [] : [term.group])),
  );
  const places = reportedParameters(model.program)
    .filter(({ name }) => singular.includes(name))
    .map(({ name, quantity, index, pivot }) => {
      const went = direction(latent.alpha[pivot]);
      return {
        name,
        quantity,
        estimate: population.estimates[index],
        went,
        range: ranges.get(name) ?? everywhere,
        isSmooth: 'group' in quantity && smooths.has(quantity.group),
        met: metThreshold(population, index, went),
      };
    });
  const groups = groupsOf(model.design);
  const shapes = model.program.terms.flatMap((term, t) =>
    classTerms(groups[t]).map(({ coefs, predictors, block }, c) => ({
      ...shapeOf(model.program, blockOf(term, c), latent.alpha),
      coefs: coefs.map((coef, i) => coefficientLabel(predictors[i], coef)),
      block: coefficientLabel(predictors[0], block),
    })),
  );
  const isCensored = (model.outcome.censoring ?? null) !== null;
  const found = places.map((place) => wordsFor(place, shapeWith(shapes, place.quantity), isCensored));
  return found.filter(({ text }, i) => found.findIndex((other) => other.text === text) === i);
}

/** The same as sentences alone. */
export function describeSingular(result: LaplaceResult): string[] {
  return singularities(result).map(({ text }) => text);
}

function direction(coordinate: number): Place['went'] {
  if (Math.abs(coordinate) <= runOff) return null;
  return coordinate > 0 ? 'up' : 'down';
}

/** Thresholds nearer than this, whose distance has run off, are one. */
const oneThreshold = 0.05;

/** The next threshold in the direction in which one has gone, where they have become one. */
function metThreshold(
  { names, quantities, estimates }: LaplaceResult['population'],
  index: number,
  went: Place['went'],
): string | null {
  const own = quantities[index];
  if (own.kind !== 'threshold' || went === null) return null;
  const next = quantities.findIndex(
    (other) =>
      other.kind === 'threshold' &&
      other.stratum === own.stratum &&
      other.number === own.number + (went === 'up' ? 1 : -1),
  );
  return next >= 0 && Math.abs(estimates[next] - estimates[index]) < oneThreshold ? names[next] : null;
}

/** How a term's coefficients vary. */
interface TermShape {
  readonly group: string;
  /** Coefficients, each with its linear predictor. */
  readonly coefs: readonly string[];
  readonly block: string;
  /** Coefficients that do vary. */
  readonly varying: number;
  /** Fewer directions vary than coefficients do: correlations of those make a singular matrix. */
  readonly lostRank: boolean;
}

/** Sds below this share of the term's largest do not count as varying, which alpha's scale says better where it can. */
const negligible = 1e-6;
/** A correlation matrix with an eigenvalue below this has lost a rank: of two coefficients, a correlation within 1e-4 of 1. */
const leastEigenvalue = 1e-4;

/** What is of class c of a term's levels; all where they have none. */
function blockOf(term: TermProgram, c: number): Pick<TermProgram, 'group' | 'factor' | 'toUser'> {
  const [k, all] = [ownCoefs(term).length, term.coefs.length];
  const place = (e: number): number => (c * k + Math.floor(e / k)) * all + c * k + (e % k);
  const entries = Array.from({ length: k * k }, (_, e) => place(e));
  return {
    group: term.group,
    factor: entries.map((e) => term.factor[e]),
    toUser: Float64Array.from(entries, (e) => term.toUser[e]),
  };
}

/** At the user's origin the intercept varies with the slopes, even where all lines meet at the predictors' means. */
function shapeOf(
  program: Program,
  { group, factor, toUser }: Pick<TermProgram, 'group' | 'factor' | 'toUser'>,
  alpha: Float64Array,
): Omit<TermShape, 'block' | 'coefs'> {
  const k = Math.sqrt(factor.length);
  const l = new Float64Array(k * k);
  compile(factor, program.alpha)(alpha, l);
  const lengthOf = (row: readonly number[]): number => Math.sqrt(row.reduce((s, x) => s + x * x, 0));
  const rows = Array.from({ length: k }, (_, c) => [...l.subarray(c * k, (c + 1) * k)]);
  const moved = rows.map((row, c) =>
    row.map((_, m) =>
      rows.reduce((s, other, j) => s + (toUser[c * k + j] / toUser[c * (k + 1)]) * other[m], 0),
    ),
  );
  const least = negligible * Math.max(...rows.map(lengthOf));
  const unit = rows.flatMap((row) => (lengthOf(row) > least ? [row.map((x) => x / lengthOf(row))] : []));
  const varying = moved.filter((row) => lengthOf(row) > least).length;
  const correlations = unit.map((a) => unit.map((b) => a.reduce((s, x, i) => s + x * b[i], 0)));
  const { realEigenvalues } = new EigenvalueDecomposition(correlations, { assumeSymmetric: true });
  const rank = unit.length - (Math.min(...realEigenvalues) < leastEigenvalue ? 1 : 0);
  return { group, varying, lostRank: varying > 1 && rank < varying };
}

function shapeWith(shapes: readonly TermShape[], quantity: Quantity): TermShape | undefined {
  if (!('predictor' in quantity)) return undefined;
  const named = (name: string): string => coefficientLabel(quantity.predictor, name);
  if (quantity.kind === 'commonCorrelation') return shapes.find(isOf(quantity.group, named(quantity.block)));
  if (quantity.kind === 'sd') return shapes.find(isOf(quantity.group, named(quantity.coef)));
  return quantity.kind === 'correlation'
    ? shapes.find(isOf(quantity.group, named(quantity.coefs[0])))
    : undefined;
}

/** Whether a term has a coefficient or is a block of that name. */
function isOf(group: string, name: string): (shape: TermShape) => boolean {
  return (shape) => shape.group === group && (shape.block === name || shape.coefs.includes(name));
}

function wordsFor(place: Place, shape: TermShape | undefined, isCensored: boolean): Singularity {
  const { name, quantity, went, range, isSmooth, met } = place;
  const end = went === 'up' ? range.upper : range.lower;
  if (quantity.kind === 'correlation') return correlationWords(place, shape);
  if (quantity.kind === 'commonCorrelation' && (shape === undefined || shape.varying < shape.coefs.length))
    return { kind: 'noCorrelation', text: `${name} cannot be told: not all its coefficients vary` };
  if (went === null) return shape?.lostRank === true ? rankWords(shape) : flatWords(name);
  if (met !== null)
    return { kind: 'bound', text: `${name} is ${met}: no row that counts is in the category between them` };
  if (quantity.kind === 'sd' && end === 0)
    return {
      kind: 'zeroSd',
      text: `${name} is 0: ${isSmooth ? 'the smooth is a straight line' : 'its levels differ no more than chance would have them'}`,
    };
  if (Number.isFinite(end))
    return { kind: 'bound', text: `${name} ${boundWords(quantity, end, went === 'up')}` };
  if (isCoefficient(quantity) && 'predictor' in quantity && quantity.predictor === mainPredictor)
    return {
      kind: 'separated',
      text: `${name} runs off to ${went === 'up' ? '' : '-'}infinity: ${isCensored ? 'rows are censored all one way' : 'the outcome is separated, some rows all one way'}`,
    };
  if (isCoefficient(quantity))
    return {
      kind: 'unbounded',
      text: `${name} runs off to ${went === 'up' ? '' : '-'}infinity: the likelihood has no maximum in it`,
    };
  return { kind: 'unbounded', text: `${name} grows without bound` };
}

function correlationWords({ name, estimate }: Place, shape: TermShape | undefined): Singularity {
  if (shape === undefined) return flatWords(name);
  if (shape.lostRank && shape.varying > 2) return rankWords(shape);
  if (shape.lostRank && Math.abs(estimate) > 1 - leastEigenvalue)
    return {
      kind: 'lostRank',
      text: `${name} is ${estimate > 0 ? '1' : '-1'}: the data do not tell two varying coefficients apart`,
    };
  if (shape.varying < shape.coefs.length)
    return {
      kind: 'noCorrelation',
      text: `${name} cannot be told: a coefficient in it does not vary`,
    };
  return flatWords(name);
}

function rankWords({ group, varying }: TermShape): Singularity {
  return {
    kind: 'lostRank',
    text: `the correlations of the ${varying} varying coefficients of ${group} are at their limit: one of them is a combination of the others`,
  };
}

function flatWords(name: string): Singularity {
  return { kind: 'flat', text: `the data hardly tell ${name}: the likelihood is flat along it` };
}

/** At a bound of the prior, or of what the family lets its own parameter be. */
function boundWords(quantity: Quantity, end: number, up: boolean): string {
  if (quantity.kind === 'intercept') return `is where its prior ends (${end} at the predictors' means)`;
  if (quantity.kind === 'coefficient' || quantity.kind === 'sd') return `is ${end}, where its prior ends`;
  return `is at the ${up ? 'upper' : 'lower'} end of its range, ${end}`;
}
