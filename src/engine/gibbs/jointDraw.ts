import {
  type ConjugateResult,
  type ConjugateSystem,
  conjugateGradient,
  conjugateWork,
} from '../linalg/conjugateGradient.ts';
import { addCoarse, type RitzPairs, ritzPairs } from '../linalg/ritz.ts';
import type { Program } from '../program/program.ts';
import type { Rng } from '../rng.ts';
import { addTimes, addTransposedTimes, type CrossTable } from './crossTable.ts';
import { type BorderCoupling, borderCoupling, borderPlaces, elimination } from './elimination.ts';
import { type LevelBlocks, levelBlocks, lowerTimes, transposedLowerTimes } from './levelBlocks.ts';
import { timesOwn } from './remainders.ts';
import type { GibbsSums, TermSums } from './sums.ts';

/** What a draw is made given: sigma, every term's factor L, and the values of coefficients that are held, relative to the origin (others unread). */
export interface Given {
  readonly sigma: number;
  readonly factors: readonly Float64Array[];
  readonly held: Float64Array;
}

/** Effects b = L z, term by term (k a level), and the coefficients relative to where their priors are centred and to the origin of the sums. */
export interface Effects {
  readonly b: readonly Float64Array[];
  readonly coefficients: Float64Array;
}

/** Draws all group effects and all normal coefficients at once. Owns scratch memory; makes no garbage of any size. */
export interface JointDraw {
  /** Null where rounding leaves a matrix without a Cholesky factor. */
  draw(rng: Pick<Rng, 'normal'>, given: Given, out: Effects): ConjugateResult | null;
  /**
   * Makes later solves shorter, by a coarse space of the system at the last draw's parameters: what is slow there is slow
   * nearby too. Changes no draw beyond rounding.
   */
  learn(rng: Pick<Rng, 'normal'>): void;
  /** What `learn` found last. */
  learnt(): RitzPairs;
  /** Stands where a draw left it: the parameters of that, and what was learnt. False where rounding leaves no factor. */
  restore(given: Given, learnt: RitzPairs): boolean;
}

/** Residual at which a solve is as exact as rounding allows, and the iterations after which it is given up. */
export const solved = 1e-12;
const mostIterations = 2000;

/** Lanczos steps, vectors of a coarse space at most, and the eigenvalues that are worth one. */
const coarse = { steps: 150, most: 60, below: 0.8 } as const;
/** Multiplications that a coarse space may add to an iteration, as a share of the cells it visits. */
const coarseShare = 1;

/**
 * Perturb and solve: with P the joint precision of the effects z and the coefficients and c = (L'Z'Wy, X'Wy) / sigma^2 + prior,
 * the solution of P x = c + noise, noise ~ N(0, P), is N(P^-1 c, P^-1). The noise is made of one normal number a row,
 * (ZL X)'W^1/2 e / sigma, and one an effect. The leading term and the border are solved exactly, what is left of the others
 * (the Schur complement) by conjugate gradients.
 * Source: Papandreou & Yuille 2010; for crossed effects Pandolfi, Papaspiliopoulos & Zanella 2024.
 */
