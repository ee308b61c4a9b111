import { expect, test } from 'vitest';
import { essBulk, rhat, type Verdict } from '../../diagnostics/index.ts';
import { expressionModel } from '../../models/expressionModel.ts';
import { column } from '../../models/posterior/draws.ts';
import type { Fit } from '../../models/posterior/fit.ts';
import * as ad from '../../src/engine/autodiff/index.ts';
import { fitFile } from '../../src/report/fitFile.ts';
import { verdictOf } from '../../src/report/fitVerdict.ts';
import { summaryText } from '../../src/report/summaryText.ts';
import { sample } from '../../src/run/sample.ts';
import { productTarget } from '../hmc/targets.ts';

function judge(fit: Fit): Verdict {
  return verdictOf(fitFile(fit));
}

test("Neal's funnel in its centred form is not trusted: divergences, or too few effective draws", async () => {
  const x = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`x${i}`, { kind: 'real' } as const]));
  const model = expressionModel({ v: { kind: 'real' }, ...x }, (p) => {
    const squares = ad.sum(Object.keys(x).map((name) => ad.square(p[name as 'v'])));
    const cross = ad.mul(ad.exp(ad.neg(p.v)), squares);
    return ad.sub(ad.mul(-0.5, ad.add(ad.square(ad.div(p.v, 3)), cross)), ad.mul(4.5, p.v));
  });
  const fit = await sample(model, { chains: 4, warmup: 500, draws: 500, workers: 0 });
  const { ok, warnings } = judge(fit);
  expect(ok).toBe(false);
  expect(warnings.length).toBeGreaterThan(0);
  const text = summaryText(fitFile(fit));
  expect(text).toMatch(
    /^log density of v, x0, x1, x2, x3, \.\.\. \(10 parameters\)\n\nParameters\n.*\n {2}v /,
  );
  expect(text).toMatch(/\nDo not trust these draws yet: /);
  const [chain] = fit.sampler.chains;
  for (const { draw, energyError, theta } of fit.sampler.chains.flatMap((c) => c.divergences)) {
    expect(draw).toBeLessThan(500);
    expect(energyError > 1000 || Number.isNaN(energyError)).toBe(true);
    expect(theta.length).toBe(10);
  }
  expect(chain.stats.divergent.reduce((s, d) => s + d, 0)).toBe(chain.divergences.length);
});

test('chains stuck in two far modes: R-hat far above 1.01, next to no effective draws, not trusted', async () => {
  // modes at -50 and 50, sd 1: no chain crosses; starts in (-2, 2) fall to either side
  const log = (t: number): number => -0.5 * (Math.abs(t) - 50) ** 2;
  const bimodal = productTarget(1, log, (t) => -(Math.abs(t) - 50) * Math.sign(t));
  const fit = await sample(bimodal, { chains: 4, warmup: 200, draws: 500, workers: 0 });
  const chains = column(fit.draws, 'theta[0]');
  const sides = new Set(chains.map((chain) => Math.sign(chain[0])));
  expect(sides.size).toBe(2);
  expect(rhat(chains)).toBeGreaterThan(1.5);
  expect(essBulk(chains)).toBeLessThan(20);
  expect(judge(fit).ok).toBe(false);
});

test('a well-behaved posterior is trusted', async () => {
  const target = productTarget(
    3,
    (t) => -0.5 * t * t,
    (t) => -t,
  );
  const fit = await sample(target, { chains: 4, warmup: 300, draws: 1000, workers: 0 });
  expect(judge(fit)).toMatchObject({ ok: true, warnings: [] });
});
