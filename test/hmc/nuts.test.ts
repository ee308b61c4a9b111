import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawMomentum, type Metric, unitMetric } from '../../src/engine/hmc/metric.ts';
import { createNuts, type Ending } from '../../src/engine/hmc/nuts.ts';
import { cholesky } from '../../src/engine/linalg/cholesky.ts';
import type { LogDensity } from '../../src/engine/logDensity.ts';
import { stream } from '../../src/engine/rng.ts';
import { type NaiveTree, naiveTree } from './naiveTree.ts';
import { banana, normalTarget, productTarget, scripted, standardNormal, stateAt } from './targets.ts';

const flat: LogDensity = productTarget(
  1,
  () => 0,
  () => 0,
);
const unit = unitMetric('diagonal', 1);
const [forward, back, first, second, stay] = [0.9, 0.1, 0.6, 0.4, 0.99999];

/** The target, and the indices (theta / stepSize, from 0) at which it was asked. */
function recording(target: LogDensity, stepSize: number): { target: LogDensity; visited: number[] } {
  const visited: number[] = [];
  const logDensityAndGradient: LogDensity['logDensityAndGradient'] = (theta, gradOut) => {
    visited.push(Math.round(theta[0] / stepSize));
    return target.logDensityAndGradient(theta, gradOut);
  };
  return { target: { dimension: 1, logDensityAndGradient }, visited };
}

