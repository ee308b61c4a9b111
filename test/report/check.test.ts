import { describe, expect, test } from 'vitest';
import { glmm, type Model } from '../../models/glmm.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { quantityWords } from '../../src/engine/program/quantity.ts';
import { stream } from '../../src/engine/rng.ts';
import { check } from '../../src/report/check.ts';
import { checkJson, checkText } from '../../src/report/checkText.ts';
import { remediesFor } from '../../src/run/check/remedies.ts';
import type { CauseKind } from '../../src/run/check/types.ts';
import { checkDraws } from '../../src/run/check.ts';
import { divergences } from '../../src/run/divergences.ts';
import { madeUpFit } from './fits.ts';

/** Six groups of eight rows: a predictor that tells nothing, and one that tells all outcomes. */
function model(options: { readonly separated?: boolean; readonly groups?: number } = {}): Model {
  const { separated = false, groups = 6 } = options;
  const rng = stream('check', 'data');
  const g = Array.from({ length: 8 * groups }, (_, i) => `g${i % groups}`);
  const x = g.map(() => rng.normal());
  const y = x.map((value, i) => (separated ? Number(value > 0) : (i * 7 + (i >> 3)) % 2));
  return glmm('y ~ x + (1 | g)', tableFromColumns({ y, x, g }), { family: 'bernoulli' });
}

type Draw = (draw: number, chain: number, value: number) => number;

/** A made-up fit whose draws of some quantities are bent; sds are made positive. */
function bent(bend: Readonly<Record<string, Draw>>, from = madeUpFit(model(), 4, 1000)): Fit<Model> {
  const { names, quantities, draws, values } = from.draws;
  names.forEach((name, q) => {
    for (const [chain, of] of values.entries())
      for (let i = 0; i < draws; i++) {
        const at = q * draws + i;
        if (quantities[q].kind === 'sd') of[at] = Math.abs(of[at]);
        of[at] = bend[name]?.(i, chain, of[at]) ?? of[at];
      }
  });
  return from;
}

const kindsOf = (found: { readonly causes: readonly { readonly kind: CauseKind }[] }): CauseKind[] =>
  found.causes.map(({ kind }) => kind);

const checked = (fit: Fit<Model>) => checkDraws(fit, { tries: 'none' });

