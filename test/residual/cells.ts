import type { Declaration } from '../../models/glmm.ts';
import { gamma, halfNormal, normal } from '../../models/priors/constructors.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';

/** A cell of the table in docs/calibration.md: 8 groups of 5 rows, times whole, irregular and few. */
export function residualCell(residual: string, random = ''): Declaration {
  const rng = stream('residual cells');
  const rows = 40;
  const column = <T>(of: (i: number) => T): T[] => Array.from({ length: rows }, (_, i) => of(i));
  const columns = {
    y: column((i) => i % 2),
    x: column(() => 0.5 + rng.normal()),
    g: column((i) => `g${Math.floor(i / 5)}`),
    t: column((i) => (i % 5) + (i % 5 > 2 ? 1 : 0)),
    m: column((i) => (i % 5) + 0.8 * rng.uniform()),
    p: column((i) => i % 5),
    f: column((i) => `f${i % 2}`),
  };
  const priors = {
    Intercept: normal(0, 1),
    b: normal(0, 1),
    ...(random === '' ? {} : { sd: halfNormal(1) }),
    sigma: gamma(4, 4),
  };
  return {
    formula: `y ~ x${random}`,
    table: tableFromColumns(columns),
    options: { family: 'gaussian', residual, priors },
  };
}

/** Every structure, with a random intercept where there is room for one. */
export const residualCells: readonly (readonly [residual: string, random: string])[] = [
  ['ar1(t | g)', ' + (1 | g)'],
  ['cs(1 | g)', ''],
  ['diag(f)', ' + (1 | g)'],
  ['car1(m | g)', ''],
  ['us(p | g)', ''],
  ['hetar1(p | g)', ''],
  ['hetcs(p | g)', ''],
  ['arma11(p | g)', ''],
];
