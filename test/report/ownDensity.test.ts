import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expressionModel } from '../../models/expressionModel.ts';
import type { Support } from '../../models/priors/support.ts';
import * as ad from '../../src/engine/autodiff/index.ts';
import { fitFile, formatFitFile } from '../../src/report/fitFile.ts';
import { reportHtml } from '../../src/report/page/htmlReport.ts';
import { readFitFile } from '../../src/report/stored/readFitFile.ts';
import { saveFit } from '../../src/report/stored/savedFit.ts';
import { readStoredFit } from '../../src/report/stored/storedFit.ts';
import { summaryText } from '../../src/report/summaryText.ts';
import { sample } from '../../src/run/sample.ts';
import { temporaryFolder } from '../data/temporaryFolder.ts';

const real: Support = { kind: 'real' };

// A fit of a log density of one's own had no summary, no verdict and no fit.json: fitFile threw.
test('a log density of one’s own has summary, verdict, fit folder and page, and they come back', async () => {
  const program = expressionModel({ mu: real, tau: { kind: 'positive' } }, ({ mu, tau }) =>
    ad.sub(ad.mul(-0.5, ad.square(mu)), tau),
  );
  const fit = await sample(program, { workers: 0, chains: 2, warmup: 100, draws: 100 });
  const file = fitFile(fit);
  expect(summaryText(file)).toMatch(/^log density of mu, tau\n\nParameters\n.*\n {2}mu .*\n {2}tau /);
  const folder = join(await temporaryFolder(), 'fit');
  await saveFit(fit, folder);
  expect(formatFitFile(await readFitFile(join(folder, 'fit.json')))).toBe(formatFitFile(file));
  const stored = await readStoredFit(folder);
  if (stored.kind !== 'posterior') throw new Error('a posterior');
  expect(stored.draws.quantities).toEqual(fit.draws.quantities);
  expect(reportHtml(file, fit)).toContain('<caption>Parameters</caption>');
});

test('so has an object that gives a log density and its gradient', async () => {
  const density = {
    dimension: 1,
    logDensityAndGradient: (theta: ArrayLike<number>, gradient: Float64Array) => {
      gradient[0] = -theta[0];
      return -0.5 * theta[0] * theta[0];
    },
  };
  const file = fitFile(await sample(density, { workers: 0, chains: 2, warmup: 50, draws: 50 }));
  expect(summaryText(file)).toMatch(/^log density of theta\[0\]\n\nParameters\n/);
  expect(JSON.parse(formatFitFile(file))).toMatchObject({ kind: 'density', data: { rows: 0 } });
});

describe('expressionModel says in words', () => {
  test.each<[string, () => unknown, string]>([
    [
      'a support that is none',
      () => expressionModel({ mu: { kind: 'half' } as unknown as Support }, ({ mu }) => mu),
      "the support of \"mu\" must be { kind: 'real' }, { kind: 'positive' }, { kind: 'above', lower }, { kind: 'below', upper } or { kind: 'interval', lower, upper }, got {\"kind\":\"half\"}",
    ],
    [
      'an interval upside down',
      () => expressionModel({ p: { kind: 'interval', lower: 1, upper: 0 } }, ({ p }) => p),
      'the interval of "p" needs two finite numbers, lower < upper, got 1 and 0',
    ],
    [
      'an end that is none',
      () => expressionModel({ p: { kind: 'above', lower: Number.NaN } }, ({ p }) => p),
      'the support of "p" needs a finite end, got NaN',
    ],
    [
      'a number for a density',
      () => expressionModel({ mu: real }, () => 3 as unknown as ad.Expression),
      'the log density must be an expression of the parameters, as expression.add and the like make them, got the number 3',
    ],
    [
      'a parameter not declared',
      () =>
        expressionModel({ mu: real, sigma: real }, (p) =>
          ad.add(p.mu, (p as { sigm?: never }).sigm as never),
        ),
      'the log density reads "sigm", which is no parameter (have: mu, sigma). Did you mean "sigma"?',
    ],
    [
      'a parameter not read',
      () => expressionModel({ mu: real, tau: { kind: 'positive' } }, ({ mu }) => ad.neg(ad.square(mu))),
      'the log density does not read "tau", which could then be anything; leave it out or give it a prior',
    ],
  ])('%s', (_, declare, message) => {
    expect(declare).toThrow(`expressionModel: ${message}`);
  });
});