describe('causes are told by numbers of the draws', () => {
  test('independent draws: nothing is wrong, nothing is tried', async () => {
    const found = await checkDraws(bent({}));
    expect(found).toMatchObject({ trusted: true, findings: [], causes: [], tried: [] });
    expect(checkText(found)).toMatch(/^The draws can be trusted: .*\n$/);
  });

  test('a chain elsewhere, with what R-hat is without it', async () => {
    const found = await checked(stray(-20));
    expect(kindsOf(found)).toEqual(['strayChain']);
    expect(found.causes[0]).toMatchObject({
      names: ['b_x'],
      explains: ['disagreement', 'fewEffectiveDraws'],
    });
    expect(found.causes[0].numbers.chain).toBe(3);
    expect(found.causes[0].numbers.rhatOfOthers).toBeLessThan(1.01);
    expect(found.findings[0].worst[0].name).toBe('b_x');
  });

  test('two chains here and two there are modes, which no other run settles', async () => {
    const fit = bent({ b_x: (_, chain, value) => value + (chain < 2 ? 9 : 0) });
    const found = await checkDraws(fit);
    expect(kindsOf(found)).toEqual(['severalModes']);
    expect(kindsOf(await checked(stray(0)))).toEqual(['severalModes']);
    expect(found).toMatchObject({ tried: [], untried: expect.stringContaining('several modes') });
    expect(checkText(found)).toContain('What was tried\n  nothing: chains that agree');
  });

  test('a chain that stood still, and from where on', async () => {
    const found = await checked(bent({ b_x: (i, chain, value) => (chain === 1 && i >= 100 ? 2 : value) }));
    expect(found.causes[0]).toMatchObject({
      kind: 'stuckChain',
      numbers: { chain: 2, from: 101, draws: 900 },
    });
  });

  test('chains still on their way', async () => {
    const found = await checked(bent({ b_x: (i, _, value) => value + 8 * Math.exp(-i / 150) }));
    expect(kindsOf(found)).toContain('drift');
  });

  test('four draws a chain, one chain: that and no more', async () => {
    const found = await checked(madeUpFit(model(), 1, 4));
    expect(found.findings.map(({ kind }) => kind)).toEqual(['tooFewDraws']);
    expect(found).toMatchObject({ trusted: false, causes: [], enoughDraws: 1000 });
  });

  test('draws that are not finite, and a constant', async () => {
    const found = await checked(
      bent({ b_x: (i, chain, value) => (i === 7 && chain === 3 ? Number.NaN : value), b_Intercept: () => 1 }),
    );
    expect(kindsOf(found).slice(0, 2)).toEqual(['constant', 'nonFinite']);
    expect(found.causes[1].numbers).toEqual({ count: 1, chain: 4, draw: 8 });
    expect(found.findings[0]).toMatchObject({ kind: 'cannotTell', severity: 'doubt' });
  });

  test('an sd at 0, and heavy tails, are worth knowing and no doubt', async () => {
    const found = await checked(
      bent({
        sd_g__Intercept: (_, __, value) => Math.abs(value - 3),
        b_x: (_, __, value) => Math.tan(1.5 * Math.tanh(value - 3)),
      }),
    );
    expect(found.trusted).toBe(true);
    expect(kindsOf(found)).toContain('sdAtZero');
    expect(checkText(found)).toContain('Worth knowing');
  });

  test('Cauchy draws have no mean', async () => {
    const rng = stream('check', 'cauchy');
    const found = await checked(bent({ b_x: () => rng.normal() / rng.normal() }));
    expect(found.causes[0]).toMatchObject({ kind: 'heavyTails', names: ['b_x'] });
    expect(found.causes[0].numbers.paretoK).toBeGreaterThan(0.7);
    expect(found.causes[0].text).toContain('the prior of b_x is');
  });

  test('slopes that go together, levels that are few, outcomes that are separated', async () => {
    const separated = await checked(bent({}, madeUpFit(model({ separated: true, groups: 3 }), 4, 1000)));
    expect(kindsOf(separated)).toEqual(['fewLevels', 'separation']);
    expect(separated.causes[1].names).toEqual(['b_x']);
  });

  test('divergences: where they start, and a funnel where that is at small sds', async () => {
    const fit = funnelled();
    const found = await checked(fit);
    const funnel = found.causes.find(({ kind }) => kind === 'funnel');
    expect(funnel).toMatchObject({ names: ['sd_g__Intercept'], explains: ['divergences'] });
    expect(funnel?.text).toContain('divergent transitions start at');
    const { transitions, standOut, names } = divergences(fit);
    expect(standOut[0].name).toBe('sd_g__Intercept');
    const at = names.indexOf('sd_g__Intercept');
    const started = transitions.filter(({ start }) => start !== null).map(({ start }) => start?.[at] ?? 1);
    expect(Math.max(...started)).toBeLessThan(0.3);
    expect(transitions[0].end?.every(Number.isFinite)).toBe(true);
  });
});

/** The third chain has another mean of b_x, and a log density higher by as much as is said. */
function stray(higher: number): Fit<Model> {
  const fit = bent({ b_x: (_, chain, value) => value + (chain === 2 ? 9 : 0) });
  const chains = fit.sampler.chains.map((chain, c) =>
    c === 2 ? { ...chain, stats: { ...chain.stats, lp: chain.stats.lp.map((lp) => lp + higher) } } : chain,
  );
  return { ...fit, sampler: { ...fit.sampler, chains } };
}

