import { glmm } from '../models/glmm.ts';
import { collapsedStatistics, compileCollapsed } from '../src/engine/collapsed/density.ts';
import { stream } from '../src/engine/rng.ts';
import { tableFromColumns } from '../src/index.ts';

/**
 * The cost of a gradient of the collapsed density with residuals that have a structure: `groups` series of equal length, 10
 * predictors, a varying intercept. After one pass it must not grow with the rows.
 */
const groups = 100;
const predictors = 10;

function seriesTable(rows: number) {
  const rng = stream('bench', 'residual');
  const length = rows / groups;
  const x = Array.from({ length: predictors }, () => Float64Array.from({ length: rows }, () => rng.normal()));
  const y = new Float64Array(rows);
  for (let g = 0, i = 0; g < groups; g++) {
    const level = rng.normal();
    for (let t = 0, e = 0; t < length; t++, i++) {
      e = 0.6 * e + 0.8 * rng.normal();
      y[i] = level + e + x.reduce((sum, column) => sum + 0.2 * column[i], 0);
    }
  }
  const columns = Object.fromEntries(x.map((column, j) => [`x${j}`, column]));
  const time = Float64Array.from({ length: rows }, (_, i) => i % length);
  const group = Array.from({ length: rows }, (_, i) => `g${Math.floor(i / length)}`);
  return tableFromColumns({ y, time, group, ...columns });
}

/** Least milliseconds of a call over batches. */
function least(call: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let batch = 0; batch < 20; batch++) {
    const start = performance.now();
    for (let i = 0; i < 20; i++) call();
    best = Math.min(best, (performance.now() - start) / 20);
  }
  return best;
}

const right = Array.from({ length: predictors }, (_, j) => `x${j}`).join(' + ');
console.log('| residual | rows | declare, s | pass, s | gradient, ms |\n| --- | ---: | ---: | ---: | ---: |');
for (const rows of [10_000, 1_000_000]) {
  const table = seriesTable(rows);
  for (const residual of ['iid', 'ar1(time | group)', 'cs(1 | group)']) {
    const random = residual.startsWith('cs') ? '' : ' + (1 | group)';
    let start = performance.now();
    const { program } = glmm(`y ~ ${right}${random}`, table, { residual });
    const declare = (performance.now() - start) / 1000;
    start = performance.now();
    const density = compileCollapsed(program, collapsedStatistics(program));
    const pass = (performance.now() - start) / 1000;
    const gamma = new Float64Array(density.dimension).fill(0.3);
    const gradient = gamma.slice();
    let turn = 0;
    const time = least(() => {
      gamma[0] = 0.3 + 1e-6 * turn++;
      density.logDensityAndGradient(gamma, gradient);
    });
    console.log(
      `| ${residual} | ${rows} | ${declare.toFixed(2)} | ${pass.toFixed(2)} | ${time.toFixed(3)} |`,
    );
  }
}
