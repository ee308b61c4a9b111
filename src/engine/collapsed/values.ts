import type { Program } from '../program/program.ts';
import { factorStarts } from '../program/starts.ts';
import type { Covariances, LinearCoefficients } from './marginal.ts';

/** Where a collapsed likelihood reads its population values, and writes their derivatives. */
export interface PlacedValues {
  readonly count: number;
  readonly covariances: Covariances;
  /** Values that a residual structure reads. */
  readonly parameters: Float64Array;
  /** Takes over held coefficients, covariances and parameters of the residuals. */
  read(values: Float64Array): void;
  /** `ofParameters` where residuals have a structure. */
  write(
    gradient: {
      readonly sigma: number;
      readonly factors: readonly Float64Array[];
      readonly held: Float64Array;
      readonly parameters: Float64Array | null;
    },
    out: Float64Array,
  ): void;
}

/** The held linear coefficients come first, then auxiliary values, then every factor. `origin`: what coefficients are taken relative to. */
export function placeValues(
  { auxiliary, terms, capabilities, residual }: Program,
  { held, value }: LinearCoefficients,
  origin: Float64Array,
): PlacedValues {
  const heldAt = [...held.keys()].filter((j) => held[j] === 1);
  const factorAt = factorStarts(terms, heldAt.length + auxiliary.length);
  const placeOf = (wanted: string | null): number =>
    heldAt.length + auxiliary.findIndex(({ name }) => name === wanted);
  const scale = residual === undefined ? capabilities.residualSd : residual.scale;
  const sigmaAt = scale === null ? null : placeOf(scale);
  const parametersAt = (residual?.parameters ?? []).map(placeOf);
  const parameters = new Float64Array(parametersAt.length);
  const factors = terms.map((_, t) => new Float64Array(factorAt[t + 1] - factorAt[t]));
  const covariances = { sigma: 1, factors };
  return {
    count: factorAt[terms.length],
    covariances,
    parameters,
    read(values) {
      for (let h = 0; h < heldAt.length; h++) value[heldAt[h]] = values[h] - origin[heldAt[h]];
      for (let p = 0; p < parametersAt.length; p++) parameters[p] = values[parametersAt[p]];
      if (sigmaAt !== null) covariances.sigma = values[sigmaAt];
      for (let t = 0; t < factors.length; t++)
        for (let e = 0; e < factors[t].length; e++) factors[t][e] = values[factorAt[t] + e];
    },
    write(gradient, out) {
      out.fill(0);
      for (let h = 0; h < heldAt.length; h++) out[h] = gradient.held[heldAt[h]];
      if (sigmaAt !== null) out[sigmaAt] = gradient.sigma;
      for (let t = 0; t < factors.length; t++)
        for (let e = 0; e < factors[t].length; e++) out[factorAt[t] + e] = gradient.factors[t][e];
      if (gradient.parameters !== null)
        for (let p = 0; p < parametersAt.length; p++) out[parametersAt[p]] += gradient.parameters[p];
    },
  };
}