/** Transitions that start at sds below 0.3 diverge, one in two. */
function funnelled(): Fit<Model> {
  const fit = bent({ sd_g__Intercept: (_, __, value) => Math.abs(value - 3) });
  const at = fit.draws.names.indexOf('sd_g__Intercept') * fit.draws.draws;
  const theta = new Float64Array(fit.model.program.alpha.length + 6).fill(0.1);
  const chains = fit.sampler.chains.map((chain, c) => {
    const divergent = chain.stats.divergent.map((_, i) =>
      Number(i % 2 === 1 && fit.draws.values[c][at + i - 1] < 0.3),
    );
    const found = [...divergent.keys()].filter((i) => divergent[i] === 1);
    return {
      ...chain,
      stats: { ...chain.stats, divergent },
      divergences: found.map((draw) => ({ draw, energyError: 2000, theta })),
    };
  });
  return { ...fit, sampler: { ...fit.sampler, chains } };
}

test('quantities are called as the caller has them, in every text and name', async () => {
  const fit = bent({ 'r_g[g2,Intercept]': () => 1, b_x: () => 2 });
  const found = await check(fit, { tries: 'none', nameOf: quantityWords });
  expect(found.findings[0].worst.map(({ name }) => name)).toEqual([
    'the coefficient of x',
    'the effect of g g2',
  ]);
  const { names } = fit.draws;
  for (const name of names) expect(JSON.stringify(found)).not.toContain(name);
  expect((await check(fit, { tries: 'none' })).text).toContain('r_g[g2,Intercept]');
});

describe('remedies', () => {
  const optionsOf = async (fit: Fit<Model>) =>
    remediesFor(fit, await checked(fit), 10).map(({ how }) => ({ kind: how.kind, ...how.options }));

  test('where transitions diverge: another sampler, smaller steps, another parametrisation', async () => {
    const ways = await optionsOf(funnelled());
    expect(ways).toEqual([
      expect.objectContaining({ sampler: 'auto', chains: 4, draws: 1000 }),
      expect.objectContaining({ sampler: 'nuts', targetAccept: 0.99, warmup: 2000 }),
      expect.objectContaining({ sampler: 'whitened' }),
      expect.objectContaining({ kind: 'sample', sampler: 'nuts', warmup: 1000 }),
    ]);
  });

  test('a chain that went its own way: other starts, unless it may be the others that are stuck', async () => {
    expect(await optionsOf(stray(-20))).toEqual([expect.objectContaining({ chains: 8, seed: '1/other' })]);
    expect(await optionsOf(stray(20))).toEqual([]);
  });

  test('a short run is told one number of draws, wherever one is named', async () => {
    const fit = bent({}, madeUpFit(model(), 4, 90));
    const { enoughDraws, findings, causes } = await checked(fit);
    expect(enoughDraws).toBe(1000);
    expect(findings.at(-1)?.text).toContain('about 1000 a chain should do');
    expect(causes.find(({ kind }) => kind === 'shortRun')?.advice).toBe('ask for 1000 draws a chain');
    expect((await optionsOf(fit))[0]).toEqual({ kind: 'extend', draws: 910 });
  });

  test('a run that is only short goes on; where that cannot be, it says why', async () => {
    const rng = stream('check', 'slow');
    let last = 0;
    const slow = bent({ b_x: () => (last = 0.9 * last + rng.normal()) });
    const found = await checkDraws(slow, { tries: 1e-9 });
    expect(found.findings.map(({ kind }) => kind)).toContain('fewEffectiveDraws');
    expect((await optionsOf(slow)).at(-2)).toMatchObject({ kind: 'extend' });
    expect(found.tried.every((tried) => tried.kind === 'notRun')).toBe(true);
    expect(checkText(found)).toMatch(
      /not run, it would take about 1 s, more than the 1e-9 that a remedy may/,
    );
  });
});

test('bad input: no fit, tries that cannot be; JSON leaves draws out', async () => {
  await expect(check(3 as never)).rejects.toThrow('check: expected a fit');
  await expect(check(bent({}), { tries: 'some' as never })).rejects.toThrow(
    'check: tries is a number of seconds',
  );
  await expect(check(bent({}), { tries: 0 })).rejects.toThrow('above 0');
  const json = JSON.parse(checkJson(await check(bent({ b_x: () => 1 }), { tries: 'none' })));
  expect(Object.keys(json)).toEqual([
    ...['trusted', 'text', 'findings', 'causes', 'untried', 'enoughDraws', 'tried'],
  ]);
});
