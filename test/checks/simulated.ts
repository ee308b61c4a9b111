import { laplaceDraws } from '../../models/compare/laplaceDraws.ts';
import { type GlmmOptions, glmm } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import type { Posterior } from '../../models/predict/index.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import type { Rng } from '../../src/engine/rng.ts';

/** Rows of groups, and outcomes as someone says. */
export interface Design {
  readonly groups: number;
  readonly each: number;
}

/** One row's numbers, of which an outcome is made. */
export interface Row {
  readonly x: number;
  readonly z: number;
  /** Effects of the row's group: standard normal. */
  readonly b: number;
  readonly slope: number;
}

export function simulated(rng: Rng, { groups, each }: Design, outcome: (rng: Rng, row: Row) => number) {
  const effects = Array.from({ length: groups }, () => ({ b: rng.normal(), slope: rng.normal() }));
  const rows = Array.from({ length: groups * each }, (_, i) => ({
    x: rng.normal(),
    z: rng.normal(),
    ...effects[i % groups],
  }));
  return tableFromColumns({
    x: rows.map(({ x }) => x),
    z: rows.map(({ z }) => z),
    g: rows.map((_, i) => `g${i % groups}`),
    y: rows.map((row) => outcome(rng, row)),
  });
}

/** A fit of a formula: draws of the Laplace approximation, which a test of many data sets can wait for. */
export function quickFit(
  table: ReturnType<typeof simulated>,
  formula: string,
  options: GlmmOptions,
  draws = 250,
): Posterior {
  const model = glmm(formula, table, options);
  return { model, draws: laplaceDraws(laplace(model, { method: 'map' }), { draws, chains: 4 }) };
}
