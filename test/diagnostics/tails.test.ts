import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  convergenceOverTime,
  depthLimitHits,
  drawsState,
  essBulk,
  paretoSmooth,
  paretoTails,
  rhat,
  rhatNested,
  standOut,
  startsOf,
  type Tail,
} from '../../diagnostics/index.ts';
import { autoregressive, normalStream } from './draws.ts';

type Printed = number | string;
interface Case {
  readonly tails: Record<
    Tail,
    Record<'khat' | 'min_ss' | 'threshold' | 'rate' | 'smoothed_mean' | 'smoothed_sum', Printed>
  >;
  readonly nested: readonly { readonly size: number; readonly rhat: Printed }[];
  readonly time: readonly Record<'draws' | 'rhat' | 'ess_bulk' | 'ess_tail', Printed>[];
}
// R's numbers; tails.R beside this file is the recipe
const oracle: { readonly draws: Record<string, number[][]>; readonly cases: Record<string, Case> } =
  JSON.parse(readFileSync(new URL('tails.json', import.meta.url), 'utf8'));
const older: Record<string, { readonly draws_by_chain: Printed[][] }> = JSON.parse(
  readFileSync(new URL('../reference/diagnostics.oracle.json', import.meta.url), 'utf8'),
).cases;

const chainsOf = (name: string): number[][] =>
  oracle.draws[name] ?? older[name].draws_by_chain.map((chain) => chain.map(numberOf));

function numberOf(printed: Printed): number {
  if (typeof printed === 'number') return printed;
  return printed === 'Inf' ? Infinity : printed === '-Inf' ? -Infinity : Number.NaN;
}

/** Relative; draws have 15 digits, and sums of 1600 of them lose a few. */
const tolerance = 1e-8;

function expectClose(got: number, want: Printed): void {
  const value = numberOf(want);
  if (!Number.isFinite(value)) expect(got).toBe(value);
  else expect(Math.abs(got - value)).toBeLessThan(tolerance * (Math.abs(value) || 1));
}

/** As in oracle.test.ts: no infinite draw is vouched for, and halves of one draw have no spread. */
const otherwise = ['with_inf', 'three_draws'];

describe.each(Object.keys(oracle.cases))('%s', (name) => {
  const chains = chainsOf(name);
  const { tails, nested, time } = oracle.cases[name];

  test('Pareto diagnostics and smoothed draws are those of posterior', () => {
    for (const tail of ['both', 'right', 'left'] as const) {
      const { khat, min_ss, threshold, rate, smoothed_mean, smoothed_sum } = tails[tail];
      const ours = paretoTails(chains, tail);
      if (otherwise.includes(name)) expect(ours.paretoK).toBeNaN();
      else {
        expectClose(ours.paretoK, khat);
        expectClose(ours.minDraws, min_ss);
        expectClose(ours.threshold, threshold);
        expectClose(ours.convergenceRate, rate);
        const smoothed = paretoSmooth(chains, tail).flatMap((chain) => [...chain]);
        expectClose(smoothed.reduce((a, b) => a + b, 0) / smoothed.length, smoothed_mean);
        expectClose(
          smoothed.reduce((a, b, i) => a + b * (i + 1), 0),
          smoothed_sum,
        );
      }
    }
  });

  test('nested R-hat is that of posterior', () => {
    for (const { size, rhat: want } of nested)
      expectClose(
        rhatNested(
          chains,
          chains.map((_, c) => Math.floor(c / size)),
        ),
        want,
      );
  });

  test('the numbers of the first draws are those of posterior', () => {
    for (const { draws, rhat: ratio, ess_bulk, ess_tail } of time) {
      const head = chains.map((chain) => chain.slice(0, Number(draws)));
      const at = convergenceOverTime(head, 3).at(-1);
      expect(at?.draws).toBe(draws);
      if (head.flat().some((x) => !Number.isFinite(x))) continue;
      expectClose(at?.essBulk ?? 0, ess_bulk);
      expectClose(at?.essTail ?? 0, ess_tail);
      if (Number.isFinite(numberOf(ratio))) expectClose(at?.rhat ?? 0, ratio);
    }
  });
});

test('nested R-hat: one draw a chain, one superchain, and what makes no sense', () => {
  expect(rhatNested([[1], [2], [4], [5]], [0, 0, 1, 1])).toBeCloseTo(Math.sqrt(1 + 4.5 / 0.5), 14);
  expect(
    rhatNested(
      [
        [1, 2],
        [2, 3],
      ],
      [7, 7],
    ),
  ).toBeNaN();
  expect(
    rhatNested(
      [
        [1, 1],
        [2, 2],
      ],
      [0, 1],
    ),
  ).toBe(Infinity);
  expect(
    rhatNested(
      [
        [1, Number.NaN],
        [2, 2],
      ],
      [0, 1],
    ),
  ).toBeNaN();
  expect(() => rhatNested([[1], [2], [3]], [0, 0, 1])).toThrow(
    new RangeError('diagnostics: superchains must have as many chains each, got 2, 1'),
  );
  expect(() => rhatNested([[1], [2]], [0])).toThrow(RangeError);
});

