import { expect, test } from 'vitest';
import { bridgeSampling } from '../../diagnostics/bridgeSampling.ts';

const target = Float64Array.from({ length: 200 }, (_, i) => 3 + Math.sin(7 * i * i) + 0.3 * Math.cos(i / 5));
const proposal = Float64Array.from(
  { length: 300 },
  (_, j) => 2.2 + 1.5 * Math.sin(3 * j * j + 1) - 0.5 * Math.cos(11 * j),
);

/**
 * bridgesampling 1.1-2 (R 4.2.2, 2026-11-27): .run.iterative.scheme(target, rep(0, 200), proposal, rep(0, 300), r0 = 1,
 * tol = 1e-12, L = NULL, method = "normal", maxiter = 1000, silent = TRUE, criterion = "r", neff = posterior:::.ess(matrix(target, 100, 2)))
 */
test('the constant is that of bridgesampling, and its error by the formula of Fruehwirth-Schnatter', () => {
  const { logConstant, relativeError } = bridgeSampling({ target, draws: 100, proposal });
  expect(logConstant).toBeCloseTo(2.627018213255, 9);
  expect(relativeError).toBeCloseTo(0.046111405994, 9);
});

test('of a proposal that is the target is known without error', () => {
  const { logConstant, relativeError } = bridgeSampling({
    target: target.map((_, i) => 2 + 1e-9 * Math.sin(i)),
    draws: 100,
    proposal: proposal.map(() => 2),
  });
  expect(logConstant).toBeCloseTo(2, 8);
  expect(relativeError).toBeLessThan(1e-8);
});

test('terms that are no numbers, and too few draws, give NaN', () => {
  const isUnknown = (terms: Parameters<typeof bridgeSampling>[0]) =>
    Number.isNaN(bridgeSampling(terms).logConstant);
  expect(isUnknown({ target: target.with(3, Number.NaN), draws: 100, proposal })).toBe(true);
  expect(isUnknown({ target, draws: 100, proposal: proposal.with(3, Number.NaN) })).toBe(true);
  expect(isUnknown({ target: target.slice(0, 4), draws: 2, proposal })).toBe(true);
  expect(isUnknown({ target, draws: 100, proposal: proposal.with(3, Number.NEGATIVE_INFINITY) })).toBe(false);
});