export function jointDraw(program: Program, s: GibbsSums): JointDraw {
  const { linearPriors } = program;
  const precisions = linearPriors.map((prior) => (prior === null ? null : prior.precision));
  const exact = elimination(s, precisions);
  const places = borderPlaces(s);
  const rest = s.large.map((term, r) => restTerm(s, term, r));
  const between = pairsOfLarge(s);
  const leadTables = rest.map(({ term }) => tableOf(s, s.lead, term));
  const dimension = rest.reduce((n, { size }) => n + size, 0);
  const work = conjugateWork(dimension);
  const vector = (n: number): Float64Array => new Float64Array(n);
  const rights = s.terms.map(({ k, levels }) => vector(k * levels));
  const [vLead, vBorder, right, x] = [
    rights[s.lead],
    vector(exact.border),
    vector(dimension),
    vector(dimension),
  ];
  const [leadOf, borderOf] = [vector(vLead.length), vector(exact.border)];
  const noise = { lead: vector(vLead.length), border: vector(exact.border) };
  const [leadRight, borderRight] = [vector(vLead.length), vector(exact.border)];
  const addNoise = rowNoise(program, rights);
  const linear = vBorder.subarray(exact.linearStart);
  let given: Given = { sigma: 1, factors: [], held: vector(0) };
  let precision = 1;
  let slow: RitzPairs = { values: vector(0), vectors: [] };
  const cells = leadTables.reduce((n, { column, ka, kb }) => n + column.length * ka * kb, 0);

  /** From effects of the large terms, raw, to the exactly solved part's right sides. */
  const toExact = (by: number, leadOut: Float64Array, borderOut: Float64Array): void => {
    rest.forEach(({ u, coupling }, r) => {
      addTimes(leadTables[r], u, by, leadOut);
      coupling.addToBorder(u, by, borderOut);
    });
  };

  /** Subtracts from the large terms' right sides, raw, what the exactly solved part takes. */
  const fromExact = (lead: Float64Array, border: Float64Array): void =>
    rest.forEach(({ raw, coupling }, r) => {
      addTimes(s.back[r], lead, -1, raw);
      coupling.addToTerm(border, -1, raw);
    });

  const toRaw = (of: Float64Array): void =>
    rest.forEach(({ term, k, at, size, u }) => {
      u.set(of.subarray(at, at + size));
      everyLevel(lowerTimes, given.factors[term], k, u);
    });

  /** out = L' raw / sigma^2. */
  const toScaled = (out: Float64Array): void =>
    rest.forEach(({ term, k, at, size, raw }) => {
      everyLevel(transposedLowerTimes, given.factors[term], k, raw);
      for (let i = 0; i < size; i++) out[at + i] = precision * raw[i];
    });

  const blocks = (r: Float64Array, out: Float64Array): void => {
    for (const { at, size, blocks: own } of rest)
      own.solve(r.subarray(at, at + size), out.subarray(at, at + size));
  };

  const system: ConjugateSystem = {
    dimension,
    times(of, out) {
      toRaw(of);
      leadRight.fill(0);
      borderRight.fill(0);
      toExact(1, leadRight, borderRight);
      exact.solve(leadRight, borderRight, null, leadOf, borderOf);
      for (const one of rest) one.timesOwn();
      for (const { a, b, table } of between) {
        addTimes(table, rest[b].u, 1, rest[a].raw);
        addTransposedTimes(table, rest[a].u, 1, rest[b].raw);
      }
      fromExact(leadOf, borderOf);
      toScaled(out);
      for (let i = 0; i < dimension; i++) out[i] += of[i];
    },
    precondition(r, out) {
      blocks(r, out);
      addCoarse(slow, r, out);
    },
  };

  const readRights = (rng: Pick<Rng, 'normal'>): void => {
    for (let t = 0; t < rights.length; t++) rights[t].set(s.terms[t].zy);
    linear.set(s.xy);
    subtractHeld(s, linearPriors, given.held, rights, linear);
    addNoise(rng, given.sigma, linear);
    for (const { term, at } of places.small) vBorder.set(rights[term], at);
    for (let i = 0; i < noise.lead.length; i++) noise.lead[i] = rng.normal();
    for (let u = 0; u < exact.linearStart; u++) noise.border[u] = rng.normal();
    linearPriors.forEach((prior, j) => {
      if (prior === null) return;
      const { mean, shift, precision: p0 } = prior;
      noise.border[exact.linearStart + j] = p0 * (mean - shift - s.origin[j]) + Math.sqrt(p0) * rng.normal();
    });
  };

  const solveRest = (rng: Pick<Rng, 'normal'>): ConjugateResult => {
    exact.solve(vLead, vBorder, noise, leadOf, borderOf);
    for (const { term, raw } of rest) raw.set(rights[term]);
    fromExact(leadOf, borderOf);
    toScaled(right);
    for (let i = 0; i < dimension; i++) right[i] += rng.normal();
    x.fill(0);
    return conjugateGradient(system, right, x, { relative: solved, most: mostIterations }, work);
  };

  const prepare = (at: Given): boolean => {
    given = at;
    precision = 1 / (at.sigma * at.sigma);
    if (!exact.prepare(at.sigma, at.factors)) return false;
    return rest.every((one, r) => one.prepare(leadTables[r], exact.lead, at.factors[one.term], precision));
  };

  return {
    learnt: () => slow,
    restore(at, learnt) {
      slow = learnt;
      return prepare(at);
    },
    learn(rng) {
      if (dimension === 0) return;
      const most = Math.min(coarse.most, Math.floor((coarseShare * cells) / dimension));
      const start = Float64Array.from({ length: dimension }, () => rng.normal());
      slow = ritzPairs({ ...system, precondition: blocks }, start, { ...coarse, most });
    },
    draw(rng, at, { b, coefficients }) {
      if (!prepare(at)) return null;
      readRights(rng);
      const result = dimension === 0 ? { iterations: 0, residual: 0 } : solveRest(rng);
      toRaw(x);
      toExact(-1, vLead, vBorder);
      exact.solve(vLead, vBorder, noise, b[s.lead], borderOf);
      for (const { term, u } of rest) b[term].set(u);
      for (const { term, at: from, columns } of places.small)
        b[term].set(borderOf.subarray(from, from + columns));
      for (let j = 0; j < coefficients.length; j++)
        coefficients[j] = linearPriors[j] === null ? at.held[j] : borderOf[exact.linearStart + j];
      return result;
    },
  };
}

