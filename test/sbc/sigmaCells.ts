import type { Declaration } from '../../models/glmm.ts';
import { halfNormal, lkj, normal } from '../../models/priors/constructors.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { stream } from '../../src/engine/rng.ts';

/** 12 groups of 6 rows with normal residuals whose log sd has a formula. */
export function sigmaCell(sigma: string, random = '(1 | g)'): Declaration {
  const rng = stream('cells', 'sigma');
  const column = <T>(of: (i: number) => T): T[] => Array.from({ length: 72 }, (_, i) => of(i));
  const columns = {
    y: column((i) => i % 2),
    x: column(() => 0.5 + rng.normal()),
    g: column((i) => `g${i % 12}`),
  };
  const priors = {
    ...{ Intercept: normal(0, 1), b: normal(0, 1), sd: halfNormal(1) },
    ...{ Intercept_sigma: normal(0, 0.5), b_sigma: normal(0, 0.5) },
    ...(sigma.includes('|') ? { sd_sigma: halfNormal(0.5) } : {}),
    ...(random.includes('|p|') ? { cor: lkj(2) } : {}),
  };
  return {
    formula: `y ~ x + ${random}`,
    table: tableFromColumns(columns),
    options: { sigma, priors },
  };
}
