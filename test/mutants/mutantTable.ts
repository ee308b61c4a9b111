/** Forty rows: predictors, offsets, weights, trials and levels of two factors; y is whole and at least 0. */
export async function mutantTable(rows = 40) {
  const { tableFromColumns } = await import('../../src/data/tableFromColumns.ts');
  const { stream } = await import('../../src/engine/rng.ts');
  const rng = stream('mutants', 'table');
  const column = <T>(of: (i: number) => T): T[] => Array.from({ length: rows }, (_, i) => of(i));
  return tableFromColumns({
    y: column((i) => i % 4),
    c: column(() => 1 + rng.integer(3)),
    n: column(() => 3 + rng.integer(5)),
    x: column(() => 0.5 + rng.normal()),
    z: column(() => rng.normal()),
    o: column(() => 0.4 * rng.normal()),
    w: column(() => 0.5 + rng.uniform()),
    g: column(() => `g${rng.integer(5)}`),
    t: column((i) => i % 5),
    person: column((i) => `p${Math.floor(i / 5)}`),
  });
}
