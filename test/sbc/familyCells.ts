import type { Family, FamilyParameter } from '../../models/families/family.ts';
import { responseCheck } from '../../models/families/responses.ts';
import type { Declaration } from '../../models/glmm.ts';
import { gamma, halfNormal, normal, truncated, uniform } from '../../models/priors/constructors.ts';
import type { Prior } from '../../models/priors/prior.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';
import { outcomeSide, priorsOfPredictors, scalarParameters } from '../../src/testing/familyModel.ts';

/** Narrower than the defaults, so that outcomes stay of ordinary size. */
function priorOf({ support }: FamilyParameter): Prior {
  switch (support.kind) {
    case 'positive':
      return gamma(4, 2);
    case 'real':
      return normal(0, 1.5);
    case 'above':
      return truncated(gamma(2, 0.3), support.lower);
    case 'below':
      return truncated(normal(support.upper, 1), -Infinity, support.upper);
    case 'interval':
      return uniform(support.lower, support.upper);
  }
}

/** 12 groups of 4 rows with outcomes of any family under its default link. The outcome is only there to have the right kind. */
export function familyCell(family: Family): Declaration {
  const { holds } = responseCheck(family.response);
  const taken = [0, 1, 2, 0.25, 0.5].filter(holds);
  const some = family.ofCategories === undefined ? taken.slice(0, 2) : [1, 2, 3];
  const rng = stream('cells', 'families');
  const column = <T>(of: (i: number) => T): T[] => Array.from({ length: 48 }, (_, i) => of(i));
  const columns = {
    y: column((i) => some[i % some.length]),
    n: column(() => 2 + rng.integer(5)),
    x: column(() => 0.5 + rng.normal()),
    g: column((i) => `g${i % 12}`),
  };
  const priors = {
    ...priorsOfPredictors(family, { Intercept: normal(0.5, 0.5), b: normal(0, 0.4), sd: halfNormal(0.5) }),
    ...Object.fromEntries(scalarParameters(family).map((p) => [p.name, priorOf(p)])),
  };
  return {
    formula: `${outcomeSide(family)} ~ x + (1 | g)`,
    table: tableFromColumns(columns),
    options: { family, priors },
  };
}
