import { chooseFamily } from '../models/families/choose.ts';
import type { Family, FamilyParameter } from '../models/families/family.ts';
import type { Place } from '../models/families/links.ts';
import { responseCheck } from '../models/families/responses.ts';
import { compile } from '../src/engine/autodiff/index.ts';
import { type Rng, stream } from '../src/engine/rng.ts';
import type { NamedColumns } from './structureModels.ts';

/** A family under one of its links, with outcomes drawn from it. */
export interface FamilyModel {
  readonly name: string;
  readonly family: Family;
  readonly link: string;
  readonly formula: string;
  readonly columns: NamedColumns;
  /** Where its linear predictor lies. */
  readonly place: Place;
}

export const familyRows = 4000;
const levels = 200;

/** What a family's own parameter is in the data and where kernels are timed; thresholds around 0. */
export function usualValue({ thresholds }: Family, { name, support }: FamilyParameter): number {
  const threshold = thresholds?.names.indexOf(name) ?? -1;
  if (threshold >= 0) return threshold - ((thresholds?.names.length ?? 1) - 1) / 2;
  switch (support.kind) {
    case 'positive':
      return 2;
    case 'real':
      return 1.5;
    case 'above':
      return support.lower + 4;
    case 'below':
      return support.upper - 4;
    case 'interval':
      return support.lower + 0.25 * (support.upper - support.lower);
  }
}

/** As many as answers to a question often have. */
const categories = ['1', '2', '3', '4', '5'];

/** Three predictors and one factor; `spread` is the sd of the linear predictor in units of its place. */
export function familyModel(row: Family, link: string, rows = familyRows, spread = 0.1): FamilyModel {
  const chosen = chooseFamily(row.ofCategories?.(categories) ?? row, link);
  const { family } = chosen;
  const { holds, trials } = responseCheck(family.response);
  const rng = stream('bench', `${family.name} ${link}`);
  const usual = Float64Array.from([0, 1, 2, 3, 4, 0.25, 0.5].filter(holds));
  const place = chosen.link.locate({ y: usual, trials: trials === true ? usual.map(() => 5) : null });
  const uniform = (): Float64Array => Float64Array.from({ length: rows }, () => 2 * rng.uniform() - 1);
  const x = [uniform(), uniform(), uniform()];
  const group = Array.from({ length: rows }, (_, i) => Math.floor((i * levels) / rows));
  const ofGroup = Float64Array.from({ length: levels }, () => 2 * rng.uniform() - 1);
  const n = Float64Array.from({ length: rows }, () => (trials === true ? 5 + rng.integer(11) : 1));
  const y = Float64Array.from({ length: rows }, (_, i) => {
    const eta = place.location + spread * place.unit * (x[0][i] - 0.5 * x[1][i] + ofGroup[group[i]]);
    return drawOf(rng, family, meanAt(chosen.link.inverse, eta), n[i]);
  });
  const left = trials === true ? 'y | trials(n)' : 'y';
  return {
    ...{ name: `${family.name} ${link}`, family, link, place },
    formula: `${left} ~ x1 + x2 + x3 + (1 | g)`,
    columns: { y, n, x1: x[0], x2: x[1], x3: x[2], g: group.map((j) => `g${j}`) },
  };
}

function meanAt(inverse: ReturnType<typeof chooseFamily>['link']['inverse'], eta: number): number {
  if (inverse === null) throw new RangeError('bench: no mean is known under this link');
  const out = new Float64Array(1);
  compile([inverse({ kind: 'variable', name: 'eta' })], ['eta'])([eta], out);
  return out[0];
}

function drawOf(rng: Rng, family: Family, mu: number, trials: number): number {
  const { draw } = family;
  if (draw === undefined) throw new RangeError(`bench: ${family.name} cannot be simulated`);
  const parameters = Object.fromEntries(family.parameters.map((p) => [p.name, usualValue(family, p)]));
  return draw(rng, { mu, trials, parameters });
}
