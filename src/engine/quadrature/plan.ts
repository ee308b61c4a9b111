import { variablesOf } from '../autodiff/index.ts';
import { type NestedProposal, nestedProposal } from '../hmc/nestedProposal.ts';
import type { Program } from '../program/program.ts';
import { compileQuadrature } from './density.ts';

/** What to propose the population parameters from, along the effects' sd; null where the marginal posterior has no mode with curvature. */
export function quadratureProposal(program: Program): NestedProposal | null {
  const { alpha, terms } = program;
  const [sd] = variablesOf(terms[0].factor[0]);
  return nestedProposal(compileQuadrature(program), Math.max(0, alpha.indexOf(sd)));
}
