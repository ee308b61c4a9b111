import { test } from 'vitest';
import { expectAsByBruteForce } from './bruteForce.ts';

test.each([
  {
    formula: 'count ~ x + offset(log(e)) + (1 | g) + (1 | h)',
    options: { family: 'zero_inflated_negbinomial' },
  },
  { formula: 'ordered | thres(2, gr = h) ~ x + (1 | g)', options: { family: 'sratio', link: 'cloglog' } },
  { formula: 'y ~ x; sigma ~ z + (1 | g)' },
  { formula: 'y ~ x + (1 |p| g); sigma ~ z + (1 |p| g)' },
  { formula: 'count ~ x + (1 + x | g)', options: { family: 'poisson' } },
  { formula: 'named ~ x + (1 |q| g)', options: { family: 'categorical' } },
] as const)('$formula: groups integrated as by brute force', expectAsByBruteForce);
