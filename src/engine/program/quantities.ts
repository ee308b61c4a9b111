import { compile } from '../autodiff/index.ts';
import { timesBlocks } from '../linalg/sparse.ts';
import { groupEffects, onUserColumns } from './groupEffects.ts';
import { ownCoefs, type Program, placeOfCoef, quantitiesOf, type TermProgram } from './program.ts';
import { type Quantity, quantityName } from './quantity.ts';
import { effectStarts, factorStarts } from './starts.ts';

/** Turns an unconstrained point into what is reported, on the user's scale. Owns scratch memory. */
export interface Quantities {
  readonly names: readonly string[];
  readonly quantities: readonly Quantity[];
  /** Writes quantity q to `out[offset + q * stride]`. */
  write(theta: Float64Array, out: Float64Array, offset: number, stride: number): void;
}

export function compileQuantities(program: Program): Quantities {
  const { alpha, reported, terms } = program;
  const quantities = quantitiesOf(program);
  const population = compile(
    [...reported.map((r) => r.expression), ...terms.flatMap((t) => t.factor)],
    alpha,
  );
  const factorAt = factorStarts(terms, reported.length);
  const thetaAt = effectStarts(terms, alpha.length);
  const values = new Float64Array(factorAt[terms.length]);
  const effects = terms.map((t) => new Float64Array(t.levels.length * t.coefs.length));
  const places = terms.map(placesOf);
  const unmixed = effects.map((b) => b.slice());
  return {
    names: quantities.map(quantityName),
    quantities,
    write(theta, out, offset, stride) {
      population(theta, values);
      let q = offset;
      for (let i = 0; i < reported.length; i++, q += stride) out[q] = values[i];
      terms.forEach((term, t) => {
        const k = term.coefs.length;
        const b = effects[t];
        const factor = values.subarray(factorAt[t], factorAt[t + 1]);
        const mixed = term.mixing?.levels ?? null;
        groupEffects(factor, k, theta.subarray(thetaAt[t], thetaAt[t + 1]), mixed === null ? b : unmixed[t]);
        if (mixed !== null) timesBlocks(mixed, k, unmixed[t], b);
        onUserColumns(term.toUser, k, b);
        const own = places[t];
        for (let i = 0; i < own.length; i++, q += stride) out[q] = b[own[i]];
      });
    },
  };
}

/** Where the effects that are reported stand among a term's: coefficient after coefficient, level after level. */
function placesOf(term: TermProgram): Int32Array {
  const k = term.coefs.length;
  const levels = term.levels.length;
  return Int32Array.from({ length: ownCoefs(term).length * levels }, (_, i) => {
    const j = i % levels;
    return j * k + placeOfCoef(term, j, Math.floor(i / levels));
  });
}
