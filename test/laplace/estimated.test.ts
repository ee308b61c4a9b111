import { describe, expect, it } from 'vitest';
import { tableFromColumns } from '../../src/data/tableFromColumns.ts';
import { logistic } from '../../src/engine/elementary.ts';
import { determinantMethod } from '../../src/engine/laplace/chooseDeterminant.ts';
import type { LaplaceFit } from '../../src/engine/laplace/fitLaplace.ts';
import { fitLaplace } from '../../src/engine/laplace/fitProgram.ts';
import { latentModel } from '../../src/engine/laplace/latentOfProgram.ts';
import { laplaceMarginal } from '../../src/engine/laplace/marginal.ts';
import { openTarget } from '../../src/engine/laplace/openMarginal.ts';
import type { TermProgram } from '../../src/engine/program/program.ts';
import { stream } from '../../src/engine/rng.ts';
import { glmm, type LaplaceResult, laplace, likelihoodRatio } from '../../src/index.ts';
import { laplaceFile } from '../../src/report/laplaceFile.ts';
import { laplaceReport } from '../../src/report/laplaceReport.ts';
import { laplaceText } from '../../src/report/laplaceText.ts';
import { worstError } from './gradients.ts';
import { heavyTails, smallModel } from './models.ts';

/** Readers crossed with items at random, few rows a pair. */
function crossed(rows: number, readers: number, items: number) {
  const rng = stream('estimated', rows);
  const silent = stream('estimated', 'noise');
  const effects = (n: number): number[] => Array.from({ length: n }, () => rng.normal());
  const [a, b] = [effects(readers), effects(items)];
  const row = Array.from({ length: rows }, () => {
    const [i, j, x] = [rng.integer(readers), rng.integer(items), rng.normal()];
    const eta = 0.5 * x + a[i] + b[j];
    return {
      i,
      j,
      x,
      y: eta + rng.normal(),

      right: rng.uniform() < logistic(eta) ? 1 : 0,
    };
  });
  return tableFromColumns({
    y: row.map((r) => r.y),
    noise: row.map(() => silent.normal()),
    right: row.map((r) => r.right),
    x: row.map((r) => r.x),
    reader: row.map((r) => `r${r.i}`),
    item: row.map((r) => `i${r.j}`),
  });
}

const table = crossed(500, 30, 25);
const model = glmm('right ~ x + (1 | reader) + (1 | item)', table, { family: 'bernoulli' });
const fitted = laplace(model, { logDeterminant: 'estimated' });

describe('an estimated log determinant', () => {
  it("its marginal's gradient agrees with differences to 1e-6, rows not log-concave, slopes", () => {
    const { program } = smallModel('real ~ x + (1 + x | class) + (1 + x2 | rater)', { family: heavyTails });
    const target = laplaceMarginal(latentModel(program, 'exclude', { kind: 'estimated', recipe: null }));
    expect(worstError(target, stream('points'), 1)).toBeLessThan(1e-6);
  });

  it('a fit is the exact one but for the error it states', () => {
    sameButForError(fitted.latent, laplace(model, { logDeterminant: 'exact' }).latent);
  });

  it('so is one by REML, with slopes', () => {
    const { program } = glmm('y ~ x + (1 | reader) + (x | item)', table);
    const options = { priors: 'exclude', criterion: { kind: 'reml' } } as const;
    sameButForError(
      fitLaplace(program, { ...options, determinant: 'estimated' }),
      fitLaplace(program, { ...options, determinant: 'exact' }),
    );
  });

  it('a singular fit is certified as one', () => {
    const none = glmm('noise ~ x + (1 | reader) + (1 | item)', table);
    const [found, exact] = (['estimated', 'exact'] as const).map((logDeterminant) =>
      laplace(none, { logDeterminant }),
    );
    expect(found.certificate.converged).toBe(true);
    expect(found.singular.length).toBeGreaterThan(0);
    expect(found.singular).toEqual(exact.singular);
    expect(found.logLik).toBeCloseTo(exact.logLik, 4);
  });

  it('a fit opened again has the likelihood that it was stored with, from the same vectors', () => {
    const { alpha, criterion, priors, logMarginal } = fitted.latent;
    const target = openTarget(model.program, priors, criterion, fitted.latent);
    expect(target.logDensityAndGradient(alpha, alpha.slice())).toBeCloseTo(logMarginal, 9);
  });

  it('text and file say so, with the error', () => {
    const report = laplaceReport(fitted);
    expect(laplaceText(report)).toMatch(/estimated log determinant: 4 random vectors, standard error 0\.00/);
    const { logDeterminant } = laplaceFile(report);
    expect(logDeterminant).toMatchObject({ kind: 'estimated', vectors: 4 });
    expect(report.verdict.level).toBe('ok');
    expect(laplaceReport(withError(2)).verdict.found.map(({ kind }) => kind)).toContain('roughDeterminant');
  });

  it('likelihood ratios carry the error, and are refused where it is large', () => {
    const small = laplace(glmm('right ~ 1 + (1 | reader) + (1 | item)', table, { family: 'bernoulli' }));
    expect(likelihoodRatio(small, fitted).warnings.join()).toMatch(/standard error of 0\.00/);
    expect(() => likelihoodRatio(small, withError(20))).toThrow('too large for a test');
  });

  it('is refused where there is nothing to estimate', () => {
    const one = glmm('right ~ x + (1 | reader)', table, { family: 'bernoulli' });
    expect(() => laplace(one, { logDeterminant: 'estimated' })).toThrow('got reader; it is exact');
    expect(() => laplace(one, { logDeterminant: 'exakt' as 'exact' })).toThrow('Did you mean "exact"');
  });

  it('is chosen where a factor would be dense, and not where nested levels need none', () => {
    const rng = stream('estimated', 'choice');
    const [levels, rows] = [3000, 30_000];
    const term = (index: Int32Array, of: number): TermProgram => ({
      ...model.program.terms[0],
      levels: Array.from({ length: of }, (_, j) => `${j}`),
      index,
    });
    const a = Int32Array.from({ length: rows }, () => rng.integer(levels));
    const b = Int32Array.from({ length: rows }, () => rng.integer(levels));
    const crossedTerms = { ...model.program, terms: [term(a, levels), term(b, levels)] };
    const nestedTerms = {
      ...model.program,
      terms: [
        term(a, levels),
        term(
          a.map((j) => j >> 1),
          levels / 2,
        ),
      ],
    };
    expect(determinantMethod(crossedTerms, 'auto').kind).toBe('estimated');
    expect(determinantMethod(nestedTerms, 'auto').kind).toBe('exact');
  });
});

function sameButForError(fit: LaplaceFit, exact: LaplaceFit): void {
  expect(fit.converged).toBe(true);
  if (fit.determinant.kind === 'exact') throw new Error('exact');
  const { standardError, drift } = fit.determinant;
  expect(Math.abs(fit.logMarginal - exact.logMarginal)).toBeLessThan(1.5 * standardError + 1e-9);
  const n = fit.alpha.length;
  fit.alpha.forEach((a, i) => {
    const variance = exact.covariance[i * (n + 1)];
    expect(Math.abs(a - exact.alpha[i])).toBeLessThan((4 * drift[i] + 1e-5) * Math.sqrt(variance));
    expect(Math.abs(fit.covariance[i * (n + 1)] / variance - 1)).toBeLessThan(0.01);
  });
}

/** The fit as if its log determinant had this standard error. */
function withError(standardError: number): LaplaceResult {
  const { determinant } = fitted.latent;
  return { ...fitted, latent: { ...fitted.latent, determinant: { ...determinant, standardError } as never } };
}
