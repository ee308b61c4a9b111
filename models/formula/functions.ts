import { type Worded, worded } from '../../src/engine/advice.ts';
import { nearestName } from '../../src/engine/nearest.ts';
import type { ColumnFunction, RowFunction } from './ast.ts';

const ROW: ReadonlySet<string> = new Set<RowFunction>([
  'I',
  'log',
  'log1p',
  'exp',
  'expm1',
  'sqrt',
  'abs',
  'round',
]);
const COLUMN: ReadonlySet<string> = new Set<ColumnFunction>(['scale', 'center']);

/** Functions that are no arithmetic, and where each may stand. */
const ELSEWHERE: Readonly<Record<string, string | Worded>> = {
  poly: 'is a term by itself, as in y ~ poly(x, 2)',
  factor: 'is a term by itself, as in y ~ factor(x)',
  bs: 'is a term by itself, as in y ~ bs(x, df = 5)',
  ns: 'is a term by itself, as in y ~ ns(x, df = 4)',
  mo: 'is a term by itself, as in y ~ mo(x)',
  s: 'is a term by itself, as in y ~ s(x, k = 10)',
  offset: 'is a term by itself, as in y ~ x + offset(log(exposure))',
  trials: 'follows "|" on the left, as in s | trials(n) ~ x',
  gr: 'stands right of a bar, as in (1 | gr(g, by = f)) and (1 | gr(g, cov = A))',
  mm: 'stands right of a bar, as in (1 | mm(g1, g2))',
  mi: worded`is for a missing outcome, as in y | mi() ~ x; where predictors are missing, impute them several times, as by mice, and fit all files at once (${{ kind: 'imputed' }})`,
  cbind: 'is a whole left side, as in cbind(s, n - s) ~ x',
};

export function isRowFunction(name: string): name is RowFunction {
  return ROW.has(name);
}

export function isColumnFunction(name: string): name is ColumnFunction {
  return COLUMN.has(name);
}

/** What to say about a function that cannot stand where it was found: misplaced, misspelt or unknown. */
export function explainFunction(name: string): string | Worded {
  if (Object.hasOwn(ELSEWHERE, name)) return worded`${name}() ${ELSEWHERE[name]},`;
  const known = [...ROW, ...COLUMN, ...Object.keys(ELSEWHERE)];
  const nearest = nearestName(name, known);
  const hint = nearest === null ? ` (have: ${known.join(', ')})` : ` (did you mean "${nearest}"?)`;
  return `no function "${name}"${hint}`;
}
