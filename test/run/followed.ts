import { glmm, type Model, tableFromColumns } from 'poolwise';

/** Forty rows and five groups, sampled in milliseconds. */
export function smallModel(): Model {
  const rows = Array.from({ length: 40 }, (_, i) => i);
  const table = tableFromColumns({
    y: rows.map((i) => (i * 7919) % 13),
    x: rows.map((i) => ((i * 104729) % 101) / 10),
    g: rows.map((i) => `g${(i * 31) % 5}`),
  });
  return glmm('y ~ x + (1 | g)', table);
}
