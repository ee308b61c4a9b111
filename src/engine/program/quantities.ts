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
  const parts = terms.map((term, t) => {
    const b = new Float64Array(term.levels.length * term.coefs.length);
    const mixed = term.mixing?.levels ?? null;
    return {
      k: term.coefs.length,
      factor: values.subarray(factorAt[t], factorAt[t + 1]),
      from: thetaAt[t],
      to: thetaAt[t + 1],
      mixed,
      b,
      unmixed: mixed === null ? b : b.slice(),
      toUser: term.toUser,
      own: placesOf(term),
    };
  });
  return {
    names: quantities.map(quantityName),
    quantities,
    write(theta, out, offset, stride) {
      population(theta, values);
      let q = offset;
      for (let i = 0; i < reported.length; i++, q += stride) out[q] = values[i];
      for (let t = 0; t < parts.length; t++) {
        const { k, factor, from, to, mixed, b, unmixed, toUser, own } = parts[t];
        groupEffects(factor, k, theta.subarray(from, to), unmixed);
        if (mixed !== null) timesBlocks(mixed, k, unmixed, b);
        onUserColumns(toUser, k, b);
        for (let i = 0; i < own.length; i++, q += stride) out[q] = b[own[i]];
      }
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
