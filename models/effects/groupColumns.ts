import { worded } from '../../src/engine/advice.ts';
import { InputError } from '../../src/engine/errors.ts';
import { frameOfNewRows } from '../design/apply.ts';
import { factorOf } from '../design/levels.ts';
import type { Model } from '../glmm.ts';
import { readTerm } from '../predict/groupsAt.ts';
import { keptRows, sidesOf } from '../predict/sides.ts';
import type { GroupRule } from '../predict/types.ts';
import type { Predictor, Predictors } from './predictors.ts';

/** Grouping columns that a rule of groups reads, with their levels, so that a group can be named. */
export function groupColumns(model: Model, groups: GroupRule): Predictors {
  const names = new Set(readColumns(model, groups));
  const frame = frameOfNewRows(model.design.recipe, model.declaration.table, keptRows(model));
  return new Map(
    [...names].map((name): [string, Predictor] => [
      name,
      { kind: 'levels', name, ...factorOf(frame, name), isNumber: false },
    ]),
  );
}

/** Rows of a grid belong to no group, unless one is named. */
export function refuseUnnamedGroups(
  where: string,
  model: Model,
  groups: GroupRule,
  named: readonly string[],
): void {
  const needed = readColumns(model, groups);
  const lacking = needed.find((name) => !named.includes(name));
  if (lacking === undefined) return;
  throw new InputError(
    worded`${where}: a grid has no "${lacking}", which groups "${groups}" needs; name it (${{ kind: 'at', column: lacking, values: [] }}), average over the rows of the data (${{ kind: 'over', what: 'rows' }}), or take groups "typical"`,
  );
}

function readColumns(model: Model, groups: GroupRule): string[] {
  if (groups === 'typical') return [];
  return sidesOf(model).flatMap(({ terms }) =>
    terms.random.flatMap((term) => readTerm(term, groups).columns),
  );
}
