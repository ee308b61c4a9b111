import { describeArgument, isModel } from '../../../models/arguments.ts';
import type { Model } from '../../../models/glmm.ts';
import type { SamplerReport } from '../../../models/posterior/fit.ts';
import type { ReadOptions } from '../../data/readOptions.ts';
import { InputError } from '../../engine/errors.ts';
import { didYouMean } from '../../engine/nearest.ts';
import { checkOptions, type OptionKinds } from '../../engine/options.ts';
import type { DrawOptions } from '../../run/drawOptions.ts';
import type { AnyFit } from '../kindOfFit.ts';
import { declarationFile } from '../stored/declarationFile.ts';
import type { StoredDeclaration } from '../stored/declarationSchema.ts';
import type { LoadedFit } from '../stored/loadedFit.ts';
import { beyondCommand, beyondSettings } from './beyond.ts';
import { brmsCode } from './brms/brmsCode.ts';
import { fitCommand } from './command.ts';
import { type DataFile, folderData } from './dataFile.ts';
import { settingsDrawn } from './drawn.ts';
import { fitScript } from './script.ts';
import { fileWord } from './shellWords.ts';

/** Of `fitCode`. */
export interface CodeOptions {
  /** The file that the data are in; data.parquet, which folders of fits have, if left out. */
  readonly data?: string;
  /** How that file is read, where its content alone does not say. */
  readonly reading?: ReadOptions;
  /** What `sample` was asked for; the settings that it came to if left out. */
  readonly asked?: DrawOptions;
  /** The folder that a command or script writes the fit into; it only prints a summary if left out. */
  readonly out?: string;
}

const optionKinds: OptionKinds<CodeOptions> = {
  data: 'text',
  reading: 'an object',
  asked: 'an object',
  out: 'text',
};

const kinds = { command: commandOf, script: scriptOf, brms: brmsOf } as const;

/** `command`, of a POSIX shell; `script`, in TypeScript; `brms`, in R. */
export type CodeKind = keyof typeof kinds;

export const codeKinds = Object.keys(kinds) as readonly CodeKind[];

/**
 * A fit of `sample`, fresh or loaded with its model, as code that draws the same draws again, bit for bit: a shell command or a script;
 * or (of a Laplace fit too) as R code for brms, whose posterior is the same.
 * Throws InputError for what the code cannot say.
 * @example fitCode(fit, 'command', { data: 'hospital.csv' })
 */
export function fitCode(fit: AnyFit | LoadedFit, kind: CodeKind, options: CodeOptions = {}): string {
  checkOptions('fitCode', options, optionKinds);
  if (!Object.hasOwn(kinds, kind))
    throw new InputError(
      `fitCode: no code "${kind}" (have: ${codeKinds.join(', ')})${didYouMean(kind, codeKinds)}`,
    );
  return kinds[kind](fit, options);
}

function commandOf(fit: AnyFit | LoadedFit, options: CodeOptions): string {
  const { declaration, settings } = sampled(fit, options);
  const { rowNames } = options.reading ?? {};
  const beyond = [
    ...beyondCommand(declaration),
    ...(rowNames === undefined ? [] : ['what the column without a name is called']),
  ];
  if (beyond.length > 0) throw new InputError(`code: no command can say ${beyond.join(', ')}; take a script`);
  const words = fitCommand(declaration, dataOf(options), settings);
  const { out } = options;
  return [...words, ...(out === undefined ? [] : [`--out ${fileWord(out)}`])].join(' \\\n  ');
}

function scriptOf(fit: AnyFit | LoadedFit, options: CodeOptions): string {
  const { declaration, settings } = sampled(fit, options);
  return `${fitScript(declaration, dataOf(options), settings, options.out)}\n`;
}

function brmsOf(fit: AnyFit | LoadedFit, { asked, ...options }: CodeOptions): string {
  const { model, sampler } = withModel(fit);
  return brmsCode(model, dataOf(options), asked ?? (sampler === null ? {} : settingsDrawn(sampler)));
}

function dataOf({ data, reading }: CodeOptions): DataFile {
  if (data === undefined) return folderData;
  return reading === undefined ? { name: data } : { name: data, reading };
}

/** How a fit was declared and drawn. Throws InputError where code would draw something else. */
function sampled(
  fit: unknown,
  { asked }: CodeOptions,
): { readonly declaration: StoredDeclaration; readonly settings: DrawOptions } {
  const { model, sampler } = withModel(fit);
  if (sampler === null)
    throw new InputError(
      'code: a Laplace fit has no draws to draw again; "poolwise laplace" fits it, its report has the settings',
    );
  const { warmStart } = sampler;
  const unsaid = asked === undefined ? sampler : warmStart === true ? { warmStart } : {};
  const beyond = beyondSettings(unsaid);
  if (beyond.length > 0)
    throw new InputError(
      asked === undefined
        ? `code: no settings say what the sampler came to by itself, ${beyond.join(', ')}; hand in those that it was asked for (asked)`
        : `code: no settings say ${beyond.join(', ')}; fit the model from its start for code that draws the same`,
    );
  return { declaration: declarationFile(model.declaration), settings: asked ?? settingsDrawn(sampler) };
}

function withModel(fit: unknown): { readonly model: Model; readonly sampler: SamplerReport | null } {
  const { model, sampler = null, imputations, why } = partsOf(fit);
  if (imputations !== undefined)
    throw new InputError(
      'code: the draws are of several imputed data sets; fit them again with --pool or sampleImputed',
    );
  if (isModel(model)) return { model, sampler };
  throw new InputError(
    why === undefined
      ? `code: expected a fit of a model, as sample makes it, got ${describeArgument(fit)}`
      : `code: the fit comes without its model: ${why}`,
  );
}

interface Parts {
  readonly model?: unknown;
  readonly sampler?: SamplerReport;
  readonly imputations?: number;
  readonly why?: string;
}

const partsOf = (fit: unknown): Parts => (typeof fit === 'object' && fit !== null ? fit : {});
