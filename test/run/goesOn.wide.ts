import { expect, test } from 'vitest';
import { gibbsSums } from '../../src/engine/gibbs/sums.ts';
import { stream } from '../../src/engine/rng.ts';
import * as poolwise from '../../src/index.ts';
import type { ChainTask } from '../../src/run/runChain.ts';
import { run, settings, taskOf, tasks, untimed } from './goesOn.ts';

/** Levels that meet only their neighbours, with effects that differ a lot: solves take many iterations, and warmup learns what makes them shorter. */
function slowlySolved(): poolwise.Model {
  const rng = stream('slowly solved');
  const rows = Array.from({ length: 180 }, (_, row) => row);
  const effects = rows.map(() => 5 * rng.normal());
  const levels = (shift: number): number[] => rows.map((row) => Math.floor((row + shift) / 3));
  const [a, b, c] = [levels(0), levels(1), levels(2)];
  const named = (of: number[]): string[] => of.map((level) => `l${level}`);
  return poolwise.glmm('y ~ (1 | a) + (1 | b) + (1 | c)', {
    y: rows.map(
      (row) => effects[a[row]] + effects[60 + b[row]] + effects[120 + c[row] - 2] + 0.3 * rng.normal(),
    ),
    ...{ a: named(a), b: named(b), c: named(c) },
  });
}

/** Terms of more than ten effects are solved for by conjugate gradients. */
const learning = taskOf(slowlySolved(), 'gibbs', (plan) =>
  plan.kind === 'gibbs' ? { ...plan, sums: gibbsSums(slowlySolved().program, 10) } : plan,
);
const much = 'gibbs, with much to learn';
const all: readonly (readonly [string, ChainTask])[] = [...tasks, [much, learning]];
const transitions = settings.warmup + 2 * settings.draws;

test.each(all)(
  '%s: a chain that stopped at any of its transitions goes on as if it had not',
  (name, task) => {
    const rng = stream('many moments', name);
    const every = new Set(Array.from({ length: transitions }, (_, at) => at + 1));
    const { result, copies } = run(task, every);
    expect(copies).toHaveLength(settings.warmup + settings.draws);
    const share = name === much ? 0.1 : 0.3;
    for (const from of copies.filter(() => rng.uniform() < share))
      expect(untimed(run({ ...task, from }).result)).toEqual(untimed(result));
  },
);

test('what a gibbs chain has learnt goes on with it', () => {
  const { copies } = run(learning, new Set([transitions]));
  const { walk } = copies[0].place;
  expect(walk.kind === 'gibbs' && walk.state.learnt.vectors.length).toBeGreaterThan(0);
});
