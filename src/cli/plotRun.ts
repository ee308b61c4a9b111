import { extname } from 'node:path';
import type { Model } from '../../models/glmm.ts';
import { InputError } from '../engine/errors.ts';
import type { Theme } from '../report/plot/theme.ts';
import { kindNamed, type PlotFitOptions, plot } from '../report/plotFit/plot.ts';
import type { Choice, PlotRequest } from '../report/plotFit/request.ts';
import type { LoadedEstimates, LoadedFit } from '../report/stored/loadedFit.ts';
import { loadFolder } from '../report/stored/loadFolder.ts';
import { refuseForeignPicture, refuseInput } from '../report/stored/ownOutputs.ts';
import { writeResults } from '../report/stored/writeResults.ts';
import { declareModel } from './declareModel.ts';
import { interruption } from './interrupt.ts';
import { judge } from './judge.ts';
import type { ModelOptions } from './modelOptions.ts';

/** As the command line has them. */
export interface PlotFlags extends ModelOptions, Pick<PlotRequest, Choice | 'title' | 'width' | 'height'> {
  readonly out?: string;
  readonly force?: boolean;
  readonly theme: Theme;
}

interface What {
  readonly kind: string;
  readonly path: string;
  readonly formula: string | undefined;
}

const ends = ['.svg', '.png'];

/** Draws a stored fit, or a model's design, to a file or to standard output. The exit code of a fit is as `judge` has it. */
export async function runPlot(what: What, flags: PlotFlags): Promise<number> {
  const { out, force = false } = flags;
  const options = optionsOf(what, flags);
  if (out !== undefined) {
    if (!ends.includes(extname(out).toLowerCase()))
      throw new InputError(`plot: --out is a file that ends with .svg or .png, got "${out}"`);
    await refuseInput('--out', out, [what.path]);
    if (!force) await refuseForeignPicture(out);
  }
  const shown = await read(what, flags);
  const svg = plot(shown, options);
  if (out === undefined) process.stdout.write(svg);
  else {
    const content = isPng(out) ? await toPng(svg) : svg;
    await writeResults([{ path: out, content }], null, { force, signal: interruption });
  }
  return 'kind' in shown ? judge(shown) : 0;
}

const isPng = (path: string): boolean => extname(path).toLowerCase() === '.png';

async function toPng(svg: string): Promise<Uint8Array> {
  const { svgToPng } = await import('../report/png.ts');
  return svgToPng(svg);
}

function optionsOf({ kind, formula }: What, flags: PlotFlags): PlotFitOptions {
  const name = kindNamed(kind);
  if (formula !== undefined && name !== 'z')
    throw new InputError(
      `plot: kind "${name}" is of a stored fit alone; a table and a formula go with kind "z"`,
    );
  if (flags.theme === 'page')
    throw new InputError('plot: theme "page" is for a page that has the colours itself');
  const { parameters, group, coef, levels, variable, by, groups, level, title, width, height, theme } = flags;
  const given = { parameters, group, coef, levels, variable, by, groups, level, title, width, height };
  const there = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { kind: name, theme, ...there };
}

async function read(
  { path, formula }: What,
  flags: PlotFlags,
): Promise<Model | Exclude<LoadedFit, LoadedEstimates>> {
  if (formula !== undefined) return declareModel(path, formula, flags);
  const loaded = await loadFolder(path, {}, 'plot');
  if (loaded.kind !== 'estimates') return loaded;
  throw new InputError(`plot: "${path}" has neither draws nor a model that makes them: ${loaded.why}`);
}
