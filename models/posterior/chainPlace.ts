import type { GibbsPlace } from '../../src/engine/gibbs/chain.ts';
import type { NutsPlace } from '../../src/engine/hmc/chain.ts';
import type { IndependencePlace } from '../../src/engine/hmc/independenceChain.ts';
import type { ReferencePlace } from '../../src/engine/hmc/referenceChain.ts';
import type { RngState } from '../../src/engine/rng.ts';

/** Where a chain of any sampler stands in what it walks on: its last point, and what adaptation found. */
export type WalkPlace = NutsPlace | ReferencePlace | IndependencePlace | GibbsPlace;

/** All that the rest of a chain depends on, given its model and settings; plain data. */
export interface ChainPlace {
  readonly walk: WalkPlace;
  /** Of the walk, and of the draws of what was integrated out. */
  readonly rng: RngState;
  readonly completion: RngState;
}
