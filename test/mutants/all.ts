import { ofIntegrals } from './integrated.ts';
import { ofIntegrators } from './integrator.ts';
import { ofFamilies, ofPriors } from './likelihoods.ts';
import { ofMetrics } from './metric.ts';
import { ofDesigns, ofGradients, ofMaps, ofResiduals, ofTransforms } from './models.ts';
import type { Mutant, Run } from './mutant.ts';
import { ofReference } from './reference.ts';
import { ofStreams } from './streams.ts';
import { ofTrees } from './tree.ts';

/** Every mutant, by what is broken. */
export const mutantsByKind: Readonly<Record<string, readonly Mutant[]>> = {
  'leapfrog steps': ofIntegrators,
  'trees of NUTS': ofTrees,
  'metric and adaptation': ofMetrics,
  'reference HMC': ofReference,
  'random streams': ofStreams,
  'transforms and Jacobians': ofTransforms,
  gradients: ofGradients,
  'coordinates of samplers': ofMaps,
  'design and rows': ofDesigns,
  'residual structures': ofResiduals,
  families: ofFamilies,
  priors: ofPriors,
  'whole samplers': ofIntegrals,
};

export const allMutants: readonly Mutant[] = Object.values(mutantsByKind).flat();

/** What mutants are tried on, each once, where nothing is broken. */
export const soundRuns: readonly { readonly property: string; readonly run: Run }[] = [
  ...new Map(allMutants.map(({ property, run }) => [run, { property, run }])).values(),
];
