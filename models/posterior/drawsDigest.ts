import { hashNumbers, hashText } from '../../src/engine/hash.ts';
import { type Drawn, drawsIn } from './draws.ts';

/**
 * 32 hexadecimal digits that tell draws apart: equal for the same quantities with the same bits in every draw, wherever and on however
 * many threads they were made. Reads all draws. No secret is kept by it.
 * Throws InputError for what holds no draws.
 * @example drawsDigest(await sample(model, { seed: 'mine' }))
 */
export function drawsDigest(fit: Drawn): string {
  const { names, draws, values } = drawsIn('drawsDigest', fit);
  return hashText(JSON.stringify([names, draws, values.map(hashNumbers)]));
}
