import { InputError } from '../../src/engine/errors.ts';
import { didYouMean } from '../../src/engine/nearest.ts';
import * as make from './constructors.ts';
import type { Prior } from './prior.ts';
import { parseShrinkage, shrinkageForms, shrinkageKinds } from './shrinkage.ts';

interface Row {
  /** Accepted argument counts; half forms also take brms' leading location 0. */
  readonly counts: readonly number[];
  readonly usage: string;
  readonly build: (args: readonly number[]) => Prior;
}

const at = (args: readonly number[], i: number): number => args[i];

function zeroLocation(usage: string, value: number): void {
  if (value !== 0) throw new InputError(`prior: ${usage} is centred at 0, got location ${value}`);
}

/** The distributions of `--prior`, by name. */
const rows: Readonly<Record<string, Row>> = {
  normal: { counts: [2], usage: 'normal(mean, sd)', build: (a) => make.normal(at(a, 0), at(a, 1)) },
  student_t: {
    counts: [3],
    usage: 'student_t(df, location, scale)',
    build: (a) => make.studentT(at(a, 0), at(a, 1), at(a, 2)),
  },
  cauchy: { counts: [2], usage: 'cauchy(location, scale)', build: (a) => make.cauchy(at(a, 0), at(a, 1)) },
  half_normal: {
    counts: [1, 2],
    usage: 'half_normal(sd)',
    build: (a) => {
      if (a.length === 2) zeroLocation('half_normal(0, sd)', at(a, 0));
      return make.halfNormal(at(a, a.length - 1));
    },
  },
  half_student_t: {
    counts: [2, 3],
    usage: 'half_student_t(df, 0, scale)',
    build: (a) => {
      if (a.length === 3) zeroLocation('half_student_t(df, 0, scale)', at(a, 1));
      return make.halfStudentT(at(a, 0), at(a, a.length - 1));
    },
  },
  half_cauchy: {
    counts: [1, 2],
    usage: 'half_cauchy(scale)',
    build: (a) => {
      if (a.length === 2) zeroLocation('half_cauchy(0, scale)', at(a, 0));
      return make.halfCauchy(at(a, a.length - 1));
    },
  },
  exponential: { counts: [1], usage: 'exponential(rate)', build: (a) => make.exponential(at(a, 0)) },
  gamma: { counts: [2], usage: 'gamma(shape, rate)', build: (a) => make.gamma(at(a, 0), at(a, 1)) },
  inv_gamma: {
    counts: [2],
    usage: 'inv_gamma(shape, scale)',
    build: (a) => make.invGamma(at(a, 0), at(a, 1)),
  },
  beta: { counts: [2], usage: 'beta(a, b)', build: (a) => make.beta(at(a, 0), at(a, 1)) },
  lognormal: {
    counts: [2],
    usage: 'lognormal(mean of the log, sd of the log)',
    build: (a) => make.logNormal(at(a, 0), at(a, 1)),
  },
  uniform: { counts: [2], usage: 'uniform(lower, upper)', build: (a) => make.uniform(at(a, 0), at(a, 1)) },
  lkj: { counts: [1], usage: 'lkj(eta)', build: (a) => make.lkj(at(a, 0)) },
  constant: { counts: [1], usage: 'constant(value)', build: (a) => make.constant(at(a, 0)) },
  flat: { counts: [0], usage: 'flat()', build: () => make.flat() },
};

/** Every form that a prior can be written in. */
export const priorForms: readonly string[] = [
  ...Object.values(rows).map(({ usage }) => usage),
  ...shrinkageForms,
  'truncated(prior, lower, upper)',
  'inv_wishart(df, [[1, 0], [0, 2]])',
];

/** One `--prior` argument, `b_Age=normal(0, 5)`, split and built. */
export interface PriorDeclaration {
  readonly parameter: string;
  readonly prior: Prior;
}

