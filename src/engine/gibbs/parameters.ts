import { variablesOf } from '../autodiff/index.ts';
import { compilePopulationKernel, type PopulationKernel } from '../program/populationKernel.ts';
import type { Program } from '../program/program.ts';
import { factorStarts } from '../program/starts.ts';

/** The parameters that stay when effects and normal coefficients are drawn exactly, and what they stand for. */
export interface Parameters {
  /** Their places in alpha. */
  readonly kept: readonly number[];
  /** For each term, the places among those kept that its move changes: all but what only other terms' factors read. */
  readonly moved: readonly (readonly number[])[];
  readonly kernel: PopulationKernel;
  readonly places: Places;
}

/** Where sigma, factors and held coefficients stand among the kernel's values. */
export interface Places {
  /** Held coefficients, relative to the origin, by their place among all, 0 for the others; factors are views. */
  read(values: Float64Array): {
    readonly sigma: number;
    readonly factors: readonly Float64Array[];
    readonly held: Float64Array;
  };
  /** The part of a vector of values or adjoints that is term t's factor. */
  factor(values: Float64Array, t: number): Float64Array;
  write(adjoints: Float64Array, sigma: number, t: number, factor: Float64Array, held: Float64Array): void;
}

/** @param origin what coefficients are told relative to */
export function parametersOf(program: Program, origin: Float64Array): Parameters {
  const { alpha, linear, linearPriors, auxiliary, terms, capabilities } = program;
  const integrated = new Set(linearPriors.flatMap((prior) => (prior === null ? [] : [prior.at])));
  const kept = alpha.map((_, i) => i).filter((i) => !integrated.has(i));
  const heldAt = linearPriors.flatMap((prior, j) => (prior === null ? [j] : []));
  const kernel = compilePopulationKernel({
    alpha: kept.map((i) => alpha[i]),
    linear: heldAt.map((j) => linear[j]),
    auxiliary,
    terms,
    logPrior: program.otherLogPrior,
  });
  const sigmaAt = heldAt.length + auxiliary.findIndex(({ name }) => name === capabilities.residualSd);
  const starts = factorStarts(terms, heldAt.length + auxiliary.length);
  const held = new Float64Array(linear.length);
  const factor = (values: Float64Array, t: number): Float64Array => values.subarray(starts[t], starts[t + 1]);
  return {
    kept,
    moved: terms.map((_, t) => movedBy(program, kept, t)),
    kernel,
    places: {
      read(values) {
        heldAt.forEach((j, h) => {
          held[j] = values[h] - origin[j];
        });
        return { sigma: values[sigmaAt], factors: terms.map((_, t) => factor(values, t)), held };
      },
      factor,
      write(adjoints, sigma, t, ofFactor, ofHeld) {
        adjoints[sigmaAt] = sigma;
        factor(adjoints, t).set(ofFactor);
        heldAt.forEach((j, h) => {
          adjoints[h] = ofHeld[j];
        });
      },
    },
  };
}

function movedBy({ alpha, linear, auxiliary, terms }: Program, kept: readonly number[], t: number): number[] {
  const readBy = terms.map(({ factor }) => new Set(factor.flatMap((entry) => [...variablesOf(entry)])));
  const shared = new Set(
    [...linear, ...auxiliary.map(({ expression }) => expression)].flatMap((entry) => [...variablesOf(entry)]),
  );
  return [...kept.keys()].filter((g) => {
    const name = alpha[kept[g]];
    const isOthers = readBy.some((names, other) => other !== t && names.has(name));
    return shared.has(name) || readBy[t].has(name) || !isOthers;
  });
}
