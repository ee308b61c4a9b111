import { effectiveSize } from './effectiveSize.ts';
import { meanOf, varianceOf } from './moments.ts';

/** A log normalising constant, with its Monte Carlo error. */
export interface BridgeEstimate {
  readonly logConstant: number;
  /** Of the constant, relative: standard error over value; near to the standard error of the logarithm where it is small. */
  readonly relativeError: number;
  readonly iterations: number;
}

/** Differences of logarithms, unnormalised target less proposal. */
export interface BridgeTerms {
  /** At draws of the target, `[chain * draws + draw]`; they may depend on one another. */
  readonly target: Float64Array;
  /** Draws of a chain. */
  readonly draws: number;
  /** At independent draws of the proposal. */
  readonly proposal: Float64Array;
}

const mostIterations = 1000;
const tolerance = 1e-10;

/**
 * log of the integral of an unnormalised density, by draws of it and of a normalised proposal: the optimal bridge, found by iteration.
 * Odd values: terms of -Infinity (no density there) count as 0; NaN where a term is NaN or where fewer than 3 draws a chain came.
 * Source: Meng & Wong 1996, equation 4.1; error: Fruehwirth-Schnatter 2004, with the effective number of draws of the target; agrees with
 * R bridgesampling 1.1-2.
 */
export function bridgeSampling({ target, draws, proposal }: BridgeTerms): BridgeEstimate {
  const unknown = { logConstant: Number.NaN, relativeError: Number.NaN, iterations: 0 };
  const effective = effectiveSize({ values: target, length: draws });
  const size = effective > 0 ? Math.min(effective, target.length) : Number.NaN;
  if (Number.isNaN(size) || proposal.some(Number.isNaN)) return unknown;
  const share = size / (size + proposal.length);
  const shift = target.toSorted()[Math.floor(target.length / 2)];
  const [ofTarget, ofProposal] = [target, proposal].map((terms) => terms.map((l) => Math.exp(l - shift)));
  let constant = 1;
  for (let iterations = 1; iterations <= mostIterations; iterations++) {
    const above = meanOf(
      ofProposal.map((q) => (q === Infinity ? 1 / share : q / (share * q + (1 - share) * constant))),
    );
    const below = meanOf(ofTarget.map((q) => 1 / (share * q + (1 - share) * constant)));
    const next = above / below;
    const isSettled = Math.abs(Math.log(next / constant)) < tolerance;
    constant = next;
    if (isSettled)
      return {
        logConstant: Math.log(constant) + shift,
        relativeError: relativeError({ ofTarget, ofProposal, draws, share, constant }),
        iterations,
      };
    if (!(constant > 0 && constant < Infinity)) break;
  }
  return { ...unknown, iterations: mostIterations };
}

interface Converged {
  readonly ofTarget: Float64Array;
  readonly ofProposal: Float64Array;
  readonly draws: number;
  readonly share: number;
  readonly constant: number;
}

function relativeError({ ofTarget, ofProposal, draws, share, constant }: Converged): number {
  const first = ofProposal.map((q) => q / constant / ((share * q) / constant + (1 - share)));
  const second = ofTarget.map((q) => 1 / ((share * q) / constant + (1 - share)));
  const effective = effectiveSize({ values: second, length: draws });
  const size = effective > 0 ? effective : second.length;
  const squareOf = (values: Float64Array, count: number): number =>
    varianceOf(values) / (count * meanOf(values) ** 2);
  return Math.sqrt(squareOf(first, first.length) + squareOf(second, size));
}