test('over time: as many points, the last of all draws, few draws NaN', () => {
  const chains = autoregressive('time', 4, 200, 0.3);
  const found = convergenceOverTime(chains, 40);
  expect(found.map(({ draws }) => draws)).toEqual(Array.from({ length: 40 }, (_, k) => 5 * (k + 1)));
  expect(found[0].essBulk).toBeNaN();
  expect(found[39]).toEqual({ draws: 200, ...pick(chains) });
  expect(convergenceOverTime([[1, 2, 3]], 10).map(({ draws }) => draws)).toEqual([1, 2, 3]);
  expect(convergenceOverTime([[]])).toEqual([]);
  expect(() => convergenceOverTime(chains, 0)).toThrow(RangeError);
});

const pick = (chains: number[][]) => {
  const { rhat: ratio, essBulk: bulk, essTail } = convergenceOverTime(chains, 1)[0];
  expect([ratio, bulk]).toEqual([rhat(chains), essBulk(chains)]);
  return { rhat: ratio, essBulk: bulk, essTail };
};

test('what makes a diagnostic NaN is told apart', () => {
  const fine = autoregressive('state', 2, 40, 0);
  const still = [fine[0], fine[1].map((x, i) => (i < 15 ? x : 3))];
  expect(drawsState(fine)).toEqual({ kind: 'fine' });
  expect(drawsState([[], []])).toEqual({ kind: 'none' });
  expect(
    drawsState([
      [1, 2, 3, 4],
      [1, Number.NaN, -Infinity, 4],
    ]),
  ).toEqual({
    kind: 'nonFinite',
    count: 2,
    first: { chain: 1, draw: 1, value: Number.NaN },
  });
  expect(
    drawsState([
      [2, 2],
      [2, 2],
    ]),
  ).toEqual({ kind: 'constant', value: 2 });
  expect(drawsState([[1, 2, 3]])).toEqual({ kind: 'tooFew', draws: 3, unknown: 'everything' });
  expect(drawsState([[1, 2, 3, 4]])).toEqual({ kind: 'tooFew', draws: 4, unknown: 'effective sizes' });
  expect(drawsState(still)).toEqual({
    kind: 'stuck',
    chains: [{ chain: 1, from: 15, draws: 25, value: 3 }],
  });
  expect(drawsState(fine.map((chain) => chain.map((x) => Math.max(x, -1))))).toMatchObject({ kind: 'tied' });
  expect(() => drawsState([[1, 2], [1]])).toThrow(RangeError);
  expect(() => drawsState([])).toThrow(RangeError);
});

describe('standOut', () => {
  const normal = normalStream('stand out');
  const chains = (): number[][] => [0, 1].map(() => Array.from({ length: 500 }, normal));
  const [first, second, third] = [chains(), chains(), chains()];
  const low = first.map((chain) => chain.map((x) => Number(x < -1.5)));

  test('what is low, what is narrow and what is neither at the marks', () => {
    const narrow = second.map((chain, c) => chain.map((x, i) => (low[c][i] ? x / 10 : x)));
    const ranked = standOut(
      [
        { name: 'third', chains: third },
        { name: 'narrow', chains: narrow },
        { name: 'first', chains: first },
      ],
      low,
    );
    expect(ranked.map(({ name }) => name)).toEqual(['first', 'narrow', 'third']);
    expect(ranked[0]).toMatchObject({ larger: 0 });
    expect(ranked[0].marked).toBeLessThan(-1.5);
    expect(ranked[1].farther).toBeLessThan(0.2);
    expect(ranked[1].z).toBeGreaterThan(4);
    expect(ranked[2].z).toBeLessThan(4);
  });

  test('chances by counting pairs, ties half; no marks, no answer', () => {
    const marks = [[0, 1, 0, 1, 0, 0]];
    const [{ larger, marked, others }] = standOut([{ name: 'x', chains: [[1, 2, 2, 5, 4, 7]] }], marks);
    // 2 beats 1 and half of 2; 5 beats 1, 2 and 4: 4.5 of 8 pairs
    expect([larger, marked, others]).toEqual([4.5 / 8, 3.5, 3]);
    expect(standOut([{ name: 'x', chains: [[1, 2]] }], [[0, 0]])).toEqual([]);
    expect(standOut([{ name: 'x', chains: [[1, 1, Number.NaN]] }], [[0, 1, 0]])).toEqual([]);
    expect(() => standOut([{ name: 'x', chains: [[1, 2, 3]] }], [[0, 1]])).toThrow(RangeError);
  });

  test('a transition starts at the draw before', () => {
    expect(startsOf([[1, 0, 1, 0]])).toEqual([Uint8Array.of(0, 1, 0, 0)]);
  });
});

test('depth limit: counts a chain, and marks', () => {
  expect(
    depthLimitHits(
      [
        [10, 3, 10],
        [2, 9, 10],
      ],
      10,
    ),
  ).toEqual({
    hits: [2, 1],
    share: 0.5,
    marks: [Uint8Array.of(1, 0, 1), Uint8Array.of(0, 0, 1)],
  });
});
