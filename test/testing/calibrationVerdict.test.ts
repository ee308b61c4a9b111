import { expect, test } from 'vitest';
import { calibrationVerdict } from '../../src/testing/calibrationVerdict.ts';
import { rankPValue } from '../../src/testing/rankTests.ts';

const verdictOn = (ranks: readonly number[], level = 1e-4) => {
  const tests = Array.from({ length: 44 }, (_, q) => ({ name: `q${q}`, p: rankPValue(ranks, 63) }));
  return calibrationVerdict(tests, ranks.length, 63, { level });
};

test('data sets too few to fail are told to be, with how many would do', () => {
  const { text, warns } = verdictOn([0]);
  expect(text).toMatch(/^too few to tell: 1 data set passes whatever the draws are, so run \d+ or more$/);
  expect(warns).toBe(true);
  const enough = Number(/run (\d+)/.exec(text)?.[1]);
  const zeros = (count: number) => verdictOn(Array.from({ length: count }, () => 0));
  expect(zeros(enough - 1)).toMatchObject({ ok: true, warns: true });
  expect(zeros(enough)).toMatchObject({ ok: false });
  expect(verdictOn([3, 60, 20, 33, 12, 50, 41, 7, 28]).text).toMatch(/^calibrated as far as 9 data sets/);
});
