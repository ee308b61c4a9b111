import { expect, test } from 'vitest';
import type { LogDensity } from '../../src/engine/logDensity.ts';
import { stream } from '../../src/engine/rng.ts';
import * as poolwise from '../../src/index.ts';
import { fitFile } from '../../src/report/fitFile.ts';
import { summaryText } from '../../src/report/summaryText.ts';
import { rejection } from '../data/temporaryFolder.ts';

const options = { draws: 100, warmup: 60, chains: 3, seed: 'r', workers: 0 } as const;

/** Two normal variables of sds 1 and 3; calls `at` when it has been evaluated so often. */
function normals(evaluations = Number.POSITIVE_INFINITY, at: () => void = () => {}): LogDensity {
  let count = 0;
  return {
    dimension: 2,
    logDensityAndGradient(theta, gradOut) {
      const [a, b] = [theta[0], theta[1]];
      if (++count === evaluations) at();
      gradOut[0] = -a;
      gradOut[1] = -b / 9;
      return -(a * a + (b * b) / 9) / 2;
    },
  };
}

interface Stopped {
  /** Null where it was stopped before there were draws. */
  readonly fit: poolwise.Fit | null;
  readonly checkpoint: poolwise.RunCheckpoint;
}

async function stoppedAfter(evaluations: number): Promise<Stopped> {
  const stop = new AbortController();
  let checkpoint: poolwise.RunCheckpoint | null = null;
  const save = (kept: poolwise.RunCheckpoint): void => {
    checkpoint = kept;
  };
  const watched = { stop: stop.signal, checkpoint: { seconds: 1e6, save } };
  const density = normals(evaluations, () => stop.abort());
  const fit = await poolwise.sample(density, { ...options, ...watched }).catch((error: unknown) => {
    if (!(error instanceof poolwise.NothingDrawn)) throw error;
    checkpoint = error.checkpoint;
    return null;
  });
  if (checkpoint === null) throw new Error('nothing was kept');
  return { fit, checkpoint };
}

test('a run that was stopped goes on from its bytes as if it had not, and its fit says where it was', async () => {
  let evaluations = 0;
  const counting = normals(1, () => {});
  const counted: LogDensity = {
    dimension: 2,
    logDensityAndGradient(theta, gradOut) {
      evaluations++;
      return counting.logDensityAndGradient(theta, gradOut);
    },
  };
  const whole = await poolwise.sample(counted, options);
  const rng = stream('moments of a stop');
  const seen = { before: 0, after: 0 };
  for (let moment = 0; moment < 100; moment++) {
    const { fit, checkpoint } = await stoppedAfter(1 + rng.integer(evaluations - 50));
    const resume = poolwise.readCheckpoint(poolwise.checkpointBytes(checkpoint));
    const resumed = await poolwise.sample(normals(), { ...options, resume });
    expect(resumed.draws).toEqual(whole.draws);
    seen[fit === null ? 'before' : 'after']++;
    if (fit === null) continue;
    const { draws, chains } = fit.draws;
    expect(fit.sampler.stopped).toEqual({ draws: 100, chains: 3 });
    fit.draws.values.forEach((chain, c) => {
      for (const q of [0, 1])
        expect(chain.slice(q * draws, (q + 1) * draws)).toEqual(
          whole.draws.values[c].slice(q * 100, q * 100 + draws),
        );
    });
    if (moment > 20) continue;
    const file = fitFile(fit);
    const words = `Stopped after ${draws} of 100 draws${chains < 3 ? `, with ${chains} of 3 chains` : ''}:`;
    expect(file.warnings.some((warning) => warning.startsWith(words))).toBe(true);
    expect(summaryText(file)).toContain(words);
  }
  expect(seen.before).toBeGreaterThan(3);
  expect(seen.after).toBeGreaterThan(30);
});

test('a checkpoint of another run, or none, is refused in words', async () => {
  const { checkpoint } = await stoppedAfter(900);
  const resume = (given: object, target: LogDensity | poolwise.Model = normals()): Promise<string> =>
    rejection(poolwise.sample(target, { ...options, resume: checkpoint, ...given }));
  expect(await resume({ draws: 500 })).toContain('is of a run with draws 100, and now it is 500');
  expect(await resume({ metric: 'dense' })).toContain('metric left out, and now it is dense');
  const model = poolwise.glmm('y ~ 1', { y: [1, 2, 3, 5] });
  expect(await resume({}, model)).toContain('another model or other data');
  const shifted: LogDensity = {
    dimension: 2,
    logDensityAndGradient: (x, out) => normals().logDensityAndGradient(x, out) + 1,
  };
  expect(await resume({}, shifted)).toContain('where the log density was');
  const bytes = poolwise.checkpointBytes(checkpoint);
  const rng = stream('damage');
  for (let moment = 0; moment < 20; moment++) {
    const damaged = bytes.slice();
    damaged[rng.integer(bytes.length)] ^= 4;
    expect(() => poolwise.readCheckpoint(damaged)).toThrow('is damaged or no checkpoint');
  }
  expect(() => poolwise.readCheckpoint(bytes.subarray(0, 100))).toThrow('is damaged or no checkpoint');
});
