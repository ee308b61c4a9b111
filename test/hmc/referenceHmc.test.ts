import { describe, expect, test } from 'vitest';
import { mcseMean, mcseSd, mean, sd } from '../../diagnostics/index.ts';
import { affineDensity } from '../../src/engine/hmc/affine.ts';
import type { ChainState } from '../../src/engine/hmc/nuts.ts';
import { planReferenceWarmup, referenceChain } from '../../src/engine/hmc/referenceChain.ts';
import { type CheapForce, createReferenceHmc, endOfTrajectory } from '../../src/engine/hmc/referenceHmc.ts';
import { stream } from '../../src/engine/rng.ts';
import { banana, kolmogorov, logisticTarget, normalTarget, standardNormal, stateAt } from './targets.ts';

/** The same target with a gradient that is off in the fourth digit, as single precision would be, but more. */
function withRoughForce(target: CheapForce): CheapForce {
  return {
    ...target,
    force(theta, gradOut) {
      target.logDensityAndGradient(theta, gradOut);
      for (let i = 0; i < gradOut.length; i++)
        gradOut[i] = Math.fround(gradOut[i]) * (1 + 1e-2 * Math.fround(theta[i]));
    },
  };
}

/** The value alone beside it: the rough force serves at the ends of trajectories too. */
function withRoughEnds(target: CheapForce): CheapForce {
  const unread = new Float64Array(target.dimension);
  return { ...withRoughForce(target), logDensity: (theta) => target.logDensityAndGradient(theta, unread) };
}

/** As a chain has it: the slope is what the target's trajectories end with. */
function startAt(target: CheapForce, theta: number[]): ChainState {
  const gradient = new Float64Array(target.dimension);
  const lp = endOfTrajectory(target, theta, gradient);
  return { theta: Float64Array.from(theta), gradient, lp };
}

describe('reference HMC', () => {
  for (const stepSize of [0.4, 1.1, 2.6])
    for (const [name, target] of [
      ['exact force', logisticTarget],
      ['rough force', withRoughForce(logisticTarget)],
      ['rough force from end to end', withRoughEnds(logisticTarget)],
    ] as const)
      test(`leaves a logistic distribution as it is, step ${stepSize}, ${name}: exact starts, one transition each`, () => {
        const rng = stream('reference exact', stepSize, name);
        const transition = createReferenceHmc(target);
        const draws = 4000;
        const after = Array.from({ length: draws }, () => {
          const u = rng.uniform();
          return transition(rng, startAt(target, [Math.log(u / (1 - u))]), stepSize).state.theta[0];
        });
        // sqrt(n) times the distance: 1.95 is passed by chance once in 1000
        expect(kolmogorov(after, (x) => 1 / (1 + Math.exp(-x)))).toBeLessThan(1.95);
      });

  test('on the standard normal every proposal is accepted: the rotation is exact', () => {
    const target = standardNormal(5);
    const transition = createReferenceHmc(target);
    const rng = stream('rotation');
    let state = stateAt(target, [1, -1, 0.5, 2, 0]);
    for (let i = 0; i < 200; i++) {
      const next = transition(rng, state, 2.6);
      expect(next.stats.acceptStat).toBeGreaterThan(1 - 1e-12);
      state = next.state;
    }
  });

  test('start, momentum and step size decide the end: forces are deterministic', () => {
    const target = withRoughForce(
      normalTarget([
        [1.3, 0.4],
        [0.4, 0.8],
      ]),
    );
    const transition = createReferenceHmc(target);
    const run = () => transition(handed([0.7, -1.1]), stateAt(target, [0.3, -0.6]), 0.3);
    expect(run().state.theta).toEqual(run().state.theta);
    expect(run().stats.nLeapfrog).toBe(Math.ceil(2.2 / 0.3));
  });

  test('a chain finds its step, rescales what is off, and keeps to the target', () => {
    const target = normalTarget([
      [4, 0],
      [0, 0.04],
    ]); // sds 0.5 and 5
    const density = affineDensity(target, new Float64Array(2), Float64Array.of(1, 0, 0, 1));
    const chain = referenceChain(stream('rescales'), density, {
      warmup: 300,
      draws: 3000,
      targetAccept: 0.8,
    });
    const theta = new Float64Array(2);
    const values = [new Float64Array(3000), new Float64Array(3000)];
    for (const { phase, draw, state } of { [Symbol.iterator]: () => chain }) {
      if (phase === 'warmup') continue;
      density.toTheta(state.theta, theta);
      values[0][draw] = theta[0];
      values[1][draw] = theta[1];
    }
    [0.5, 5].forEach((truth, i) => {
      expect(Math.abs(mean([values[i]])) / mcseMean([values[i]])).toBeLessThan(4);
      expect(Math.abs(sd([values[i]]) - truth) / mcseSd([values[i]])).toBeLessThan(4);
    });
  });

  test('a density far from normal is called a poor reference, or sampled rightly', () => {
    const density = affineDensity(banana, new Float64Array(2), Float64Array.of(30, 0, 0, 30));
    const chain = referenceChain(stream('poor'), density, { warmup: 200, draws: 50, targetAccept: 0.8 });
    let steps = 0;
    let end = chain.next();
    for (; !end.done; end = chain.next()) steps++;
    const verdict = end.value;
    expect(verdict.kind === 'poor' ? steps === 200 : steps === 250).toBe(true);
  });

  test('warmup is three stretches that add up', () => {
    for (const draws of [20, 150, 1001])
      expect(planReferenceWarmup(draws).reduce((s, stretch) => s + stretch.draws, 0)).toBe(draws);
  });
});

/** Hands out the given normals, and 0.5 for every uniform. */
function handed(normals: readonly number[]) {
  const rng = stream('handed');
  const queue = [...normals];
  return { ...rng, normal: () => queue.shift() ?? 0, uniform: () => 0.5 };
}
