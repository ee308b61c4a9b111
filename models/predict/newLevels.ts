import { stream } from '../../src/engine/rng.ts';
import { covarianceDraws, factorInPlace } from './covarianceDraws.ts';
import type { Chains, DrawsOf } from './drawsOfQuantity.ts';
import type { TermAt } from './rowsAt.ts';

/** Numbers that are kept of levels already drawn, about 64 MB; those of others are drawn again, the same. */
const mostKept = 8_000_000;

/**
 * Effects of levels that the model has not seen, b ~ N(0, G) with G of each draw: one draw a level, in all rows and coefficients
 * of the term alike. A level's stream is named by what it is called, so neither rows nor other levels matter.
 */
export function newEffects(term: TermAt, find: DrawsOf, seed: string): (c: number, j: number) => Chains {
  const k = term.coefs.length;
  const factors = new Map<number, Float64Array>();
  const factorOf = (ofClass: number): Float64Array => {
    const known = factors.get(ofClass) ?? factorInPlace(covarianceDraws(term, ofClass, find), k);
    factors.set(ofClass, known);
    return known;
  };
  const kept = new Map<number, Float64Array>();
  return (c, j) => {
    let b = kept.get(j);
    if (b === undefined) {
      if ((kept.size + 1) * k * find.count > mostKept) kept.clear();
      b = drawLevel(term, term.levels[j], factorOf(term.classes?.of[j] ?? 0), find.count, seed);
      kept.set(j, b);
    }
    return chainsOf(b.subarray(c * find.count, (c + 1) * find.count), find.chains);
  };
}

/** Coefficient after coefficient, all draws of each. */
function drawLevel(
  { coefs, predictors, group }: TermAt,
  level: string,
  factor: Float64Array,
  count: number,
  seed: string,
): Float64Array {
  const k = coefs.length;
  const rng = stream(seed, 'new level', JSON.stringify([group, level, predictors, coefs]));
  const z = new Float64Array(k);
  const out = new Float64Array(k * count);
  for (let d = 0; d < count; d++) {
    for (let c = 0; c < k; c++) z[c] = rng.normal();
    for (let c = 0; c < k; c++) {
      let sum = 0;
      for (let m = 0; m <= c; m++) sum += factor[(d * k + c) * k + m] * z[m];
      out[c * count + d] = sum;
    }
  }
  return out;
}

function chainsOf(draws: Float64Array, chains: number): Chains {
  const each = draws.length / chains;
  return Array.from({ length: chains }, (_, c) => draws.subarray(c * each, (c + 1) * each));
}
