import { type Quantity, quantityName } from '../../engine/program/quantity.ts';

/** An array of quantities, as Stan and ArviZ have them: a scalar has no dimensions. */
export interface Variable {
  readonly name: string;
  readonly dims: readonly Dimension[];
  /** Numbers of the quantities, row-major. */
  readonly places: readonly number[];
}

/** What a dimension runs over. */
export interface Dimension {
  readonly name: string;
  readonly labels: readonly (string | number)[];
}

/** Where a quantity stands in an array: along each dimension its label. */
interface Place {
  readonly array: string;
  readonly dims: readonly { readonly name: string; readonly label: string | number }[];
}

/**
 * Quantities as variables: group effects of a factor are one array, levels by coefficients, and so are thresholds, steps of a
 * monotonic effect, missing outcomes; everything else is a scalar under its own name. An array with gaps, such as effects of levels
 * of several classes, has one dimension.
 */
export function variablesOf(quantities: readonly Quantity[]): Variable[] {
  const arrays = new Map<string, { place: Place; at: number }[]>();
  quantities.forEach((quantity, at) => {
    const place = placeOf(quantity);
    const members = arrays.get(place.array);
    if (members === undefined) arrays.set(place.array, [{ place, at }]);
    else members.push({ place, at });
  });
  return [...arrays].map(([name, members]) => arrayOf(name, members));
}

function arrayOf(name: string, members: readonly { readonly place: Place; readonly at: number }[]): Variable {
  const dims = members[0].place.dims.map(
    (dim, d): Dimension => ({
      name: dim.name,
      labels: [...new Set(members.map(({ place }) => place.dims[d].label))],
    }),
  );
  const size = dims.reduce((product, { labels }) => product * labels.length, 1);
  if (size !== members.length) return withGaps(name, members);
  const places = new Array<number>(size);
  for (const { place, at } of members)
    places[
      place.dims.reduce(
        (index, { label }, d) => index * dims[d].labels.length + dims[d].labels.indexOf(label),
        0,
      )
    ] = at;
  return { name, dims, places };
}

function withGaps(
  name: string,
  members: readonly { readonly place: Place; readonly at: number }[],
): Variable {
  const labels = members.map(({ place }) => place.dims.map(({ label }) => label).join(','));
  return { name, dims: [{ name: `${name}__member`, labels }], places: members.map(({ at }) => at) };
}

function placeOf(quantity: Quantity): Place {
  const name = quantityName(quantity);
  const array = name.slice(0, name.indexOf('['));
  const dim = (what: string, label: string | number) => ({ name: `${array}__${what}`, label });
  switch (quantity.kind) {
    case 'groupEffect':
      return { array, dims: [dim('level', quantity.level), dim('coef', quantity.coef)] };
    case 'threshold': {
      const { stratum, number } = quantity;
      return {
        array,
        dims: [...(stratum === undefined ? [] : [dim('stratum', stratum)]), dim('number', number)],
      };
    }
    case 'share':
      return { array, dims: [dim('step', quantity.number)] };
    case 'missingOutcome':
      return { array, dims: [dim('row', quantity.row)] };
    case 'intercept':
    case 'coefficient':
    case 'monotone':
    case 'sd':
    case 'correlation':
    case 'commonCorrelation':
    case 'shrinkage':
    case 'auxiliary':
    case 'residualSd':
    case 'residualCorrelation':
    case 'residualPair':
    case 'own':
      return { array: name, dims: [] };
  }
}