/** A term that conjugate gradients solve for, with its place in their vectors. */
interface RestTerm {
  readonly term: number;
  readonly k: number;
  readonly at: number;
  readonly size: number;
  /** Effects L x, and a right side before it is scaled. */
  readonly u: Float64Array;
  readonly raw: Float64Array;
  readonly coupling: BorderCoupling;
  readonly blocks: LevelBlocks;
  /** raw = Z'WZ u, level by level. */
  timesOwn(): void;
  /** Preconditioner: the diagonal blocks of what is left when the leading term is eliminated. */
  prepare(table: CrossTable, lead: LevelBlocks, l: Float64Array, precision: number): boolean;
}

function restTerm(s: GibbsSums, term: number, place: number): RestTerm {
  const { k, levels, zz } = s.terms[term];
  const at = s.large.slice(0, place).reduce((n, t) => n + s.terms[t].k * s.terms[t].levels, 0);
  const [u, raw] = [new Float64Array(k * levels), new Float64Array(k * levels)];
  const left = new Float64Array(zz.length);
  const blocks = levelBlocks(k, levels);
  return {
    ...{ term, k, at, size: k * levels, u, raw, blocks },
    coupling: borderCoupling(s, term),
    timesOwn() {
      timesOwn(s, term, u, raw);
    },
    prepare(table, lead, l, precision) {
      left.set(zz);
      subtractEliminated(table, lead.h, left);
      return blocks.prepare(left, l, precision);
    },
  };
}

/** information -= T' H T, block by block: T the table of the leading term with this one. */
function subtractEliminated(t: CrossTable, h: Float64Array, information: Float64Array): void {
  const { levels, ka, kb, start, column, values } = t;
  for (let j = 0; j < levels; j++)
    for (let e = start[j]; e < start[j + 1]; e++) {
      const at = column[e] * kb * kb;
      if (values === null) {
        information[at] -= h[j];
        continue;
      }
      for (let x = 0; x < ka; x++)
        for (let y = 0; y < ka; y++) {
          const hxy = h[(j * ka + x) * ka + y];
          for (let c = 0; c < kb; c++)
            for (let d = 0; d < kb; d++)
              information[at + c * kb + d] -=
                values[(e * ka + x) * kb + c] * hxy * values[(e * ka + y) * kb + d];
        }
    }
}

function tableOf(s: GibbsSums, a: number, b: number): CrossTable {
  const pair = s.pairs.find((one) => one.a === a && one.b === b);
  if (pair === undefined) throw new RangeError('jointDraw: no table of two terms');
  return pair.table;
}

/** Pairs of large terms, by their places among them. */
function pairsOfLarge({ large, pairs }: GibbsSums): { a: number; b: number; table: CrossTable }[] {
  return pairs.flatMap(({ a, b, table }) =>
    large.includes(a) && large.includes(b) ? [{ a: large.indexOf(a), b: large.indexOf(b), table }] : [],
  );
}

function everyLevel(apply: typeof lowerTimes, l: Float64Array, k: number, x: Float64Array): void {
  if (k === 1) {
    const sd = l[0];
    for (let i = 0; i < x.length; i++) x[i] *= sd;
    return;
  }
  for (let at = 0; at < x.length; at += k) apply(l, k, x, at);
}

function subtractHeld(
  { terms, xx }: GibbsSums,
  linearPriors: Program['linearPriors'],
  held: Float64Array,
  rights: readonly Float64Array[],
  linear: Float64Array,
): void {
  const p = linear.length;
  linearPriors.forEach((prior, h) => {
    if (prior !== null) return;
    for (let a = 0; a < p; a++) linear[a] -= xx[a * p + h] * held[h];
    terms.forEach(({ k, levels, zx }: TermSums, t) => {
      for (let j = 0; j < levels; j++)
        for (let c = 0; c < k; c++) rights[t][j * k + c] -= zx[(j * p + h) * k + c] * held[h];
    });
  });
}

/** Adds sigma (Z X)'W^1/2 e to every term's right side and to the coefficients', one standard normal e a row. */
function rowNoise({ rows, terms }: Program, rights: readonly Float64Array[]) {
  const skip = rows.hasIntercept ? 1 : 0;
  const noise = new Float64Array(rows.count);
  return (rng: Pick<Rng, 'normal'>, sigma: number, linear: Float64Array): void => {
    for (let i = 0; i < rows.count; i++)
      noise[i] = sigma * (rows.weights === null ? 1 : Math.sqrt(rows.weights[i])) * rng.normal();
    terms.forEach(({ index, columns, coefs }, t) => {
      const [out, k] = [rights[t], coefs.length];
      for (let c = 0; c < k; c++) {
        const column = columns[c];
        if (column === null) for (let i = 0; i < noise.length; i++) out[index[i] * k + c] += noise[i];
        else for (let i = 0; i < noise.length; i++) out[index[i] * k + c] += column[i] * noise[i];
      }
    });
    if (skip === 1) for (let i = 0; i < noise.length; i++) linear[0] += noise[i];
    for (let i = 0; i < noise.length; i++)
      for (let j = skip; j < linear.length; j++) linear[j] += rows.x[i * rows.width + j - skip] * noise[i];
  };
}
