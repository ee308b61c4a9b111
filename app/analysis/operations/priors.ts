import type { Context } from '../context.ts';
import { type Declared, declared } from '../declared.ts';
import { type PriorData, type PriorPicture, priorData, priorPicture } from '../model/priors.ts';
import { pause } from '../pause.ts';

/** One prior of the model's table, and what it means for outcomes. */
export async function prior(
  { parameter, width, ...request }: Declared & { readonly parameter: string; readonly width: number },
  context: Context,
): Promise<PriorPicture> {
  await pause(context);
  return priorPicture(declared(request), parameter, width);
}

/** Data sets that the priors make, beside the data. */
export async function fromPriors(
  { width, ...request }: Declared & { readonly width: number },
  context: Context,
): Promise<PriorData> {
  await pause(context);
  return priorData(declared(request), width);
}
