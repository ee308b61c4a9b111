import { describe, expect, test } from 'vitest';
import { type QuantityCheck, type SamplerCounts, verdict } from '../../diagnostics/index.ts';

const good: QuantityCheck = { name: 'b_Age', rhat: 1.002, essBulk: 2345.6, essTail: 1234.5 };
const calm: SamplerCounts = {
  chains: 4,
  draws: 1000,
  divergences: 0,
  maxDepthHits: 0,
  ebfmi: [0.9, 1, 1.1, 0.8],
};

test('good draws: ok, with the numbers behind the word', () => {
  expect(verdict([good, { ...good, name: 'b_IL6', rhat: 1.004 }], calm)).toEqual({
    ok: true,
    text:
      'The draws can be trusted: 4 chains agree (largest R-hat 1.004), every quantity has at least 1234 effective ' +
      'draws (fewest in the tail of b_Age), 0 divergences, E-BFMI 0.80 or more.',
    warnings: [],
    found: [],
    enoughDraws: null,
  });
});

test('every warning says what it is about', () => {
  const { warnings, found } = verdict(
    [
      { ...good, rhat: 1.5 },
      { ...good, essBulk: 20 },
      { ...good, essTail: Number.NaN },
    ],
    { ...calm, chains: 1, divergences: 500, maxDepthHits: 3, ebfmi: [0.1] },
  );
  expect(found.map(({ kind }) => kind)).toEqual([
    ...['oneChain', 'cannotTell', 'disagreement', 'fewEffectiveDraws', 'divergences', 'energy'],
    'depthLimit',
  ]);
  expect(found.map(({ text }) => text)).toEqual(warnings);
});

test('of hardly any draws nothing is said but that', () => {
  const unknown = { name: 'b', rhat: Number.NaN, essBulk: Number.NaN, essTail: Number.NaN };
  const counts = { ...calm, divergences: 4, ebfmi: [Number.NaN, Number.NaN] };
  const { text, found, enoughDraws } = verdict([unknown], { ...counts, draws: 1 });
  expect(text).toBe(
    'Do not trust these draws yet: 1 draw of each chain is too few to tell anything by; draw 1000 of each, as is usual.',
  );
  expect(found.map(({ kind }) => kind)).toEqual(['tooFewDraws']);
  expect(enoughDraws).toBe(1000);
  expect(verdict([unknown], { ...counts, draws: 20 }).found.map(({ kind }) => kind)).toContain('energy');
});

test('R-hat: the worst three are named and the rest counted', () => {
  const bad = [1.02, 1.5, Infinity, 1.03].map((rhat, k) => ({ ...good, name: `b_${k}`, rhat }));
  const { ok, text, warnings } = verdict([good, ...bad], calm);
  expect(ok).toBe(false);
  expect(text).toMatch(/^Do not trust these draws yet: the chains disagree about 4 of 5 quantities/);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('R-hat too far above 1: b_2 (Infinity); b_1 (1.50); b_3 (1.030); and 1 more');
});

test('ESS: under 100 a chain, bulk or tail, the worst first', () => {
  const { ok, warnings } = verdict(
    [good, { ...good, name: 'sd_DID__Intercept', essBulk: 399.9 }, { ...good, name: 'sigma', essTail: 12 }],
    calm,
  );
  expect(ok).toBe(false);
  expect(warnings[0]).toContain(
    'under 100 a chain (400 in all): sigma (bulk 2345, tail 12); sd_DID__Intercept (bulk 399',
  );
});

test('the limits themselves still pass', () => {
  const edge = { name: 'edge', rhat: 1.01, essBulk: 400, essTail: 400 };
  expect(verdict([edge], { ...calm, ebfmi: [0.3] }).ok).toBe(true);
});

test('R-hat a little above 1.01 passes where chance explains it, and nowhere else', () => {
  const at = (rhat: number, essBulk: number) =>
    verdict([{ name: 'r', rhat, essBulk, essTail: 5000 }], calm).ok;
  expect(at(1.014, 1250)).toBe(true);
  expect(at(1.014, 4000)).toBe(false);
  expect(at(1.021, 450)).toBe(false);
});

test('divergences: count, share and what to try', () => {
  const { ok, warnings } = verdict([good], { ...calm, divergences: 12 });
  expect(ok).toBe(false);
  expect(warnings[0]).toMatch(/^12 of 4000 draws \(0\.3 %\) diverged: .*0\.95/);
});

test('divergences: a share that a run of 4000 could not tell from none passes, and is mentioned', () => {
  const { ok, text, warnings } = verdict([good], { ...calm, draws: 8000, divergences: 3 });
  expect(ok).toBe(true);
  expect(warnings).toHaveLength(1);
  expect(text).toContain('One remark: 3 of 32000 draws (under 0.1 %) diverged, too few to matter');
  expect(verdict([good], { ...calm, divergences: 4 }).ok).toBe(true);
  expect(verdict([good], { ...calm, divergences: 5 }).ok).toBe(false);
  expect(verdict([good], { ...calm, draws: 100, divergences: 1 }).ok).toBe(false);
});

test('no remedy is named that has been taken, and draws that would do are counted', () => {
  const at = (targetAccept: number) =>
    verdict([good], { ...calm, divergences: 12, targetAccept }).warnings[0];
  expect(at(0.9)).toContain('try a higher target acceptance than 0.9 (0.99) or a tighter prior');
  expect(at(0.99)).toContain('a target acceptance of 0.99 was not enough; try a tighter prior');
  const short = (essTail: number) => verdict([{ ...good, essTail }], calm).warnings[0];
  expect(short(130)).toContain('draw more: about 4700 a chain should do');
  expect(short(399)).toContain('about 1600 a chain');
  expect(short(1)).toMatch(/draw more$/);
});

test('E-BFMI: low or unknown chains are named', () => {
  const { ok, warnings } = verdict([good], { ...calm, ebfmi: [1, 0.21, Number.NaN, 1] });
  expect(ok).toBe(false);
  expect(warnings[0]).toContain('chain 2 0.21; chain 3 cannot tell');
});

test('depth-limit hits cost time, not truth: a warning, still ok', () => {
  const { ok, text, warnings } = verdict([good], { ...calm, maxDepthHits: 340 });
  expect(ok).toBe(true);
  expect(warnings).toHaveLength(1);
  expect(text).toContain('One remark: 340 of 4000 draws (8.5 %) stopped at the depth limit');
});

describe('what cannot be told never passes for good', () => {
  test('NaN in any number', () => {
    for (const key of ['rhat', 'essBulk', 'essTail'] as const) {
      const { ok, text } = verdict([good, { ...good, name: 'sigma', [key]: Number.NaN }], calm);
      expect(ok).toBe(false);
      expect(text).toContain('cannot tell for 1 of 2 quantities: sigma');
    }
  });

  test('one chain', () => {
    expect(verdict([good], { ...calm, chains: 1 })).toMatchObject({ ok: false });
    expect(verdict([good], { ...calm, chains: 1 }).text).toContain('1 chain cannot be compared with another');
  });

  test('no quantities', () => {
    expect(verdict([], calm)).toMatchObject({ ok: false, warnings: ['there is no quantity to judge'] });
  });
});

test('several doubts are all said, in one text and one by one', () => {
  const { text, warnings } = verdict([{ ...good, rhat: 1.2, essBulk: 10 }], {
    ...calm,
    divergences: 5,
    maxDepthHits: 1,
  });
  expect(warnings).toHaveLength(4);
  for (const warning of warnings) expect(text).toContain(warning);
});
