import { expect, it } from 'vitest';
import { digestOfDraws } from './digest.ts';
import { storedDigest } from './stored.ts';

it('the draws of every sampler have the stored digest', async () => {
  expect(await digestOfDraws(0)).toEqual(storedDigest);
});
