import { describe, expect, test } from 'vitest';
import { drawsOf } from '../../models/posterior/draws.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { quantitiesOf } from '../../src/engine/program/program.ts';
import { stream } from '../../src/engine/rng.ts';
import { posteriorSource } from '../../src/testing/posteriorSource.ts';
import { planSbc, type SbcReplicate } from '../../src/testing/sbcPlan.ts';
import { priorSource } from '../../src/testing/sbcSource.ts';
import type { Declaration, SbcSampler } from '../../src/testing.ts';

const g = Array.from({ length: 12 }, (_, i) => `g${i % 3}`);
const declared = (y: readonly unknown[], options: Declaration['options']): Declaration => ({
  formula: 'y ~ 1 + (1 | g)',
  table: tableFromColumns({ y: y as number[], g }),
  options,
});

/** Quick, and wrong: what is tried here is what becomes of what it hands back. */
const sampler: SbcSampler = async ({ program }, { seed, draws }) => {
  const rng = stream(seed);
  const quantities = quantitiesOf(program);
  const values = Float64Array.from({ length: quantities.length * draws }, () => rng.uniform());
  return {
    draws: drawsOf(quantities, draws, [values]),
    sampler: { strategy: 'nuts', reason: 'made up', chains: [] },
  };
};
const settings = { draws: 7, sampler, seed: 2 } as const;

async function collected(
  declaration: Declaration,
  earlier: readonly SbcReplicate[],
  simulations: number,
): Promise<SbcReplicate[]> {
  const plan = planSbc(priorSource(declaration, '2'), settings);
  const all = [...earlier];
  for await (const one of plan.rest(earlier, simulations)) all.push(one);
  return all;
}

describe('a calibration', () => {
  // priors so wide that some counts have no end
  const counts = declared(
    g.map((_, i) => i % 4),
    { family: 'poisson', priors: { Intercept: 'normal(35, 3)', sd: 'half_normal(1)' } },
  );

  test('goes on where it was stopped, whatever was left out before', async () => {
    const whole = await collected(counts, [], 6);
    expect(new Set(whole.map(({ kind }) => kind))).toContain('refused');
    expect(new Set(whole.map(({ kind }) => kind))).toContain('ranked');
    for (const stopped of [1, 2, 3, 5])
      expect(await collected(counts, JSON.parse(JSON.stringify(whole.slice(0, stopped))), 6)).toEqual(whole);
  });

  test('of one data set by itself finds what the whole one does', async () => {
    const whole = await collected(counts, [], 6);
    const plan = planSbc(priorSource(counts, '2'), settings);
    for (const [s, found] of whole.entries()) {
      const place = whole.slice(0, s).filter(({ kind }) => kind !== 'refused').length;
      expect(await plan.one(s, place)).toEqual(found);
    }
  });

  test('says what was left out and why', async () => {
    const plan = planSbc(priorSource(counts, '2'), settings);
    const { verdict, refused, leftOut } = plan.result(await collected(counts, [], 6), {});
    expect(refused).toHaveLength(leftOut);
    expect(verdict.text).toMatch(/; left out: \d that the model cannot have \(simulate: the priors gave/);
  });

  test('given data has truths of their posterior and twice the rows, or says why not', async () => {
    const y = g.map((_, i) => i % 4);
    const source = await posteriorSource(declared(y, { family: 'poisson' }), 3, { ...settings });
    const known = source.dataSet(1);
    if ('refused' in known) throw new Error(known.refused);
    expect(known.model.outcome.y).toHaveLength(24);
    expect([...known.model.outcome.y.slice(0, 12)]).toEqual(y);
    expect([...known.truth].every((value) => value > 0 && value < 1)).toBe(true); // draws of the sampler above
    const scaled = { ...declared(y, {}), formula: 'y ~ scale(x) + (1 | g)' };
    const table = tableFromColumns({ y, g, x: y.map((value, i) => value + i) });
    await expect(posteriorSource({ ...scaled, table }, 3, settings)).rejects.toThrow(
      /"scale\(x\)" means something else in data twice as long/,
    );
    const residual = { ...declared(y, { residual: 'cs(1 | g)' }), formula: 'y ~ 1' };
    await expect(posteriorSource(residual, 3, settings)).rejects.toThrow(/cannot be repeated/);
  });

  test('fails where the sampler gives up too often', () => {
    const plan = planSbc(priorSource(counts, '2'), settings);
    const run = { simulation: 0, strategy: 'nuts', reason: '', divergences: 0, draws: 70, leastEss: 70 };
    const ranks = plan.names.map(() => 3);
    const { verdict } = plan.result(
      [
        { kind: 'ranked', run, ranks },
        { kind: 'failed', reason: 'no finite start' },
      ],
      {},
    );
    expect([verdict.ok, verdict.text]).toEqual([
      false,
      expect.stringMatching(/^NOT to be trusted: .*no finite start\)$/),
    ]);
  });
});
