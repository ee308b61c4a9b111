import {
  drawsDigest,
  extend,
  type FollowedDraws,
  type FollowOptions,
  type SampleOptions,
  sample,
} from 'poolwise';
import { expect, test } from 'vitest';
import { smallModel } from './followed.ts';

const settings: SampleOptions = { chains: 3, draws: 40, warmup: 60, seed: 'follow' };
const quantities = ['sd_g__Intercept', 'b_x'];

/** Joins what was told, as a listener has to: from `first` on it replaces, and another attempt begins anew. */
function listener(): FollowOptions & { readonly told: number[][][]; readonly attempts: number[] } {
  const told: number[][][] = [];
  const attempts: number[] = [];
  const hear = ({ chain, first, values, attempt }: FollowedDraws): void => {
    if (attempts.at(-1) !== attempt) {
      attempts.push(attempt);
      told.length = 0;
    }
    told[chain] ??= quantities.map(() => []);
    for (const [q, draws] of values.entries()) told[chain][q].splice(first, draws.length, ...draws);
  };
  return { quantities, hear, told, attempts };
}

for (const workers of [0, 2])
  test(`what is followed of ${workers} workers is what the fit has, and changes none of it`, async () => {
    const follow = listener();
    const plain = await sample(smallModel(), { ...settings, workers });
    const fit = await sample(smallModel(), { ...settings, workers, follow });
    expect(drawsDigest(fit)).toBe(drawsDigest(plain));
    const columns = quantities.map((name) => fit.draws.names.indexOf(name) * fit.draws.draws);
    const held = fit.draws.values.map((chain) => columns.map((at) => [...chain.subarray(at, at + 40)]));
    expect(follow.told).toEqual(held);
  });

test('more draws are told after those that there were', async () => {
  const fit = await sample(smallModel(), { ...settings, workers: 0 });
  const follow = listener();
  const more = await extend(fit, { draws: 20, workers: 0, follow });
  const at = more.draws.names.indexOf('b_x') * 60;
  expect(follow.told.map(([, slope]) => slope)).toEqual(
    more.draws.values.map((chain) => [...chain.subarray(at, at + 60)]),
  );
});

test('a trial and the run after it are attempts of their own', async () => {
  const follow = listener();
  await sample(smallModel(), { ...settings, chains: 1, draws: 4001, workers: 0, follow });
  expect(follow.attempts).toEqual([0, 1]);
  expect(follow.told[0][0]).toHaveLength(4001);
});

test('what cannot be followed is refused by name', async () => {
  const hear = (): void => {};
  const follow = { quantities: ['b_X'], hear };
  await expect(sample(smallModel(), { follow })).rejects.toThrow(
    'sample: no quantity "b_X" to follow (did you mean "b_x"?)',
  );
  await expect(sample(smallModel(), { follow: { quantities: ['b_x', 'b_x'], hear } })).rejects.toThrow(
    'twice',
  );
  await expect(sample(smallModel(), { prior: 'only', follow })).rejects.toThrow('leave follow out');
});
