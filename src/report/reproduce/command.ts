import { parameterNames } from '../../../models/families/parameterFormulas.ts';
import type { DrawOptions } from '../../run/drawOptions.ts';
import type { StoredDeclaration } from '../stored/declarationSchema.ts';
import type { DataFile } from './dataFile.ts';
import { fileWord, flag, quoted } from './shellWords.ts';

/** The command that fits a model by some settings, for a POSIX shell, a word of the model or of the settings a line. */
export function fitCommand(declaration: StoredDeclaration, data: DataFile, settings: DrawOptions): string[] {
  return [...modelWords(declaration, data), ...settingWords(settings)];
}

const settingNames = {
  sampler: 'sampler',
  chains: 'chains',
  warmup: 'warmup',
  draws: 'draws',
  seed: 'seed',
  metric: 'metric',
  targetAccept: 'target-accept',
  maxDepth: 'max-depth',
} as const;

/** Settings of a run as `poolwise fit` takes them. */
function settingWords(settings: DrawOptions): string[] {
  const words = (Object.keys(settingNames) as (keyof typeof settingNames)[]).flatMap((name) => {
    const value = settings[name];
    return value === undefined ? [] : [flag(settingNames[name], `${value}`)];
  });
  return settings.prior === 'only' ? ['--prior-only', ...words] : words;
}

const flags: readonly string[] = parameterNames;

/** Whether a parameter's formula has an option of its own; others stand after the outcome's. */
const isFlag = (name: string): boolean => flags.includes(name);

/** The model in the words of `poolwise fit`. */
function modelWords(
  { formula, options }: StoredDeclaration,
  { name: file, reading = {} }: DataFile,
): string[] {
  const { na = [], decimal, sheet } = reading;
  const { parameters = {} } = options;
  const named = ['family', 'link', 'weights', 'residual', 'missing', ...parameterNames];
  const plain = named.flatMap((name) => {
    const value = options[name] ?? (isFlag(name) ? parameters[name] : undefined);
    return typeof value === 'string' ? [flag(name, value)] : [];
  });
  const beside = Object.entries(parameters).filter(([name]) => !isFlag(name));
  const text = [formula, ...beside.map(([name, of]) => `${name} ${of}`)].join('; ');
  const contrasts = Object.entries(options.contrasts ?? {}).filter(([, spec]) => typeof spec === 'string');
  return [
    `poolwise fit ${fileWord(file)} ${quoted(text.startsWith('-') ? ` ${text}` : text)}`,
    ...na.map((mark) => flag('na', mark)),
    ...(decimal === undefined ? [] : [flag('decimal', decimal)]),
    ...(sheet === undefined ? [] : [flag('sheet', sheet)]),
    ...plain,
    ...Object.entries(options.factors ?? {}).map(([name, levels]) =>
      flag('factor', levels === 'sorted' ? name : `${name}=${levels.join(',')}`),
    ),
    ...contrasts.map(([name, spec]) => flag('contrasts', `${name}=${spec as string}`)),
    ...Object.entries(options.priors ?? {}).map(([name, prior]) => flag('prior', `${name}=${prior}`)),
  ];
}
