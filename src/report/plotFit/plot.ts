import { isModel } from '../../../models/arguments.ts';
import type { Model } from '../../../models/glmm.ts';
import type { LaplaceResult } from '../../../models/likelihood/laplace.ts';
import type { Draws } from '../../../models/posterior/draws.ts';
import { InputError } from '../../engine/errors.ts';
import { nearestName } from '../../engine/nearest.ts';
import { checkOptions, describeValue, type OptionKinds } from '../../engine/options.ts';
import { kinds } from './kinds.ts';
import { kindWords, type PlotKind } from './kindWords.ts';
import { choices, type PlotRequest } from './request.ts';
import { sourceOf } from './source.ts';
import { zPlot } from './zKind.ts';

/** Of `plot`: what is drawn, of what, and how. */
export interface PlotFitOptions extends PlotRequest {
  readonly kind: PlotKind;
}

const optionKinds: OptionKinds<Required<PlotFitOptions>> = {
  kind: 'text',
  parameters: 'anything',
  group: 'text',
  coef: 'text',
  levels: 'anything',
  variable: 'text',
  by: 'text',
  groups: 'text',
  level: 'a number',
  title: 'text',
  description: 'text',
  note: 'text',
  width: 'a number',
  height: 'a number',
  theme: 'text',
  legend: 'true or false',
};

/**
 * A picture of a fit as SVG text: traces, densities, intervals, the levels of a factor, curves and lines. Of `sample`, `laplace` or
 * `loadFit`; kind "z" takes a model too, which needs no fit. The same text for the same fit, in Node and in a page.
 * Throws InputError for a kind that there is not, and for what a fit cannot show.
 * @example await writeFile('age.svg', plot(fit, { kind: 'density', parameters: ['b_Age'] }))
 */
export function plot(
  fit: { readonly draws: Draws } | LaplaceResult | Model,
  options: PlotFitOptions,
): string {
  checkOptions('plot', options, optionKinds);
  const { kind, ...request } = options;
  const name = kindNamed(kind);
  checkTaken(name, request);
  checkRequest(request);
  const model = isModel(fit) ? fit : modelIn(fit);
  if (name === 'z' && model !== null) return zPlot(model, request);
  if (!isModel(fit)) return kinds[name].draw(sourceOf(fit), request);
  throw new InputError('plot: a model alone has no draws; sample it first, or take kind "z"');
}

/** A fit's own; null where it has none. */
function modelIn(fit: unknown): Model | null {
  const has = typeof fit === 'object' && fit !== null && 'model' in fit && isModel(fit.model);
  return has ? (fit.model as Model) : null;
}

/** Throws InputError, with the list, for a name that is none. */
export function kindNamed(name: string): PlotKind {
  if (Object.hasOwn(kindWords, name)) return name as PlotKind;
  const known = Object.keys(kindWords);
  const near = nearestName(name, known);
  throw new InputError(
    `plot: no kind "${name}"${near === null ? '' : ` (did you mean "${near}"?)`}; have: ${known.join(', ')}`,
  );
}

/** Throws InputError for what the kind would not look at. */
function checkTaken(name: PlotKind, request: PlotRequest): void {
  const { takes } = kinds[name];
  const idle = choices.find((choice) => request[choice] !== undefined && !takes.includes(choice));
  if (idle === undefined) return;
  const words = takes.length === 0 ? 'it takes none of the kind' : `it takes ${takes.join(', ')}`;
  throw new InputError(`plot: kind "${name}" has no use for ${idle}; ${words}`);
}

function checkRequest({ level, parameters, levels }: PlotRequest): void {
  if (level !== undefined && !(level > 0 && level < 1))
    throw new InputError(`plot: level must lie between 0 and 1, got ${level}`);
  for (const [name, list] of Object.entries({ parameters, levels }))
    if (list !== undefined && !(Array.isArray(list) && list.every((one) => typeof one === 'string')))
      throw new InputError(`plot: ${name} must be a list of names, got ${describeValue(list)}`);
}
