import { expect, test } from 'vitest';
import { glmm, sample } from '../../src/index.ts';

// such a fit went on for minutes without a word: the density has no top
const rows = (noise: (i: number) => number) =>
  Array.from({ length: 60 }, (_, i) => {
    const [x, g] = [((i * 37) % 101) / 10, i % 6];
    return { x, g: `g${g}`, y: 3 + 2 * x + 2 * Math.sin(g) + noise(i) };
  });
const short = { draws: 100, warmup: 100, chains: 2, seed: 1 };

test.each(['y ~ x + (1 | g)', 'y ~ x + g'])(
  '%s: an outcome that is explained exactly has no posterior, and is refused',
  async (formula) => {
    await expect(
      sample(
        glmm(
          formula,
          rows(() => 0),
        ),
        short,
      ),
    ).rejects.toThrow('explain the outcome exactly');
  },
);

test('residuals of a hundred-thousandth are residuals, and levels for nearly every row explain nothing', async () => {
  const fine = await sample(
    glmm(
      'y ~ x + (1 | g)',
      rows((i) => 1e-5 * Math.sin(i * i)),
    ),
    short,
  );
  const { values, names } = fine.draws;
  const sigma = values[0][names.indexOf('sigma') * short.draws];
  expect(sigma).toBeGreaterThan(3e-6);
  expect(sigma).toBeLessThan(2e-5);
  const each = rows((i) => Math.sin(i * i)).map((row, i) => ({ ...row, g: `row ${Math.min(i, 58)}` }));
  await expect(sample(glmm('y ~ x + (1 | g)', each), short)).resolves.toBeDefined();
});
