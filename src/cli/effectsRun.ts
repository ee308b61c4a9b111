import { type Change, comparisons } from '../../models/effects/comparisons.ts';
import type { ContrastKind, OwnWeights } from '../../models/effects/contrastWeights.ts';
import { contrasts, marginalMeans } from '../../models/effects/means.ts';
import { predictorsOf } from '../../models/effects/predictors.ts';
import { slopes } from '../../models/effects/slopes.ts';
import type { EffectOptions, Effects, Measure } from '../../models/effects/types.ts';
import { InputError } from '../engine/errors.ts';
import { effectTable } from '../report/effectTable.ts';
import { type OpenedFit, openFit } from '../report/stored/openFit.ts';
import { decimalNumber } from './numbers.ts';
import { checkTableFlags, deliverTable, type TableOrJson } from './tableOrJson.ts';

/** As the command line has them. */
export interface EffectFlags extends TableOrJson {
  readonly slopes?: string;
  readonly compare?: string;
  readonly means?: readonly string[];
  readonly contrasts?: readonly string[];
  readonly levels?: 'treatment' | 'pairwise' | 'consecutive';
  readonly reference?: string;
  readonly measure: string;
  readonly by?: readonly string[];
  readonly at?: readonly string[];
  readonly over?: 'rows' | 'grid';
  readonly weights?: 'equal' | 'proportional';
  readonly each?: boolean;
  readonly groups: 'given' | 'typical' | 'averaged';
  readonly scale: string;
  readonly level?: number;
  readonly interval: 'equal-tailed' | 'hdi';
  readonly simultaneous?: boolean;
}

/** Prints effects of a stored fit. */
export async function runEffects(path: string, flags: EffectFlags): Promise<number> {
  checkTableFlags('effects', flags);
  checkFlags(flags);
  const options = optionsOf(flags);
  const fit = await openFit(path, 'effects');
  const found = effectsOf(fit, flags, options);
  return deliverTable(fit, effectTable(found), found, flags, path);
}

function effectsOf(fit: OpenedFit, flags: EffectFlags, options: EffectOptions): Effects {
  const { slopes: variable, compare, means, each = false } = flags;
  if (variable !== undefined) return slopes(fit, { ...options, variable, average: !each }, 'effects');
  if (compare !== undefined) return compared(fit, compare, flags, options);
  const of = means as readonly string[];
  if (flags.contrasts === undefined) return marginalMeans(fit, { ...options, of }, 'effects');
  const asked = {
    ...options,
    of,
    contrasts: contrastsOf(flags.contrasts),
    ...given({ reference: flags.reference }),
    measure: measureOf(flags.measure),
  };
  return contrasts(fit, asked, 'effects');
}

function compared(fit: OpenedFit, text: string, flags: EffectFlags, options: EffectOptions): Effects {
  const isName = predictorsOf(fit.model).has(text);
  const { variable, change } = isName ? { variable: text, change: undefined } : changeOf(text);
  const asked = {
    ...options,
    variable,
    ...given({ change, levels: flags.levels, reference: flags.reference }),
    measure: measureOf(flags.measure),
    average: flags.each !== true,
  };
  return comparisons(fit, asked, 'effects');
}

/** Which flags go with what is asked, and that one thing is. */
function checkFlags({ slopes: variable, compare, means, ...flags }: EffectFlags): void {
  const asked = [variable, compare, means].filter((one) => one !== undefined).length;
  if (asked !== 1)
    throw new InputError(
      `effects: give one of --slopes, --compare and --means, such as --slopes Age; got ${asked === 0 ? 'none' : 'several'}`,
    );
  const measures = flags.measure !== 'difference';
  const refuse = (there: boolean, flag: string, of: string): void => {
    if (there) throw new InputError(`effects: ${flag} is of ${of}`);
  };
  const contrasted = means !== undefined && flags.contrasts !== undefined;
  refuse(means === undefined && flags.contrasts !== undefined, '--contrasts', '--means');
  refuse(compare === undefined && flags.levels !== undefined, '--levels', '--compare');
  refuse(
    compare === undefined && !contrasted && flags.reference !== undefined,
    '--reference',
    '--compare, or --means with --contrasts',
  );
  refuse(
    compare === undefined && !contrasted && measures,
    '--measure',
    '--compare, or --means with --contrasts',
  );
  refuse(means !== undefined && flags.each === true, '--each', '--slopes or --compare');
}

function optionsOf(flags: EffectFlags): EffectOptions {
  const { by, over, weights, groups, level, interval, simultaneous } = flags;
  const at = flags.at === undefined ? undefined : settingsOf(flags.at);
  return {
    ...given({ by, at, over, weights, level, simultaneous }),
    groups,
    interval,
    scale: scaleOf(flags.scale),
  };
}

/** Without what is undefined. */
function given<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const there = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function measureOf(text: string): Measure {
  return text.replace('-', ' ') as Measure;
}

function scaleOf(text: string): NonNullable<EffectOptions['scale']> {
  const [name, value] = split(text);
  if (name === 'quantile' && value !== null) return { quantile: decimalNumber('--scale quantile')(value) };
  if (name === 'parameter' && value !== null) return { parameter: value };
  if (name === 'above' && value !== null) return { above: decimalNumber('--scale above')(value) };
  if (text === 'mean' || text === 'link' || text === 'sd') return text;
  throw new InputError(
    `--scale: expected mean, link, sd, quantile=0.9, above=3 or parameter=NAME, got "${text}"`,
  );
}

function settingsOf(texts: readonly string[]): Record<string, string[]> {
  const settings: Record<string, string[]> = {};
  for (const text of texts) {
    const [name, values] = split(text);
    if (values === null) throw new InputError(`--at: expected NAME=VALUES such as Age=50,60, got "${text}"`);
    settings[name] = [...(settings[name] ?? []), ...values.split(',')];
  }
  return settings;
}

function contrastsOf(texts: readonly string[]): ContrastKind | OwnWeights {
  if (texts.length === 1 && !texts[0].includes('=')) return texts[0] as ContrastKind;
  const own = texts.map((text): [string, number[]] => {
    const [name, weights] = split(text);
    if (weights === null)
      throw new InputError(
        `--contrasts: expected one kind, or NAME=WEIGHTS such as old=1,-0.5,-0.5, got "${text}"`,
      );
    return [name, weights.split(',').map(decimalNumber('--contrasts'))];
  });
  return Object.fromEntries(own);
}

/** `Married=0,1`, `Age+10`, `Age+sd` or `Age`. */
function changeOf(text: string): { readonly variable: string; readonly change: Change | undefined } {
  const [variable, values] = split(text);
  if (values !== null) {
    const ends = values.split(',');
    if (ends.length === 2) return { variable, change: { from: ends[0], to: ends[1] } };
    throw new InputError(`--compare: expected two values such as Married=0,1, got "${text}"`);
  }
  const shift = /^(.+?)\s*([+-])\s*(sd|[\d.]+(?:e[+-]?\d+)?)$/i.exec(text);
  if (shift === null) return { variable: text, change: undefined };
  const [, name, sign, size] = shift;
  if (size === 'sd') {
    if (sign === '+') return { variable: name, change: { plus: 'sd' } };
    throw new InputError(`--compare: expected ${name}+sd, got "${text}"`);
  }
  const plus = decimalNumber('--compare')(size);
  return { variable: name, change: { plus: sign === '-' ? -plus : plus } };
}

/** What stands before and after the first "="; null without one. */
function split(text: string): [name: string, value: string | null] {
  const at = text.indexOf('=');
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}
