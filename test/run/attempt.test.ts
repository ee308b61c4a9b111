import { expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { type Attempt, nextAttempt, usualEffort } from '../../src/run/attempt.ts';
import { extend } from '../../src/run/extend.ts';
import type { Plan } from '../../src/run/plan.ts';
import { type ChainResult, runChain } from '../../src/run/runChain.ts';
import { sample } from '../../src/run/sample.ts';
import type { Trouble } from '../../src/run/trouble.ts';

const transport = {
  centre: new Float64Array(),
  factor: new Float64Array(),
  stages: [],
  width: 0,
  starts: [],
};
const first = (plan: Plan): Attempt => ({ plan, effort: usualEffort, reason: 'it fits' });
const energy: Trouble = { kind: 'energy', reason: 'E-BFMI 0.21' };
const steps: Trouble = { kind: 'steps', reason: '9 of 4000 draws diverged' };
const poor: Trouble = { kind: 'poor', reason: 'its steps had to shrink to 0.05' };
const mixing: Trouble = { kind: 'mixing', reason: '200 effective draws for sd', shortage: 2 };

test('a reference gives way to NUTS in its coordinates, one given up in warmup to plain NUTS', () => {
  const reference = first({ kind: 'reference', transport, sums: null });
  expect(nextAttempt(reference, mixing)?.plan.kind).toBe('whitened');
  expect(nextAttempt(reference, steps)?.plan.kind).toBe('whitened');
  expect(nextAttempt(reference, energy)?.reason).toBe(
    'switched from a Gaussian reference to NUTS in its coordinates: E-BFMI 0.21',
  );
  expect(nextAttempt(reference, poor)?.plan.kind).toBe('nuts');
  expect(nextAttempt(first({ kind: 'whitened', transport }), energy)?.plan.kind).toBe('nuts');
});

test('a reference of several factors whose draws are worth a little too few gets more transitions a draw, once', () => {
  const stage = {
    ...{ term: 0, k: 1, levels: 0, common: null, rotation: null },
    ...{ zz: new Float64Array(), zy: new Float64Array(), zu: new Float64Array() },
    ...{ from: Int32Array.of(0), column: new Int32Array() },
  };
  const several = { ...transport, stages: [stage, { ...stage, term: 1 }] };
  const reference = first({ kind: 'reference', transport: several, sums: null });
  const longer = nextAttempt(reference, mixing);
  expect(longer).toMatchObject({ plan: { kind: 'reference' }, effort: { fine: false, every: 3 } });
  expect(longer?.reason).toBe(
    'switched from the usual settings to one draw in 3 transitions: 200 effective draws for sd',
  );
  expect(longer && nextAttempt(longer, mixing)?.plan.kind).toBe('whitened');
  expect(nextAttempt(reference, { ...mixing, shortage: 2.1 })?.plan.kind).toBe('whitened');
  expect(nextAttempt(reference, energy)?.plan.kind).toBe('whitened');
});

test('NUTS that diverges takes smaller steps, NUTS that mixes slowly more transitions a draw, and each once', () => {
  const nuts = first({ kind: 'nuts' });
  const finer = nextAttempt(nuts, steps);
  expect(finer).toMatchObject({ plan: { kind: 'nuts' }, effort: { fine: true, every: 1 } });
  expect(finer && nextAttempt(finer, steps)).toBeNull();
  const longer = nextAttempt(nuts, mixing);
  expect(longer?.effort).toEqual({ fine: false, every: 3 });
  expect(longer && nextAttempt(longer, mixing)).toBeNull();
  expect(longer && nextAttempt(longer, steps)?.effort).toEqual({ fine: true, every: 3 });
  expect(finer && nextAttempt(finer, mixing)?.reason).toBe(
    'switched from the usual settings to smaller steps: 9 of 4000 draws diverged; ' +
      'then one draw in 3 transitions: 200 effective draws for sd',
  );
});

/** Forty binary groups of one row, ten of five rows nearly all alike: a Gaussian reference finds too little energy there. */
function tinyGroups(link = 'logit') {
  const sizes = Array.from({ length: 50 }, (_, j) => (j < 40 ? 1 : 5));
  const g = sizes.flatMap((size, j) => Array.from({ length: size }, () => `g${j}`));
  const y = sizes.flatMap((size, j) =>
    Array.from({ length: size }, (_, i) => (i === 4 && j % 3 ? 1 - (j % 2) : j % 2)),
  );
  return glmm('y ~ 1 + (1 | g)', tableFromColumns({ y, g }), { family: 'bernoulli', link });
}

test('auto switches and says so; what was asked for by name stays', async () => {
  const settings = { draws: 500, seed: 2, workers: 0 };
  // under this link rows are not seen to be log-concave, so that effects are not integrated out by quadrature
  const auto = await sample(tinyGroups('cauchit'), { ...settings, chains: 2, draws: 150 });
  expect(auto.sampler.strategy).not.toBe('reference');
  expect(auto.sampler.reason).toMatch(/^switched from a Gaussian reference to NUTS/);
  const asked = await sample(tinyGroups(), { ...settings, sampler: 'reference' });
  expect(asked.sampler.strategy).toBe('reference');
  expect(asked.sampler.reason).toBe('asked for');
});

test('where groups say little of their sd auto integrates them out; further chains are those of a longer run', async () => {
  const settings = { draws: 400, warmup: 50, seed: 3, workers: 0 };
  const two = await sample(tinyGroups(), { ...settings, chains: 2 });
  expect(two.sampler).toMatchObject({
    strategy: 'quadrature',
    reason: expect.stringContaining('say little'),
  });
  const extended = await extend(await sample(tinyGroups(), { ...settings, chains: 1 }), { chains: 1 });
  expect(extended.draws.values).toEqual(two.draws.values);
});

test('quadrature refuses what it cannot integrate, and says why', async () => {
  const asked = { sampler: 'quadrature' } as const;
  await expect(sample(tinyGroups('cauchit'), asked)).rejects.toThrow(
    'sample: the quadrature sampler needs one random term with one coefficient a level, or two of intercepts, one within the other, and a log-concave density of rows, but the density of a row is not seen to be log-concave',
  );
});

test('draws kept from every third transition: as many as asked for, every gradient and divergence counted', () => {
  const { program } = tinyGroups();
  const settings = { warmup: 30, draws: 20, metric: 'diagonal', targetAccept: 0.8, maxDepth: 10 } as const;
  const target = { kind: 'program', program, plan: { kind: 'nuts' } } as const;
  const run = (draws: number, every: number): ChainResult => {
    const chain = runChain({ chain: 0, seed: '1', settings: { ...settings, draws }, every, target });
    for (;;) {
      const step = chain.next();
      if (step.done) return step.value;
    }
  };
  const [all, third] = [run(60, 1), run(20, 3)];
  expect(third.gradients).toBe(all.gradients);
  expect(third.divergences.length).toBe(all.divergences.length);
  expect(third.stats.nLeapfrog.reduce((a, b) => a + b, 0)).toBe(all.gradients);
  const of = (values: Float64Array, draw: number, draws: number): number[] =>
    [0, 1, 2].map((q) => values[q * draws + draw]);
  for (let i = 0; i < 20; i++) {
    expect(third.stats.lp[i]).toBe(all.stats.lp[3 * i + 2]);
    expect(of(third.values, i, 20)).toEqual(of(all.values, 3 * i + 2, 60));
  }
});
