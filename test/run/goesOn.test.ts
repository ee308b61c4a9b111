import { expect, test } from 'vitest';
import { stream } from '../../src/engine/rng.ts';
import { run, settings, tasks, untimed } from './goesOn.ts';

/** One of each kind of chain; the others in goesOn.wide.ts. */
const few = tasks.filter(([name]) => ['whitened', 'reference', 'quadrature', 'gibbs'].includes(name));

test.each(few)('%s: a chain that stopped anywhere goes on as if it had not', (name, task) => {
  const rng = stream('moments', name);
  const end = settings.warmup + 2 * settings.draws;
  const moments = new Set([
    1 + rng.integer(settings.warmup - 1),
    settings.warmup + 2 * rng.integer(settings.draws),
    end,
  ]);
  const { result, copies } = run(task, moments);
  expect(copies).toHaveLength(3);
  for (const from of copies.slice(0, 2))
    expect(untimed(run({ ...task, from }).result)).toEqual(untimed(result));
  const longer = { ...task, settings: { ...settings, draws: 20 } };
  expect(untimed(run({ ...longer, from: copies[2] }).result)).toEqual(untimed(run(longer).result));
});
