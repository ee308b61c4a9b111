import { expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { parameterEstimates } from '../../models/likelihood/waldIntervals.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { isReliable } from '../../src/engine/hmc/cheapForce.ts';
import { fitLaplace } from '../../src/engine/laplace/fitProgram.ts';
import { compileReference } from '../../src/engine/reference/density.ts';
import { buildTransport } from '../../src/engine/reference/transport.ts';
import { stream } from '../../src/engine/rng.ts';
import { sample } from '../../src/run/sample.ts';

/**
 * Colonies counted four times in eight plates: hundreds at first, ten thousand millions at last (glmmTMB issue 948). The
 * search of the mode went to a tiny sd, whose effects, kept as the start for larger sds, were too far out to come back
 * from: "no finite likelihood". `scatter`: sd of the log counts around their line.
 */
function colonies(scatter: number) {
  const rng = stream('colonies');
  const rows = Array.from({ length: 64 }, (_, i) => ({
    plate: Math.floor(i / 8),
    time: [0, 4, 8, 24][i % 4],
  }));
  const plates = Array.from({ length: 8 }, () => 0.5 * rng.normal());
  const cfu = rows.map(({ plate, time }) =>
    Math.round(Math.exp(8 + 0.6 * time + plates[plate] + scatter * rng.normal())),
  );
  return tableFromColumns({
    cfu,
    time: rows.map((r) => r.time),
    plate: rows.map((r) => `p${r.plate}`),
    row: rows.map((_, i) => `row ${i}`),
  });
}

const overdispersed = glmm('cfu ~ time + (1 | plate) + (1 | row)', colonies(0.3), { family: 'poisson' });
/** The extra variance is left out, so that the posterior is a millionth as wide as the counts are scattered. */
const misfit = glmm('cfu ~ time + (1 | plate)', colonies(0.3), { family: 'poisson' });

test.each([
  ['map', overdispersed],
  ['ml', overdispersed],
  ['map', misfit],
  ['ml', misfit],
] as const)('%s finds the mode', (method, model) => {
  const result = laplace(model, { method });
  expect(result.certificate.converged).toBe(true);
  const slope = parameterEstimates(result).find(({ quantity }) => quantity.kind === 'coefficient');
  expect(slope?.estimate).toBeCloseTo(0.6, 1);
});

function reference(model: typeof misfit) {
  const transport = buildTransport(model.program, fitLaplace(model.program));
  if (transport === null) throw new Error('no transport');
  return compileReference(model.program, transport);
}

test('single precision is off by more than a posterior sd there, and is not used; a usual model keeps it', () => {
  const density = reference(misfit);
  const [at, exact, cheap] = [0, 1, 2].map(() => new Float64Array(density.dimension));
  density.logDensityAndGradient(at, exact);
  density.force(at, cheap);
  expect(Math.max(...exact.map((g, i) => Math.abs(g - cheap[i])))).toBeGreaterThan(0.3);
  expect(isReliable(density)).toBe(false);
  const table = tableFromColumns({ y: [3, 1, 4, 1, 5, 9], g: ['a', 'a', 'b', 'b', 'c', 'c'] });
  const usual = reference(glmm('y ~ 1 + (1 | g)', table, { family: 'poisson' }));
  expect(isReliable(usual)).toBe(true);
});

test('and the reference samples it in a few gradients a draw', async () => {
  const settings = { chains: 2, draws: 200, workers: 0, sampler: 'reference' } as const;
  const { sampler } = await sample(misfit, settings);
  expect(sampler.strategy).toBe('reference');
  for (const chain of sampler.chains) expect(chain.gradients).toBeLessThan(10 * 200);
});