describe('nutsTransition', () => {
  test('directions forward, back, back, forward build the tree drawn in the comment', () => {
    //  -6 -5 -4 -3 -2 -1  0  1  2  3  4  5  6  7  8  9
    //                     o--f1                            depth 1: one step forward
    //              b------b                                depth 2: -1, -2
    //   b---------b                                        depth 3: -3 .. -6
    //                           f---------------------f    depth 4: 2 .. 9
    const { target, visited } = recording(flat, 0.5);
    const state = stateAt(flat, [0]);
    const rng = scripted(
      [
        ...[forward, 0.5], // on a flat target a new half as heavy as the old one is always taken
        ...[back, second, 0.5],
        ...[back, first, first, second, 0.5],
        ...[forward, first, second, second, first, second, first, second, 0.5],
      ],
      [1],
    );
    const { state: next, stats } = createNuts(target)(rng, state, {
      stepSize: 0.5,
      metric: unit,
      maxDepth: 4,
    });
    expect(visited).toEqual([1, -1, -2, -3, -4, -5, -6, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(stats.ending).toEqual({ kind: 'maxDepth' });
    expect([stats.treeDepth, stats.nLeapfrog, stats.acceptStat, stats.divergent]).toEqual([4, 15, 1, false]);
    // choices as pairs are completed: 2 of (2, 3), 5 of (4, 5), 5 of those; 6 of (6, 7), 9 of (8, 9), 6; then 6 of 5, 6
    expect(next.theta[0] / 0.5).toBe(6);
    expect(rng.left()).toBe(0);
  });

  test('keeps the point it has where the new half is refused', () => {
    const falling = productTarget(
      1,
      (x) => -10 * Math.abs(x),
      (x) => -10 * Math.sign(x),
    );
    const start = stateAt(falling, [0]);
    const rng = scripted([forward, stay], [3]);
    const { state } = createNuts(falling)(rng, start, { stepSize: 0.1, metric: unit, maxDepth: 1 });
    expect(state.theta[0]).toBe(0);
    expect(state.lp).toBe(0);
  });

  const stepSize = fc.constantFrom(0.02, 0.11, 0.4, 0.9, 1.4);
  const targets = {
    'a correlated normal': normalTarget([
      [2, -1.2],
      [-1.2, 1],
    ]),
    'a banana': banana,
  };
  const inverse = Float64Array.of(0.9, 0.5, 0.5, 1.4);
  const metrics: readonly Metric[] = [
    unitMetric('diagonal', 2),
    { kind: 'dense', inverse, factor: cholesky(inverse, 2) as Float64Array },
  ];
  for (const [name, target] of Object.entries(targets))
    for (const metric of metrics)
      property.prop([stepSize, fc.nat({ max: 1e6 })], { numRuns: 150 })(
        `builds the tree of the definition, check by check: ${name}, ${metric.kind} metric`,
        (eps, seed) => {
          const rng = stream(String(seed));
          const theta = [rng.normal(), rng.normal()];
          const p = new Float64Array(2);
          drawMomentum(stream(String(seed), 'draws'), metric, p);
          const visited: number[][] = [];
          const watched: LogDensity = {
            dimension: 2,
            logDensityAndGradient(at, gradOut) {
              visited.push([at[0], at[1]]);
              return target.logDensityAndGradient(at, gradOut);
            },
          };
          const tuning = { stepSize: eps, metric, maxDepth: 7 };
          const { stats } = createNuts(watched)(
            stream(String(seed), 'draws'),
            stateAt(target, theta),
            tuning,
          );
          const { nLeapfrog, treeDepth, ...expected } = naiveTree(
            target,
            metric,
            eps,
            { theta, p: [...p] },
            visited,
            7,
          );
          expect([stats.nLeapfrog, stats.treeDepth]).toEqual([nLeapfrog, treeDepth]);
          expect(visited.length).toBe(nLeapfrog);
          expect(flatten(stats.ending)).toEqual(flatten(expected));
        },
      );
});

/** What an ending and a naive tree can be compared by. */
function flatten(ending: Ending | Pick<NaiveTree, 'kind' | 'left' | 'right'>): object {
  const { kind } = ending;
  if (kind === 'maxDepth') return { kind };
  return 'left' in ending
    ? { kind, left: ending.left, right: ending.right }
    : { kind, left: ending.at, right: ending.at };
}

describe('endings', () => {
  const run = (
    target: LogDensity,
    from: number,
    momentum: number,
    maxDepth = 6,
  ): ReturnType<ReturnType<typeof createNuts>> => {
    const script = scripted(new Array<number>(400).fill(forward), [momentum]);
    return createNuts(target)(script, stateAt(target, [from]), { stepSize: 0.5, metric: unit, maxDepth });
  };
  /** Standard normal to the left of 2, and something else from there on. */
  const cliff = (beyond: number): LogDensity => ({
    dimension: 1,
    logDensityAndGradient(theta, gradOut) {
      gradOut[0] = -theta[0];
      return theta[0] < 2 ? -0.5 * theta[0] ** 2 : beyond;
    },
  });

  test('a cliff of more than 1000 is a divergence: where, how bad, and the start is kept or a point before it', () => {
    const { state, stats } = run(cliff(-1e6), 0, 3);
    expect(stats.divergent).toBe(true);
    expect(stats.ending).toMatchObject({ kind: 'diverged', at: 2 });
    if (stats.ending.kind !== 'diverged') return;
    expect(stats.ending.energyError).toBeGreaterThan(9e5);
    expect(stats.ending.theta[0]).toBeGreaterThan(2);
    expect(state.theta[0]).toBeLessThan(2);
  });

  test('NaN and +Infinity are divergences, and go no further', () => {
    for (const beyond of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const { state, stats } = run(cliff(beyond), 0, 3);
      expect(stats.ending.kind, String(beyond)).toBe('diverged');
      expect(Number.isFinite(state.lp)).toBe(true);
      expect(stats.acceptStat).toBeLessThan(1);
    }
  });

  test('-Infinity ends the trajectory without a divergence', () => {
    const { state, stats } = run(cliff(Number.NEGATIVE_INFINITY), 0, 3);
    expect(stats.divergent).toBe(false);
    expect(stats.ending).toEqual({ kind: 'leftSupport', at: 2 });
    expect(state.theta[0]).toBeLessThan(2);
    expect(stats.nLeapfrog).toBe(2);
  });

  test('a finite density with a broken gradient is a divergence at that very step', () => {
    const broken: LogDensity = {
      dimension: 1,
      logDensityAndGradient(theta, gradOut) {
        gradOut[0] = theta[0] > 0.2 ? Number.NaN : -theta[0];
        return -0.5 * theta[0] ** 2;
      },
    };
    expect(run(broken, 0, 1).stats.ending).toMatchObject({ kind: 'diverged', at: 1 });
  });

  test('the depth limit is kept and named, 2^d - 1 steps', () => {
    for (const depth of [1, 2, 3, 5]) {
      const { stats } = run(flat, 0, 1, depth);
      expect([stats.ending.kind, stats.treeDepth, stats.nLeapfrog]).toEqual([
        'maxDepth',
        depth,
        2 ** depth - 1,
      ]);
    }
  });

  test('the energy of a draw is that of the point drawn, and the state carries its gradient', () => {
    const rng = stream('energy');
    const target = standardNormal(3);
    const transition = createNuts(target);
    let state = stateAt(target, [0.1, 0.2, 0.3]);
    for (let i = 0; i < 50; i++) {
      const next = transition(rng, state, { stepSize: 0.6, metric: unitMetric('diagonal', 3), maxDepth: 8 });
      expect(next.stats.energy).toBeGreaterThanOrEqual(-next.state.lp);
      expect([...next.state.gradient]).toEqual([...next.state.theta].map((x) => -x));
      state = next.state;
    }
  });
});
