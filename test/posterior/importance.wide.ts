import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/engine/errors.ts';
import {
  effectiveDraws,
  type ImportanceVerdict,
  importanceChain,
  isReliable,
  type ProposalDensity,
  pooledVerdict,
  systematic,
} from '../../src/engine/hmc/importanceChain.ts';
import { stream } from '../../src/engine/rng.ts';
import { fitFile } from '../../src/report/fitFile.ts';
import { readFitFile } from '../../src/report/stored/readFitFile.ts';
import { summaryText } from '../../src/report/summaryText.ts';
import { sample } from '../../src/run/sample.ts';
import { disagreements, readReference, referenceModel } from '../reference/compare.ts';

const file = (name: string): string => fileURLToPath(new URL(`../reference/${name}`, import.meta.url));
const model = (name: string) => referenceModel(readReference(file(`${name}.json`)), file(`${name}.csv`));
const serial = { sampler: 'laplace', workers: 0, seed: 'importance' } as const;

/** A density in the coordinates of the proposal; as many as `adaptable` of them are proposed with Student's tails. */
function density(dimension: number, log: (x: readonly number[]) => number, adaptable = 0): ProposalDensity {
  return { dimension, adaptable, logDensityAndGradient: (x) => log(Array.from(x)) };
}

/** All draws of one chain, and its verdict. */
function run(target: ProposalDensity, draws: number, seed = 'chain') {
  const chain = importanceChain(stream(seed), target, draws);
  const points: Float64Array[] = [];
  let [evaluations, pauses] = [0, 0];
  for (;;) {
    const next = chain.next();
    if (next.done) return { points, evaluations, pauses, verdict: next.value };
    if (next.value.phase === 'warmup') {
      pauses++;
      continue;
    }
    points.push(next.value.state.theta);
    evaluations += next.value.stats.nLeapfrog;
  }
}

