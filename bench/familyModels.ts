import { chooseFamily } from '../models/families/choose.ts';
import type { Family, FamilyParameter } from '../models/families/family.ts';
import type { Place } from '../models/families/links.ts';
import { responseCheck } from '../models/families/responses.ts';
import { ownParameters } from '../models/families/thresholds.ts';
import { rowDrawer } from '../models/simulate/drawRows.ts';
import { stream } from '../src/engine/rng.ts';
import { outcomeSide } from '../src/testing/familyModel.ts';
import type { NamedColumns } from './structureModels.ts';

/** A family under one of its links, with outcomes drawn from it. */
export interface FamilyModel {
  readonly family: Family;
  readonly link: string;
  readonly formula: string;
  readonly columns: NamedColumns;
  /** Where its linear predictor lies. */
  readonly place: Place;
  /** The family's own parameters, by name, in the data and where kernels are timed. */
  readonly parameters: Readonly<Record<string, number>>;
}

const levels = 200;

function usualValue({ support }: FamilyParameter): number {
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

/** Three predictors and one factor; effects are small where a link allows no others, so that every eta lies where it may. */
export function familyModel(row: Family, link: string, rows = 4000): FamilyModel {
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
  const parameters = {
    ...Object.fromEntries(ownParameters(family).map((p) => [p.name, usualValue(p)])),
    ...Object.fromEntries((family.thresholds?.names ?? []).map((name, k) => [name, k - 1.5])),
  };
  const spread = 0.1 * place.unit;
  const eta = x[0].map((x0, i) => place.location + spread * (x0 - 0.5 * x[1][i] + ofGroup[group[i]]));
  const y = rowDrawer(chosen)(rng, eta, { trials: trials === true ? n : null, parameters });
  return {
    ...{ family, link, place, parameters },
    formula: `${outcomeSide(family)} ~ x1 + x2 + x3 + (1 | g)`,
    columns: { y, n, x1: x[0], x2: x[1], x3: x[2], g: group.map((j) => `g${j}`) },
  };
}
