import type { Dimension } from './variables.ts';

/** One variable of a group of InferenceData. */
export interface ArvizArray {
  readonly name: string;
  /** Besides chain and draw. */
  readonly dims: readonly Dimension[];
  /** Whether chain and draw come first. */
  readonly sampled: boolean;
  /** An element, all dimensions row-major. */
  readonly at: (index: number) => number | boolean | string;
}

/** Chains, and draws of each. */
export interface Axes {
  readonly chains: number;
  readonly draws: number;
}

/** Elements of a variable of `size` members a draw, from where they are by chain and draw. */
export function samples<Element>(
  { draws }: Axes,
  size: number,
  of: (chain: number, draw: number, member: number) => Element,
): (index: number) => Element {
  return (index) => {
    const draw = Math.floor(index / size);
    return of(Math.floor(draw / draws), draw % draws, index % size);
  };
}
