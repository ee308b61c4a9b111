import { compile } from '../autodiff/index.ts';
import { groupEffects, onUserColumns } from './groupEffects.ts';
import { type Program, quantitiesOf } from './program.ts';
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
        groupEffects(factor, k, theta.subarray(thetaAt[t], thetaAt[t + 1]), b);
        onUserColumns(term.toUser, k, b);
        for (let c = 0; c < k; c++) for (let j = c; j < b.length; j += k, q += stride) out[q] = b[j];
      });
    },
  };
}
