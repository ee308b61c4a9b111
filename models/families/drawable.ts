import { InputError } from '../../src/engine/errors.ts';
import type { ChosenFamily } from './choose.ts';

/** Throws InputError where outcomes that rows lack cannot be drawn: of a family that says too little, or of weighted rows. */
export function checkDrawsMissing({ family, link }: ChosenFamily, isWeighted: boolean): void {
  if (isWeighted)
    throw new InputError(
      'mi(): a model with case weights says nothing of how outcomes come about, so that missing ones cannot be drawn; leave the weights out, or mi()',
    );
  if (family.draw === undefined || link.inverse === null)
    throw new InputError(
      `mi(): family ${family.name} under link ${link.name} does not say how its outcomes come about; add draw: (rng, { mu, parameters }) => y and the link's inverse to it, or leave mi() out`,
    );
}
