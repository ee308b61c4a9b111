import type { Strategy } from '../../models/posterior/fit.ts';
import { collapsedCost } from '../engine/collapsed/cost.ts';
import { tryGibbs } from '../engine/gibbs/cost.ts';
import type { Program } from '../engine/program/program.ts';
import { quadratureTimes } from '../engine/quadrature/cost.ts';
import { referenceCost } from '../engine/reference/cost.ts';

/** Gradients that a draw takes, as measured: 1.1 to 2 with the effects integrated out, 2.7 to 5 by a reference. */
const gradients = { collapsed: 2, reference: 4 } as const;
/** Nanoseconds of a draw beside its gradients, and of an effect that is drawn given the rest, and written. */
const perDraw = 4e4;
const perEffect = 150;

/** Predicted nanoseconds of a draw with the group effects integrated out, which are drawn then; infinite where that cannot be had. */
export function collapsedDraw(program: Program): number {
  const effects = program.terms.reduce((n, { levels, coefs }) => n + levels.length * coefs.length, 0);
  return perDraw + gradients.collapsed * collapsedCost(program) + perEffect * effects;
}

/** Predicted nanoseconds of a draw by a reference. */
export function referenceDraw(program: Program): number {
  return perDraw + gradients.reference * referenceCost(program);
}

/** Predicted nanoseconds of a draw by a strategy, within a factor of two as a rule; null for one whose steps nobody can foretell. */
export function drawCost(program: Program, strategy: Strategy): number | null {
  switch (strategy) {
    case 'collapsed':
      return collapsedDraw(program);
    case 'reference':
      return referenceDraw(program);
    case 'quadrature':
      return quadratureTimes(program).draw;
    case 'gibbs':
      return tryGibbs(program, Number.POSITIVE_INFINITY)?.cost.draw ?? null;
    case 'whitened':
    case 'nuts':
    case 'laplace':
    case 'prior':
      return null;
  }
}
