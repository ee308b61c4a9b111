import { expect, it } from 'vitest';
import * as poolwise from '../../src/index.ts';
import { digestOfDraws } from './digest.ts';
import { storedDigest } from './stored.ts';

it('the draws of every sampler have the stored digest', async () => {
  expect(await digestOfDraws(poolwise, 0)).toEqual(storedDigest);
});
