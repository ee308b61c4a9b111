import { chooseFamily } from '../../models/families/choose.ts';
import type { Family } from '../../models/families/family.ts';
import { responseCheck } from '../../models/families/responses.ts';
import { ownParameters } from '../../models/families/thresholds.ts';
import { endsOf, type Support } from '../../models/priors/support.ts';
import { rowDrawer } from '../../models/simulate/drawRows.ts';
import { stream } from '../engine/rng.ts';

function inside(support: Support): number {
  const { lower, upper } = endsOf(support);
  if (Number.isFinite(lower)) return Number.isFinite(upper) ? (lower + upper) / 2 : lower + 1;
  return Number.isFinite(upper) ? upper - 1 : 1;
}

/**
 * Columns for the formulas of `arbitraryGlmm`: far from centred, of unlike scales, every level of g and h in use, an outcome
 * that the family takes. b is the same in all rows of a level of g; s, k and m are subjects, their visits and when these were.
 */
export function arbitraryColumns(seed: number, family: Family, rows: number) {
  const rng = stream(String(seed), 'arbitraryGlmm');
  const column = <T>(of: (i: number) => T): T[] => Array.from({ length: rows }, (_, i) => of(i));
  const n = column(() => 1 + rng.integer(5));
  const parameters = Object.fromEntries(
    ownParameters(family).map(({ name, support }) => [name, inside(support)]),
  );
  const thresholds = Object.fromEntries((family.thresholds?.names ?? []).map((name, k) => [name, k]));
  const eta = Float64Array.from(n, () => 1 + 0.5 * rng.normal());
  const trials = responseCheck(family.response).trials === true ? Float64Array.from(n) : null;
  const draw = rowDrawer(chooseFamily(family));
  const outcome = draw(rng, eta, { trials, parameters: { ...parameters, ...thresholds } });
  // every category, so that there is a linear predictor for each
  if (family.predictors !== undefined)
    outcome.set([family.predictors.main, ...family.predictors.alike, ''].map((_, k) => k + 1));
  const y = [...outcome];
  const x1 = column(() => 0.4 + 0.7 * rng.normal());
  const x2 = column(() => 1.5 * rng.normal());
  const x3 = column(() => 0.3 * rng.normal() - 0.5);
  const o = column(() => 0.3 * rng.normal());
  const v = column(() => rng.normal());
  const level = column((i) => (i < 4 ? i : rng.integer(4)));
  return {
    ...{ y, n, x1, x2, x3, o, v },
    u: column(() => 2 + rng.normal()),
    f: column((i) => `f${i % 3}`),
    t: column((i) => i % 3),
    g: level.map((j) => `g${j}`),
    h: column((i) => `h${i < 3 ? i : rng.integer(3)}`),
    h2: column(() => `h${rng.integer(3)}`),
    b: level.map((j) => `b${j % 2}`),
    s: column((i) => `s${Math.floor(i / 4)}`),
    k: column((i) => i % 4),
    m: column((i) => (i % 4) + 0.7 * rng.uniform()),
    w: column(() => 0.5 + rng.uniform()),
    e: column(() => 0.3 + rng.uniform()),
    c: column((i) => ['none', 'right', 'left'][i % 3]),
    i: column((i) => ['none', 'interval', 'right'][i % 3]),
    y2: y.map((value) => value + 0.3 + rng.uniform()),
  };
}
