import { expect, test } from 'vitest';
import type { ComparedParameter } from '../../models/compare/compareParameters.ts';
import { compareVerdict } from '../../src/report/compareVerdict.ts';

const row: ComparedParameter = {
  ...{ name: 'b_x', quantity: { kind: 'coefficient', predictor: 'mu', coef: 'x' }, estimate: 1, se: 0.1 },
  ...{ mean: 1, sd: 0.1, median: 1, q5: 0.8, skewness: 0, shift: 0, widthRatio: 1 },
} as unknown as ComparedParameter;
const fit = { title: 'Laplace', converged: true, rows: [row], findings: [], remedies: [] };

test('of draws that are not to be trusted nothing is said to be fine, but that it looks so far so', () => {
  const said = 'Do not trust these draws yet: too few.';
  const { ok, trusted, text, brief } = compareVerdict({ ok: false, text: said }, fit);
  expect([ok, trusted]).toEqual([false, false]);
  const provisional = 'The posterior is not to be trusted yet, so this is provisional.';
  expect(brief).toMatch(new RegExp(`^${provisional} Laplace looks fine so far: `));
  expect(text).toBe(brief.replace(provisional, `${provisional} ${said}`));
});

test('what is off is for draws that can be trusted to settle', () => {
  const findings = [{ row: { ...row, shift: 1.2 }, shifted: true, width: 'fine' }] as const;
  const briefOf = (ok: boolean): string => compareVerdict({ ok, text: '' }, { ...fit, findings }).brief;
  expect(briefOf(true)).toMatch(/: use the posterior\.$/);
  expect(briefOf(false)).toMatch(/: use the posterior once its draws can be trusted\.$/);
});

test('of draws that are, both are the same', () => {
  const { ok, text, brief } = compareVerdict({ ok: true, text: 'The draws can be trusted.' }, fit);
  expect(ok).toBe(true);
  expect(text).toMatch(/^Laplace is fine here: /);
  expect(brief).toBe(text);
});
