import { InputError } from '../../src/engine/errors.ts';
import { didYouMean } from '../../src/engine/nearest.ts';
import { describeValue } from '../../src/engine/options.ts';
import { builtinFamilies } from './builtin.ts';
import type { Family, LinkDensity, NormalScale, RowFunctions, RowLogDensity, Tails } from './family.ts';
import { type Link, links, unknownLink } from './links.ts';
import { responses } from './responses.ts';

/** A family under one of its links. */
export interface ChosenFamily {
  readonly family: Family;
  readonly link: NamedLink;
  readonly density: RowLogDensity;
  /** Null where a censored outcome cannot be had. */
  readonly tails: Tails | null;
  /** Null where no function of the outcome is known to be normal, or the outcome is itself. */
  readonly normal: NormalScale | null;
}

export type NamedLink = Link & { readonly name: string };

/** Names an expression or a prior class already uses. */
const reserved = ['y', 'eta', 'trials', 'weight', 'b', 'sd', 'cor', 'Intercept'];

/** Finds a family by name (or takes the user's own) and one of its links. Throws InputError listing what there is. */
export function chooseFamily(family: string | Family, link?: string): ChosenFamily {
  const chosen = typeof family === 'string' ? byName(family) : checked(family);
  const name = link ?? chosen.defaultLink;
  if (!Object.hasOwn(chosen.links, name))
    throw new InputError(`${chosen.name}: no link "${name}" (have: ${Object.keys(chosen.links).join(', ')})`);
  const given = chosen.links[name];
  const own = typeof given === 'function' ? { density: given } : given;
  const known = withoutAverage(
    Object.hasOwn(links, name) ? links[name] : unknownLink,
    own.inverse !== undefined,
  );
  const { density, tails, normal, draw, mean, variance, cdf, chances, ...row }: LinkDensity & Link = {
    ...known,
    ...own,
  };
  return {
    family: { ...chosen, ...rowFunctions({ draw, mean, variance, cdf, chances }) },
    link: { ...row, name },
    density,
    tails: tails ?? null,
    normal: normal ?? null,
  };
}

/** What is known of a link's averages does not hold where its inverse is another one. */
function withoutAverage({ average, ...link }: Link, hasOwnInverse: boolean): Link {
  return hasOwnInverse || average === undefined ? link : { ...link, average };
}

/** Those that are there. */
function rowFunctions(of: { [K in keyof RowFunctions]: RowFunctions[K] | undefined }): RowFunctions {
  return Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined));
}

function byName(name: string): Family {
  const found = builtinFamilies.find((f) => f.name === name);
  if (found !== undefined) return found;
  const names = builtinFamilies.map((f) => f.name);
  throw new InputError(`family: no family "${name}" (have: ${names.join(', ')})${didYouMean(name, names)}`);
}

/** What a family cannot do without. */
const needed: readonly (keyof Family)[] = ['name', 'response', 'parameters', 'links', 'defaultLink'];

/** Throws InputError for a row that cannot be right. */
function checked(family: Family): Family {
  if (typeof family !== 'object' || family === null)
    throw new InputError(
      `family: expected a name such as "${builtinFamilies[0].name}", or a family of your own, got ${describeValue(family)}`,
    );
  const missing = needed.find((key) => family[key] === undefined);
  if (missing !== undefined)
    throw new InputError(`family: a family of your own needs ${needed.join(', ')}; this has no ${missing}`);
  const { name, response, defaultLink } = family;
  const kinds = Object.keys(responses);
  if (typeof response === 'string' && !kinds.includes(response))
    throw new InputError(
      `family: no response "${response}" for ${name} (have: ${kinds.join(', ')}, or { holds, wanted })${didYouMean(response, kinds)}`,
    );
  if (!Object.hasOwn(family.links, defaultLink))
    throw new InputError(
      `family: the default link of ${name}, "${defaultLink}", is not among its links (have: ${Object.keys(family.links).join(', ')})`,
    );
  const clash = family.parameters.find((p) => reserved.includes(p.name) || !/^[A-Za-z]\w*$/.test(p.name));
  if (clash !== undefined)
    throw new InputError(
      `family: "${clash.name}" cannot name a parameter of ${family.name}; use another word`,
    );
  return family;
}
