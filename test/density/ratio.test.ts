import { expect, test } from 'vitest';
import { chooseFamily } from '../../models/families/choose.ts';
import type { Family } from '../../models/families/family.ts';
import { neg, sub } from '../../src/engine/autodiff/index.ts';

const times: Family = {
  name: 'times',
  response: { holds: (y) => y > 0, wanted: 'numbers > 0' },
  parameters: [],
  links: { log: ({ y, eta }) => neg(sub(y, eta)) },
  defaultLink: 'log',
  notation: '',
};

test('exp of a coefficient is a rate ratio of counts, an odds ratio of chances, and of anything else under log a ratio of means', () => {
  const words = (family: string | Family): string | undefined => chooseFamily(family).link.ratio?.words;
  expect(['poisson', 'bernoulli', 'binomial', 'gaussian', times].map(words)).toEqual([
    'rate ratio',
    'odds ratio',
    'odds ratio',
    undefined,
    'ratio of means',
  ]);
  const { log } = times.links as Record<string, Extract<Family['links'][string], CallableFunction>>;
  expect(words({ ...times, links: { log: { density: log, ratio: null } } })).toBeUndefined();
});
