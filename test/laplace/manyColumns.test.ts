import { expect, test } from 'vitest';
import { glmm } from '../../models/glmm.ts';
import { laplace } from '../../models/likelihood/laplace.ts';
import { reportedParameters } from '../../models/likelihood/parameters.ts';
import { reportedEstimates } from '../../models/likelihood/reportedEstimates.ts';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { fixedPartOf } from '../../src/engine/laplace/fixedPart.ts';
import { stream } from '../../src/engine/rng.ts';

/** A factor of 40 levels, 4 rows each, and a number. */
function manyLevels() {
  const rng = stream('many', 'columns');
  const rows = Array.from({ length: 160 }, (_, i) => i);
  const table = tableFromColumns({
    y: rows.map((i) => (i % 40) / 10 + rng.normal()),
    x: rows.map(() => rng.normal()),
    f: rows.map((i) => `f${i % 40}`),
    g: rows.map((i) => `g${Math.floor(i / 16)}`),
  });
  return glmm('y ~ x + f + (1 | g)', table);
}

test('a wide X of mostly usual values gives the same products as one read number by number', () => {
  const { rows } = manyLevels().program;
  const { x, width, count } = rows;
  const rng = stream('many', 'products');
  const [beta, e] = [1 + width, count].map((n) => Float64Array.from({ length: n }, () => rng.normal()));
  const [eta, pulled] = [new Float64Array(count), new Float64Array(1 + width)];
  const fixed = fixedPartOf(rows.count, rows);
  fixed.forward(beta, eta);
  fixed.adjoint(e, pulled);
  const entry = (i: number, j: number): number => (j === 0 ? 1 : x[i * width + j - 1]);
  for (let i = 0; i < count; i++)
    expect(eta[i]).toBeCloseTo(
      beta.reduce((s, b, j) => s + b * entry(i, j), 0),
      10,
    );
  for (let j = 0; j <= width; j++)
    expect(pulled[j]).toBeCloseTo(
      e.reduce((s, a, i) => s + a * entry(i, j), 0),
      10,
    );
});

test('the delta method sums over what a parameter reads: the same as J C J with every entry', () => {
  const fit = laplace(manyLevels());
  const { program } = fit.model;
  const { alpha, covariance } = fit.latent;
  const n = alpha.length;
  const parameters = reportedParameters(program);
  const j = parameters.map((parameter) => {
    const slopes = new Float64Array(n).fill(7);
    parameter.valueAndGradient(alpha, slopes);
    return slopes;
  });
  const half = j.map((row) => row.map((_, b) => row.reduce((s, a, i) => s + a * covariance[i * n + b], 0)));
  const whole = half.flatMap((row) => j.map((slopes) => row.reduce((s, a, i) => s + a * slopes[i], 0)));
  const { covariance: out } = reportedEstimates(program, alpha, covariance);
  whole.forEach((value, at) => {
    expect(out[at]).toBeCloseTo(value, 10);
  });
});