/** Reads a distribution such as `half_student_t(3, 0, 2.5)`. Throws InputError with the usage of the nearest one. */
export function parsePrior(text: string): Prior {
  if (/^\s*truncated\b/.test(text)) return parseTruncated(text);
  const shared = parseShrinkage(text);
  if (shared !== null) return shared;
  const whole = /^\s*inv_wishart\s*\(([^,()]*),([^()]*)\)\s*$/.exec(text);
  if (whole !== null)
    return make.invWishart(readNumber(whole[1] ?? '', text), readScale(whole[2] ?? '', text));
  if (/^\s*inv_wishart\b/.test(text))
    throw new InputError(
      `prior: inv_wishart takes degrees of freedom and a scale, as in inv_wishart(4, [[1, 0], [0, 0.2]]), got "${text.trim()}"`,
    );
  const match = /^\s*([A-Za-z_]+)\s*\(([^()]*)\)\s*$/.exec(text);
  if (match === null)
    throw new InputError(`prior: expected a distribution such as normal(0, 5), got "${text.trim()}"`);
  const [, name, inside] = match as unknown as [string, string, string];
  const row = rows[name];
  const names = [...Object.keys(rows), ...shrinkageKinds];
  if (row === undefined || !Object.hasOwn(rows, name))
    throw new InputError(
      `prior: no distribution "${name}" (have: ${names.join(', ')})${didYouMean(name, names)}`,
      placeOf(name, text),
    );
  const args = inside.trim() === '' ? [] : inside.split(',').map((part) => readNumber(part, text));
  if (!row.counts.includes(args.length))
    throw new InputError(`prior: ${row.usage} was wanted, got "${text.trim()}"`);
  return row.build(args);
}

/** `truncated(normal(0, 5), 0, Inf)`; without an upper bound there is none. */
function parseTruncated(text: string): Prior {
  const cut = /^\s*truncated\s*\((.*\)),([^(),]*)(?:,([^(),]*))?\)\s*$/.exec(text);
  if (cut === null)
    throw new InputError(
      `prior: truncated(prior, lower, upper) was wanted, as truncated(normal(0, 5), 0, Inf), got "${text.trim()}"`,
    );
  const [, whole, lower, upper] = cut as unknown as [string, string, string, string | undefined];
  return make.truncated(parsePrior(whole), readBound(lower, text), readBound(upper ?? 'Inf', text));
}

/** Reads `parameter=distribution`, as the command line writes it. */
export function parsePriorDeclaration(text: string): PriorDeclaration {
  const equals = text.indexOf('=');
  const parameter = text.slice(0, Math.max(equals, 0)).trim();
  if (parameter === '')
    throw new InputError(`prior: expected parameter=distribution, such as "b=normal(0, 5)", got "${text}"`);
  return { parameter, prior: parsePrior(text.slice(equals + 1)) };
}

/** A number, or rows of numbers, `[[1, 0], [0, 2]]`. */
function readScale(part: string, text: string): number | number[][] {
  if (!/^\s*\[\s*\[[^[\]]*\](\s*,\s*\[[^[\]]*\])*\s*\]\s*$/.test(part)) return readNumber(part, text);
  return [...part.matchAll(/\[([^[\]]*)\]/g)].map(([, row = '']) =>
    row.split(',').map((entry) => readNumber(entry, text)),
  );
}

/** A number, or an infinite one as R and JavaScript write it. */
function readBound(part: string, text: string): number {
  const infinite = /^\s*([+-]?)inf(inity)?\s*$/i.exec(part);
  if (infinite === null) return readNumber(part, text);
  return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function readNumber(part: string, text: string): number {
  const value = Number(part);
  if (part.trim() === '' || Number.isNaN(value))
    throw new InputError(`prior: "${part.trim()}" in "${text.trim()}" is not a number`, placeOf(part, text));
  return value;
}

/** Where a part of a prior's text stands, as the details of formula errors have it; nothing where it is empty. */
function placeOf(part: string, text: string): { readonly formula?: string; readonly column?: number } {
  const at = text.indexOf(part.trim());
  if (part.trim() === '' || at < 0) return {};
  return { formula: text, column: Array.from(text.slice(0, at)).length + 1 };
}