const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('one chain', () => {
  test('of the proposal itself: all weights alike, every second proposal drawn, none twice', () => {
    const { points, verdict, evaluations } = run(
      density(2, ([x, y]) => 7 - (x * x + y * y) / 2),
      1200,
    );
    expect(verdict).toMatchObject({ paretoK: Number.NEGATIVE_INFINITY, proposals: 2400 });
    expect(verdict.ess).toBeCloseTo(2400, 6);
    expect(new Set(points.map(([x]) => x)).size).toBe(1200);
    expect(evaluations).toBe(2400);
  });

  test('of a normal narrower and elsewhere: its mean and sd, few draws twice', () => {
    const { points, verdict } = run(
      density(1, ([x]) => -0.5 * ((x - 0.5) / 0.8) ** 2),
      2000,
    );
    const xs = points.map(([x]) => x);
    const se = 0.8 / Math.sqrt(effectiveDraws(2000, verdict));
    expect(Math.abs(meanOf(xs) - 0.5)).toBeLessThan(4 * se);
    expect(Math.abs(Math.sqrt(meanOf(xs.map((x) => (x - meanOf(xs)) ** 2))) - 0.8)).toBeLessThan(4 * se);
    expect(new Set(xs).size).toBeGreaterThan(1400);
    expect(verdict.ess).toBeGreaterThan(4000);
  });

  test('of a tail that a Gaussian does not reach: a log sd of which nothing is known but sd ~ half-normal', () => {
    // log sd = x: the density of x is exp(x - exp(2 x) / 2); 2.4 % of sds are below 0.03, 5 approximate sds away
    const { points, verdict } = run(
      density(1, ([x]) => 0.65 * x - Math.exp(1.3 * x) / 2, 1),
      4000,
    );
    const share = points.filter(([x]) => Math.exp(0.65 * x) < 0.03).length / 4000;
    const se = Math.sqrt((0.024 * 0.976) / effectiveDraws(4000, verdict));
    expect(verdict.paretoK).toBeLessThan(0.7);
    expect(Math.abs(share - 0.0239)).toBeLessThan(5 * se);
  });

  test("of Student's t itself: all weights alike", () => {
    const { verdict } = run(
      density(3, ([x, y, z]) => -3 * Math.log1p((x * x + y * y) / 4) - (z * z) / 2, 2),
      500,
    );
    expect(verdict.ess).toBeCloseTo(verdict.proposals, 6);
  });

  test('of half a line: nothing outside the support is drawn', () => {
    const { points } = run(
      density(1, ([x]) => (x > 0 ? -x : Number.NEGATIVE_INFINITY)),
      300,
    );
    expect(Math.min(...points.map(([x]) => x))).toBeGreaterThan(0);
  });

  test('of a heavy tail: no draws, and a k-hat that says why', () => {
    const { points, verdict } = run(
      density(6, (x) => -Math.log1p(x.reduce((sum, v) => sum + v * v, 0))),
      500,
    );
    expect(points).toEqual([]);
    expect(isReliable([verdict])).toBe(false);
    expect(verdict.paretoK).toBeGreaterThan(1);
  });

  test('of a density that is NaN somewhere: that counts as outside', () => {
    const { points } = run(
      density(1, ([x]) => (x > 3 ? Number.NaN : -0.5 * x * x)),
      300,
    );
    expect(points).toHaveLength(300);
    expect(Math.max(...points.map(([x]) => x))).toBeLessThanOrEqual(3);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('of a density that is often %f: refused', (value) => {
    const target = density(1, ([x]) => (x > 1 ? value : -0.5 * x * x));
    expect(() => run(target, 300)).toThrow(InputError);
    expect(() => run(target, 300)).toThrow(/could not be evaluated at \d+ of 2000 proposals .*k-hat/);
  });

  test('it can be stopped while it proposes, and its steps are within what is to be done', () => {
    for (const draws of [1, 2, 700]) {
      const { pauses, points } = run(
        density(1, ([x]) => -0.5 * x * x),
        draws,
      );
      expect(pauses).toBeGreaterThan(100);
      expect(points).toHaveLength(draws);
      const steps = importanceChain(
        stream('steps'),
        density(1, ([x]) => -0.5 * x * x),
        draws,
      );
      for (let next = steps.next(); !next.done; next = steps.next())
        if (next.value.phase === 'warmup') expect(next.value.draw).toBeLessThan(Math.max(0, draws - 1));
    }
  });

  test('its lp is the density at its point', () => {
    const target = density(3, ([x, y, z]) => -0.4 * (x * x + y * y + z * z) - x);
    const chain = importanceChain(stream('lp'), target, 50);
    for (let next = chain.next(); !next.done; next = chain.next()) {
      const { theta, lp } = next.value.state;
      expect(lp).toBeCloseTo(target.logDensityAndGradient(theta, new Float64Array(3)), 10);
    }
  });
});

describe('systematic resampling', () => {
  test('takes each in proportion to its weight, to within one', () => {
    const rng = stream('systematic');
    const weights = Array.from({ length: 50 }, () => rng.uniform());
    const total = weights.reduce((a, b) => a + b);
    const chosen = systematic(
      rng.uniform(),
      Float64Array.from(weights, (w) => Math.log(w / total)),
      400,
    );
    weights.forEach((w, i) => {
      const times = chosen.filter((c) => c === i).length;
      expect(Math.abs(times - (400 * w) / total)).toBeLessThan(1 + 1e-9);
    });
  });

  test('over all offsets a weight is drawn as often as it says', () => {
    const logWeights = Float64Array.from([0.15, 0.6, 0.25], Math.log);
    const times = [0, 0, 0];
    for (let k = 0; k < 1000; k++) for (const c of systematic((k + 0.5) / 1000, logWeights, 3)) times[c]++;
    expect(times.map((t) => t / 3000)).toEqual([0.15, 0.6, 0.25].map((w) => expect.closeTo(w, 3)));
  });
});

describe('effective draws', () => {
  const verdict = (ess: number): ImportanceVerdict => ({
    kind: 'importance',
    paretoK: 0.2,
    ess,
    proposals: 5000,
  });
  test('need a k-hat below the threshold for all proposals together, and no chain beyond 1', () => {
    const ofK = (paretoK: number): ImportanceVerdict => ({ ...verdict(500), paretoK });
    expect(isReliable([ofK(0.6), ofK(0.75)])).toBe(true);
    expect(isReliable([ofK(0.72), ofK(0.75)])).toBe(false);
    expect(isReliable([ofK(0.2), ofK(1.05)])).toBe(false);
    expect(isReliable([ofK(Number.NaN)])).toBe(false);
    expect(pooledVerdict([ofK(0.2), ofK(0.4)])).toMatchObject({ ess: 1000, proposals: 10_000 });
    // one chain whose largest weights are all alike does not speak for the others
    expect(isReliable([ofK(Number.NEGATIVE_INFINITY), ofK(0.9)])).toBe(false);
    expect(pooledVerdict([ofK(Number.NEGATIVE_INFINITY), ofK(0.5)]).paretoK).toBe(0.5);
    expect(pooledVerdict([ofK(Number.NEGATIVE_INFINITY)]).paretoK).toBe(Number.NEGATIVE_INFINITY);
  });

  test('are never more than the draws nor more than the proposals are worth', () => {
    expect(effectiveDraws(1000, verdict(1000))).toBe(500);
    expect(effectiveDraws(1000, verdict(1e9))).toBeCloseTo(1000, 2);
    expect(effectiveDraws(1e9, verdict(700))).toBeCloseTo(700, 2);
  });
});

describe('sampler laplace', () => {
  test.each(['cbpp', 'sleepstudy', 'Penicillin', 'Dyestuff2'])(
    '%s agrees with brms/rstan as other samplers do',
    async (name) => {
      const fit = await sample(model(name), serial);
      expect(disagreements(fit, readReference(file(`${name}.json`)))).toEqual([]);
      expect(fit.sampler.strategy).toBe('laplace');
      const { sampler, parameters, warnings } = fitFile(fit);
      expect(warnings).toEqual([]);
      expect(sampler.importance?.paretoK).toBeLessThan(0.7);
      const most = sampler.importance?.effectiveDraws ?? 0;
      expect(most).toBeGreaterThan(2000);
      for (const { essBulk, essTail, mcseMean, sd } of parameters) {
        expect(Math.max(essBulk, essTail)).toBeLessThanOrEqual(most);
        expect(mcseMean).toBeGreaterThanOrEqual(sd / Math.sqrt(most) - 1e-12);
      }
    },
  );

  test('the draws are a function of the seed', async () => {
    const draws = async (seed: string) => (await sample(model('cbpp'), { ...serial, seed, draws: 50 })).draws;
    const [first, again, other] = [await draws('1'), await draws('1'), await draws('2')];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test.each([
    ['toenail', /k-hat of its importance weights is \d+\.\d\d, and above 0\.70 .*use sampler auto$/],
    ['grouseticks', /k-hat .* use sampler auto$/],
  ])('%s is refused, with k-hat and what to do', async (name, message) => {
    const refused = sample(model(name), serial);
    await expect(refused).rejects.toThrow(InputError);
    await expect(refused).rejects.toThrow(message);
  });

  test('fit.json names it with its k-hat, and its summary says so; files without stay readable', async () => {
    const { mkdtemp, rm, writeFile } = await import('node:fs/promises');
    const { join } = await import('node:path');
    const { tmpdir } = await import('node:os');
    const folder = await mkdtemp(join(tmpdir(), 'poolwise-importance-'));
    try {
      const written = fitFile(await sample(model('cbpp'), { ...serial, draws: 100 }));
      const path = join(folder, 'fit.json');
      await writeFile(path, JSON.stringify(written));
      expect(await readFitFile(path)).toEqual(written);
      expect(written.sampler).toMatchObject({ strategy: 'laplace', warmup: 0, ebfmi: [] });
      expect(summaryText(written)).toMatch(
        /Pareto k-hat 0\.\d\d .*no quantity counts for more than \d+ draws/,
      );
      const { importance: _, ...before } = written.sampler;
      await writeFile(path, JSON.stringify({ ...written, sampler: before }));
      expect((await readFitFile(path)).sampler).toEqual({ ...before, stepSizes: before.stepSizes });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
