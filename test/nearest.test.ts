import { describe, expect, it } from 'vitest';
import { didYouMean, editDistance, nearestName } from '../src/engine/nearest.ts';

describe('nearestName', () => {
  it('finds a slip of the keys', () => {
    expect(nearestName('subjct', ['rt', 'days', 'subject'])).toBe('subject');
    expect(nearestName('lgo', ['exp', 'log'])).toBe('log');
    expect(nearestName('AGE', ['Age', 'Sex'])).toBe('Age');
  });

  it('suggests nothing far off, least of all for one letter', () => {
    expect(nearestName('weight', ['rt', 'days'])).toBeNull();
    expect(nearestName('q', ['a', 'b'])).toBeNull();
  });

  it('didYouMean ends a message, with a suggestion or with nothing', () => {
    expect(didYouMean('subjct', ['rt', 'subject'])).toBe('. Did you mean "subject"?');
    expect(didYouMean('weight', ['rt', 'subject'])).toBe('');
  });

  it('editDistance counts a swap of neighbours once', () => {
    expect(editDistance('abcd', 'abdc')).toBe(1);
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('', 'abc')).toBe(3);
  });
});
