import { mainPredictor, type Quantity } from '../engine/program/quantity.ts';

/**
 * What the rows of a stored fit are, read from their names: for files written before rows said it themselves, and the
 * only place where a name is taken apart. Groups, levels and coefficients come from user data and may hold commas,
 * brackets and underscores, so names are matched against the file's groups and the sds' coefficients; what matches
 * nothing is the family's own, its support unknown.
 */
export function quantitiesFromNames(names: readonly string[], groups: readonly string[]): Quantity[] {
  const sds = names.flatMap((name) => sdFrom(name, groups) ?? []);
  return names.map(
    (name) =>
      sdFrom(name, groups) ??
      coefficientFrom(name) ??
      correlationFrom(name, sds) ??
      effectFrom(name, sds) ?? { kind: 'auxiliary', parameter: name, support: { kind: 'real' } },
  );
}

type Sd = Extract<Quantity, { kind: 'sd' }>;

function coefficientFrom(name: string): Quantity | null {
  const coef = after('b_', name);
  if (coef === null) return null;
  const predictor = mainPredictor;
  return coef === 'Intercept' ? { kind: 'intercept', predictor } : { kind: 'coefficient', predictor, coef };
}

/** `sd_group__coef`, of the longest group that fits. */
function sdFrom(name: string, groups: readonly string[]): Sd | null {
  const found = groups.flatMap((group): Sd[] => {
    const coef = after(`sd_${group}__`, name);
    return coef === null ? [] : [{ kind: 'sd', predictor: mainPredictor, group, coef }];
  });
  return longest(found, ({ group }) => group);
}

/** `cor_group__a__b`, the coefficients two that have sds. */
function correlationFrom(name: string, sds: readonly Sd[]): Quantity | null {
  for (const { predictor, group, coef: first } of sds) {
    const second = after(`cor_${group}__${first}__`, name);
    if (second !== null && sds.some((sd) => sd.group === group && sd.coef === second))
      return { kind: 'correlation', predictor, group, coefs: [first, second] };
  }
  return null;
}

/** `r_group[level,coef]`, the coefficient the longest with an sd that fits. */
function effectFrom(name: string, sds: readonly Sd[]): Quantity | null {
  const found = sds.flatMap(({ predictor, group, coef }): Extract<Quantity, { kind: 'groupEffect' }>[] => {
    const rest = after(`r_${group}[`, name);
    const end = `,${coef}]`;
    if (rest === null || !rest.endsWith(end)) return [];
    return [{ kind: 'groupEffect', predictor, group, level: rest.slice(0, -end.length), coef }];
  });
  return longest(found, ({ coef }) => coef);
}

function after(start: string, name: string): string | null {
  return name.startsWith(start) ? name.slice(start.length) : null;
}

function longest<T>(found: readonly T[], of: (one: T) => string): T | null {
  return found.reduce<T | null>((a, b) => (a === null || of(b).length > of(a).length ? b : a), null);
}
