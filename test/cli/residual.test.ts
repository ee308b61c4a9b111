import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { poolwise } from './poolwise.ts';

const folder = fileURLToPath(new URL('../residual', import.meta.url));
const data = fileURLToPath(new URL('../residual/orthodont.csv', import.meta.url));

test('laplace --residual: says the structure and estimates it', async () => {
  const { code, stdout } = await poolwise(
    ['laplace', data, 'distance ~ age * Sex', '--residual', 'ar1(visit | Subject)', '--method', 'reml'],
    folder,
  );
  expect(code).toBe(0);
  expect(stdout).toContain('residuals ar1(visit | Subject), homogeneous');
  expect(stdout).toMatch(/ar +0\.624/);
});

test('--residual: refused for counts, in one message', async () => {
  const { code, stderr } = await poolwise(
    ['explain', data, 'visit ~ age', '--family', 'poisson', '--residual', 'ar1(visit | Subject)'],
    folder,
  );
  expect(code).toBe(1);
  expect(stderr).toContain(
    'residual: ar1(visit | Subject) is for normal residuals (gaussian under identity; lognormal, of the logarithm), got family poisson with link log',
  );
});
