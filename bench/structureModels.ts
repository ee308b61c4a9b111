import { type CovarianceKind, structures } from '../models/covariance/structures.ts';
import { residualStructures } from '../models/residual/structures.ts';
import { stream } from '../src/engine/rng.ts';

export type NamedColumns = Readonly<Record<string, Float64Array | readonly string[]>>;

/** A model with a structure of its group effects or of its residuals. */
export interface StructureModel {
  readonly name: string;
  readonly family: string;
  readonly formula: string;
  readonly residual?: string;
  readonly columns: NamedColumns;
}

/** Occasions that a covariance of points is over. */
const occasions = 4;

/** Counts with four coefficients a group: every structure of group effects. */
export function groupModels(rows = 4000, groups = 200): StructureModel[] {
  const columns = longColumns(rows, groups, occasions);
  return (Object.keys(structures) as CovarianceKind[]).map((kind) => ({
    name: kind,
    family: 'poisson',
    formula: `count ~ x1 + x2 + x3 + ${kind}(${inTerm[structures[kind].coefficients]} | g)`,
    columns,
  }));
}

/** The coefficients in a term: of a coded block, a factor's levels, or the numbers that say when or where they are. */
const inTerm = {
  block: '0 + visit',
  levels: 'visit',
  times: 'occasion',
  places: 'occasion',
  points: 'occasion',
} as const;

/** Every structure of residuals, `iid` first. Points are occasions, of which each group has four, whatever the rows. */
export function residualModels(rows: number): StructureModel[] {
  const spelled = residualStructures.map(({ name, spelling, of }) => {
    const [long, points] = [of !== 'wholePoint' && of !== 'point', occasions];
    const groups = long ? 100 : rows / points;
    return { name, groups, residual: spelling.replace('f)', 'visit)') };
  });
  return [{ name: 'iid', groups: 100, residual: 'iid' }, ...spelled].map(({ name, groups, residual }) => ({
    ...{ name, family: 'gaussian', residual },
    formula: `y ~ x1 + x2 + x3${residual.startsWith('cs') || groups > 100 ? '' : ' + (1 | g)'}`,
    columns: longColumns(rows, groups, rows / groups),
  }));
}

/** `groups` series one after the other; `occasion` (as a factor, `visit`) starts again after every `points` rows. */
function longColumns(rows: number, groups: number, points: number): NamedColumns {
  const rng = stream('bench', 'structures');
  const normal = (): Float64Array => Float64Array.from({ length: rows }, () => rng.normal());
  const [x1, x2, x3, e] = [normal(), normal(), normal(), normal()];
  const perGroup = rows / groups;
  const time = Float64Array.from({ length: rows }, (_, i) => i % perGroup);
  const occasion = time.map((t) => t % Math.min(points, occasions));
  const level = Float64Array.from({ length: groups }, () => rng.normal());
  let before = 0;
  const y = Float64Array.from({ length: rows }, (_, i) => {
    before = (time[i] === 0 ? 0 : 0.6 * before) + e[i];
    return 0.3 * level[Math.floor(i / perGroup)] + 0.2 * x1[i] + before;
  });
  return {
    ...{ y, x1, x2, x3, time, occasion },
    count: y.map((value) => Math.max(0, Math.floor(value + 1 + rng.uniform()))),
    visit: Array.from(occasion, (t) => `v${t}`),
    g: Array.from({ length: rows }, (_, i) => `g${Math.floor(i / perGroup)}`),
  };
}
