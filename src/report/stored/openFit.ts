import { laplaceDraws } from '../../../models/compare/laplaceDraws.ts';
import type { Draws } from '../../../models/posterior/draws.ts';
import { InputError } from '../../engine/errors.ts';
import type { LoadedLaplace, LoadedPosterior } from './loadedFit.ts';
import { loadFolder } from './loadFolder.ts';

/** A stored fit with its model, and draws of it. */
export type OpenedFit = LoadedPosterior | OpenedLaplace;

/** A Laplace fit with draws of its Gaussian, which are made when they are asked for, the same every time. */
export interface OpenedLaplace extends LoadedLaplace {
  readonly draws: Draws;
}

/**
 * Reads the fit that a command is given, a folder that --out wrote, with its model.
 * Throws InputError where there is none, or its model does not come back; messages begin with `where`.
 */
export async function openFit(path: string, where: string): Promise<OpenedFit> {
  const loaded = await loadFolder(path, {}, where);
  switch (loaded.kind) {
    case 'posterior':
      return loaded;
    case 'laplace':
      return withDraws(loaded);
    case 'density':
      throw new InputError(
        `${where}: "${path}" is of a log density that no formula made; what is asked for needs a model`,
      );
    case 'draws':
    case 'estimates':
      throw new InputError(`${where}: "${path}" comes without its model: ${loaded.why}`);
  }
}

function withDraws(loaded: LoadedLaplace): OpenedLaplace {
  let draws: Draws | undefined;
  return {
    ...loaded,
    get draws() {
      draws ??= laplaceDraws(loaded);
      return draws;
    },
  };
}
